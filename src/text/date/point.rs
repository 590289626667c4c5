//! One date as written: "14 July 2021", "July 14", "Feb 4 to 8", "2021-07-14", "October 2024",
//! "early March", "in 2019", "summer of 2023".

use jiff::civil::Date;

use super::{
    DateKind, Found, Reader,
    calendar::{month, months_later, part, season, shifted, whole_month, whole_season, whole_year},
};
use crate::model::date::{Interval, Precision};

impl Reader<'_> {
    /// An absolute or partial date that begins at `at`.
    pub(super) fn point(&self, at: usize) -> Option<Found> {
        self.numeric(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.month_year(at))
            .or_else(|| self.part_of(at))
            .or_else(|| self.season(at))
    }

    /// "2021-07-14", "14/07/2021", "14.07.2021".
    fn numeric(&self, at: usize) -> Option<Found> {
        let word = self.word(at);
        if word.len() >= 8 && word.matches('.').count() == 2 {
            let mut parts = word.split('.').map(str::parse::<i16>);
            let (a, b, c) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
            return date_of(a, b, c).map(|d| Found::day(at + 1, d));
        }
        let sign = self.word(at + 1);
        if !matches!(sign, "-" | "/") || self.word(at + 3) != sign {
            return None;
        }
        if (1..=4).any(|i| !self.tokens.glued(at + i)) {
            return None;
        }
        let (a, b, c) = (self.digits(at)?, self.digits(at + 2)?, self.digits(at + 4)?);
        date_of(a, b, c).map(|d| Found::day(at + 5, d))
    }

    /// "14 July 2021", "14th of July", "4-8 February", "4 to 8 February 2024", "14 and 15 July".
    fn day_month(&self, at: usize) -> Option<Found> {
        let (first, mut i) = self.day_number(at)?;
        let mut last = first;
        if matches!(self.word(i), "-" | "\u{2013}" | "to" | "and" | "or" | "/")
            && let Some((day, next)) = self.day_number(i + 1)
            && day > first
        {
            (last, i) = (day, next);
        }
        if self.word(i) == "of" {
            i += 1;
        }
        if self.word(i) == "-" && self.tokens.glued(i) {
            i += 1;
        }
        let month = self.month_word(i)?;
        i += 1;
        if self.word(i) == "." && self.digits(i + 1).is_some() {
            i += 1;
        }
        let mut j = i;
        if self.word(j) == "," || (self.word(j) == "-" && self.tokens.glued(j)) {
            j += 1;
        }
        let (year, to) = self.year_after(j).map_or((None, i), |(y, to)| (Some(y), to));
        self.days(at, to, (year, month), first..=last)
    }

    /// "July 14", "Nov. 5, 2024", "February 4 to 8", "July 14th", "July 30 to August 2".
    fn month_day(&self, at: usize) -> Option<Found> {
        let month = self.month_word(at)?;
        let mut i = at + 1;
        if self.word(i) == "." {
            i += 1;
        }
        let (first, mut i) = self.day_number(i)?;
        // "July 14:" is a date, "May 7:30" is not.
        if self.word(i) == ":"
            && self.tokens.glued(i)
            && self.digits(i + 1).is_some()
            && self.tokens.glued(i + 1)
        {
            return None;
        }
        let mut last = first;
        if matches!(self.word(i), "-" | "\u{2013}" | "to" | "and" | "through" | "or")
            && let Some((day, next)) = self.day_number(i + 1)
            && day > first
        {
            (last, i) = (day, next);
        }
        let j = if self.word(i) == "," { i + 1 } else { i };
        let (year, to) = self.year_after(j).map_or((None, i), |(y, to)| (Some(y), to));
        self.days(at, to, (year, month), first..=last)
    }

    fn days(
        &self,
        at: usize,
        to: usize,
        (year, month): (Option<i16>, i8),
        days: std::ops::RangeInclusive<i8>,
    ) -> Option<Found> {
        let precision = if days.start() == days.end() { Precision::Day } else { Precision::Week };
        let date = |y: i16, d: i8| Date::new(y, month, d).ok();
        if let Some(y) = year {
            let (start, end) = (date(y, *days.start())?, date(y, *days.end())?);
            return Some(Found::new(to, start, end, precision));
        }
        let now = self.anchor.year();
        let ahead = self.future(at);
        // Two days of grace: a paper dated in one zone may name the next day of another.
        let fits = |y: &i16| {
            date(*y, *days.start()).is_some_and(|d| {
                if ahead { d >= self.anchor } else { d <= shifted(self.anchor, 2) }
            })
        };
        let years: [i16; 6] = if ahead {
            [now, now + 1, now + 2, now + 3, now + 4, now - 1]
        } else {
            [now + 1, now, now - 1, now - 2, now - 3, now - 4]
        };
        let y = years.into_iter().find(fits)?;
        let (start, end) = (date(y, *days.start())?, date(y, *days.end())?);
        Some(Found::new(to, start, end, precision).kind(DateKind::Relative))
    }

    /// "October 2024", "October, 2024", "October of 2024", "October last year", "March" alone.
    fn month_year(&self, at: usize) -> Option<Found> {
        let month = self.month_word(at)?;
        let mut i = at + 1;
        if self.word(i) == "." && self.word(at).len() <= 4 && self.digits(i + 1).is_some() {
            i += 1;
        }
        let j = if matches!(self.word(i), "," | "of") { i + 1 } else { i };
        if let Some((year, to)) = self.year_after(j) {
            return whole_month(year, month).map(|m| found(to, m));
        }
        let now = self.anchor.year();
        let year_words: &[(&str, i16)] = &[
            ("last year", -1),
            ("of last year", -1),
            ("this year", 0),
            ("of this year", 0),
            ("the previous year", -1),
            ("next year", 1),
            ("of next year", 1),
            (", last year", -1),
            ("the same year", 0),
        ];
        for (words, by) in year_words {
            if let Some(to) = self.tokens.reads(i, words) {
                return whole_month(now + by, month).map(|m| found(to, m).kind(DateKind::Relative));
            }
        }
        if !self.bare_month(at, month) {
            return None;
        }
        let before = self.tokens.before(at, 1);
        let this_month = self.anchor.month();
        let year = match before {
            "last" if month >= this_month => now - 1,
            "next" if month <= this_month => now + 1,
            "last" | "next" | "this" => now,
            _ if self.future(at) => {
                if month >= this_month {
                    now
                } else {
                    now + 1
                }
            }
            _ if month > this_month => now - 1,
            _ => now,
        };
        whole_month(year, month).map(|m| found(at + 1, m).kind(DateKind::Relative))
    }

    /// A month with neither day nor year is a date where it can be nothing else.
    fn bare_month(&self, at: usize, month: i8) -> bool {
        let before = self.tokens.before(at, 1);
        let framed = matches!(
            before,
            "in" | "last"
                | "since"
                | "early"
                | "late"
                | "mid"
                | "this"
                | "until"
                | "by"
                | "of"
                | "next"
                | "during"
                | "till"
                | "from"
                | "between"
                | "past"
                | "to"
                | "and"
                | "around"
        ) || (before == "-"
            && matches!(self.tokens.before(at, 2), "mid" | "late" | "early"));
        let long = self.word(at).len() > 3;
        match month {
            3 | 5 => {
                matches!(
                    before,
                    "in" | "last" | "since" | "early" | "late" | "this" | "until" | "during" | "by"
                ) || (before == "-" && self.tokens.glued(at))
                    || (matches!(before, "to" | "and" | "of")
                        && !super::super::token::Tokens::is(self.tokens, at + 1, super::Kind::Word))
            }
            _ => long && (framed || !self.tokens.capital(at + 1)),
        }
    }

    /// "early March 2024", "mid-December", "the end of October", "late 2023", "the beginning of 2022".
    fn part_of(&self, at: usize) -> Option<Found> {
        let (which, mut i) = match self.word(at) {
            "early" | "beginning" | "start" => ("early", at + 1),
            "mid" | "middle" => ("mid", at + 1),
            "late" | "end" => ("late", at + 1),
            _ => return None,
        };
        let noun = matches!(self.word(at), "beginning" | "start" | "middle" | "end");
        match self.word(i) {
            "of" if noun => i += 1,
            "-" | "in" if !noun => i += 1,
            _ if noun => return None,
            _ => {}
        }
        if let Some(hit) = self.month_year(i).or_else(|| self.season(i)) {
            let mut interval = part(hit.interval, which);
            if hit.kind == DateKind::Relative && interval.start > self.anchor && !self.future(at) {
                interval.start = months_later(interval.start, -12);
                interval.end = months_later(interval.end, -12);
            }
            return Some(Found { interval, ..hit });
        }
        if let Some((year, to)) = self.year_after(i) {
            return Some(found(to, part(whole_year(year)?, which)));
        }
        let by: i8 = match self.word(i) {
            "last" => -1,
            "this" => 0,
            _ => return None,
        };
        let whole = match self.word(i + 1) {
            "year" => whole_year(self.anchor.year() + i16::from(by))?,
            "month" => {
                let day = months_later(self.anchor, i64::from(by));
                whole_month(day.year(), day.month())?
            }
            _ => return None,
        };
        Some(found(i + 2, part(whole, which)).kind(DateKind::Relative))
    }

    /// "summer of 2023", "winter 2022", "last summer", "this spring".
    fn season(&self, at: usize) -> Option<Found> {
        let first = season(self.word(at))?;
        let i = if self.word(at + 1) == "of" { at + 2 } else { at + 1 };
        if let Some((year, to)) = self.year_after(i) {
            return whole_season(year, first).map(|s| found(to, s));
        }
        let before = self.tokens.before(at, 1);
        let now = self.anchor.year();
        let since = before == "the" && self.tokens.before(at, 2) == "since";
        if !since && !matches!(before, "last" | "this") {
            return None;
        }
        let this = whole_season(now, first)?;
        let year = if this.start > self.anchor || (before == "last" && this.end >= self.anchor) {
            now - 1
        } else {
            now
        };
        whole_season(year, first).map(|s| found(at + 1, s).kind(DateKind::Relative))
    }

    /// A year where it can only be one: the digits stand alone in "in 2019", "the 2018 attack".
    pub(super) fn year(&self, at: usize) -> Option<Found> {
        let (year, to) = self.year_after(at)?;
        let before = self.tokens.before(at, 1);
        let after = self.word(to);
        if matches!(before, "$" | "rs" | "#" | "no" | "-" | "/" | ":" | "." | "of")
            && self.tokens.glued(at)
        {
            return None;
        }
        let counted = super::super::people::unit(after) && before != "the";
        let glued = self.tokens.glued(to) && self.tokens.is(to, super::Kind::Word) && after != "'s";
        if counted || glued || super::super::people::noun(after).is_some() {
            return None;
        }
        // "Bus 2021" is a name.
        let framed = matches!(
            before,
            "in" | "since"
                | "by"
                | "during"
                | "until"
                | "of"
                | "the"
                | "from"
                | "between"
                | "to"
                | "and"
                | "for"
                | "late"
                | "early"
                | "mid"
                | "till"
                | "before"
                | "after"
                | "year"
        );
        if self.tokens.capital(at.wrapping_sub(1)) && !framed {
            return None;
        }
        let street = self.tokens.capital(to)
            && !matches!(before, "in" | "since" | "of" | "the" | "by" | "until");
        if street
            || (year > self.anchor.year() + 1
                && !matches!(before, "by" | "in" | "until" | "to" | "of"))
        {
            return None;
        }
        Some(found(to, whole_year(year)?))
    }

    /// The month a word names; abbreviations and "May", "March" only with a capital.
    pub(super) fn month_word(&self, at: usize) -> Option<i8> {
        let month = month(self.word(at))?;
        self.tokens.capital(at).then_some(month)
    }

    /// 1–31 with an optional "st", "nd", "rd", "th".
    fn day_number(&self, at: usize) -> Option<(i8, usize)> {
        let day = i8::try_from(self.digits(at)?).ok().filter(|d| (1..=31).contains(d))?;
        if self.word(at).len() > 2 {
            return None;
        }
        let suffixed =
            matches!(self.word(at + 1), "st" | "nd" | "rd" | "th") && self.tokens.glued(at + 1);
        Some((day, at + 1 + usize::from(suffixed)))
    }

    /// A four-digit year from 1900 to 2099.
    pub(super) fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        let year = self.digits(at).filter(|y| (1900..2100).contains(y))?;
        (self.word(at).len() == 4).then_some((year, at + 1))
    }
}

pub(super) fn found(to: usize, interval: Interval) -> Found {
    Found::new(to, interval.start, interval.end, interval.precision)
}

/// Year first, else day first, else month first where only that makes a date.
fn date_of(a: i16, b: i16, c: i16) -> Option<Date> {
    let small = |n: i16| i8::try_from(n).ok();
    if a >= 1900 {
        return Date::new(a, small(b)?, small(c)?).ok();
    }
    let year = if (0..100).contains(&c) { 2000 + c } else { c };
    if !(1900..2100).contains(&year) {
        return None;
    }
    Date::new(year, small(b)?, small(a)?)
        .ok()
        .or_else(|| Date::new(year, small(a)?, small(b)?).ok())
}
