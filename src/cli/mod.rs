//! The command line: arguments in, one file a command, an exit code out. Text is made for people
//! (aligned, coloured only on a terminal); `--json` and `--format` are for programs.

pub mod args;
pub mod explain;
pub mod inspect;
pub mod log;
pub mod manual;
pub mod print;
pub mod read;
pub mod replay;
pub mod when;

pub use args::Cli;
use args::Command;

use crate::io::clock::Clock;

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
    match dispatch(cli).await {
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

async fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    let now = Clock::new(cli.now).now();
    match &cli.command {
        Command::Completions { shell } => manual::completions(*shell),
        Command::Man { out } => manual::man(out.as_deref()),
        Command::Replay(args) => replay::run(args),
        Command::Inspect(command) => inspect::run(&cli, command, now).await,
        _ => anyhow::bail!("not in this build yet"),
    }
}
