//! The only clock of the program. Commands read it once and pass `now` on.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// Where `now` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still: simulations and tests.
    Fixed(Timestamp),
    /// Runs so many times as fast: an hour of the daemon in a minute.
    Fast {
        /// What it showed …
        from: Timestamp,
        /// … when.
        began: Instant,
        /// How fast.
        times: u32,
    },
}

impl Clock {
    /// The machine's clock, or a given instant instead, or one that runs faster from there.
    pub fn new(fixed: Option<Timestamp>, times: Option<u32>) -> Self {
        match (fixed, times) {
            (from, Some(times)) if times > 0 => {
                Self::Fast { from: from.unwrap_or_else(system), began: Instant::now(), times }
            }
            (Some(fixed), _) => Self::Fixed(fixed),
            (None, _) => Self::System,
        }
    }

    /// The instant, whole milliseconds: what the store keeps.
    pub fn now(self) -> Timestamp {
        let now = match self {
            Self::System => system(),
            Self::Fixed(now) => now,
            Self::Fast { from, began, times } => {
                let passed = SignedDuration::try_from(began.elapsed().saturating_mul(times));
                from.saturating_add(passed.unwrap_or(SignedDuration::MAX)).unwrap_or(from)
            }
        };
        Timestamp::from_millisecond(now.as_millisecond()).expect("it was a timestamp before")
    }

    /// How many times as fast as the machine's it runs.
    pub fn times(self) -> u32 {
        match self {
            Self::Fast { times, .. } => times,
            Self::System | Self::Fixed(_) => 1,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
fn system() -> Timestamp {
    Timestamp::now()
}
