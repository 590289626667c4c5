//! What people say about the ledger: kept, obeyed by later checks and by replay, exportable.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    article::ArticleId,
    event::EventId,
    fact::{FactKey, FactValue},
};

/// One correction. Rulings are appended, never changed; a later one stands against an earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ruling {
    /// Two names, one event: `from` becomes part of `into`.
    Merge {
        /// The event that ends.
        from: EventId,
        /// The event that stays.
        into: EventId,
    },
    /// These articles tell of another event.
    Split {
        /// The event that held too much.
        event: EventId,
        /// The articles taken out.
        articles: Vec<ArticleId>,
        /// The event they tell of.
        into: EventId,
    },
    /// A fact, the title, kind, date or place is this.
    Set {
        /// The event.
        event: EventId,
        /// `killed`, `title`, `kind`, `date`, `place` …
        key: String,
        /// What is right.
        value: String,
    },
    /// Do not tell of this event (or, with `undo`, tell of it again).
    Ignore {
        /// The event.
        event: EventId,
        /// Takes an earlier one back.
        undo: bool,
    },
    /// This article, and the event it founded, is not of the topic.
    NotTopic {
        /// The article.
        article: ArticleId,
        /// The event it was taken for, where it was.
        event: Option<EventId>,
    },
    /// This figure was misread or is false; the fact does not count.
    WrongFigure {
        /// The event.
        event: EventId,
        /// Which fact.
        key: FactKey,
        /// The value that is wrong.
        value: FactValue,
        /// Only as this article states it; any article where absent.
        article: Option<ArticleId>,
    },
}

/// A ruling with who made it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// Its number: rulings are obeyed in this order.
    pub no: i64,
    /// When.
    pub at: Timestamp,
    /// By whom: the account name or what was given.
    pub by: String,
    /// What.
    #[serde(flatten)]
    pub ruling: Ruling,
}
