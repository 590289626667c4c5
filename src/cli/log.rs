//! What goes to standard error while a command runs: warnings by default, a line a check in the
//! daemon. What the command line or a variable asks for comes before `[log]` of the configuration,
//! which the daemon applies when it has read it, and again at each reload.

use std::{io::IsTerminal, sync::OnceLock};

use tracing_subscriber::{
    EnvFilter, Layer, Registry, fmt,
    layer::{Layered, SubscriberExt},
    reload,
    util::SubscriberInitExt,
};

use super::args::{Cli, Command};
use crate::config::{Log, LogFormat};

type Filtered = Layered<reload::Layer<EnvFilter, Registry>, Registry>;
type Lines = Box<dyn Layer<Filtered> + Send + Sync>;

/// What may still change: `None` where the command line decided.
struct Open {
    level: Option<reload::Handle<EnvFilter, Registry>>,
    format: Option<reload::Handle<Lines, Filtered>>,
}

static OPEN: OnceLock<Open> = OnceLock::new();

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
    let level_is_open = service && asked.is_none() && cli.verbose == 0;
    let (filter, level_handle) = reload::Layer::new(asked.unwrap_or_else(|| EnvFilter::new(level)));
    let format = if cli.log_json { LogFormat::Json } else { LogFormat::Auto };
    let (lines, lines_handle) = reload::Layer::new(lines(format));
    tracing_subscriber::registry().with(filter).with(lines).init();
    let _only_once = OPEN.set(Open {
        level: level_is_open.then_some(level_handle),
        format: (service && !cli.log_json).then_some(lines_handle),
    });
}

/// What the configuration says, where the command line said nothing else.
pub fn apply(log: &Log) {
    let Some(open) = OPEN.get() else { return };
    // Plain levels are meant for this program; its libraries stay quiet.
    let level = match log.level.as_str() {
        plain if plain.contains(['=', ',']) => plain.to_owned(),
        "off" => "off".to_owned(),
        plain => format!("warn,cpec_watch={plain}"),
    };
    let level = open.level.as_ref().map_or(Ok(()), |handle| handle.reload(EnvFilter::new(level)));
    let format = open.format.as_ref().map_or(Ok(()), |handle| handle.reload(lines(log.format)));
    if let Err(error) = level.and(format) {
        tracing::error!(%error, "[log] was not applied");
    }
}

fn lines(format: LogFormat) -> Lines {
    let ansi = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(ansi);
    match format {
        LogFormat::Json => lines.json().boxed(),
        // journald stamps each line itself.
        LogFormat::Auto if std::env::var_os("JOURNAL_STREAM").is_some() => {
            lines.without_time().boxed()
        }
        LogFormat::Auto | LogFormat::Text => lines.boxed(),
    }
}
