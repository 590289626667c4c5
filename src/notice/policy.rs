//! What a recipient wants to hear of, and when: plain data, filled from the configuration.

use jiff::{civil::Time, civil::Weekday, tz::TimeZone};

use crate::model::notice::Severity;

/// Someone who gets mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipient {
    /// The address mail goes to (`desk@example.org`); also the recipient's name in the outbox.
    pub address: String,
    /// Name for the `To` line; may be empty.
    pub name: String,
    /// The zone of quiet hours, digests and the times written in mail.
    pub zone: TimeZone,
    /// The first route that fits a development decides; none fitting means it is not told.
    pub routes: Vec<Route>,
    /// Hours in which alerts wait.
    pub quiet: Option<Quiet>,
    /// An alert waits so many seconds for more about the same event, so that a burst is one mail.
    pub group_wait: u64,
    /// After an alert about an event the next one about it waits so many seconds.
    pub cooldown: u64,
    /// When digests go out; `None` is no digest.
    pub digest: Option<DigestTimes>,
}

/// What fits, and how it is told. An empty list fits everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Event type ids.
    pub types: Vec<String>,
    /// Place ids; an event inside one of them fits.
    pub places: Vec<String>,
    /// The least severity.
    pub min_severity: Severity,
    /// BCP 47 languages of the article that brought it; `en` fits `en-GB`.
    pub languages: Vec<String>,
    /// How it is told.
    pub way: Way,
}

/// How a fitting development is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Mailed as soon as may be.
    Alert,
    /// Waits for the digest.
    Digest,
    /// Both.
    Both,
    /// Not at all: a route that silences what a later one would tell.
    Nothing,
}

/// Hours in which alerts wait, in the recipient's zone; may span midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// First quiet minute.
    pub from: Time,
    /// First minute that is not quiet any more.
    pub to: Time,
    /// This severity and above is told at once all the same.
    pub breakthrough: Severity,
}

/// When digests go out, in the recipient's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestTimes {
    /// At which days and times.
    pub at: Vec<DigestTime>,
    /// A digest goes out even when there is nothing to tell.
    pub nothing_new: bool,
}

/// A day of the week (`None` is every day) and a local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DigestTime {
    /// Only on this day.
    pub day: Option<Weekday>,
    /// Local time.
    pub time: Time,
}
