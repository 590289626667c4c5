//! Words that show a sentence to count over many events: such a sentence tells of none.

use std::ops::Range;

use super::super::{
    number, numeral,
    token::{Kind, Tokens},
};

/// Words of totals over many events.
#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "in recent years", "over the years", "so far this year", "this year alone",
    "in recent months", "in the past", "in separate", "in various", "in different",
    "in a series of", "in a string of", "in a spate of", "across the country", "since then",
    "in total since", "total number of", "in all such", "on average", "every year",
    "each year", "per year", "a year", "annually", "over the past", "over the last",
    "during the past", "in the last", "during the last", "within the past", "in such attacks",
    "in similar attacks", "in terrorist attacks", "in terror attacks", "in attacks",
    "in incidents", "multiple attacks", "several attacks", "dozens of attacks",
    "the number of attacks", "gun violence",
];

/// Whether a total's words can begin so; digits apart.
fn opens_total(word: &str) -> bool {
    static SET: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| {
            let first = PHRASES.iter().filter_map(|p| p.split(' ').next());
            first.chain(["between", "dozens", "scores", "several"]).collect()
        });
    SET.contains(word) || numeral::number_word(word)
}

/// The words that show a sentence to count over many events.
pub(super) fn find(sentence: &str) -> Option<Range<usize>> {
    let tokens = Tokens::of(sentence);
    for at in 0..tokens.len() {
        if !tokens.is(at, Kind::Digits) && !opens_total(tokens.word(at)) {
            continue;
        }
        if let Some(to) = tokens.any(at, PHRASES) {
            return Some(tokens.span(at, to));
        }
        let year = |i: usize| {
            let w = tokens.word(i);
            w.len() == 4
                && (w.starts_with("19") || w.starts_with("20"))
                && w.bytes().all(|b| b.is_ascii_digit())
        };
        if tokens.word(at) == "since"
            && (year(at + 1) || year(at + 2) || tokens.word(at + 1) == "the")
        {
            return Some(tokens.span(at, at + 2));
        }
        if tokens.word(at) == "between" && year(at + 1) {
            return Some(tokens.span(at, at + 2));
        }
        // "in two attacks", "in 14 incidents", "two attacks in"
        if let Some((low, _, to)) = number::value(&tokens, at)
            && low > 1
        {
            let to = to
                + usize::from(matches!(
                    tokens.word(to),
                    "separate"
                        | "such"
                        | "different"
                        | "major"
                        | "other"
                        | "terrorist"
                        | "terror"
                        | "militant"
                ));
            if matches!(
                tokens.word(to),
                "attacks"
                    | "incidents"
                    | "bombings"
                    | "blasts"
                    | "shootings"
                    | "assaults"
                    | "raids"
            ) {
                return Some(tokens.span(at, to + 1));
            }
        }
    }
    None
}
