//! A date text cut into numbers, words and marks.

/// One piece; white space is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Its value and how many digits it was written with.
    Number(u64, usize),
    /// Letters of one script.
    Word(&'a str),
    /// Any other character, and the Chinese and Korean units of dates.
    Mark(char),
}

const UNITS: &str = "年月日时時点分秒년월일시";

/// The value of a digit in Latin, Arabic, Persian and Urdu writing.
fn digit(c: char) -> Option<u64> {
    let from = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        _ => return None,
    };
    Some(u64::from(u32::from(c) - u32::from(from)))
}

/// At most 32 pieces: what is longer is no date.
pub(super) fn scan(text: &str) -> Vec<Piece<'_>> {
    const MOST: usize = 32;
    let mut pieces = Vec::with_capacity(16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if pieces.len() == MOST {
            break;
        }
        if digit(c).is_some() {
            let end = rest.find(|c| digit(c).is_none()).unwrap_or(rest.len());
            let digits = rest[..end].chars().filter_map(digit);
            let value =
                digits.clone().fold(0_u64, |sum, d| sum.saturating_mul(10).saturating_add(d));
            pieces.push(Piece::Number(value, digits.count()));
            rest = &rest[end..];
        } else if c.is_alphabetic() && !UNITS.contains(c) {
            let word = |c: char| (c.is_alphabetic() && !UNITS.contains(c)) || is_joiner(c);
            let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
            pieces.push(Piece::Word(&rest[..end]));
            rest = &rest[end..];
        } else {
            if !c.is_whitespace() && !is_joiner(c) {
                pieces.push(Piece::Mark(c));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces
}

/// Combining marks and invisible joiners inside words of Arabic script.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{655}' | '\u{670}')
}
