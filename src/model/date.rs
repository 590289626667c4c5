//! A stretch of calendar days and how precisely it was told.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How precisely a text dates something, finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// A calendar day.
    Day,
    /// A few days or a week.
    Week,
    /// A month, or a part of one.
    Month,
    /// A season, a quarter or several months.
    Season,
    /// A year or more.
    Year,
}

/// An interval of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// First day.
    pub start: Date,
    /// Last day, never before `start`.
    pub end: Date,
    /// How precisely the text says it.
    pub precision: Precision,
}

impl Interval {
    /// One calendar day.
    pub fn day(date: Date) -> Self {
        Self { start: date, end: date, precision: Precision::Day }
    }

    /// Days from `self.end` to `other.start` or the reverse; 0 where they overlap.
    pub fn gap_days(&self, other: &Self) -> i64 {
        let days = |from: Date, to: Date| i64::from((to - from).get_days());
        days(self.end, other.start).max(days(other.end, self.start)).max(0)
    }
}
