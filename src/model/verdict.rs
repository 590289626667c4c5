//! What a mention is, against the ledger.

use serde::{Deserialize, Serialize};

use super::{
    article::ArticleId,
    event::{EventId, Mention},
    fact::{FactKey, FactValue},
};

/// The answer to "is this news?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// An event nobody told before.
    New,
    /// A materially new fact about a known one.
    Update,
    /// Nothing new.
    Repeat,
    /// Recalled only.
    Background,
    /// Not of this topic.
    Irrelevant,
}

impl Verdict {
    /// `new` and `update` are told to people.
    pub fn is_development(self) -> bool {
        matches!(self, Self::New | Self::Update)
    }
}

/// A fact that an article changed, as it stood before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which fact.
    pub key: FactKey,
    /// What was known before; `None` where nothing was.
    pub before: Option<FactValue>,
    /// What is said now.
    pub after: FactValue,
    /// Why that is material ("the death toll rises").
    pub reason: String,
}

/// One known event that was weighed as the same, with what spoke for and against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The event.
    pub event: EventId,
    /// Weighted sum; above the profile's threshold they are the same.
    pub score: f64,
    /// Feature name, its value, and its contribution to the score.
    pub features: Vec<(String, f64, f64)>,
}

/// A mention with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The telling.
    pub mention: Mention,
    /// The event it belongs to now.
    pub event: EventId,
    /// What it is.
    pub verdict: Verdict,
    /// What it changed; empty unless `update`.
    pub changes: Vec<Change>,
    /// Why, in words.
    pub reasons: Vec<String>,
    /// Known events that were weighed, best first.
    pub candidates: Vec<Candidate>,
    /// Signs of news weighed for the verdict: name, value, contribution.
    #[serde(default)]
    pub signs: Vec<(String, f64, f64)>,
    /// What spoke for and against its founding an event of its own: name, value, contribution.
    #[serde(default)]
    pub founding: Vec<(String, f64, f64)>,
}

/// Everything decided about one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The article.
    pub article: ArticleId,
    /// It is of the topic.
    pub relevant: bool,
    /// How strongly, 0 to 1.
    pub score: f64,
    /// Why it is relevant or not, in words with their evidence.
    pub reasons: Vec<String>,
    /// One for each event it tells of.
    pub decisions: Vec<Decision>,
    /// What was read of its own matter where nothing is told or recorded of it.
    #[serde(default)]
    pub set_aside: Option<Decision>,
}
