//! The grammar of news prose, without any topic: sentences, numbers, dates, quotations, figures.
//! Each grammar has a corpus of positive and negative lines under `tests/corpus/`.

pub mod date;
pub mod figure;
pub mod number;
mod numeral;
mod people;
pub mod quote;
pub mod sentence;
pub mod spelling;
mod token;

use std::ops::Range;

use crate::model::date::Interval;

/// A sentence and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Paragraph number, from 0.
    pub paragraph: usize,
    /// What kind of line it is.
    pub kind: SentenceKind,
}

/// What kind of line a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// Running prose.
    Prose,
    /// A line of its own without a final stop, or in capitals: a sub-heading.
    Heading,
    /// A bullet or list line.
    Bullet,
    /// Inside quotation marks for its larger part.
    Quote,
}

/// A number in a text, in digits or words.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Byte range, qualifier words included.
    pub span: Range<usize>,
    /// Lowest value meant.
    pub low: u64,
    /// Highest value meant; equal to `low` where one number is given.
    pub high: u64,
    /// How exactly.
    pub qualifier: crate::model::fact::Qualifier,
}

/// A date expression in a text, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct DateSpan {
    /// Byte range.
    pub span: Range<usize>,
    /// What it means.
    pub interval: Interval,
    /// How it was said.
    pub kind: DateKind,
    /// Days from the other event it leans on; only where `kind` is `Anchored`.
    pub shift: Option<Shift>,
}

/// How far an anchored date lies from the event it leans on: "a week later" is 5 to 9 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Least days after it; negative before it.
    pub low: i32,
    /// Most days after it.
    pub high: i32,
}

/// How a date is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// "14 July 2021", "2021-07-14", "October 2024", "in 2019".
    Absolute,
    /// Needs the publication date: "on Wednesday", "yesterday", "last month", "14 July".
    Relative,
    /// Needs another event: "a week after the attack", "the day before"; the interval is resolved
    /// against the publication date only as far as that is safe.
    Anchored,
    /// A span of time that totals run over: "since 2021", "over the past five years". Never an event's date.
    Period,
}
