//! What makes a profile wrong though it is TOML: ids and spellings twice, empty spellings, places
//! that lie nowhere, circles of containment, numbers that are none.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::{
    Place, distance_km,
    error::{At, Faults},
    raw::{Of, Raw, RawPlace, Text},
};

/// Nothing lies farther than this from what it lies in, kilometres.
const FARTHEST_KM: f64 = 4_000.0;

/// Checks everything that can be said of single entries and of entries side by side.
pub(super) fn find(raw: &Raw, faults: &mut Faults<'_>) {
    ids(raw, faults);
    spellings(raw, faults);
    for place in &raw.places {
        coordinates(place, faults);
    }
    for (key, number) in &raw.numbers {
        let value = number.it.get_ref();
        if !value.is_finite() {
            faults.at(&number.at(&number.it), format!("{key} is {value}; write a number"));
        }
    }
    match &raw.timezone {
        None => faults.whole("timezone is missing; write for example timezone = \"Asia/Karachi\""),
        Some(zone) if TimeZone::get(zone.it.get_ref()).is_err() => {
            let name = zone.it.get_ref();
            faults.at(
                &zone.at(&zone.it),
                format!("there is no time zone {name:?}; write an IANA name like \"Asia/Karachi\""),
            );
        }
        Some(_) => {}
    }
    if raw.home.is_none() {
        faults.whole("home is missing; write the id of the place that the topic lives in");
    }
}

fn ids(raw: &Raw, faults: &mut Faults<'_>) {
    once("place", raw.places.iter().map(|of| (of.at(&of.it.id), &of.it.id)), faults);
    once("actor", raw.actors.iter().map(|of| (of.at(&of.it.id), &of.it.id)), faults);
    once("type", raw.kinds.iter().map(|of| (of.at(&of.it.id), &of.it.id)), faults);
    once("group", raw.groups.iter().map(|of| (of.at(&of.it.id), &of.it.id)), faults);
}

fn once<'a>(what: &str, ids: impl Iterator<Item = (At, &'a Text)>, faults: &mut Faults<'_>) {
    let mut seen: BTreeMap<&str, At> = BTreeMap::new();
    for (at, id) in ids {
        let id = id.get_ref().as_str();
        if id.trim().is_empty() {
            faults.at(&at, format!("a {what} has an empty id; write a short name of its own"));
        } else if let Some(first) = seen.get(id) {
            let first = faults.place(first);
            faults.at(
                &at,
                format!(
                    "{what} {id:?} is there already, at {first}; write another id, or take one out"
                ),
            );
        } else {
            seen.insert(id, at);
        }
    }
}

/// A spelling with its owner.
struct Spelling<'a> {
    at: At,
    text: &'a str,
    owner: &'a str,
}

fn spellings(raw: &Raw, faults: &mut Faults<'_>) {
    let places: Vec<Spelling<'_>> = raw
        .places
        .iter()
        // Towns of lists may share names; the text around tells which is meant.
        .filter(|of| of.it.rank.is_none())
        .flat_map(|of| of_entry(of, &of.it.id, [&of.it.name].into_iter().chain(&of.it.names)))
        .collect();
    unambiguous("place", &places, str::to_lowercase, faults);
    let actors: Vec<Spelling<'_>> = raw
        .actors
        .iter()
        .flat_map(|of| of_entry(of, &of.it.id, [&of.it.name].into_iter().chain(&of.it.names)))
        .collect();
    unambiguous("actor", &actors, str::to_lowercase, faults);
    let exact: Vec<Spelling<'_>> =
        raw.actors.iter().flat_map(|of| of_entry(of, &of.it.id, of.it.exact.iter())).collect();
    unambiguous("actor", &exact, str::to_owned, faults);
    let words = raw
        .kinds
        .iter()
        .flat_map(|of| {
            of.it
                .sure
                .iter()
                .chain(&of.it.strong)
                .chain(&of.it.weak)
                .map(|t| of.at(t))
                .zip(of.it.sure.iter().chain(&of.it.strong).chain(&of.it.weak))
        })
        .chain(raw.groups.iter().flat_map(|of| of.it.names.iter().map(|t| (of.at(t), t))))
        .chain(raw.lists.values().flat_map(|of| of.it.iter().map(|t| (of.at(t), t))))
        .chain(raw.cues.iter().flat_map(|of| of.it.names.iter().map(|t| (of.at(t), t))));
    for (at, text) in words {
        if text.get_ref().trim().is_empty() {
            faults.at(&at, "an empty spelling would be found everywhere; take it out".to_owned());
        }
    }
}

fn of_entry<'a, T>(
    of: &'a Of<T>,
    id: &'a Text,
    texts: impl Iterator<Item = &'a Text>,
) -> Vec<Spelling<'a>> {
    let spelling =
        |text: &'a Text| Spelling { at: of.at(text), text: text.get_ref(), owner: id.get_ref() };
    texts.map(spelling).collect()
}

fn unambiguous(
    what: &str,
    spellings: &[Spelling<'_>],
    key: impl Fn(&str) -> String,
    faults: &mut Faults<'_>,
) {
    let mut seen: BTreeMap<String, &Spelling<'_>> = BTreeMap::new();
    for spelling in spellings {
        let Spelling { at, text, owner } = spelling;
        if text.trim().is_empty() {
            faults.at(at, "an empty spelling would be found everywhere; take it out".to_owned());
            continue;
        }
        let Some(first) = seen.get(&key(text)) else {
            seen.insert(key(text), spelling);
            continue;
        };
        let place = faults.place(&first.at);
        let message = if first.owner == *owner {
            format!("{what} {owner:?} has the spelling {text:?} twice; take one out")
        } else {
            format!(
                "{what} {owner:?} has the spelling {text:?}, which {:?} at {place} has too; a name \
                 must mean one {what}: write a longer one, or take it out of the other",
                first.owner
            )
        };
        faults.at(at, message);
    }
}

fn coordinates(place: &Of<RawPlace>, faults: &mut Faults<'_>) {
    let Some(at) = &place.it.at else { return };
    let (lat, lon) = *at.get_ref();
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        faults.at(
            &place.at(at),
            format!(
                "place {:?} is at [{lat}, {lon}], which is not on Earth; write latitude, then \
                 longitude, in degrees: [24.86, 67.01]",
                place.it.id.get_ref()
            ),
        );
    }
}

/// Circles of places, and places far from what they lie in. Both need every parent to be known.
pub(super) fn find_in_tree(raw: &Raw, places: &[Place], faults: &mut Faults<'_>) {
    let parents: Vec<Vec<usize>> = places
        .iter()
        .map(|place| place.parent.into_iter().chain(place.also_in.iter().copied()).collect())
        .collect();
    for circle in circles(&parents) {
        let names: Vec<&str> = circle.iter().map(|ix| places[*ix].id.as_str()).collect();
        let of = &raw.places[circle[0]];
        faults.at(
            &of.at(&of.it.id),
            format!(
                "place {:?} lies in itself ({}); write what really contains one of them",
                names[0],
                names.iter().chain([&names[0]]).copied().collect::<Vec<_>>().join(" in ")
            ),
        );
    }
    for (n, place) in places.iter().enumerate() {
        let (Some(at), Some(parent)) = (place.at, place.parent.map(|ix| &places[ix])) else {
            continue;
        };
        let Some(outer) = parent.at else { continue };
        let km = distance_km(at, outer);
        if km > FARTHEST_KM {
            let of = &raw.places[n];
            faults.at(
                &of.at(&of.it.id),
                format!(
                    "place {:?} is {km:.0} km from {:?}, which it lies in; write latitude first, \
                     then longitude",
                    place.id, parent.id
                ),
            );
        }
    }
}

/// Wings that are part of themselves.
pub(super) fn find_in_actors(raw: &Raw, parts: &[Option<usize>], faults: &mut Faults<'_>) {
    let parents: Vec<Vec<usize>> =
        parts.iter().map(|part| part.iter().copied().collect()).collect();
    for circle in circles(&parents) {
        let of = &raw.actors[circle[0]];
        faults.at(
            &of.at(&of.it.id),
            format!(
                "actor {:?} is part of itself; write another part_of, or none",
                of.it.id.get_ref()
            ),
        );
    }
}

/// Each circle once, from its first member.
fn circles(parents: &[Vec<usize>]) -> Vec<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        Unseen,
        Open,
        Done,
    }
    let mut marks = vec![Mark::Unseen; parents.len()];
    let mut found = Vec::new();
    for start in 0..parents.len() {
        if marks[start] != Mark::Unseen {
            continue;
        }
        // (entry, how many of its parents were gone into)
        let mut path = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((at, next)) = path.last_mut() {
            let Some(parent) = parents[*at].get(*next).copied() else {
                marks[*at] = Mark::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match marks[parent] {
                Mark::Done => {}
                Mark::Unseen => {
                    marks[parent] = Mark::Open;
                    path.push((parent, 0));
                }
                Mark::Open => {
                    let from = path.iter().position(|(ix, _)| *ix == parent).unwrap_or(0);
                    found.push(path[from..].iter().map(|(ix, _)| *ix).collect());
                }
            }
        }
    }
    found
}
