//! TOML → [`Profile`]: what is written is read, checked, and compiled.

use std::collections::BTreeMap;

use super::{
    Actor, ActorIx, Cue, EventType, Found, Group, Place, PlaceIx, Profile, TypeIx,
    error::{At, Faults, ProfileError, meant},
    faults,
    raw::{self, Raw, Text},
    scan,
};

/// Spellings with what they stand for; `true` where the case of letters matters.
type Names = Vec<(String, bool, Found)>;

/// Entries by their ids.
struct Ids {
    what: &'static str,
    known: BTreeMap<String, usize>,
}

impl Ids {
    fn of<'a>(what: &'static str, ids: impl Iterator<Item = &'a Text>) -> Self {
        let known = ids.enumerate().map(|(n, id)| (id.get_ref().clone(), n)).collect();
        Self { what, known }
    }

    /// The entry that `id` names; a fault at `at`, said of `who`, where there is none.
    fn find(&self, id: &str, at: &At, who: &str, faults: &mut Faults<'_>) -> usize {
        self.known.get(id).copied().unwrap_or_else(|| {
            let hint = meant(id, self.known.keys().map(String::as_str));
            let what = self.what;
            faults.at(at, format!("{who} names the {what} {id:?}, and there is none{hint}"));
            0
        })
    }
}

impl Profile {
    /// Reads the files of a profile, each as (name, text).
    ///
    /// # Errors
    /// Every fault, with file, line and what to write instead.
    pub fn parse(files: &[(String, String)]) -> Result<Profile, Vec<ProfileError>> {
        let mut faults = Faults::of(files);
        let raw = raw::read(files, &mut faults);
        // What a file that is no TOML would have defined is not missing.
        if !faults.none() {
            return Err(faults.into_errors());
        }
        faults::find(&raw, &mut faults);
        let profile = build(&raw, &mut faults);
        if faults.none() { Ok(profile) } else { Err(faults.into_errors()) }
    }
}

fn build(raw: &Raw, faults: &mut Faults<'_>) -> Profile {
    let place_ids = Ids::of("place", raw.places.iter().map(|of| &of.it.id));
    let actor_ids = Ids::of("actor", raw.actors.iter().map(|of| &of.it.id));
    let kind_ids = Ids::of("type", raw.kinds.iter().map(|of| &of.it.id));
    let places = places(raw, &place_ids, faults);
    let actors = actors(raw, &actor_ids, faults);
    let types = types(raw, &kind_ids, faults);
    if faults.none() {
        faults::find_in_tree(raw, &places, faults);
        let parts: Vec<_> = actors.iter().map(|actor| actor.part_of).collect();
        faults::find_in_actors(raw, &parts, faults);
    }
    let home = raw
        .home
        .as_ref()
        .map_or(0, |home| place_ids.find(home.it.get_ref(), &home.at(&home.it), "home", faults));
    let groups = raw.groups.iter().map(|of| Group {
        id: of.it.id.get_ref().clone(),
        hostile: of.it.hostile,
        counted: of.it.counted,
        topical: of.it.topical,
    });
    let cues =
        raw.cues.iter().map(|of| Cue { fact: of.it.fact.clone(), value: of.it.value.clone() });
    Profile {
        name: raw.name.clone().unwrap_or_default(),
        timezone: raw.timezone.as_ref().map(|of| of.it.get_ref().clone()).unwrap_or_default(),
        places,
        actors,
        types,
        groups: groups.collect(),
        lists: raw.lists.keys().cloned().collect(),
        cues: cues.collect(),
        numbers: raw.numbers.iter().map(|(key, of)| (key.clone(), *of.it.get_ref())).collect(),
        materials: raw.material.clone(),
        home,
        scanner: scan::Scanner::new(names(raw)),
        place_ids: place_ids.known,
        actor_ids: actor_ids.known,
        kind_ids: kind_ids.known,
    }
}

fn places(raw: &Raw, ids: &Ids, faults: &mut Faults<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    for of in &raw.places {
        let it = &of.it;
        let who = format!("place {:?}", it.id.get_ref());
        let mut find = |id: &Text| -> PlaceIx { ids.find(id.get_ref(), &of.at(id), &who, faults) };
        places.push(Place {
            id: it.id.get_ref().clone(),
            name: it.name.get_ref().clone(),
            kind: it.kind,
            parent: it.parent.as_ref().map(&mut find),
            also_in: it.also_in.iter().map(find).collect(),
            at: it.at.as_ref().map(|at| *at.get_ref()),
            topical: it.topical,
            ambiguous: it.ambiguous,
            capital: it.capital,
            rank: it.rank.unwrap_or(0),
        });
    }
    places
}

fn actors(raw: &Raw, ids: &Ids, faults: &mut Faults<'_>) -> Vec<Actor> {
    let mut actors = Vec::new();
    for of in &raw.actors {
        let it = &of.it;
        let who = format!("actor {:?}", it.id.get_ref());
        let find = |id: &Text| -> ActorIx { ids.find(id.get_ref(), &of.at(id), &who, faults) };
        actors.push(Actor {
            id: it.id.get_ref().clone(),
            name: it.name.get_ref().clone(),
            kind: it.kind,
            part_of: it.part_of.as_ref().map(find),
            topical: it.topical,
        });
    }
    actors
}

fn types(raw: &Raw, ids: &Ids, faults: &mut Faults<'_>) -> Vec<EventType> {
    let mut types = Vec::new();
    for of in &raw.kinds {
        let it = &of.it;
        let who = format!("type {:?}", it.id.get_ref());
        let find = |id: &Text| -> TypeIx { ids.find(id.get_ref(), &of.at(id), &who, faults) };
        types.push(EventType {
            id: it.id.get_ref().clone(),
            label: it.label.clone(),
            violent: it.violent,
            security: it.violent || it.security,
            recalled: it.recalled,
            akin: it.akin.iter().map(find).collect(),
            lasts_days: it.lasts_days,
        });
    }
    types
}

/// Every spelling of the profile.
fn names(raw: &Raw) -> Names {
    let mut names = Names::new();
    let mut add = |texts: &mut dyn Iterator<Item = &Text>, case: bool, found: Found| {
        names.extend(texts.map(|text| (text.get_ref().clone(), case, found)));
    };
    for (n, of) in raw.places.iter().enumerate() {
        add(&mut of.it.names.iter().chain([&of.it.name]), of.it.case, Found::Place(n));
    }
    for (n, of) in raw.actors.iter().enumerate() {
        add(&mut of.it.names.iter().chain([&of.it.name]), false, Found::Actor(n));
        add(&mut of.it.exact.iter(), true, Found::Actor(n));
    }
    for (n, of) in raw.kinds.iter().enumerate() {
        for (strength, words) in [(3, &of.it.sure), (2, &of.it.strong), (1, &of.it.weak)] {
            add(&mut words.iter(), false, Found::Trigger(n, strength));
        }
    }
    for (n, of) in raw.groups.iter().enumerate() {
        add(&mut of.it.names.iter(), false, Found::Group(n));
    }
    for (n, of) in raw.lists.values().enumerate() {
        add(&mut of.it.iter(), false, Found::Word(n));
    }
    for (n, of) in raw.cues.iter().enumerate() {
        add(&mut of.it.names.iter(), false, Found::Cue(n));
    }
    names
}

#[cfg(test)]
mod tests;
