//! What can be typed after `baseline`, `inspect`, `sources` and `mail`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
