//! Everything about the topic, as data: gazetteer, actors, event types, people groups, words, rules,
//! weights. TOML in, one compiled [`Profile`] out; what loads is valid.
//!
//! One pass of one automaton ([`Profile::scan`]) finds every known name in a text.

mod embedded;
mod error;
mod faults;
mod load;
mod raw;
mod scan;
mod weigh;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use error::ProfileError;
pub use weigh::Weighed;

/// Index of a place in [`Profile::places`].
pub type PlaceIx = usize;
/// Index of an actor in [`Profile::actors`].
pub type ActorIx = usize;
/// Index of an event type in [`Profile::types`].
pub type TypeIx = usize;

/// A place of the gazetteer.
#[derive(Debug, Clone)]
pub struct Place {
    /// Stable id (`gwadar-port`).
    pub id: String,
    /// English name for people.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// What it lies in; `None` only for countries and the world.
    pub parent: Option<PlaceIx>,
    /// Further parents (a road through two districts).
    pub also_in: Vec<PlaceIx>,
    /// WGS 84 latitude and longitude, degrees.
    pub at: Option<(f64, f64)>,
    /// It is a site of the topic: naming it with a security matter ties a text to the topic.
    pub topical: bool,
    /// How prominent it is among places of its name: 0 first.
    pub rank: usize,
    /// Its name often stands for its government ("Islamabad denied").
    pub capital: bool,
    /// Its name is also a common word or another place: believed only with its parent or kind near.
    pub ambiguous: bool,
}

/// What a place is, coarsest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A country or a territory.
    Country,
    /// Province, state, territory.
    Province,
    /// Division or region within a province.
    Division,
    /// District or county.
    District,
    /// City, town, tehsil.
    Town,
    /// Neighbourhood, village, suburb.
    Locality,
    /// Dam, port, mine, plant, hotel, consulate, camp, university, airport.
    Site,
    /// Road, rail line, pipeline, river: long, so weak as a place of an event.
    Line,
}

/// Who acts or is acted on.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Stable id (`bla`).
    pub id: String,
    /// Name for people.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The body it is a wing or part of (Majeed Brigade → BLA).
    pub part_of: Option<ActorIx>,
    /// Naming it ties a text to the topic (a corridor company, the Chinese embassy in Islamabad).
    pub topical: bool,
}

/// What an actor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Armed or militant group.
    Armed,
    /// Army, police, paramilitary, intelligence.
    Security,
    /// Ministry, government, court, parliament, authority.
    Government,
    /// Embassy, consulate, foreign ministry, envoy.
    Diplomatic,
    /// Company.
    Company,
    /// Political or protest movement, union, committee.
    Movement,
    /// A person in office.
    Person,
    /// News outlet or agency.
    Media,
}

/// A kind of event.
#[derive(Debug, Clone)]
pub struct EventType {
    /// Stable id (`attack`).
    pub id: String,
    /// Name for people.
    pub label: String,
    /// It has victims, perpetrators, claims.
    pub violent: bool,
    /// It is a matter of security by itself (a violent one is; a protection unit too, a visit is not).
    pub security: bool,
    /// Types that tell of the same happening in other words (`attack` and `explosion`).
    pub akin: Vec<TypeIx>,
    /// One can be known from a look back alone (an attack, not a meeting among many).
    pub recalled: bool,
    /// A matter of its own may be told for so many days before a repeat of it counts as new.
    pub lasts_days: i64,
}

/// What a name found in a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    /// A place.
    Place(PlaceIx),
    /// An actor.
    Actor(ActorIx),
    /// A word that triggers an event type; the number is its strength, 1 weak to 3 sure.
    Trigger(TypeIx, u8),
    /// A people group of figures (`chinese`, `attackers`, `security`, `children`), by index in [`Profile::groups`].
    Group(usize),
    /// A word list of the profile (`tie`, `off_topic`, `cpec` …), by index in [`Profile::lists`].
    Word(usize),
    /// A word that tells a non-figure fact (`claim`, `arrest`, `charge`, `verdict`, `cause` …), by index in [`Profile::cues`].
    Cue(usize),
}

/// A name found in a text. Several matches may share a span (a trigger that is also a cue).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Byte range in the text.
    pub start: usize,
    /// End of the byte range, exclusive.
    pub end: usize,
    /// What it stands for.
    pub found: Found,
}

/// A word that tells a non-figure fact.
#[derive(Debug, Clone)]
pub struct Cue {
    /// The fact key it speaks of (`claim`, `arrest`, `cause`).
    pub fact: String,
    /// A normalised value it implies (`suicide bombing`), where it does.
    pub value: Option<String>,
}

/// A people group whose members are counted apart.
#[derive(Debug, Clone)]
pub struct Group {
    /// Suffix of its fact keys (`chinese` gives `killed_chinese`).
    pub id: String,
    /// Its dead are not victims (attackers).
    pub hostile: bool,
    /// Included in the total of victims.
    pub counted: bool,
    /// Naming it ties a text to the topic.
    pub topical: bool,
}

/// The compiled topic.
#[derive(Debug)]
pub struct Profile {
    /// Name (`cpec-security`).
    pub name: String,
    /// IANA zone in which days are counted.
    pub timezone: String,
    /// The gazetteer; parents come before children.
    pub places: Vec<Place>,
    /// Groups, bodies, companies, people.
    pub actors: Vec<Actor>,
    /// Event types.
    pub types: Vec<EventType>,
    /// People groups.
    pub groups: Vec<Group>,
    /// Names of word lists.
    pub lists: Vec<String>,
    /// Fact cues.
    pub cues: Vec<Cue>,
    /// Named numbers: thresholds, windows and the fitted weights of `resolve`.
    pub numbers: BTreeMap<String, f64>,
    /// When a changed fact is worth telling, by fact key.
    pub materials: BTreeMap<String, Material>,
    /// The place the topic lives in; what is outside is abroad.
    pub home: PlaceIx,
    scanner: scan::Scanner,
    place_ids: BTreeMap<String, PlaceIx>,
    actor_ids: BTreeMap<String, ActorIx>,
    kind_ids: BTreeMap<String, TypeIx>,
}

/// When a changed fact is worth telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Material {
    /// A count above the highest so far, or a correction.
    Rise,
    /// Only when nothing was known.
    First,
    /// Each value that was not stated before.
    Value,
    /// Stated in the title or lead and not there before.
    Lead,
    /// Recorded, never told.
    Never,
}

impl Profile {
    /// Every known name in `text`, by position.
    pub fn scan(&self, text: &str) -> Vec<Match> {
        self.scanner.scan(text)
    }

    /// The place with this id.
    pub fn place(&self, id: &str) -> Option<PlaceIx> {
        self.place_ids.get(id).copied()
    }

    /// The actor with this id.
    pub fn actor(&self, id: &str) -> Option<ActorIx> {
        self.actor_ids.get(id).copied()
    }

    /// The event type with this id.
    pub fn kind(&self, id: &str) -> Option<TypeIx> {
        self.kind_ids.get(id).copied()
    }

    /// A place and what it lies in, finest first.
    pub fn chain(&self, place: PlaceIx) -> Vec<PlaceIx> {
        let mut chain = vec![place];
        let mut at = place;
        while let Some(parent) = self.places[at].parent {
            chain.push(parent);
            at = parent;
        }
        chain
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn contains(&self, outer: PlaceIx, inner: PlaceIx) -> bool {
        outer == inner
            || self.places[inner].parent.is_some_and(|p| self.contains(outer, p))
            || self.places[inner].also_in.iter().any(|p| self.contains(outer, *p))
    }

    /// Whether one contains the other.
    pub fn related(&self, a: PlaceIx, b: PlaceIx) -> bool {
        self.contains(a, b) || self.contains(b, a)
    }

    /// Whether a place lies where the topic lives.
    pub fn is_home(&self, place: PlaceIx) -> bool {
        self.contains(self.home, place)
    }

    /// Great-circle distance, kilometres, where both have coordinates.
    pub fn distance_km(&self, a: PlaceIx, b: PlaceIx) -> Option<f64> {
        Some(distance_km(self.places[a].at?, self.places[b].at?))
    }

    /// A named number; 0 where the profile does not set it.
    pub fn number(&self, name: &str) -> f64 {
        self.numbers.get(name).copied().unwrap_or(0.0)
    }

    /// The word list of that name.
    pub fn list(&self, name: &str) -> Option<usize> {
        self.lists.iter().position(|list| list == name)
    }

    /// When a change of this fact is worth telling.
    pub fn material(&self, key: &crate::model::fact::FactKey) -> Material {
        self.materials.get(&key.0).copied().unwrap_or(Material::Never)
    }
}

/// Great-circle distance of two points in degrees, kilometres.
fn distance_km((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (p, q) = (f64::to_radians(lat1), f64::to_radians(lat2));
    let (dp, dl) = (q - p, f64::to_radians(lon2 - lon1));
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().asin()
}
