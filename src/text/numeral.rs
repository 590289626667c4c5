//! Number words: "twenty-eight", "one hundred and four", "two lakh", and the scale words behind digits.

use super::token::Tokens;

pub(crate) fn scale(tokens: &Tokens, at: usize) -> Option<(u64, usize)> {
    let factor = match tokens.word(at) {
        "hundred" => 100,
        "thousand" => 1_000,
        "lakh" | "lakhs" | "lac" => 100_000,
        "million" | "mn" => 1_000_000,
        "crore" | "crores" => 10_000_000,
        "billion" | "bn" => 1_000_000_000,
        "dozen" => 12,
        "m" | "k" if tokens.glued(at) => {
            if tokens.word(at) == "k" {
                1_000
            } else {
                1_000_000
            }
        }
        _ => return None,
    };
    Some((factor, at + 1))
}

/// A small number word.
pub(crate) fn unit_word(word: &str) -> Option<u64> {
    #[rustfmt::skip]
    const SMALL: &[&str] = &[
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen",
    ];
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    SMALL.iter().position(|w| *w == word).map(|n| n as u64)
}

pub(crate) fn tens_word(word: &str) -> Option<u64> {
    const TENS: &[&str] =
        &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if !word.ends_with("ty") {
        return None;
    }
    TENS.iter().position(|w| *w == word).map(|n| (n as u64 + 2) * 10)
}

pub(crate) fn number_word(word: &str) -> bool {
    unit_word(word).is_some() || tens_word(word).is_some()
}

/// Number words: "twenty-eight", "one hundred and four", "two lakh".
pub(crate) fn words(tokens: &Tokens, at: usize) -> Option<(u64, usize)> {
    let (mut total, mut group, mut to): (u64, u64, usize) = (0, 0, at);
    let mut seen = false;
    let article = matches!(tokens.word(at), "a" | "an")
        && matches!(tokens.word(at + 1), "hundred" | "thousand" | "million" | "lakh" | "crore");
    if article {
        (group, to, seen) = (1, at + 1, true);
    }
    let mut room = u64::MAX;
    loop {
        let mut i = to;
        let and = tokens.word(i) == "and" && group.is_multiple_of(100) && (group > 0 || total > 0);
        let hyphen = tokens.word(i) == "-" && tokens.glued(i);
        if seen && (and || hyphen) {
            i += 1;
        }
        let word = tokens.word(i);
        if let Some(n) = tens_word(word).filter(|n| room > *n) {
            (group, room) = (group + n, 10);
        } else if let Some(n) = unit_word(word).filter(|n| room > *n) {
            (group, room) = (group + n, 0);
        } else if let Some((factor, _)) = scale(tokens, i).filter(|_| seen && i == to) {
            if factor == 100 {
                (group, room) = (group.max(1) * 100, 100);
            } else if factor == 12 {
                return Some((group * 12, i + 1));
            } else {
                total = total.checked_add(group.max(1).checked_mul(factor)?)?;
                (group, room) = (0, factor.min(1_000));
            }
        } else {
            break;
        }
        seen = true;
        to = i + 1;
    }
    seen.then_some((total + group, to))
}
