//! Numbers in digits and words, with their qualifier: "at least a dozen", "3 to 4", "two lakh".
//! Years, clock times, money, measures, ages, ordinals and addresses are not counts and left out.
//! Vague words have fixed ranges: dozens 24–99, scores 40–99, hundreds 200–999, several 3–9,
//! a handful 3–6, a few 3–5, a couple 2.

use super::{
    Number,
    numeral::{number_word, scale, words},
    people::{noun, unit},
    token::{Kind, Tokens, digit},
};
use crate::model::fact::Qualifier;

/// A number as it stands among tokens; `from..to` are token places, qualifier included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) from: usize,
    /// Where the number itself begins, after its qualifier.
    pub(crate) core: usize,
    pub(crate) to: usize,
    pub(crate) low: u64,
    pub(crate) high: u64,
    pub(crate) qualifier: Qualifier,
}

/// Every count in a text, in order.
pub fn find(text: &str) -> Vec<Number> {
    let tokens = Tokens::of(text);
    scan(&tokens)
        .into_iter()
        .map(|c| Number {
            span: tokens.span(c.from, c.to),
            low: c.low,
            high: c.high,
            qualifier: c.qualifier,
        })
        .collect()
}

/// Every count among the tokens, in order.
pub(crate) fn scan(tokens: &Tokens) -> Vec<Count> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match count_at(tokens, at) {
            Some(count) => {
                at = count.to.max(at + 1);
                if people_count(tokens, &count) {
                    found.push(count);
                }
            }
            None => at += 1,
        }
    }
    found
}

/// A number that begins at `at`, qualifier first, whatever it counts.
fn count_at(tokens: &Tokens, at: usize) -> Option<Count> {
    if !tokens.is(at, Kind::Digits) && !opens(tokens.word(at)) {
        return None;
    }
    let (qualifier, core) = qualifier(tokens, at).unwrap_or((Qualifier::Exact, at));
    let core = if tokens.word(core) == "the" { return None } else { core };
    let (low, high, mut to) = range(tokens, core)?;
    let mut qualifier = qualifier;
    if let Some(next) = tokens.any(to, &["or more", "or so"]) {
        qualifier =
            if tokens.word(next - 1) == "so" { Qualifier::About } else { Qualifier::AtLeast };
        to = next;
    } else if tokens.word(to) == "+" && tokens.glued(to) {
        qualifier = Qualifier::AtLeast;
        to += 1;
    }
    Some(Count { from: at, core, to, low, high, qualifier })
}

/// Words a number or its qualifier begins with, digits apart.
pub(crate) fn opens(word: &str) -> bool {
    #[rustfmt::skip]
    const FIRST: &[&str] = &[
        "at", "atleast", "more", "over", "upwards", "upward", "no", "not", "a", "an", "well", "as", "in",
        "about", "around", "some", "nearly", "almost", "roughly", "approximately", "close", "estimated",
        "reportedly", "perhaps", "probably", "up", "fewer", "less", "total", "just", "only", "exactly",
        "between", "from", "half", "dozens", "scores", "hundreds", "thousands", "several",
    ];
    static SET: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| FIRST.iter().copied().collect());
    SET.contains(word) || number_word(word)
}

fn qualifier(tokens: &Tokens, at: usize) -> Option<(Qualifier, usize)> {
    #[rustfmt::skip]
    const AT_LEAST: &[&str] = &[
        "at least", "atleast", "more than", "over", "upwards of", "upward of", "no fewer than",
        "no less than", "not less than", "not fewer than", "a minimum of", "well over",
        "as few as", "in excess of",
    ];
    #[rustfmt::skip]
    const ABOUT: &[&str] = &[
        "about", "around", "some", "nearly", "almost", "roughly", "approximately", "close to",
        "an estimated", "estimated", "reportedly", "perhaps", "probably",
    ];
    const UP_TO: &[&str] =
        &["up to", "as many as", "at most", "no more than", "fewer than", "less than"];
    const PLAIN: &[&str] = &["a total of", "total of", "a further", "just", "only", "exactly"];
    let mut at = at;
    let mut found = None;
    loop {
        let step = [
            (Qualifier::AtLeast, AT_LEAST),
            (Qualifier::About, ABOUT),
            (Qualifier::UpTo, UP_TO),
            (Qualifier::Exact, PLAIN),
        ]
        .into_iter()
        .find_map(|(q, words)| tokens.any(at, words).map(|next| (q, next)));
        let Some((q, next)) = step else { return found };
        let strongest = match found {
            Some((Qualifier::Exact, _)) | None => q,
            Some((kept, _)) => kept,
        };
        found = Some((strongest, next));
        at = next;
    }
}

/// One number or a range of two.
fn range(tokens: &Tokens, at: usize) -> Option<(u64, u64, usize)> {
    if tokens.word(at) == "between" || tokens.word(at) == "from" {
        let (low, _, mid) = value(tokens, at + 1)?;
        let joined = if tokens.word(at) == "between" { "and" } else { "to" };
        if tokens.word(mid) != joined {
            return None;
        }
        let (high, _, to) = value(tokens, mid + 1)?;
        return (low < high).then_some((low, high, to));
    }
    let (low, high, to) = value(tokens, at)?;
    let dash = matches!(tokens.word(to), "-" | "\u{2013}");
    if low == high
        && (matches!(tokens.word(to), "to" | "or") || (dash && tokens.glued(to)))
        && let Some((top, _, end)) = value(tokens, to + 1)
        && top > low
        && (!dash || tokens.glued(to + 1))
    {
        return Some((low, top, end));
    }
    Some((low, high, to))
}

/// One number in digits, words or a vague word: lowest, highest, the place after it.
pub(crate) fn value(tokens: &Tokens, at: usize) -> Option<(u64, u64, usize)> {
    #[rustfmt::skip]
    const VAGUE: &[(&str, u64, u64)] = &[
        ("half a dozen", 6, 6), ("half dozen", 6, 6), ("a dozen", 12, 12), ("dozens", 24, 99),
        ("a couple of", 2, 2), ("a couple dozen", 24, 24), ("a handful of", 3, 6),
        ("a handful", 3, 6), ("scores", 40, 99), ("hundreds", 200, 999),
        ("thousands", 2_000, 9_999), ("several dozen", 36, 99), ("several hundred", 300, 900),
        ("several", 3, 9), ("a few dozen", 36, 60), ("a few hundred", 300, 500), ("a few", 3, 5),
        ("a score of", 20, 20), ("a pair of", 2, 2), ("a trio of", 3, 3),
    ];
    if tokens.is(at, Kind::Digits) {
        let (n, to) = digits(tokens, at)?;
        return Some((n, n, to));
    }
    if !opens(tokens.word(at)) {
        return None;
    }
    for (words, low, high) in VAGUE {
        if let Some(mut to) = tokens.reads(at, words) {
            if matches!(*words, "dozens" | "scores" | "hundreds" | "thousands")
                && tokens.word(to) == "of"
            {
                to += 1;
            }
            return Some((*low, *high, to));
        }
    }
    let (n, to) = words(tokens, at)?;
    Some((n, n, to))
}

/// Digits with separators and an optional scale word.
fn digits(tokens: &Tokens, at: usize) -> Option<(u64, usize)> {
    let raw = tokens.word(at);
    let (whole, fraction) = match raw.rsplit_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (raw, None),
    };
    let mut n: u64 = 0;
    for c in whole.chars() {
        if let Some(d) = digit(c) {
            n = n.checked_mul(10)?.checked_add(d)?;
        }
    }
    if let Some((factor, to)) = scale(tokens, at + 1) {
        let mut sum = n.checked_mul(factor)?;
        if let Some(f) = fraction {
            let mut part = factor;
            for c in f.chars() {
                part /= 10;
                sum = sum.checked_add(digit(c)?.checked_mul(part)?)?;
            }
        }
        return Some((sum, to));
    }
    fraction.is_none().then_some((n, at + 1))
}

/// Words whose number is a label, not a count.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "aged", "age", "ages", "section", "article", "highway", "route", "phase", "chapter", "page",
    "interstate", "flight", "channel", "block", "sector", "room", "unit", "division", "chashma",
    "number", "verse", "form", "level",
];

/// Whether a number may count people: the words around it do not make it something else.
fn people_count(tokens: &Tokens, count: &Count) -> bool {
    let (at, to) = (count.core, count.to);
    let (before, after) = (tokens.before(at, 1), tokens.word(to));
    let is_digits = tokens.is(at, Kind::Digits);
    if matches!(before, "$" | "€" | "£" | "¥" | "rs" | "pkr" | "usd" | "#" | "№" | "/" | "§")
    {
        return false;
    }
    if before == "." && matches!(tokens.before(at, 2), "rs" | "no" | "nos") {
        return false;
    }
    if joined_to_more(tokens, at, to) {
        return false;
    }
    if LABELS.contains(&before) {
        return false;
    }
    if is_digits && (month(before) || month(after) || year_like(tokens, at, after)) {
        return false;
    }
    if before == "." && month(tokens.before(at, 2)) || (after == "of" && month(tokens.word(to + 1)))
    {
        return false;
    }
    if matches!(before, "and" | ",") && in_ages(tokens, at) {
        return false;
    }
    let half = after == "and" && tokens.word(to + 1) == "a" && tokens.word(to + 2) == "half";
    !half && !(is_digits && (age(tokens, at, to) || address(tokens, at, to)))
}

/// Whether the number is part of a code, a time, a compound or a measure.
fn joined_to_more(tokens: &Tokens, at: usize, to: usize) -> bool {
    let (before, after) = (tokens.before(at, 1), tokens.word(to));
    let is_digits = tokens.is(at, Kind::Digits);
    if matches!(before, "-" | ":" | "." | "\u{2013}") && tokens.glued(at) && tokens.glued(at - 1) {
        return true;
    }
    if tokens.glued(to) && matches!(after, ":" | "/") && tokens.is(to + 1, Kind::Digits) {
        return true;
    }
    if tokens.glued(to) && matches!(after, "-" | "\u{2013}") && tokens.glued(to + 1) {
        return true;
    }
    if tokens.glued(to) && is_digits && tokens.is(to, Kind::Word) && after != "'s" {
        return true;
    }
    if unit(after) || (after == "." && matches!(tokens.word(to + 1), "m") && tokens.glued(to)) {
        return true;
    }
    if matches!(after, "a" | "p") && tokens.word(to + 1) == "." && tokens.word(to + 2) == "m" {
        return true;
    }
    false
}

fn month(word: &str) -> bool {
    super::date::month(word).is_some() && word != "may"
}

fn year_like(tokens: &Tokens, at: usize, after: &str) -> bool {
    let word = tokens.word(at);
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && noun(after).is_none()
}

/// "ages 8 and 10", "aged 8, 10 and 12".
fn in_ages(tokens: &Tokens, at: usize) -> bool {
    (1..8)
        .map(|back| (back, tokens.before(at, back)))
        .take_while(|(_, w)| {
            matches!(*w, "and" | "," | "ages" | "aged") || w.bytes().all(|b| b.is_ascii_digit())
        })
        .any(|(_, w)| matches!(w, "ages" | "aged"))
}

/// ", 26," after a name.
fn age(tokens: &Tokens, at: usize, to: usize) -> bool {
    let closed =
        matches!(tokens.word(to), "," | "." | ")" | ";" | "" | "and" | "of" | "who" | "from");
    matches!(tokens.before(at, 1), "," | "(")
        && tokens.word(at).len() <= 2
        && closed
        && at >= 2
        && (tokens.capital(at - 2)
            || matches!(tokens.word(at - 2), "jr" | "sr" | "." | "\"" | "both" | "ages")
            || noun(tokens.word(at - 2)) == Some(super::people::Noun::One))
}

/// "102 Talcott Avenue", "1921 N. Perry St".
fn address(tokens: &Tokens, at: usize, to: usize) -> bool {
    #[rustfmt::skip]
    const STREETS: &[&str] = &[
        "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "lane", "ln", "boulevard",
        "blvd", "court", "ct", "place", "pl", "way", "highway", "terrace", "parkway", "circle",
    ];
    let _ = at;
    (to..to + 4)
        .take_while(|i| tokens.capital(*i) || tokens.is(*i, Kind::Digits) || tokens.word(*i) == ".")
        .any(|i| STREETS.contains(&tokens.word(i)))
}
