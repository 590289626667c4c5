//! What goes to standard error while a command runs: warnings by default, a line a check in the
//! daemon. What the command line or a variable asks for comes before `[log]` of the configuration,
//! which the daemon applies when it has read it, and again at each reload.

use std::{io::IsTerminal, sync::OnceLock};

use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt, layer::SubscriberExt, reload, util::SubscriberInitExt,
};

use super::args::{Cli, Command};
use crate::config::{Log, LogFormat};

type Lines = Box<dyn Layer<Registry> + Send + Sync>;

/// What may still change: `None` where the command line decided.
#[derive(Debug, Default)]
struct Open {
    level: bool,
    format: bool,
}

static LINES: OnceLock<(reload::Handle<Lines, Registry>, Open)> = OnceLock::new();

/// The variable with a filter.
const VARIABLE: &str = "CPEC_WATCH_LOG";

/// Starts logging; call once.
pub fn start(cli: &Cli) {
    let level = match (&cli.command, cli.verbose) {
        (Command::Run, 0) | (_, 1) => "warn,cpec_watch=info",
        (_, 0) => "error,cpec_watch=warn",
        (_, 2) => "info,cpec_watch=debug",
        _ => "trace",
    };
    let asked = EnvFilter::try_from_env(VARIABLE).ok();
    let service = matches!(cli.command, Command::Run);
    let open = Open {
        level: service && asked.is_none() && cli.verbose == 0,
        format: service && !cli.log_json,
    };
    let filter = asked.unwrap_or_else(|| EnvFilter::new(level));
    let format = if cli.log_json { LogFormat::Json } else { LogFormat::Auto };
    let (layer, handle) = reload::Layer::new(lines(format, filter));
    tracing_subscriber::registry().with(layer).init();
    let _only_once = LINES.set((handle, open));
}

/// What the configuration says, where the command line said nothing else.
pub fn apply(log: &Log) {
    let Some((handle, open)) = LINES.get() else { return };
    if !open.level && !open.format {
        return;
    }
    // Plain levels are meant for this program; its libraries stay quiet.
    let level = match log.level.as_str() {
        plain if plain.contains(['=', ',']) => plain.to_owned(),
        "off" => "off".to_owned(),
        plain => format!("warn,cpec_watch={plain}"),
    };
    let asked = EnvFilter::try_from_env(VARIABLE).ok().filter(|_| !open.level);
    let filter = asked.unwrap_or_else(|| EnvFilter::new(level));
    let format = if open.format { log.format } else { LogFormat::Json };
    if let Err(error) = handle.reload(lines(format, filter)) {
        tracing::error!(%error, "[log] was not applied");
    }
}

fn lines(format: LogFormat, filter: EnvFilter) -> Lines {
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(ansi);
    match format {
        LogFormat::Json => lines.json().with_filter(filter).boxed(),
        // journald stamps each line itself.
        LogFormat::Auto if std::env::var_os("JOURNAL_STREAM").is_some() => {
            lines.without_time().with_filter(filter).boxed()
        }
        LogFormat::Auto | LogFormat::Text => lines.with_filter(filter).boxed(),
    }
}
