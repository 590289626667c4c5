//! How an article stands to what it tells: it reports, refers back, asks, weighs, commemorates,
//! condoles, follows up, corrects. Read off the title and lead.

use jiff::{ToSpan, civil::Date};

use super::{
    document::{Document, Line},
    facts,
    role::{FRESH_DAYS, Focus, has_fresh_day},
};
use crate::{
    model::date::Interval,
    profile::{Profile, TypeIx},
    text::DateKind,
};

/// The stance of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stance {
    /// The title asks.
    pub asks: bool,
    /// An anniversary, a review, a history by its title.
    pub anniversary: bool,
    /// It tells several happenings of different days side by side, none of them in the title.
    pub recaps: bool,
    /// Long, without a day of the news, reporting nothing.
    pub timeless: bool,
    /// It condoles, condemns, pays tribute.
    pub ritual: bool,
    /// The title or lead reports a violent happening of its own.
    pub reports: bool,
    /// The title or lead takes its matter as known.
    pub refers_back: bool,
    /// The title or lead reports a violent deed of the last days, and no older one.
    pub reports_deed: bool,
    /// The title tells of an arrest, a trial, an inquiry.
    pub follows_up: bool,
    /// The title tells of a charge, a verdict, bail or compensation.
    pub court: bool,
    /// It corrects or withdraws what was told.
    pub corrects: bool,
    /// The title says what is not so ("… was not a Chinese citizen", "… in Punjab, not the north").
    pub negates: bool,
}

impl Stance {
    /// Reads it off.
    pub fn of(document: &Document, focus: &Focus, profile: &Profile) -> Self {
        let title = document.words_of(&document.lines[0]).to_lowercase();
        let reports = reports(document, document.today);
        Self {
            asks: title.trim_end().ends_with('?'),
            anniversary: is_anniversary(&title),
            recaps: recaps(document),
            timeless: focus.when.is_none() && document.full.len() > 1_500 && !reports,
            ritual: is_ritual(document),
            reports,
            refers_back: refers_back(document),
            reports_deed: reports_deed(document, profile),
            court: document.cued(&document.lines[0], &COURT, profile),
            follows_up: document.follows_up(&document.lines[0]),
            corrects: facts::corrects(document),
            negates: [" not ", " no ", "n't ", "n\u{2019}t "]
                .iter()
                .any(|word| title.contains(word)),
        }
    }

    /// A recap, a review or an anniversary by its title or its make.
    pub fn looks_back(&self) -> bool {
        self.anniversary || self.recaps
    }

    /// It weighs and looks back instead of reporting.
    pub fn reflects(&self, focus: &Focus) -> bool {
        self.asks && !focus.fresh || self.timeless || self.anniversary || self.recaps
    }
}

/// Event types that a line tells of, each once.
pub fn kinds(document: &Document, line: usize) -> Vec<TypeIx> {
    let Some(line) = document.lines.get(line) else { return Vec::new() };
    let strong = document.triggers(line).filter(|(_, strength, _)| *strength >= 2);
    let mut kinds: Vec<TypeIx> = strong.map(|(kind, ..)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The strongest word for this kind of event in the title, 0 to 3.
pub fn title_trigger(document: &Document, kind: TypeIx) -> u8 {
    let of_kind = document.triggers(&document.lines[0]).filter(|(found, ..)| *found == kind);
    of_kind.map(|(_, strength, _)| strength).max().unwrap_or(0)
}

/// The title or lead takes its matter as known: "Wednesday's bombing", "the July 14 attack".
fn refers_back(document: &Document) -> bool {
    document.lines.iter().take(3).any(|line| {
        document.triggers(line).any(|(_, strength, m)| {
            let before = &document.full[line.span.start..m.start];
            let from = before.char_indices().rev().nth(24).map_or(0, |(at, _)| at);
            let near = before[from..].to_lowercase();
            strength >= 2
                && ["the ", "'s ", "\u{2019}s ", "after ", "over ", "since "]
                    .iter()
                    .any(|word| near.contains(word))
        })
    })
}

/// "One year after the bus", "Ten years of CPEC", "The year in one page".
fn is_anniversary(title: &str) -> bool {
    [
        "years of ",
        "year on",
        "years on",
        "year after",
        "years after",
        "years later",
        "year later",
        "anniversary",
        "the year in",
        "timeline",
        "explainer",
        "in review",
        "what we know",
        "look back",
        "looking back",
        "years in ",
        "a history of",
        "factbox",
        "fact box",
    ]
    .iter()
    .any(|phrase| title.contains(phrase))
}

/// Several happenings of different days told side by side, and none of them in the title.
fn recaps(document: &Document) -> bool {
    let title_tells = document.triggers(&document.lines[0]).any(|(_, strength, _)| strength >= 2);
    let mut days: Vec<Interval> = Vec::new();
    for line in document.lines.iter().skip(1) {
        if document.triggers(line).any(|(_, strength, _)| strength >= 2) {
            days.extend(line.event_dates().map(|d| d.interval).take(1));
        }
    }
    days.sort_by_key(|d| (d.start, d.end));
    days.dedup_by(|a, b| a.gap_days(b) <= 3);
    days.len() >= if title_tells { 7 } else { 4 }
}

/// Words that put a happening named after them into the past of the story.
const POINTING: &[&str] = &[
    "in",
    "after",
    "over",
    "for",
    "of",
    "about",
    "behind",
    "since",
    "following",
    "from",
    "the",
    "that",
    "against",
    "last",
    "to",
    "on",
    "by",
    "'s",
    "\u{2019}s",
    "those",
    "with",
];

/// Whether the title or lead reports a violent happening of its own ("gunmen opened fire on
/// Wednesday", "a bomb killed") instead of pointing at one ("held in the killing", "after the attack").
pub(super) fn reports(document: &Document, today: Date) -> bool {
    if document.follows_up(&document.lines[0]) {
        return false;
    }
    document.lines.iter().take(4).enumerate().any(|(n, line)| {
        (n == 0 || has_fresh_day(line, today))
            && document
                .triggers(line)
                .any(|(_, strength, m)| strength >= 2 && !points_back(document, line, m.start))
    })
}

/// Facts that courts and treasuries tell of a deed, long after it.
const COURT: [&str; 4] = ["charge", "verdict", "bail", "compensation"];

/// Whether the title or lead reports a violent deed of its own: a word for one that does not point
/// back, in the title or beside a fresh day, and no older day anywhere in the lead.
fn reports_deed(document: &Document, profile: &Profile) -> bool {
    let today = document.today;
    let lead = || document.lines.iter().take(4).enumerate();
    let older = |line: &Line| {
        line.event_dates().any(|d| {
            d.interval.end < today.saturating_sub((FRESH_DAYS + 2).days())
                && d.kind != DateKind::Anchored
        })
    };
    if document.follows_up(&document.lines[0]) || lead().any(|(_, line)| older(line)) {
        return false;
    }
    lead().any(|(n, line)| {
        (n == 0 || has_fresh_day(line, today))
            && document.triggers(line).any(|(kind, strength, m)| {
                strength >= 2
                    && profile.types[kind].violent
                    && !points_back(document, line, m.start)
            })
    })
}

/// Whether the two words before a trigger point at a known happening.
pub(super) fn points_back(document: &Document, line: &Line, at: usize) -> bool {
    let before = document.full[line.span.start..at].to_lowercase();
    let mut words =
        before.split(|c: char| c.is_whitespace() || c == '-').rev().filter(|w| !w.is_empty());
    let last = words.next().unwrap_or("");
    if matches!(last, "a" | "an" | "another") {
        return false;
    }
    let second = words.next().unwrap_or("");
    [last, second]
        .iter()
        .any(|w| POINTING.contains(w) || w.ends_with("'s") || w.ends_with("\u{2019}s"))
}

/// Words of condolence, condemnation and tribute.
const RITUAL: &[&str] = &[
    "condemn",
    "condol",
    "mourn",
    "tribute",
    "pays respect",
    "expressed grief",
    "expresses grief",
    "sorrow",
    "solidarity",
    "strongly denounce",
    "prayed for",
    "funeral",
    "anniversary",
];

/// The title or first line condoles, condemns or pays tribute.
fn is_ritual(document: &Document) -> bool {
    document.lines.iter().take(2).any(|line| {
        let lower = document.words_of(line).to_lowercase();
        RITUAL.iter().any(|word| lower.contains(word))
    })
}
