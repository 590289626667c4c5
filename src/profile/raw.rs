//! The files of a profile as they are written, each entry with where it stands.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{
    ActorKind, Material, PlaceKind,
    error::{At, Faults},
};

/// A written text with its place in its file.
pub(super) type Text = Spanned<String>;

/// One file.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    name: Option<Text>,
    timezone: Option<Text>,
    home: Option<Text>,
    numbers: BTreeMap<String, Spanned<f64>>,
    material: BTreeMap<String, Material>,
    place: Vec<RawPlace>,
    towns: Vec<RawTowns>,
    actor: Vec<RawActor>,
    #[serde(rename = "type")]
    kinds: Vec<RawType>,
    group: Vec<RawGroup>,
    list: BTreeMap<String, Vec<Text>>,
    cue: Vec<RawCue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlace {
    pub id: Text,
    pub name: Text,
    pub kind: PlaceKind,
    #[serde(rename = "in")]
    pub parent: Option<Text>,
    #[serde(default)]
    pub also_in: Vec<Text>,
    pub at: Option<Spanned<(f64, f64)>>,
    #[serde(default)]
    pub names: Vec<Text>,
    #[serde(default)]
    pub topical: bool,
    #[serde(default)]
    pub ambiguous: bool,
    #[serde(default)]
    pub capital: bool,
    #[serde(default)]
    pub case: bool,
    /// How prominent it is among the towns of its list; `None` for a place written in full.
    #[serde(skip)]
    pub rank: Option<usize>,
}

/// Towns of one region in short: "Name=Other name 34.05 -118.24", prominent ones first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTowns {
    #[serde(rename = "in")]
    parent: Text,
    list: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawActor {
    pub id: Text,
    pub name: Text,
    pub kind: ActorKind,
    pub part_of: Option<Text>,
    #[serde(default)]
    pub names: Vec<Text>,
    #[serde(default)]
    pub exact: Vec<Text>,
    #[serde(default)]
    pub topical: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawType {
    pub id: Text,
    pub label: String,
    #[serde(default)]
    pub violent: bool,
    #[serde(default)]
    pub security: bool,
    #[serde(default)]
    pub recalled: bool,
    #[serde(default)]
    pub akin: Vec<Text>,
    #[serde(default)]
    pub lasts_days: i64,
    #[serde(default)]
    pub sure: Vec<Text>,
    #[serde(default)]
    pub strong: Vec<Text>,
    #[serde(default)]
    pub weak: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub id: Text,
    #[serde(default)]
    pub hostile: bool,
    #[serde(default)]
    pub counted: bool,
    #[serde(default)]
    pub topical: bool,
    pub names: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCue {
    pub fact: String,
    pub value: Option<String>,
    pub names: Vec<Text>,
}

/// Something of a file, with the number of the file.
#[derive(Debug)]
pub(super) struct Of<T> {
    pub file: usize,
    pub it: T,
}

impl<T> Of<T> {
    /// Where one of its texts stands.
    pub(super) fn at<V>(&self, text: &Spanned<V>) -> At {
        At { file: self.file, span: text.span() }
    }
}

/// All files together. Of a single value the last file that has it holds.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub name: Option<String>,
    pub timezone: Option<Of<Text>>,
    pub home: Option<Of<Text>>,
    pub numbers: BTreeMap<String, Of<Spanned<f64>>>,
    pub material: BTreeMap<String, Material>,
    pub places: Vec<Of<RawPlace>>,
    pub actors: Vec<Of<RawActor>>,
    pub kinds: Vec<Of<RawType>>,
    pub groups: Vec<Of<RawGroup>>,
    pub lists: BTreeMap<String, Of<Vec<Text>>>,
    pub cues: Vec<Of<RawCue>>,
}

/// Reads the files; what is no TOML, an unknown key or an unknown kind is a fault.
pub(super) fn read(files: &[(String, String)], faults: &mut Faults<'_>) -> Raw {
    let mut raw = Raw::default();
    for (number, (_, text)) in files.iter().enumerate() {
        match toml::from_str::<File>(text) {
            Ok(file) => raw.take(number, file, faults),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                // "missing field `kind`" of toml spans the whole entry: its first line is told.
                faults.at(&At { file: number, span }, error.message().replace('\n', "; "));
            }
        }
    }
    raw
}

impl Raw {
    fn take(&mut self, file: usize, it: File, faults: &mut Faults<'_>) {
        let of = |text| Of { file, it: text };
        self.name = it.name.map(Spanned::into_inner).or_else(|| self.name.take());
        self.timezone = it.timezone.map(of).or_else(|| self.timezone.take());
        self.home = it.home.map(of).or_else(|| self.home.take());
        self.numbers.extend(it.numbers.into_iter().map(|(key, it)| (key, Of { file, it })));
        self.material.extend(it.material);
        self.places.extend(it.place.into_iter().map(|it| Of { file, it }));
        for towns in it.towns {
            for (rank, line) in towns.list.iter().enumerate() {
                match town(&towns.parent, rank, line) {
                    Ok(it) => self.places.push(Of { file, it }),
                    Err(fault) => faults.at(&At { file, span: line.span() }, fault),
                }
            }
        }
        self.actors.extend(it.actor.into_iter().map(|it| Of { file, it }));
        self.kinds.extend(it.kinds.into_iter().map(|it| Of { file, it }));
        self.groups.extend(it.group.into_iter().map(|it| Of { file, it }));
        self.lists.extend(it.list.into_iter().map(|(key, it)| (key, Of { file, it })));
        self.cues.extend(it.cue.into_iter().map(|it| Of { file, it }));
    }
}

/// One line of `towns`.
fn town(parent: &Text, rank: usize, line: &Text) -> Result<RawPlace, String> {
    let mut words: Vec<&str> = line.get_ref().split(' ').collect();
    let mut number = || {
        let number = words.last().and_then(|word| word.parse::<f64>().ok())?;
        words.pop();
        Some(number)
    };
    let (lon, lat) = (number(), number());
    if lon.is_some() && lat.is_none() {
        return Err(format!(
            "town {:?} has one number; write latitude and longitude, \"Name 24.86 67.01\"",
            line.get_ref()
        ));
    }
    let text = |text: &str| Spanned::new(line.span(), text.to_owned());
    let joined = words.join(" ");
    let mut names = joined.split('=').map(text);
    let name = names.next().unwrap_or_else(|| text(""));
    let region = parent.get_ref().trim_start_matches("st-");
    let id = name.get_ref().to_lowercase().replace([' ', '.', '\''], "-");
    Ok(RawPlace {
        id: text(&format!("{id}-{region}")),
        name,
        kind: PlaceKind::Town,
        parent: Some(parent.clone()),
        also_in: Vec::new(),
        at: lat.zip(lon).map(|at| Spanned::new(line.span(), at)),
        names: names.collect(),
        topical: false,
        ambiguous: false,
        case: true,
        capital: false,
        rank: Some(rank),
    })
}
