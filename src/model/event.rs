//! A real-world happening, and one article's telling of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{article::ArticleId, date::Interval, fact::Fact};

/// Readable and stable: `2021-07-14-dasu-attack`, with `-2` where that is taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub String);

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Hashed words with how much each was used, sorted by hash.
pub type Words = Vec<(u32, u8)>;

/// What an article does with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the article reports.
    Primary,
    /// Only recalled.
    Background,
}

/// One article's telling of one event. Ids of places, actors and types are the profile's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Reported or recalled.
    pub role: Role,
    /// Event type id of the profile (`attack`).
    pub kind: String,
    /// When it happened, as far as told.
    pub when: Option<Interval>,
    /// Place ids, finest first; containment is the gazetteer's.
    pub places: Vec<String>,
    /// Ids of actors, targets and bodies named with it.
    pub actors: Vec<String>,
    /// What is stated about it.
    pub facts: Vec<Fact>,
    /// The sentences it rests on, the most telling first.
    pub evidence: Vec<String>,
    /// Why it was taken as it was.
    pub reasons: Vec<String>,
}

/// A clause of the title or lead that names a deed: what it says of where and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Pointer {
    /// It stands in the title.
    pub title: bool,
    /// Every date of the clause.
    pub when: Vec<Interval>,
    /// Place ids, finest first.
    pub places: Vec<String>,
}

/// A known event: what the ledger holds of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name.
    pub id: EventId,
    /// Event type id of the profile.
    pub kind: String,
    /// Kinds its reports took it for, with how many did.
    pub kinds: Vec<(String, u32)>,
    /// A line for people: the best headline so far.
    pub title: String,
    /// Best knowledge of when it happened.
    pub when: Option<Interval>,
    /// Place ids, finest first.
    pub places: Vec<String>,
    /// Actor ids.
    pub actors: Vec<String>,
    /// All that was ever stated, oldest first.
    pub facts: Vec<Fact>,
    /// The articles that told of it as their matter, oldest first.
    pub articles: Vec<Telling>,
    /// When the ledger first heard of it.
    pub first_told: Timestamp,
    /// When it was last told as a primary matter.
    pub last_told: Timestamp,
    /// It touches the topic; untied events are kept only to recognise their follow-ups.
    pub on_topic: bool,
    /// Taken from the baseline or recalled only: never alerted as new.
    pub history: bool,
    /// The analyst does not want to hear of it.
    pub ignored: bool,
    /// Merged into another event, which stands for it now.
    pub merged_into: Option<EventId>,
}

/// An article's place in an event: enough to count independent tellings and recognise copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The article.
    pub article: ArticleId,
    /// Its outlet.
    pub outlet: String,
    /// When it was published.
    pub at: Timestamp,
    /// Its fingerprint: near-copies count as one telling.
    pub fingerprint: u64,
    /// The agency the text credits, lower case ("reuters"), where it does.
    pub agency: Option<String>,
    /// Hashed words of its foreground with how much each was used, sorted by hash; empty for a recall.
    pub words: Words,
    /// Primary or background.
    pub role: Role,
}
