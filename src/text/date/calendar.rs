//! Months, weekdays, seasons and stretches of days.

use jiff::{ToSpan, civil::Date, civil::Weekday};

use crate::model::date::{Interval, Precision};

/// The month a lower-case word names, in full or abbreviated.
pub(crate) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// The weekday a lower-case word names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// First month of a season (northern), which lasts three.
pub(super) fn season(word: &str) -> Option<i8> {
    Some(match word {
        "spring" => 3,
        "summer" => 6,
        "autumn" | "fall" => 9,
        "winter" => 12,
        _ => return None,
    })
}

/// A day so many days later (earlier where negative); the end of the calendar where there is none.
pub(super) fn shifted(date: Date, days: i64) -> Date {
    date.checked_add(days.clamp(-4_000_000, 4_000_000).days()).unwrap_or(if days < 0 {
        Date::MIN
    } else {
        Date::MAX
    })
}

/// The same day so many months later (earlier where negative).
pub(super) fn months_later(date: Date, months: i64) -> Date {
    date.checked_add(months.clamp(-100_000, 100_000).months()).unwrap_or(if months < 0 {
        Date::MIN
    } else {
        Date::MAX
    })
}

/// A month of a year.
pub(super) fn whole_month(year: i16, month: i8) -> Option<Interval> {
    let start = Date::new(year, month, 1).ok()?;
    Some(Interval { start, end: start.last_of_month(), precision: Precision::Month })
}

/// A year.
pub(super) fn whole_year(year: i16) -> Option<Interval> {
    let start = Date::new(year, 1, 1).ok()?;
    Some(Interval { start, end: start.last_of_year(), precision: Precision::Year })
}

/// A season that begins in a year.
pub(super) fn whole_season(year: i16, first: i8) -> Option<Interval> {
    let start = Date::new(year, first, 1).ok()?;
    let end = months_later(start, 2).last_of_month();
    Some(Interval { start, end, precision: Precision::Season })
}

/// Monday to Sunday of the week a day is in, moved by so many weeks.
pub(super) fn week(date: Date, by: i64) -> Interval {
    let monday = shifted(date, -i64::from(date.weekday().to_monday_zero_offset()) + by * 7);
    Interval { start: monday, end: shifted(monday, 6), precision: Precision::Week }
}

/// The early, middle or late third of a month; of a year or season its thirds by days.
pub(super) fn part(of: Interval, which: &str) -> Interval {
    if of.precision == Precision::Month {
        let day = |d: i8| Date::new(of.start.year(), of.start.month(), d).unwrap_or(of.start);
        let (start, end) = match which {
            "early" => (of.start, day(12)),
            "mid" => (day(8), day(23)),
            _ => (day(18), of.end),
        };
        return Interval { start, end, precision: Precision::Month };
    }
    let days = i64::from((of.end - of.start).get_days());
    let (from, to) = match which {
        "early" => (0, days / 3),
        "mid" => (days / 3, days * 2 / 3),
        _ => (days * 2 / 3, days),
    };
    let precision = of.precision.min(Precision::Season);
    Interval { start: shifted(of.start, from), end: shifted(of.start, to), precision }
}
