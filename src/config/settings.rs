//! The configuration as meant. `Default` is what holds where nothing is written; the shipped
//! `config/cpec-watch.toml` shows the same values, and a test compares the two.

use std::{path::PathBuf, time::Duration};

use jiff::{civil::Time, tz::TimeZone};

mod http;
mod mail;
mod service;

pub use http::{HostSpacing, HttpPolicy};
pub use mail::{Mail, Smtp, Tls, Transport};
pub use service::{Backup, Health, Listen, Log, LogFormat, Retention};

use super::Setting;
use crate::{
    model::{notice::Severity, source::Source},
    notice::{DigestTime, DigestTimes, Recipient},
};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const MIB: u64 = 1 << 20;

/// Everything the operator decides.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// What is watched and where its state lies.
    pub watch: Watch,
    /// How servers are asked.
    pub http: HttpPolicy,
    /// What one check may do.
    pub check: CheckPolicy,
    /// When sources are looked at.
    pub schedule: Bounds,
    /// Which articles are news by their age.
    pub freshness: Freshness,
    /// How many independent tellings an alert waits for.
    pub corroboration: Corroboration,
    /// Alerts: what holds for a recipient who says nothing else.
    pub alert: AlertPolicy,
    /// Digests: what holds for a recipient who says nothing else.
    pub digest: DigestPolicy,
    /// How mail leaves.
    pub mail: Mail,
    /// Who is told what.
    pub recipients: Vec<Recipient>,
    /// How long things are kept.
    pub retention: Retention,
    /// Copies made while it runs.
    pub backup: Backup,
    /// What is written to the log.
    pub log: Log,
    /// Health, metrics and the operator's mail.
    pub health: Health,
    /// The watched sources, in the order written.
    pub sources: Vec<Source>,
    /// Every value with its origin.
    pub(super) settings: Vec<Setting>,
}

/// `[watch]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Watch {
    /// Name of the profile folder.
    pub profile: String,
    /// Folder of the store; `None` is the service's or the user's state folder.
    pub state: Option<PathBuf>,
    /// Folder of the seed documents; `None` is `seeds/` beside the configuration, else the built-in ones.
    pub seeds: Option<PathBuf>,
    /// Folder of mail templates that replace built-in ones.
    pub templates: Option<PathBuf>,
    /// Zone in which days are counted and times are shown.
    pub timezone: TimeZone,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            profile: "cpec-security".to_owned(),
            state: None,
            seeds: None,
            templates: None,
            timezone: zone("Asia/Karachi"),
        }
    }
}

/// `[check]`: what one check may do.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPolicy {
    /// Most articles taken in by one check; the rest stays unseen and is reported.
    pub max_articles: usize,
    /// Fetch the page of an entry that has no full text.
    pub fetch_pages: bool,
    /// Shortest entry text, in characters, taken for the whole article.
    pub full_text_chars: usize,
    /// First look at a source: take what is there as known, silently.
    pub quiet_first_look: bool,
    /// Longest time of a check; sources not reached stay due.
    pub deadline: Duration,
}

impl Default for CheckPolicy {
    fn default() -> Self {
        Self {
            max_articles: 2000,
            fetch_pages: true,
            full_text_chars: 1200,
            quiet_first_look: false,
            deadline: Duration::from_secs(20 * MINUTE),
        }
    }
}

/// `[schedule]`: the operator's bounds on when sources are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// For a source that has no schedule of its own.
    pub every: Duration,
    /// Never sooner, whatever the server or the source's rhythm suggests.
    pub least: Duration,
    /// Longest interval that a server's wish or a slow rhythm leads to.
    pub stretch: Duration,
    /// Never later, failures included.
    pub most: Duration,
    /// Stretch or shorten intervals by the source's own rhythm.
    pub adaptive: bool,
    /// Share of the interval by which looks are spread, 0 to 0.5.
    pub jitter: f64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(15 * MINUTE),
            least: Duration::from_secs(5 * MINUTE),
            stretch: Duration::from_secs(HOUR),
            most: Duration::from_secs(12 * HOUR),
            adaptive: true,
            jitter: 0.1,
        }
    }
}

/// `[freshness]`: which articles are news by their age.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// An article published longer ago is recorded, not alerted.
    pub article: Duration,
    /// An event that happened longer ago is put into the digest, not alerted.
    pub event: Duration,
    /// A date further in the future than this is taken as unknown.
    pub future: Duration,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            article: Duration::from_secs(7 * DAY),
            event: Duration::from_secs(30 * DAY),
            future: Duration::from_secs(DAY),
        }
    }
}

/// `[corroboration]`: how many independent tellings an alert waits for.
#[derive(Debug, Clone, PartialEq)]
pub struct Corroboration {
    /// Independent tellings (wire copies count once) before an alert leaves at once; 1 waits for none.
    pub sources: usize,
    /// Longest wait for them; the alert leaves then all the same and says so.
    pub hold: Duration,
    /// Severity that waits for nothing.
    pub breakthrough: Severity,
}

impl Default for Corroboration {
    fn default() -> Self {
        Self {
            sources: 1,
            hold: Duration::from_secs(30 * MINUTE),
            breakthrough: Severity::Critical,
        }
    }
}

/// `[alert]`: what holds for a recipient who says nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertPolicy {
    /// An alert waits so long for more about the same event.
    pub grouping: Duration,
    /// Least time between two alerts about one event.
    pub cooldown: Duration,
}

impl Default for AlertPolicy {
    fn default() -> Self {
        Self { grouping: Duration::from_secs(5 * MINUTE), cooldown: Duration::from_secs(HOUR) }
    }
}

/// `[digest]`: what holds for a recipient who says nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestPolicy {
    /// When they go out.
    pub times: DigestTimes,
    /// List known events that are still developing.
    pub still_developing: bool,
    /// Carry the health of the sources, and gaps.
    pub source_health: bool,
}

impl Default for DigestPolicy {
    fn default() -> Self {
        let morning = DigestTime { day: None, time: Time::constant(8, 0, 0, 0) };
        Self {
            times: DigestTimes { at: vec![morning], nothing_new: false },
            still_developing: true,
            source_health: true,
        }
    }
}

/// A zone this program names itself.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("the bundled zone database holds it")
}
