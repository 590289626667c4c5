//! How long to leave alone what has just failed as a whole: the store, the mail server.

use jiff::{SignedDuration, Timestamp};

/// The first pause, seconds; it doubles …
const FIRST: i64 = 60;
/// … up to this.
const LONGEST: i64 = 30 * 60;

/// Failures in a row, and until when nothing is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pause {
    failures: u32,
    until: Option<Timestamp>,
}

impl Pause {
    /// It failed (again).
    pub fn failed(&mut self, now: Timestamp) {
        let wait = FIRST << self.failures.min(10);
        self.failures = self.failures.saturating_add(1);
        self.until = now.checked_add(SignedDuration::from_secs(wait.min(LONGEST))).ok();
    }

    /// It went well.
    pub fn went_well(&mut self) {
        *self = Self::default();
    }

    /// Whether to try. A pause set by a clock that was put back since is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| {
            until <= now || until.duration_since(now) > SignedDuration::from_secs(LONGEST)
        })
    }

    /// Until when, where it is not over.
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|_| !self.is_over(now))
    }
}
