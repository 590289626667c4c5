//! The command line: arguments in, one file a command, an exit code out. Text is made for people
//! (aligned, coloured only on a terminal); `--json` and `--format` are for programs.

pub mod args;
mod baseline;
mod cases;
pub mod check;
mod config;
mod digest;
mod discover;
mod events;
pub mod explain;
mod fit;
mod inspect;
pub mod log;
mod mail;
mod manual;
pub mod open;
pub mod print;
mod read;
mod replay;
pub mod send;
mod sources;
mod stored;
pub mod when;

pub use args::Cli;
use args::Command;

use crate::{daemon, demo, io::clock::Clock};

/// How the program ended, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked is done.
    Done,
    /// It is not.
    Failed,
    /// The command line or the configuration is wrong.
    Usage,
    /// Done, but some sources failed.
    SomeFailed,
    /// Done, and there are developments (`check --exit-code`).
    Developments,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::SomeFailed => 3,
            Exit::Developments => 10,
        })
    }
}

/// What the operator wrote is wrong (arguments that do not fit, a configuration that does not
/// parse): exit code 2 instead of 1.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Runs one command. A failure is printed here, once, with its causes.
pub async fn run(cli: Cli) -> Exit {
    match dispatch(&cli).await {
        Ok(exit) => exit,
        Err(error) if print::is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            print::failure(&error);
            if error.chain().any(<dyn std::error::Error>::is::<Refused>) {
                Exit::Usage
            } else {
                Exit::Failed
            }
        }
    }
}

async fn dispatch(cli: &Cli) -> anyhow::Result<Exit> {
    let clock = Clock::new(cli.now, cli.clock_speed);
    let now = clock.now();
    match &cli.command {
        Command::Check(args) => check::run(cli, args, now).await,
        Command::Run => {
            Box::pin(daemon::run(cli.config.as_deref(), clock)).await.map(|()| Exit::Done)
        }
        Command::Baseline(command) => baseline::run(cli, command, now),
        Command::Events(command) => events::run(cli, command, now),
        Command::Explain { target, json } => explain::run(cli, target, (*json, now)).await,
        Command::Inspect(command) => inspect::run(cli, command, now).await,
        Command::Sources(command) => sources::run(cli, command, now).await,
        Command::Digest { since, out, send } => {
            digest::run(cli, (*since, out.as_deref(), *send), now).await
        }
        Command::Mail(command) => mail::run(cli, command, now).await,
        Command::Replay(args) => replay::run(args),
        Command::Fit(args) => fit::run(args),
        Command::Search { query, limit, json } => {
            stored::search(cli, &query.join(" "), *limit, *json)
        }
        Command::Export { cases: true, out } => cases::export(cli, out.as_deref()),
        Command::Export { cases: false, out } => stored::export(cli, out.as_deref()),
        Command::Backup { file } => stored::backup(cli, file),
        Command::Prune => stored::prune(cli, now),
        Command::Restore { file, force } => stored::restore(cli, file, *force, now),
        Command::Config(command) => config::run(cli, command),
        Command::Demo { out } => demo::run(out.as_deref()).await,
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { out } => manual::man(out.as_deref()),
    }
}
