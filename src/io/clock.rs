//! The only clock of the program. Commands read it once and pass `now` on.

use jiff::Timestamp;

/// Where `now` comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still: simulations and tests.
    Fixed(Timestamp),
}

impl Clock {
    /// The machine's clock, or a given instant instead.
    pub fn new(fixed: Option<Timestamp>) -> Self {
        fixed.map_or(Self::System, Self::Fixed)
    }

    /// The instant, whole milliseconds: what the store keeps.
    pub fn now(self) -> Timestamp {
        let now = match self {
            Self::System => system(),
            Self::Fixed(now) => now,
        };
        Timestamp::from_millisecond(now.as_millisecond()).expect("it was a timestamp before")
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the clock")]
fn system() -> Timestamp {
    Timestamp::now()
}
