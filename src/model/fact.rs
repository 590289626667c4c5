//! One key-value of an event, with who says so. Facts are appended, never overwritten.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::article::ArticleId;

/// What a fact is about: `killed`, `killed_chinese`, `injured`, `claim`, `arrest`, `cause` …
/// People figures are `<harm>` or `<harm>_<group>`, the groups being the profile's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactKey(pub String);

impl FactKey {
    /// From a plain name.
    pub fn new(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl std::fmt::Display for FactKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// How exactly a figure is meant.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// The figure itself.
    #[default]
    Exact,
    /// "at least", "more than": a lower bound.
    AtLeast,
    /// "about", "some", "nearly".
    About,
    /// "up to", "as many as": an upper bound.
    UpTo,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    /// A number of people or things.
    Count(u64),
    /// A name or a short normalised word ("Baloch Liberation Army", "suicide bombing").
    Text(String),
    /// A day.
    Date(Date),
}

impl FactValue {
    /// The number, where it is one.
    pub fn count(&self) -> Option<u64> {
        match self {
            Self::Count(n) => Some(*n),
            _ => None,
        }
    }
}

impl std::fmt::Display for FactValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(n) => write!(f, "{n}"),
            Self::Text(t) => f.write_str(t),
            Self::Date(d) => write!(f, "{d}"),
        }
    }
}

/// A fact as one article states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub key: FactKey,
    /// What is said.
    pub value: FactValue,
    /// How exactly.
    pub qualifier: Qualifier,
    /// Who says so in the text ("police", "BLA"); `None` is the article's own voice.
    pub said_by: Option<String>,
    /// The article that says it.
    pub article: ArticleId,
    /// Its outlet.
    pub outlet: String,
    /// When that article was published, or fetched where it does not say.
    pub at: Timestamp,
    /// The sentence it rests on.
    pub evidence: String,
    /// It stands in the title or the first lines.
    pub lead: bool,
}
