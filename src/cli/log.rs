//! What goes to standard error while a command runs: warnings by default, a line a check in the
//! daemon, more with `-v` or `CPEC_WATCH_LOG`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::args::{Cli, Command};

/// Starts logging; call once.
pub fn start(cli: &Cli) {
    let level = match (&cli.command, cli.verbose) {
        (Command::Run, 0) | (_, 1) => "warn,cpec_watch=info",
        (_, 0) => "error,cpec_watch=warn",
        (_, 2) => "info,cpec_watch=debug",
        _ => "trace",
    };
    let filter =
        EnvFilter::try_from_env("CPEC_WATCH_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    if cli.log_json {
        lines.json().init();
    } else if std::env::var_os("JOURNAL_STREAM").is_some() {
        lines.without_time().init(); // journald stamps each line itself
    } else {
        lines.init();
    }
}
