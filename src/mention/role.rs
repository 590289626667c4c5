//! Which lines report and which recall: by dates, by the words English news prose marks a look
//! back with, by their neighbours, and by totals.

use jiff::{ToSpan, civil::Date};

use super::document::{Document, Line, LineRole};
use crate::{
    model::date::{Interval, Precision},
    text::{DateKind, SentenceKind, figure},
};

/// A day this many days back can still be the news of an article.
pub const FRESH_DAYS: i64 = 10;

/// Words that look back, lower case. A line that has one of them after the lead recalls.
const MARKERS: &[&str] = &[
    "earlier this year",
    "earlier this month",
    "in recent years",
    "in recent months",
    "in the past",
    "over the years",
    "last year",
    "the year before",
    "years ago",
    "months ago",
    "a year ago",
    "previously been",
    "previous attack",
    "past attacks",
    "similar attack",
    "has a history",
    "have a history",
    "has long",
    "have long",
    "string of attacks",
    "series of attacks",
    "spate of attacks",
    "series of incidents",
    "the latest in a",
    "have been targeted",
    "has targeted chinese",
    "have targeted chinese",
    "have repeatedly",
    "has repeatedly",
    "rose to prominence",
    "the second attack",
    "the third attack",
    "the fourth attack",
    "the fifth attack",
    "it was the second",
    "it was the third",
    "the worst attack since",
    "the deadliest since",
    "the incident comes",
    "the attack comes",
    "the attack came",
    "it comes",
    "it came",
    "it followed",
    "it follows",
    "the blast comes",
    "comes months after",
    "comes weeks after",
    "comes days after",
    "elsewhere in the province",
    "in a separate incident",
    "in a separate",
    "remembered for",
    "in an earlier",
    "in earlier",
];

/// What the article is about in time: the day of fresh news, or the older day it takes up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// When its matter happened, as far as the title and lead tell.
    pub when: Option<Interval>,
    /// The date is of the last days.
    pub fresh: bool,
}

/// Finds the focus and gives every line its role.
pub fn assign(document: &mut Document) -> Focus {
    let focus = focus(document);
    let today = document.today;
    let roles: Vec<LineRole> =
        (0..document.lines.len()).map(|n| role(document, n, &focus, today)).collect();
    let mut recalled_paragraph = None;
    for (n, role) in roles.into_iter().enumerate() {
        let line = &document.lines[n];
        let starts = n == 0 || document.lines[n - 1].paragraph != line.paragraph;
        if starts {
            recalled_paragraph = (role == LineRole::Background && n > 3).then_some(line.paragraph);
        }
        // A look back runs on to the end of its paragraph unless a fresh day ends it.
        let inherits = recalled_paragraph == Some(line.paragraph)
            && role == LineRole::Foreground
            && !has_fresh_day(line, today);
        document.lines[n].role = if inherits { LineRole::Background } else { role };
    }
    focus
}

fn role(document: &Document, n: usize, focus: &Focus, today: Date) -> LineRole {
    let line = &document.lines[n];
    let words = document.words_of(line);
    if n > 0 && figure::aggregate(words).is_some() && !has_fresh_day(line, today) {
        return LineRole::Aggregate;
    }
    // The second sentence may already look back from news of the day to a dated happening.
    let recalls = n == 2 && focus.fresh && old_date(line, today) && !has_fresh_day(line, today);
    if n <= 2 && !recalls {
        return LineRole::Foreground;
    }
    if line.kind == SentenceKind::Bullet && !focus_dated(line, focus) && old_date(line, today) {
        return LineRole::Background;
    }
    if focus_dated(line, focus) {
        return LineRole::Foreground;
    }
    if old_date(line, today) && !has_fresh_day(line, today) {
        return LineRole::Background;
    }
    let lower = words.to_lowercase();
    if MARKERS.iter().any(|marker| lower.contains(marker)) && !has_fresh_day(line, today) {
        return LineRole::Background;
    }
    LineRole::Foreground
}

fn is_fresh(when: &Interval, today: Date) -> bool {
    when.precision <= Precision::Week
        && when.end >= today.saturating_sub(FRESH_DAYS.days())
        && when.start <= today
}

pub(super) fn has_fresh_day(line: &Line, today: Date) -> bool {
    line.event_dates().any(|d| is_fresh(&d.interval, today))
}

/// A date that ended before the news of the day.
fn old_date(line: &Line, today: Date) -> bool {
    line.event_dates().any(|d| {
        d.kind != DateKind::Anchored
            && d.interval.end < today.saturating_sub((FRESH_DAYS + 2).days())
    })
}

fn focus_dated(line: &Line, focus: &Focus) -> bool {
    focus.when.is_some_and(|when| {
        line.event_dates().any(|d| {
            d.interval.precision <= Precision::Month
                && d.interval.gap_days(&when) == 0
                && d.kind != DateKind::Anchored
        })
    })
}

/// The first fresh day of title and lead; else the first older date there.
fn focus(document: &Document) -> Focus {
    let today = document.today;
    let lead = document.lines.iter().take(5);
    let fresh = lead
        .clone()
        .flat_map(|line| line.event_dates().filter(move |_| !is_speech_day(document, line)))
        .find(|d| is_fresh(&d.interval, today));
    if let Some(date) = fresh {
        return Focus { when: Some(date.interval), fresh: true };
    }
    if super::stance::reports(document, today) {
        // A report that names no day is of the day; an older date in it is about something else.
        return Focus { when: None, fresh: false };
    }
    let old = document
        .lines
        .iter()
        .take(3)
        .flat_map(Line::event_dates)
        .find(|d| d.kind != DateKind::Anchored && d.interval.end <= today);
    Focus { when: old.map(|d| d.interval), fresh: false }
}

/// "… said on Thursday": the day of a statement about something else is not the day of the matter
/// where the line has no trigger at all.
fn is_speech_day(document: &Document, line: &Line) -> bool {
    line.span.start > 0 && document.triggers(line).next().is_none()
}
