//! What can be typed after `events`.

use clap::{Args, Subcommand};

use crate::cli::when::Since;

/// `events …`
#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    /// Known events, the last told first
    List(EventsListArgs),
    /// One event: its facts, who says so, and its articles
    Show {
        /// Its name (2021-07-14-dasu-attack).
        event: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Two names, one event: FROM becomes part of INTO
    Merge {
        /// The event that ends.
        from: String,
        /// The event that stays.
        into: String,
    },
    /// Take articles out of an event into one of their own
    Split {
        /// The event that holds too much.
        event: String,
        /// The articles that tell of another.
        #[arg(required = true)]
        articles: Vec<String>,
    },
    /// Correct one fact, the title, kind, date or place of an event
    Set {
        /// The event.
        event: String,
        /// killed, injured, title, kind, date, place …
        key: String,
        /// What is right.
        value: String,
    },
    /// Never tell of this event again
    Ignore {
        /// The event.
        event: String,
        /// Tell of it again.
        #[arg(long)]
        undo: bool,
    },
    /// An article is not of the topic: the event it was taken for is told no more
    NotTopic {
        /// The article (`events show` lists them).
        article: String,
        /// The event it was taken for; found by itself where the article founded only one.
        #[arg(long)]
        event: Option<String>,
    },
    /// A figure was misread or is false: it does not count, and is not news again
    WrongFigure {
        /// The event.
        event: String,
        /// A count such as `killed`, `killed_chinese` or `injured`.
        key: String,
        /// The value that is wrong.
        value: String,
        /// Only as this article states it.
        #[arg(long)]
        article: Option<String>,
    },
    /// What people corrected so far
    Rulings {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Options of `events list`.
#[derive(Debug, Args)]
pub struct EventsListArgs {
    /// Told since: a date, a time, or an age such as 30d.
    #[arg(long, value_name = "T")]
    pub since: Option<Since>,
    /// Only this type (attack, arrest …).
    #[arg(long)]
    pub kind: Option<String>,
    /// Only events in this place or in what lies in it.
    #[arg(long)]
    pub place: Option<String>,
    /// Known history too, not only what was told since the watch began.
    #[arg(long)]
    pub all: bool,
    /// At most so many.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}
