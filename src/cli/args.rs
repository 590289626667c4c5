//! The command tree: what can be typed, with its help. No behaviour.

mod events;
mod things;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

pub use self::{
    events::{EventsCommand, EventsListArgs},
    things::{BaselineCommand, InspectArgs, InspectCommand, MailCommand, SourcesCommand},
};
use super::when::Since;

/// Watches the news for the security of the China-Pakistan Economic Corridor and mails only new
/// developments.
#[derive(Debug, Parser)]
#[command(name = "cpec-watch", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// Folder with cpec-watch.toml, sources.toml and profiles/, or the main file itself.
    ///
    /// Without it: ./config, then /etc/cpec-watch.
    #[arg(long, global = true, value_name = "PATH", env = "CPEC_WATCH_CONFIG")]
    pub config: Option<PathBuf>,

    /// Say more on standard error; twice for everything.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// One JSON object a log line instead of text.
    #[arg(long, global = true, env = "CPEC_WATCH_LOG_JSON")]
    pub log_json: bool,

    /// Take this instant for now (RFC 3339), for simulations and tests.
    #[arg(long, global = true, hide = true, value_name = "TIME", env = "CPEC_WATCH_NOW")]
    pub now: Option<Timestamp>,

    /// A clock that runs so many times as fast, for simulations and tests of the daemon.
    #[arg(long, global = true, hide = true, value_name = "TIMES", env = "CPEC_WATCH_CLOCK_SPEED")]
    pub clock_speed: Option<u32>,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at what is due, find the developments, mail them
    #[command(after_help = "Exit status: 0 done; 10 there are developments (with --exit-code); \
        1 failed; 2 bad usage or configuration; 3 done, but some sources failed.")]
    Check(CheckArgs),
    /// Be the daemon: check on schedule until stopped
    Run,
    /// Documents taken as known before the first look
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// The ledger of known events, and corrections to it
    #[command(subcommand)]
    Events(EventsCommand),
    /// Show every stage's decision about one article, with the words it rests on
    Explain {
        /// An article id, its address, or a file.
        #[arg(value_name = "ARTICLE|URL|FILE")]
        target: String,
        /// The whole assessment as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show what one stage sees; touches no state
    #[command(subcommand)]
    Inspect(InspectCommand),
    /// The watched sources and their health
    #[command(subcommand)]
    Sources(SourcesCommand),
    /// Render or send a digest
    Digest {
        /// What happened since: a date, an RFC 3339 time, or an age such as 7d or 12h.
        #[arg(long, value_name = "T", default_value = "7d")]
        since: Since,
        /// Write it to a file (.html, .eml, else plain text) instead of standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Send it to the recipients of digests.
        #[arg(long, conflicts_with = "out")]
        send: bool,
    },
    /// The outbox
    #[command(subcommand)]
    Mail(MailCommand),
    /// Run a recorded stream of articles with a simulated clock
    Replay(ReplayArgs),
    /// Fit the weights of a profile on labelled streams, cross-validated
    Fit(FitArgs),
    /// Search the stored articles
    Search {
        /// Words; '"a phrase"'; word OR word; word*.
        #[arg(required = true)]
        query: Vec<String>,
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Write the ledger out as JSON lines
    Export {
        /// Only what people corrected, each with the article texts it is about: cases to test with.
        #[arg(long)]
        cases: bool,
        /// Write to a file instead of standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Copy the database while everything runs
    Backup {
        /// The copy to write.
        file: PathBuf,
    },
    /// Let go of what is older than `[retention]` keeps; the daemon does it once a day
    Prune,
    /// Put a backup in the place of the database
    Restore {
        /// The copy to read.
        file: PathBuf,
        /// Replace a database that is there.
        #[arg(long)]
        force: bool,
    },
    /// The configuration as the program understands it
    #[command(subcommand)]
    Config(ConfigCommand),
    /// See the whole of it work on a bundled set of sources, without network or set-up
    Demo {
        /// Where the mails go; a new temporary folder without it.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write all of them
    Man {
        /// Write one page a command into this folder.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
}

/// Options of `check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct CheckArgs {
    /// Look at every source, due or not.
    #[arg(long)]
    pub all: bool,
    /// Look at these sources only, due or not.
    #[arg(long, value_name = "ID", num_args = 1.., conflicts_with = "all")]
    pub source: Vec<String>,
    /// Store nothing and send nothing: only report.
    #[arg(long)]
    pub dry_run: bool,
    /// Queue notices but leave the delivery to a later check.
    #[arg(long)]
    pub no_mail: bool,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// Exit with 10 where there are developments.
    #[arg(long)]
    pub exit_code: bool,
    /// Wait for another check that is running, instead of refusing.
    #[arg(long)]
    pub wait: bool,
}

/// Formats of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Text,
    /// One JSON object.
    Json,
    /// For an issue or a chat.
    Markdown,
}

/// Options of `replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// The stream: JSON lines with id, url, outlet, published, lang, title, text.
    #[arg(long, value_name = "F")]
    pub articles: PathBuf,
    /// Labels of the stream: relevance, identity and alerts are scored at the end.
    #[arg(long, value_name = "G")]
    pub gold: Option<PathBuf>,
    /// Corrections to obey as soon as their events are there: the lines of `export --cases`.
    #[arg(long, value_name = "C")]
    pub rulings: Option<PathBuf>,
    /// Documents or a folder to take as known first.
    #[arg(long, value_name = "P")]
    pub baseline: Option<PathBuf>,
    /// Profile folder; the built-in topic without it.
    #[arg(long, value_name = "P")]
    pub profile: Option<PathBuf>,
    /// Print every stage's decision about this article of the stream; may be repeated.
    #[arg(long, value_name = "ID")]
    pub explain: Vec<String>,
    /// Where the decisions go, one JSON line an article; `-` is standard output.
    #[arg(long, value_name = "D")]
    pub out: PathBuf,
}

/// Options of `fit`.
#[derive(Debug, Args)]
pub struct FitArgs {
    /// Folders that hold articles.jsonl and gold.jsonl.
    #[arg(long, required = true, num_args = 1.., value_name = "FOLDER")]
    pub stream: Vec<PathBuf>,
    /// Profile folder; the built-in topic without it.
    #[arg(long, value_name = "P")]
    pub profile: Option<PathBuf>,
    /// Strength of the L2 penalty, per case.
    #[arg(long, default_value_t = 0.005)]
    pub penalty: f64,
    /// Write every case, its features and the right answer, as JSON lines.
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Write the profile's numbers with the fitted ones in their place (weights.toml).
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `config …`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read everything and say whether it is right
    Check,
    /// Effective values and where each came from; secrets are hidden
    Show,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_tree_is_sound() {
        super::Cli::command().debug_assert();
    }
}
