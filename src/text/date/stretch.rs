//! Two dates joined ("from late November to mid-December") and periods that totals run over
//! ("since 2021", "over the past five years"); the one entrance that tries every reader.

use super::{
    DateKind, Found, Reader,
    calendar::{months_later, shifted},
    relative::{Unit, unit},
};
use crate::model::date::Precision;

/// Periods without a number.
const RECENT: &[&str] = &[
    "in recent years",
    "over the years",
    "in recent months",
    "in recent weeks",
    "recent years",
    "in recent days",
    "recent months",
    "recent weeks",
    "over the decades",
    "in recent times",
];

impl Reader<'_> {
    /// The date expression that begins at `at`, the longest reading first.
    pub(super) fn date(&self, at: usize) -> Option<Found> {
        self.period(at)
            .or_else(|| self.joined(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.leading(at))
            .or_else(|| self.point(at))
            .or_else(|| self.year(at))
    }

    /// "last October", "this March", "last summer": the word belongs to the date.
    fn leading(&self, at: usize) -> Option<Found> {
        matches!(self.word(at), "last" | "this" | "next").then(|| self.point(at + 1)).flatten()
    }

    /// Any single date, for the ends of a stretch.
    fn end(&self, at: usize) -> Option<Found> {
        self.relative(at).or_else(|| self.leading(at)).or_else(|| self.point(at)).or_else(|| {
            let (year, to) = self.year_after(at)?;
            Some(super::point::found(to, super::calendar::whole_year(year)?))
        })
    }

    /// "from X to Y", "between X and Y", "X to Y" of two full dates.
    fn joined(&self, at: usize) -> Option<Found> {
        let (start, joiners): (usize, &[&str]) = match self.word(at) {
            "from" => (at + 1, &["to", "until", "till", "through", "\u{2013}", "-"]),
            "between" => (at + 1, &["and"]),
            _ => (at, &["to", "through", "\u{2013}"]),
        };
        let first = self.end(start)?;
        if !joiners.contains(&self.word(first.to)) {
            return None;
        }
        let mut second = self.end(first.to + 1)?;
        let mut from = first.interval;
        // "late November to mid-December 2023": the year counts for both.
        while from.start > second.interval.end {
            from.start = months_later(from.start, -12);
            from.end = months_later(from.end, -12);
        }
        if first.kind == DateKind::Relative && second.kind == DateKind::Absolute && start != at {
            while months_later(from.start, 12) <= second.interval.start {
                from.start = months_later(from.start, 12);
            }
        }
        second.interval.start = from.start;
        let days = (second.interval.end - from.start).get_days();
        let years = first.interval.precision == Precision::Year;
        second.interval.precision = match days {
            ..=14 => Precision::Week,
            15..=45 => Precision::Month,
            46..=200 => Precision::Season,
            _ => Precision::Year,
        };
        if days > 200 || years {
            second.kind = DateKind::Period;
        }
        Some(second)
    }

    /// "since 2021", "over the past five years", "in recent years", "so far this year".
    fn period(&self, at: usize) -> Option<Found> {
        if let Some(to) = self.tokens.any(at, &["since then", "ever since"]) {
            return Some(self.until_now(to, months_later(self.anchor, -120)));
        }
        if self.word(at) == "since" {
            let first = self.end(at + 1).filter(|f| f.kind != DateKind::Anchored)?;
            return Some(self.until_now(first.to, first.interval.start));
        }
        if let Some(to) = self.tokens.any(at, RECENT) {
            let (back, _) = match unit(self.word(to - 1)).map(|u| u.0) {
                Some(Unit::Year) | None => (60, 0),
                Some(Unit::Month) => (9, 0),
                _ => (2, 0),
            };
            return Some(self.until_now(to, months_later(self.anchor, -back)));
        }
        if let Some(to) =
            self.tokens.any(at, &["so far this year", "this year alone", "so far this month"])
        {
            let start = if self.word(to - 1) == "month" {
                self.anchor.first_of_month()
            } else {
                self.anchor.first_of_year()
            };
            return Some(self.until_now(to, start));
        }
        self.past_units(at)
    }

    /// "over the past five years", "in the last two months", "for three years", "during the past week".
    fn past_units(&self, at: usize) -> Option<Found> {
        let lead = usize::from(matches!(
            self.word(at),
            "over" | "in" | "during" | "within" | "for" | "across"
        ));
        let mut i = at + lead;
        if self.word(i) != "the" || !matches!(self.word(i + 1), "past" | "last" | "previous") {
            return None;
        }
        i += 2;
        let (count, next) = match super::super::number::value(self.tokens, i) {
            Some((_, high, to)) => (high, to),
            None => (1, i),
        };
        let (unit, times) = unit(self.word(next))?;
        if count == 1 && next == i && lead == 0 {
            return None;
        }
        let n = i64::try_from(count.saturating_mul(times).min(2_000)).ok()?;
        let start = match unit {
            Unit::Hour => shifted(self.anchor, -1 - n / 24),
            Unit::Day => shifted(self.anchor, -n),
            Unit::Week => shifted(self.anchor, -7 * n),
            Unit::Month => months_later(self.anchor, -n),
            Unit::Year => months_later(self.anchor, -12 * n),
        };
        Some(self.until_now(next + 1, start))
    }

    fn until_now(&self, to: usize, start: jiff::civil::Date) -> Found {
        let start = start.min(self.anchor);
        Found::new(to, start, self.anchor, Precision::Year).kind(DateKind::Period)
    }
}
