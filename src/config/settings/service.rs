//! How it runs as a service: what is kept, copied, logged and reported.

use core::net::SocketAddr;
use std::{path::PathBuf, time::Duration};

use super::{DAY, HOUR, MIB};

/// `[retention]`: how long things are kept. What was seen is remembered for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Retention {
    /// Texts of articles that touch no event.
    pub irrelevant: Duration,
    /// Texts of articles that do.
    pub articles: Duration,
    /// Looks.
    pub looks: Duration,
    /// Sent messages.
    pub messages: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            irrelevant: Duration::from_secs(30 * DAY),
            articles: Duration::from_secs(3650 * DAY),
            looks: Duration::from_secs(90 * DAY),
            messages: Duration::from_secs(365 * DAY),
        }
    }
}

/// `[backup]`: copies of the store made while it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Least time between two.
    pub every: Duration,
    /// How many are kept; 0 makes none.
    pub keep: usize,
    /// Where; `None` is `backups/` in the state folder.
    pub folder: Option<PathBuf>,
}

impl Default for Backup {
    fn default() -> Self {
        Self { every: Duration::from_secs(DAY), keep: 7, folder: None }
    }
}

/// `[log]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// A `tracing` filter: `info`, or `info,cpec_watch::io=debug`.
    pub level: String,
    /// Its shape.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Auto }
    }
}

/// Shape of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Plain on a terminal, without times under journald.
    Auto,
    /// Plain text with times.
    Text,
    /// One JSON object a line.
    Json,
}

/// Where the health and metrics page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listen {
    /// A loopback address.
    Address(SocketAddr),
    /// A Unix socket.
    Socket(PathBuf),
}

impl core::fmt::Display for Listen {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

/// `[health]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// Where the health and metrics page is; `None` is off.
    pub listen: Option<Listen>,
    /// Who is mailed about sources that die, deliveries that fail, checks that stop.
    pub operator: Option<String>,
    /// A source that fails for this long is reported.
    pub failing_after: Duration,
    /// A source without new content for so many times its own rhythm is reported, 0 for never.
    pub silent_after: f64,
    /// Free space below which the operator is told, bytes.
    pub disk_free: u64,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            listen: None,
            operator: None,
            failing_after: Duration::from_secs(6 * HOUR),
            silent_after: 10.0,
            disk_free: 200 * MIB,
        }
    }
}
