//! What can be typed after `baseline`, `events`, `inspect`, `sources` and `mail`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::when::Since;

/// `baseline …`
#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Take documents (txt, html, md, jsonl, eml) or folders of them as known; safe to repeat
    Import {
        /// Files or folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// What was taken as known
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

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

/// `inspect …`
#[derive(Debug, Subcommand)]
pub enum InspectCommand {
    /// The entries of a feed
    Feed(InspectArgs),
    /// Main text and metadata of a web page
    Page(InspectArgs),
    /// The decision about one text, against an empty ledger
    Article(InspectArgs),
}

/// What to inspect.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Files (also .gz) or addresses.
    #[arg(required = true, value_name = "PATH|URL")]
    pub inputs: Vec<String>,
    /// One JSON object per input.
    #[arg(long)]
    pub json: bool,
}

/// `sources …`
#[derive(Debug, Subcommand)]
pub enum SourcesCommand {
    /// All sources and how they fare
    List {
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Look at sources now and say what would be read; stores nothing
    Test {
        /// Which; all without it.
        sources: Vec<String>,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Find the feeds, sitemaps and listings of a site
    Discover {
        /// A page of the site.
        url: url::Url,
    },
    /// Print the sources of an OPML file as sources.toml
    ImportOpml {
        /// The OPML file.
        file: PathBuf,
    },
    /// Print the sources as OPML
    ExportOpml,
}

/// `mail …`
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send a test message to see that mail works
    Test {
        /// Recipient name of the configuration; all of them without it.
        #[arg(long, value_name = "NAME")]
        to: Option<String>,
    },
    /// What waits, was sent, or could not be sent
    Queue {
        /// Sent ones too.
        #[arg(long)]
        all: bool,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Try refused or doubtful notices again
    Retry {
        /// Numbers from `mail queue`; all of them without it.
        ids: Vec<i64>,
    },
    /// Give up notices that wait
    Drop {
        /// Numbers from `mail queue`.
        #[arg(required = true)]
        ids: Vec<i64>,
    },
}
