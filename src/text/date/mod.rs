//! Date expressions in, intervals out, resolved against the day of publication (the anchor).
//! What leans on another event ("the day before") is `Anchored` with its shift in days; what a total
//! runs over ("since 2021") is a `Period`. `calendar` knows days, `point` reads one date,
//! `relative` what leans on the anchor.

mod calendar;
mod foreign;
mod point;
mod relative;
mod stretch;

use jiff::civil::Date;

use super::{
    DateKind, DateSpan, Shift,
    token::{Kind, Tokens},
};
use crate::model::date::{Interval, Precision};

pub(crate) use calendar::month;

/// What a reader found: where it ends (a token place), what it means.
#[derive(Debug, Clone, Copy)]
struct Found {
    to: usize,
    interval: Interval,
    kind: DateKind,
    shift: Option<Shift>,
}

impl Found {
    fn new(to: usize, start: Date, end: Date, precision: Precision) -> Self {
        let interval = Interval { start, end: end.max(start), precision };
        Self { to, interval, kind: DateKind::Absolute, shift: None }
    }

    fn day(to: usize, date: Date) -> Self {
        Self::new(to, date, date, Precision::Day)
    }

    fn kind(self, kind: DateKind) -> Self {
        Self { kind, ..self }
    }
}

/// The tokens and the anchor that every reader needs.
struct Reader<'a> {
    tokens: &'a Tokens,
    anchor: Date,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.word(at)
    }

    /// Plain digits of at most four places.
    fn digits(&self, at: usize) -> Option<i16> {
        if !self.tokens.is(at, Kind::Digits) || self.word(at).len() > 4 {
            return None;
        }
        self.word(at).parse().ok()
    }

    /// The words just before speak of what is to come.
    fn future(&self, at: usize) -> bool {
        #[rustfmt::skip]
        const CUES: &[&str] = &[
            "will", "next", "upcoming", "scheduled", "due", "expected", "shall", "would",
            "planned", "set", "until", "till", "coming", "forthcoming", "adjourned", "deadline",
            "plans",
        ];
        let mut i = at;
        for _ in 0..10 {
            let Some(back) = i.checked_sub(1) else { return false };
            i = back;
            let word = self.word(i);
            if matches!(word, "." | "!" | "?" | ";")
                && self.tokens.get(i + 1).is_some_and(|t| t.spaced)
            {
                return false;
            }
            if CUES.contains(&word) {
                return true;
            }
        }
        false
    }
}

/// Whether a date expression can begin with the word; digits apart.
fn opens(word: &str) -> bool {
    #[rustfmt::skip]
    const FIRST: &[&str] = &[
        "since", "ever", "from", "between", "early", "mid", "late", "beginning", "start", "middle", "end",
        "last", "this", "next", "past", "the", "that", "day", "yesterday", "today", "tonight", "earlier",
        "later", "overnight", "tomorrow", "over", "at", "during", "on", "in", "so", "recent", "within",
        "for", "across", "about", "around", "nearly", "almost", "some", "just", "roughly", "exactly",
        "barely", "only", "more", "less", "little", "a", "an", "several", "couple", "dozens", "scores",
        "hundreds", "thousands", "half", "minutes", "moments", "hours", "days", "weeks", "fortnights",
        "months", "years", "decades", "spring", "summer", "autumn", "fall", "winter",
    ];
    static SET: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| FIRST.iter().copied().collect());
    SET.contains(word)
        || month(word).is_some()
        || calendar::weekday(word).is_some()
        || super::numeral::number_word(word)
}

/// Every date expression of a text, in order and not overlapping. `anchor` is the civil day of
/// publication.
pub fn find(text: &str, anchor: Date) -> Vec<DateSpan> {
    let tokens = Tokens::of(text);
    let reader = Reader { tokens: &tokens, anchor };
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let may = tokens.is(at, Kind::Digits) || opens(tokens.word(at));
        let Some(hit) = may.then(|| reader.date(at)).flatten() else {
            at += 1;
            continue;
        };
        found.push(DateSpan {
            span: tokens.span(at, hit.to),
            interval: hit.interval,
            kind: hit.kind,
            shift: hit.shift,
        });
        at = hit.to.max(at + 1);
    }
    let foreign = foreign::find(text, anchor);
    if !foreign.is_empty() {
        found.retain(|d| {
            !foreign.iter().any(|f| d.span.start < f.span.end && f.span.start < d.span.end)
        });
        found.extend(foreign);
        found.sort_by_key(|d| d.span.start);
    }
    found
}
