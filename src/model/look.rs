//! One visit to one source and how it ended. A failure is an outcome, not an error of the check.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::source::{SourceId, Validators};

/// Why a look failed, in the operator's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The host name does not resolve.
    Dns,
    /// No connection.
    Connect,
    /// The certificate or handshake is bad.
    Tls,
    /// Too slow.
    Timeout,
    /// A status that is not success.
    Http(u16),
    /// 429.
    RateLimited,
    /// A bot challenge instead of the content.
    BotWall,
    /// A login or consent page instead of the content.
    LoginWall,
    /// The bytes are not what the source is configured as.
    NotAFeed,
    /// It reads, and holds nothing.
    Empty,
    /// A listing page on which the selectors find nothing.
    SelectorBroke,
    /// The body ended early or does not decompress.
    Truncated,
    /// Larger than allowed.
    TooLarge,
    /// Too many redirects, or a redirect to where we do not go.
    Redirect,
    /// An address we refuse to ask (private network, scheme).
    RefusedAddress,
    /// robots.txt forbids it.
    Robots,
    /// Anything else; the message says what.
    Other,
}

/// A failed look, with words for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The class.
    pub kind: FailureKind,
    /// What happened, without secrets.
    pub message: String,
    /// The server's wish for when to come back, seconds.
    pub retry_after: Option<u64>,
}

/// How one look ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was read anew.
    Fresh,
    /// 304, or the same bytes as last time.
    Unchanged,
    /// It could not be read.
    Failed(Failure),
}

/// What a source says about when it wants to be visited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wish {
    /// Seconds between changes (RSS `ttl`).
    pub ttl: Option<u64>,
    /// Hours of the day (UTC, 0 to 23) in which nothing changes.
    pub skip_hours: Vec<u8>,
    /// Days in which nothing changes: 1 is Monday, 7 is Sunday.
    pub skip_days: Vec<u8>,
}

/// A time in which entries of a source may have come and gone unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The newest entry seen before it.
    pub from: Timestamp,
    /// The oldest entry seen after it.
    pub to: Timestamp,
}

/// What is stored of one look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The source.
    pub source: SourceId,
    /// When it began.
    pub at: Timestamp,
    /// How long it took, milliseconds.
    pub took_ms: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// Validators to send next time; empty after a failed parse.
    pub validators: Validators,
    /// Hash of the body, to see that a 200 is unchanged.
    pub body_hash: Option<u64>,
    /// Bytes after decompression.
    pub bytes: u64,
    /// Entries read.
    pub entries: usize,
    /// Entries never seen before.
    pub unseen: usize,
    /// Unseen entries left for the next look because of a cap.
    pub left: usize,
    /// When the newest entry says it was published.
    pub newest: Option<Timestamp>,
    /// What was mended or is odd.
    pub warnings: Vec<String>,
    /// Where the source has moved for good (301, 308).
    pub moved_to: Option<String>,
    /// How long the server asks not to be asked again, seconds.
    pub max_age: Option<u64>,
    /// When the oldest entry says it was published.
    #[serde(default)]
    pub oldest: Option<Timestamp>,
    /// What the source wishes; `None` where it was not read anew.
    #[serde(default)]
    pub wish: Option<Wish>,
    /// Unseen since the look before, by `plan::gap`.
    #[serde(default)]
    pub gap: Option<Gap>,
}

impl Look {
    /// A look that begins now and has brought nothing yet.
    pub fn new(source: SourceId, at: Timestamp) -> Self {
        Self {
            source,
            at,
            took_ms: 0,
            outcome: Outcome::Fresh,
            validators: Validators::default(),
            body_hash: None,
            bytes: 0,
            entries: 0,
            unseen: 0,
            left: 0,
            newest: None,
            warnings: Vec::new(),
            moved_to: None,
            max_age: None,
            oldest: None,
            wish: None,
            gap: None,
        }
    }
}

/// What the store remembers of a source between looks.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceState {
    /// Validators to send.
    pub validators: Validators,
    /// Hash of the last body.
    pub body_hash: Option<u64>,
    /// When it was last asked.
    pub last_look: Option<Timestamp>,
    /// When it was last read or unchanged.
    pub last_good: Option<Timestamp>,
    /// When its newest content says it was published.
    pub newest: Option<Timestamp>,
    /// Since when it fails without a good look between.
    pub failing_since: Option<Timestamp>,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure.
    pub last_failure: Option<Failure>,
    /// When it is due again.
    pub next_look: Option<Timestamp>,
    /// Where it moved for good.
    pub moved_to: Option<String>,
    /// Entries in the last good look.
    pub entries: usize,
    /// Unseen entries that a cap left for later.
    pub left: usize,
    /// Seconds between two entries, smoothed.
    #[serde(default)]
    pub rhythm: Option<u64>,
    /// What the source said it wishes when it was last read.
    #[serde(default)]
    pub wish: Wish,
}
