//! A development on its way to a recipient.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    article::ArticleId,
    event::EventId,
    verdict::{Change, Verdict},
};

/// Row id of a notice in the outbox; its Message-ID is derived from it and the recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoticeId(pub i64);

/// How grave a development is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Background interest.
    Low,
    /// Worth a line in the digest.
    Medium,
    /// Worth an alert.
    High,
    /// Breaks through quiet hours.
    Critical,
}

/// `new` or `update` of one event, by one article: what `check` found and a recipient may be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Development {
    /// The event.
    pub event: EventId,
    /// The article that brought it.
    pub article: ArticleId,
    /// `new` or `update`.
    pub verdict: Verdict,
    /// What changed.
    pub changes: Vec<Change>,
    /// Why it is told.
    pub reasons: Vec<String>,
    /// The sentences it rests on.
    pub evidence: Vec<String>,
    /// When it was found.
    pub at: Timestamp,
    /// How grave.
    pub severity: Severity,
}

/// Now, or in the next digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Mailed as soon as may be.
    Alert,
    /// Waits for the digest.
    Digest,
}

/// What has become of a queued message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its time.
    Queued,
    /// The server accepted it.
    Sent,
    /// The connection was lost after the text was sent: it may or may not have arrived.
    Unknown,
    /// Refused for good, or tried too often; shown, and can be retried.
    Dead,
}

/// One development for one recipient, in the outbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Its row; 0 before it is queued.
    pub id: NoticeId,
    /// What is told.
    pub development: Development,
    /// To whom.
    pub recipient: String,
    /// How.
    pub channel: Channel,
    /// Not before this instant (grouping, quiet hours, back-off).
    pub not_before: Timestamp,
    /// What has become of it.
    pub state: DeliveryState,
    /// Tries so far.
    pub attempts: u32,
    /// The last answer.
    pub last_error: Option<String>,
    /// The mail it was put into, written before the first try: a repeat carries the same
    /// Message-ID and the same notices, and later mails about the event answer to it.
    pub message_id: Option<String>,
    /// When a server accepted that mail, or may have.
    pub sent_at: Option<Timestamp>,
}
