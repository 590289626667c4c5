//! Undated text → when it was published, as far as its dates let one infer. Months without a year
//! are taken as the last twelve before publication: in the circle of months the widest gap lies
//! before the oldest, so the month before that gap is the newest.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regex::Regex;

use crate::model::date::{Interval, Precision};

/// When a document was published, as far as it tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// From the newest day it tells of to the end of that month or year; one day where it is stated.
    pub interval: Interval,
    /// The newest day it tells of, where it tells one: news names the day before it is out.
    pub day: Option<Date>,
    /// What it rests on.
    pub basis: Basis,
    /// The words it rests on.
    pub evidence: String,
}

/// What a hint rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The document states it.
    Stated,
    /// The newest date with a year in the text: published then or later.
    NewestDate,
    /// Months without a year, read against the newest date with one.
    Inferred,
    /// The day of another document about the same matter.
    Companion,
}

impl Hint {
    /// The hint of a document that states its date.
    pub fn stated(at: Timestamp) -> Option<Self> {
        let date = at.to_zoned(TimeZone::UTC).date();
        let interval = Interval::day(date);
        Some(Self { interval, day: Some(date), basis: Basis::Stated, evidence: date.to_string() })
    }

    /// The day it is taken to be of: the newest day it tells of, else the last it can have been.
    pub fn likely(&self) -> Date {
        self.day.unwrap_or(self.interval.end)
    }

    /// Whether it says only "then or later", from a month or a year that may be long past.
    pub fn is_weak(&self) -> bool {
        self.basis == Basis::NewestDate && self.day.is_none()
    }
}

/// A month in a text: year and day as far as told.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    year: Option<i16>,
    month: i8,
    day: Option<i8>,
    words: &'a str,
    /// Where the words stand in the text.
    start: usize,
    end: usize,
}

/// Infers when a text was published.
pub(super) fn infer(text: &str) -> Option<Hint> {
    let text = &text[..text.floor_char_boundary(200_000)];
    let told = months(text);
    let dated = told
        .iter()
        .filter_map(|told| Some((told.year?, told.month, told.day.unwrap_or(0), told.words)))
        .max_by_key(|(year, month, day, _)| (*year, *month, *day));
    let year = newest_year(text);
    let bare: Vec<&Told> = told.iter().filter(|told| told.year.is_none()).collect();
    let from_year = year.filter(|(year, _)| dated.is_none_or(|dated| dated.0 < *year));
    if let (Some((year, month, _, _)), None) = (dated, from_year) {
        return match newest_of(&bare, Some(month)).filter(|newest| newest.month != month) {
            Some(newest) => {
                // The first such month after the newest date that has a year.
                let year = if newest.month > month { year } else { year + 1 };
                hint(year, newest, &bare, Basis::Inferred)
            }
            None => {
                let newest = told
                    .iter()
                    .filter(|t| t.month == month && (t.year == Some(year) || t.year.is_none()));
                let newest = newest.max_by_key(|told| told.day)?;
                hint(year, newest, &told.iter().collect::<Vec<_>>(), Basis::NewestDate)
            }
        };
    }
    let (year, words) = year?;
    let Some(newest) = newest_of(&bare, None) else {
        let interval = Interval {
            start: Date::new(year, 1, 1).ok()?,
            end: Date::new(year, 12, 31).ok()?,
            precision: Precision::Year,
        };
        let evidence = words.to_owned();
        return Some(Hint { interval, day: None, basis: Basis::NewestDate, evidence });
    };
    // Months of the year before, told early in a year: the year in the text is over.
    let over = newest.month <= 3 && bare.iter().any(|told| told.month > newest.month + 3);
    hint(if over { year + 1 } else { year }, newest, &bare, Basis::Inferred)
}

fn hint(year: i16, newest: &Told, all: &[&Told], basis: Basis) -> Option<Hint> {
    let same =
        |told: &&&Told| told.month == newest.month && told.year.is_none_or(|told| told == year);
    let told = all.iter().filter(same).filter_map(|told| told.day).max();
    let day = told.and_then(|day| Date::new(year, newest.month, day).ok());
    let start = day.or_else(|| Date::new(year, newest.month, 1).ok())?;
    let interval = Interval { start, end: start.last_of_month(), precision: Precision::Month };
    Some(Hint { interval, day, basis, evidence: newest.words.to_owned() })
}

/// The newest of months without a year: the one before the widest gap in the circle.
fn newest_of<'a, 'b>(bare: &[&'a Told<'b>], anchor: Option<i8>) -> Option<&'a Told<'b>> {
    let mut present = [false; 12];
    for month in bare.iter().map(|told| told.month).chain(anchor) {
        present[usize::from(month.unsigned_abs()) - 1] = true;
    }
    let months: Vec<usize> = (0..12).filter(|index| present[*index]).collect();
    let gap = |position: usize| {
        let here = months[position];
        let next = months[(position + 1) % months.len()];
        (next + 12 - here - 1) % 12
    };
    let newest = (0..months.len()).max_by_key(|position| gap(*position))?;
    let month = i8::try_from(months[newest] + 1).ok()?;
    bare.iter().filter(|told| told.month == month).max_by_key(|told| told.day).copied()
}

fn months(text: &str) -> Vec<Told<'_>> {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?:\b(?P<d1>\d{1,2})(?:st|nd|rd|th)? (?:of )?)?",
            r"\b(?P<m>January|February|March|April|May|June|July|August|September|October|November|December",
            r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?",
            r"(?: (?P<d2>\d{1,2})(?:st|nd|rd|th)?\b(?: ?(?:to|through|-|–) ?(?P<d3>\d{1,2})\b)?)?(?:,? (?:of )?(?P<y>(?:19|20)\d\d)\b)?",
        ))
        .expect("the pattern is fixed and valid")
    });
    static LEAD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:\b(?:in|on|since|last|late|early|mid|from|of|during|between|and|to|this|until)[ -]|\()$")
            .expect("the pattern is fixed and valid")
    });
    let mut out = Vec::new();
    for found in MONTH.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
        // Of "February 4 to 8" the last day.
        let day = number("d1")
            .or_else(|| number("d3"))
            .or_else(|| number("d2"))
            .filter(|day| (1..=31).contains(day));
        let year = found.name("y").and_then(|m| m.as_str().parse::<i16>().ok());
        let lead = &text[text.ceil_char_boundary(whole.start().saturating_sub(12))..whole.start()];
        // "may" and "march" are verbs too; a month stands with a day, a year or a preposition.
        if day.is_none() && year.is_none() && !LEAD.is_match(lead) {
            continue;
        }
        if ahead(lead) {
            continue;
        }
        let Some(month) = month_number(&found["m"]) else { continue };
        let (start, end) = (whole.start(), whole.end());
        out.push(Told { year, month, day, words: whole.as_str().trim(), start, end });
    }
    // "in March and October 2024": the year is both months'.
    for index in (1..out.len()).rev() {
        let between = text[out[index - 1].end..out[index].start].trim_matches([' ', ',']);
        if matches!(between, "and" | "to" | "or" | "-" | "–" | "and in" | "and again in") {
            out[index - 1].year = out[index - 1].year.or(out[index].year);
        }
    }
    out
}

fn month_number(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = NAMES.iter().position(|short| name.starts_with(short))?;
    i8::try_from(index + 1).ok()
}

/// "by 2030", "until 2028": ahead of publication.
fn ahead(lead: &str) -> bool {
    let word = lead.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(word.as_str(), "by" | "until" | "till" | "before" | "next" | "beyond" | "upcoming")
}

/// The newest year the text names as past.
fn newest_year(text: &str) -> Option<(i16, &str)> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:in|since|during|of|from|and|to|between|late|early|mid)[ -](?P<y>(?:19|20)\d\d)\b")
            .expect("the pattern is fixed and valid")
    });
    YEAR.captures_iter(text)
        .filter_map(|found| {
            let whole = found.get(0)?;
            Some((found["y"].parse::<i16>().ok()?, whole.as_str()))
        })
        .max_by_key(|(year, _)| *year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, start: &str, end: &str, basis: Basis) {
        let hint = infer(text).unwrap();
        let interval = hint.interval;
        let got = (interval.start.to_string(), interval.end.to_string(), hint.basis);
        assert_eq!(got, (start.to_owned(), end.to_owned(), basis), "{}", hint.evidence);
    }

    #[test]
    fn months_without_a_year_follow_the_newest_date_that_has_one() {
        check(
            "The bombings in March and October 2024 killed seven. On November 5 a guard shot two men. \
             He was in Beijing from February 4 to 8.",
            "2025-02-08",
            "2025-02-28",
            Basis::Inferred,
        );
        check(
            "Drills ended in December 2024. In March, reports emerged. The visit in February and the \
             attack in October of last year were recalled.",
            "2025-03-01",
            "2025-03-31",
            Basis::Inferred,
        );
    }

    #[test]
    fn a_text_of_january_that_recalls_autumn_is_of_the_year_after() {
        check(
            "They met on January 7. Nobody was killed in 2025. In October the border closed; in late \
             November planes came.",
            "2026-01-07",
            "2026-01-31",
            Basis::Inferred,
        );
    }

    #[test]
    fn the_newest_date_alone_is_the_earliest_day_of_publication() {
        check(
            "Twenty died between 2021 and December 2024.",
            "2024-12-01",
            "2024-12-31",
            Basis::NewestDate,
        );
        check(
            "It began in 2019 and it may march on by 2030.",
            "2019-01-01",
            "2019-12-31",
            Basis::NewestDate,
        );
        assert_eq!(infer("Nothing is dated here, and they may march."), None);
    }
}
