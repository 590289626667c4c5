//! Dates that lean on the day of publication ("on Wednesday", "two days ago") or on another event
//! ("a week later", "the day before").

use super::{
    super::{Shift, number},
    DateKind, Found, Reader,
    calendar::{months_later, shifted, week, weekday, whole_month, whole_year},
    point::found,
};
use crate::model::date::{Interval, Precision};

/// A unit of time: its name's length in days, or months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The unit a word names; a fortnight is two weeks, a decade ten years.
pub(super) fn unit(word: &str) -> Option<(Unit, u64)> {
    Some(match word {
        "minute" | "minutes" | "hour" | "hours" | "moments" => (Unit::Hour, 1),
        "day" | "days" => (Unit::Day, 1),
        "week" | "weeks" => (Unit::Week, 1),
        "fortnight" | "fortnights" => (Unit::Week, 2),
        "month" | "months" => (Unit::Month, 1),
        "year" | "years" => (Unit::Year, 1),
        "decade" | "decades" => (Unit::Year, 10),
        _ => return None,
    })
}

impl Reader<'_> {
    /// Anything relative that begins at `at`.
    pub(super) fn relative(&self, at: usize) -> Option<Found> {
        self.near_day(at)
            .or_else(|| self.named_unit(at))
            .or_else(|| self.week_day(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.anchored(at))
    }

    /// "today", "yesterday", "tonight", "this morning", "the day before yesterday", "overnight".
    fn near_day(&self, at: usize) -> Option<Found> {
        #[rustfmt::skip]
        const DAYS: &[(&str, i64)] = &[
            ("the day before yesterday", -2), ("day before yesterday", -2),
            ("the day after tomorrow", 2), ("yesterday", -1), ("last night", -1),
            ("last evening", -1), ("today", 0), ("tonight", 0), ("this morning", 0),
            ("this afternoon", 0), ("this evening", 0), ("earlier today", 0), ("overnight", 0),
            ("tomorrow", 1),
        ];
        if let Some(to) = self.tokens.any(
            at,
            &["over the weekend", "at the weekend", "during the weekend", "on the weekend"],
        ) {
            return Some(found(to, self.weekend(-1)).kind(DateKind::Relative));
        }
        let (days, to) = DAYS.iter().find_map(|(w, d)| Some((*d, self.tokens.reads(at, w)?)))?;
        let mut hit = Found::day(to, shifted(self.anchor, days)).kind(DateKind::Relative);
        if matches!(self.word(at), "overnight") || self.word(at + 1) == "night" {
            // The night between: either day.
            hit.interval.start = shifted(self.anchor, -1);
            hit.interval.end = self.anchor;
        }
        Some(hit)
    }

    /// "this week", "last month", "earlier this year", "next year", "late last month".
    fn named_unit(&self, at: usize) -> Option<Found> {
        let mut i = at;
        if matches!(self.word(i), "earlier" | "later") {
            i += 1;
        }
        let earlier = i > at && self.word(at) == "earlier";
        if self.word(i) == "in" {
            i += 1;
        }
        let by: i64 = match self.word(i) {
            "this" => 0,
            "last" => -1,
            "next" => 1,
            _ => return None,
        };
        if self.word(i) == "this" && self.word(i + 1) == "past" {
            i += 1;
        }
        let mut interval = match self.word(i + 1) {
            "week" => week(self.anchor, by),
            "weekend" => self.weekend(by),
            "month" => {
                let day = months_later(self.anchor.first_of_month(), by);
                whole_month(day.year(), day.month())?
            }
            "year" => whole_year(self.anchor.year().checked_add(i16::try_from(by).ok()?)?)?,
            _ => return None,
        };
        if by == 0 && (earlier || !self.future(at)) && interval.start <= self.anchor {
            interval.end = interval.end.min(self.anchor);
        }
        Some(found(i + 2, interval).kind(DateKind::Relative))
    }

    /// The weekend before (or around) the anchor.
    fn weekend(&self, by: i64) -> Interval {
        let mut saturday = shifted(week(self.anchor, 0).start, 5);
        if by <= 0 && saturday > self.anchor {
            saturday = shifted(saturday, -7);
        } else if by > 0 && saturday <= self.anchor {
            saturday = shifted(saturday, 7);
        }
        Interval { start: saturday, end: shifted(saturday, 1), precision: Precision::Week }
    }

    /// "Wednesday", "on Sunday night", "last Wednesday", "next Friday", "Tuesday last week".
    fn week_day(&self, at: usize) -> Option<Found> {
        let lead = usize::from(matches!(self.word(at), "last" | "next" | "this" | "past"));
        let i = at + lead;
        let plural = self.word(i).ends_with("days");
        let mut day = weekday(self.word(i))?;
        if plural || !self.tokens.capital(i) {
            return None;
        }
        let mut to = i + 1;
        let mut night_to = None;
        if matches!(self.word(to), "and" | "or" | "-" | "to" | "through") {
            let second = usize::from(self.word(to + 1) == "night") + to + 1;
            if let Some(other) = weekday(self.word(second)) {
                night_to = Some(day);
                day = other;
                to = second + 1;
            }
        }
        let back = i64::from(self.anchor.weekday().since(day));
        let cue = self.word(at);
        let mut days = -back;
        if (cue == "last" && back == 0)
            || self.tokens.any(to, &["last week", "of last week", "a week ago"]).is_some()
        {
            days = -back - 7;
            if cue != "last" {
                days = i64::from(day.to_monday_zero_offset())
                    - i64::from(self.anchor.weekday().to_monday_zero_offset())
                    - 7;
                to = self.tokens.any(to, &["last week", "of last week", "a week ago"])?;
            }
        } else if cue == "next" || (cue != "last" && back != 0 && self.future(i)) {
            days = 7 - back;
        }
        // "Tuesday, March 9" is the date, not the weekday.
        if self.word(to) == ","
            && let Some(date) =
                self.point(to + 1).filter(|d| d.interval.precision == Precision::Day)
        {
            return Some(date);
        }
        if matches!(self.word(to), "the") && self.digits(to + 1).is_some() {
            return None;
        }
        let date = shifted(self.anchor, days);
        let mut hit = Found::day(self.part_of_day(to), date).kind(DateKind::Relative);
        if let Some(first) = night_to {
            let earlier = i64::from(day.since(first)).max(1);
            hit.interval.start = shifted(date, -earlier);
            hit.interval.precision = Precision::Week;
        }
        Some(hit)
    }

    fn part_of_day(&self, at: usize) -> usize {
        let named = matches!(self.word(at), "morning" | "afternoon" | "evening" | "night");
        at + usize::from(named)
    }

    /// "two days ago", "a fortnight ago", "three years earlier", "a month later", "a week after".
    fn counted(&self, at: usize) -> Option<Found> {
        let (low, high, i) = self.amount(at)?;
        let (unit, times) = unit(self.word(i))?;
        let (low, high) =
            (low.saturating_mul(times).min(2_000), high.saturating_mul(times).min(2_000));
        let (low, high) = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        let word = self.word(i + 1);
        if word == "ago" {
            return Some(self.ago(unit, low, high, i + 2));
        }
        let back = matches!(word, "earlier" | "before" | "previously");
        if !back && !matches!(word, "later" | "after" | "afterwards" | "on") {
            return None;
        }
        if word == "on" && !matches!(self.word(i + 2), "," | "." | "from") {
            return None;
        }
        let (near, far) = (days_of(unit, low, 0.8), days_of(unit, high, 1.3));
        let shift =
            if back { Shift { low: -far, high: -near } } else { Shift { low: near, high: far } };
        Some(self.lean(i + 2, shift, unit))
    }

    /// A number of units: "two", "a", "a couple of", "several", "nearly three", or none before
    /// a plural ("days later", "hours after").
    fn amount(&self, at: usize) -> Option<(u64, u64, usize)> {
        let mut i = at;
        while matches!(
            self.word(i),
            "about"
                | "around"
                | "nearly"
                | "almost"
                | "some"
                | "over"
                | "just"
                | "roughly"
                | "exactly"
                | "barely"
                | "only"
        ) {
            i += 1;
        }
        if let Some(next) = self
            .tokens
            .any(i, &["more than", "less than", "little over", "a little over", "just over"])
        {
            i = next;
        }
        if matches!(self.word(i), "a" | "an" | "one") && unit(self.word(i + 1)).is_some() {
            return Some((1, 1, i + 1));
        }
        if let Some((low, high, to)) = number::value(self.tokens, i) {
            let to = to
                + usize::from(
                    self.word(to) == "and" && self.tokens.any(to, &["and a half"]).is_some(),
                ) * 3;
            return Some((low, high, to));
        }
        let plural = self.word(i).ends_with('s') && unit(self.word(i)).is_some();
        (i == at
            && plural
            && matches!(self.word(i + 1), "ago" | "earlier" | "later" | "before" | "after"))
        .then_some((1, 9, i))
    }

    /// So many units before the anchor, as precisely as the unit says.
    fn ago(&self, unit: Unit, low: i64, high: i64, to: usize) -> Found {
        let (start, end, precision) = match unit {
            Unit::Hour => {
                let days = if high > 12 { -1 - high / 24 } else { -1 };
                (shifted(self.anchor, days), self.anchor, Precision::Day)
            }
            Unit::Day => {
                let slack = i64::from(high > 6);
                let precision =
                    if high == low && high < 7 { Precision::Day } else { Precision::Week };
                (shifted(self.anchor, -high - slack), shifted(self.anchor, -low + slack), precision)
            }
            Unit::Week => (
                shifted(self.anchor, -7 * high - 4),
                shifted(self.anchor, -7 * low + 4),
                Precision::Week,
            ),
            Unit::Month => {
                let (from, till) =
                    (months_later(self.anchor, -high), months_later(self.anchor, -low));
                (shifted(from, -20), shifted(till, 20), Precision::Month)
            }
            Unit::Year => {
                let (from, till) =
                    (months_later(self.anchor, -12 * high), months_later(self.anchor, -12 * low));
                (shifted(from, -200), shifted(till, 200), Precision::Year)
            }
        };
        let precision = if low == high { precision } else { precision.max(Precision::Week) };
        Found::new(to, start, end.min(self.anchor), precision).kind(DateKind::Relative)
    }

    /// "the day before", "the next day", "the following week", "the previous year", "the same day".
    fn anchored(&self, at: usize) -> Option<Found> {
        #[rustfmt::skip]
        const LEANS: &[(&str, i32, i32, Unit)] = &[
            ("the day before", -1, -1, Unit::Day), ("the previous day", -1, -1, Unit::Day),
            ("the next day", 1, 1, Unit::Day), ("the following day", 1, 1, Unit::Day),
            ("next day", 1, 1, Unit::Day), ("the day after", 1, 1, Unit::Day),
            ("the same day", 0, 0, Unit::Day), ("the same night", 0, 0, Unit::Day),
            ("that day", 0, 0, Unit::Day), ("that night", 0, 1, Unit::Day),
            ("that evening", 0, 0, Unit::Day), ("that morning", 0, 0, Unit::Day),
            ("the night before", -1, 0, Unit::Day), ("the next morning", 0, 1, Unit::Day),
            ("the following morning", 0, 1, Unit::Day), ("the week before", -13, -1, Unit::Week),
            ("the previous week", -13, -1, Unit::Week), ("the following week", 1, 13, Unit::Week),
            ("the next week", 1, 13, Unit::Week), ("the month before", -61, -1, Unit::Month),
            ("the previous month", -61, -1, Unit::Month),
            ("the following month", 1, 61, Unit::Month), ("the same month", -30, 30, Unit::Month),
            ("that month", -30, 30, Unit::Month), ("the same year", -365, 365, Unit::Year),
            ("that year", -365, 365, Unit::Year), ("the year before", -730, -1, Unit::Year),
            ("the previous year", -730, -1, Unit::Year),
            ("the following year", 1, 730, Unit::Year),
        ];
        let (low, high, unit, to) = LEANS.iter().find_map(|(w, low, high, unit)| {
            Some((*low, *high, *unit, self.tokens.reads(at, w)?))
        })?;
        Some(self.lean(to, Shift { low, high }, unit))
    }

    /// An interval that is only safe: no later than the anchor (where it looks back), else open.
    fn lean(&self, to: usize, shift: Shift, unit: Unit) -> Found {
        let far = i64::from(shift.low.abs().max(shift.high.abs())) + 366;
        let precision = match unit {
            Unit::Hour | Unit::Day => Precision::Day,
            Unit::Week => Precision::Week,
            Unit::Month => Precision::Month,
            Unit::Year => Precision::Year,
        };
        let mut hit = Found::new(to, shifted(self.anchor, -far), self.anchor, precision);
        hit.kind = DateKind::Anchored;
        hit.shift = Some(shift);
        hit
    }
}

/// Days in so many units, stretched by a factor, for a shift.
fn days_of(unit: Unit, n: i64, factor: f64) -> i32 {
    let days = match unit {
        Unit::Hour => return i32::from(factor > 1.0),
        Unit::Day => return i32::try_from(n).unwrap_or(i32::MAX),
        Unit::Week => n * 7,
        Unit::Month => n * 30,
        Unit::Year => n * 365,
    };
    #[expect(clippy::cast_possible_truncation, reason = "at most 2,000 years of days")]
    let stretched = (days as f64 * factor) as i32;
    stretched
}
