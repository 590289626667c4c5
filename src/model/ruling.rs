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

impl Ruling {
    /// The events it is about.
    pub fn events(&self) -> Vec<&EventId> {
        match self {
            Self::Merge { from, into } => vec![from, into],
            Self::Split { event, .. }
            | Self::Set { event, .. }
            | Self::Ignore { event, .. }
            | Self::WrongFigure { event, .. } => vec![event],
            Self::NotTopic { event, .. } => event.iter().collect(),
        }
    }

    /// The articles it names.
    pub fn articles(&self) -> Vec<&ArticleId> {
        match self {
            Self::Split { articles, .. } => articles.iter().collect(),
            Self::NotTopic { article, .. } => vec![article],
            Self::WrongFigure { article, .. } => article.iter().collect(),
            Self::Merge { .. } | Self::Set { .. } | Self::Ignore { .. } => Vec::new(),
        }
    }
}

impl std::fmt::Display for Ruling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Merge { from, into } => write!(f, "{from} is part of {into}"),
            Self::Split { event, articles, into } => {
                write!(f, "{} articles of {event} tell of {into}", articles.len())
            }
            Self::Set { event, key, value } => write!(f, "{key} of {event} is {value}"),
            Self::Ignore { event, undo: false } => write!(f, "{event} is not told"),
            Self::Ignore { event, undo: true } => write!(f, "{event} is told again"),
            Self::NotTopic { article, event: Some(event) } => {
                write!(f, "{article} and {event} are not of the topic")
            }
            Self::NotTopic { article, event: None } => write!(f, "{article} is not of the topic"),
            Self::WrongFigure { event, key, value, article: None } => {
                write!(f, "{key} {value} of {event} is wrong")
            }
            Self::WrongFigure { event, key, value, article: Some(article) } => {
                write!(f, "{key} {value} of {event} is wrong in {article}")
            }
        }
    }
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
