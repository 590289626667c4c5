//! The text behind an entry, cleaned.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::source::SourceId;

/// Stable name of an article: `a` and 16 hex digits of a hash of its canonical address or, where it
/// has none, of its text. In a replay, the id of the stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The name of an article at this (canonical) address or, where it has none, with this text.
    pub fn of(address: &str, text: &str) -> Self {
        let what = if address.is_empty() { text } else { address };
        Self(format!("a{:016x}", xxhash_rust::xxh3::xxh3_64(what.as_bytes())))
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// An article as it goes into the core.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its stable name.
    pub id: ArticleId,
    /// Where it was read; empty for a document without an address.
    pub url: String,
    /// Who published it; empty where unknown.
    pub outlet: String,
    /// The source that led to it; `None` for the baseline and replays.
    pub source: Option<SourceId>,
    /// BCP 47 language; empty where unknown.
    pub lang: String,
    /// Headline, plain text.
    pub title: String,
    /// Main text: paragraphs separated by newlines, boilerplate removed by `article::clean`.
    pub text: String,
    /// Author as printed.
    pub author: Option<String>,
    /// When it was published; `None` is unknown, never "now".
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// 64-bit simhash over word shingles of `text`; near-copies differ in few bits.
    pub fingerprint: u64,
}
