//! TOML → [`Profile`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Actor, ActorKind, Cue, EventType, Found, Group, Material, Place, PlaceKind, Profile, scan,
};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    name: Option<String>,
    timezone: Option<String>,
    home: Option<String>,
    numbers: BTreeMap<String, f64>,
    material: BTreeMap<String, Material>,
    place: Vec<RawPlace>,
    towns: Vec<RawTowns>,
    actor: Vec<RawActor>,
    #[serde(rename = "type")]
    kinds: Vec<RawType>,
    group: Vec<RawGroup>,
    list: BTreeMap<String, Vec<String>>,
    cue: Vec<RawCue>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlace {
    id: String,
    name: String,
    kind: PlaceKind,
    #[serde(rename = "in")]
    parent: Option<String>,
    #[serde(default)]
    also_in: Vec<String>,
    at: Option<(f64, f64)>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    topical: bool,
    #[serde(default)]
    ambiguous: bool,
    #[serde(default)]
    capital: bool,
    #[serde(skip)]
    rank: usize,
    #[serde(default)]
    case: bool,
}
/// Towns of one region in short: "Name=Other name 34.05 -118.24", prominent ones first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTowns {
    #[serde(rename = "in")]
    parent: String,
    list: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawActor {
    id: String,
    name: String,
    kind: ActorKind,
    part_of: Option<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
    #[serde(default)]
    topical: bool,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    id: String,
    label: String,
    #[serde(default)]
    violent: bool,
    #[serde(default)]
    security: bool,
    #[serde(default)]
    recalled: bool,
    #[serde(default)]
    akin: Vec<String>,
    #[serde(default)]
    lasts_days: i64,
    #[serde(default)]
    sure: Vec<String>,
    #[serde(default)]
    strong: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    id: String,
    #[serde(default)]
    hostile: bool,
    #[serde(default)]
    counted: bool,
    #[serde(default)]
    topical: bool,
    names: Vec<String>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    fact: String,
    value: Option<String>,
    names: Vec<String>,
}

impl Profile {
    #[expect(clippy::too_many_lines, reason = "one table of the profile after another")]
    pub fn parse(files: &[(String, String)]) -> Result<Profile, Vec<String>> {
        let mut raw = Raw::default();
        for (name, text) in files {
            let r: Raw = toml::from_str(text).map_err(|e| vec![format!("{name}: {e}")])?;
            raw.name = r.name.or(raw.name);
            raw.timezone = r.timezone.or(raw.timezone);
            raw.home = r.home.or(raw.home);
            raw.numbers.extend(r.numbers);
            raw.material.extend(r.material);
            raw.place.extend(r.place);
            for t in r.towns {
                for (n, line) in t.list.iter().enumerate() {
                    raw.place.push(town(&t.parent, n, line));
                }
            }
            raw.actor.extend(r.actor);
            raw.kinds.extend(r.kinds);
            raw.group.extend(r.group);
            raw.list.extend(r.list);
            raw.cue.extend(r.cue);
        }
        let ids = |v: Vec<&String>| -> BTreeMap<String, usize> {
            v.into_iter().enumerate().map(|(n, s)| (s.clone(), n)).collect()
        };
        let place_ids = ids(raw.place.iter().map(|p| &p.id).collect());
        let actor_ids = ids(raw.actor.iter().map(|p| &p.id).collect());
        let kind_ids = ids(raw.kinds.iter().map(|p| &p.id).collect());
        let mut names = Vec::new();
        let mut errors = Vec::new();
        let mut find = |map: &BTreeMap<String, usize>, id: &String| -> usize {
            map.get(id).copied().unwrap_or_else(|| {
                errors.push(format!("unknown id {id}"));
                0
            })
        };
        let mut places = Vec::new();
        for (n, p) in raw.place.iter().enumerate() {
            for a in p.names.iter().chain([&p.name]) {
                names.push((a.clone(), p.case, Found::Place(n)));
            }
            places.push(Place {
                id: p.id.clone(),
                name: p.name.clone(),
                kind: p.kind,
                parent: p.parent.as_ref().map(|i| find(&place_ids, i)),
                also_in: p.also_in.iter().map(|i| find(&place_ids, i)).collect(),
                at: p.at,
                topical: p.topical,
                ambiguous: p.ambiguous,
                capital: p.capital,
                rank: p.rank,
            });
        }
        let mut actors = Vec::new();
        for (n, p) in raw.actor.iter().enumerate() {
            for a in p.names.iter().chain([&p.name]) {
                names.push((a.clone(), false, Found::Actor(n)));
            }
            for a in &p.exact {
                names.push((a.clone(), true, Found::Actor(n)));
            }
            actors.push(Actor {
                id: p.id.clone(),
                name: p.name.clone(),
                kind: p.kind,
                part_of: p.part_of.as_ref().map(|i| find(&actor_ids, i)),
                topical: p.topical,
            });
        }
        let mut types = Vec::new();
        for (n, p) in raw.kinds.iter().enumerate() {
            for (s, list) in [(3, &p.sure), (2, &p.strong), (1, &p.weak)] {
                for a in list {
                    names.push((a.clone(), false, Found::Trigger(n, s)));
                }
            }
            types.push(EventType {
                id: p.id.clone(),
                label: p.label.clone(),
                violent: p.violent,
                security: p.violent || p.security,
                recalled: p.recalled,
                akin: p.akin.iter().map(|i| find(&kind_ids, i)).collect(),
                lasts_days: p.lasts_days,
            });
        }
        let mut groups = Vec::new();
        for (n, p) in raw.group.iter().enumerate() {
            for a in &p.names {
                names.push((a.clone(), false, Found::Group(n)));
            }
            groups.push(Group {
                id: p.id.clone(),
                hostile: p.hostile,
                counted: p.counted,
                topical: p.topical,
            });
        }
        let mut lists = Vec::new();
        for (n, (list, words)) in raw.list.iter().enumerate() {
            for a in words {
                names.push((a.clone(), false, Found::Word(n)));
            }
            lists.push(list.clone());
        }
        let mut cues = Vec::new();
        for (n, p) in raw.cue.iter().enumerate() {
            for a in &p.names {
                names.push((a.clone(), false, Found::Cue(n)));
            }
            cues.push(Cue { fact: p.fact.clone(), value: p.value.clone() });
        }
        let home = raw.home.as_ref().map_or(0, |h| find(&place_ids, h));
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Profile {
            name: raw.name.unwrap_or_default(),
            timezone: raw.timezone.unwrap_or_default(),
            places,
            actors,
            types,
            groups,
            lists,
            cues,
            numbers: raw.numbers,
            materials: raw.material,
            home,
            scanner: scan::Scanner::new(names),
            place_ids,
            actor_ids,
            kind_ids,
        })
    }
}

/// One line of `towns`.
fn town(parent: &str, rank: usize, line: &str) -> RawPlace {
    let mut words: Vec<&str> = line.split(' ').collect();
    let mut number = || {
        words.last().and_then(|w| w.parse::<f64>().ok()).inspect(|_| {
            words.pop();
        })
    };
    let lon = number();
    let lat = number();
    let joined = words.join(" ");
    let mut names = joined.split('=').map(str::to_owned);
    let name = names.next().unwrap_or_default();
    RawPlace {
        id: format!(
            "{}-{}",
            name.to_lowercase().replace([' ', '.', '\''], "-"),
            parent.trim_start_matches("st-")
        ),
        name,
        kind: PlaceKind::Town,
        parent: Some(parent.to_owned()),
        also_in: Vec::new(),
        at: lat.zip(lon),
        names: names.collect(),
        topical: false,
        ambiguous: false,
        case: true,
        capital: false,
        rank,
    }
}
