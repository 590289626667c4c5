//! Where other people's words stand between quotation marks.

use std::ops::Range;

/// Longest quotation followed, in bytes; a mark left open must not swallow an article.
const LONGEST: usize = 1_500;

/// Byte ranges of quotations, marks included, in order and not overlapping.
pub fn spans(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, n)| *n);
        match open {
            Some((start, mark)) if closes(mark, c, before, next) => {
                // "rock 'n' roll" quotes nobody.
                if at - start > 2 {
                    found.push(start..at + c.len_utf8());
                }
                open = None;
            }
            // A paragraph's end leaves a quotation that was never closed.
            Some((start, _)) if at - start > LONGEST || (c == '\n' && next == '\n') => open = None,
            None if opens(c, before, next) => open = Some((at, c)),
            _ => {}
        }
        before = c;
    }
    found
}

fn opens(c: char, before: char, next: char) -> bool {
    match c {
        '\u{201c}' | '\u{ab}' | '\u{300c}' | '\u{201e}' => true,
        '"' => !before.is_alphanumeric() && !next.is_whitespace(),
        '\u{2018}' | '\'' => {
            (before.is_whitespace() || matches!(before, '(' | '\u{2014}')) && next.is_alphanumeric()
        }
        _ => false,
    }
}

fn closes(mark: char, c: char, before: char, next: char) -> bool {
    match mark {
        '\u{201c}' => matches!(c, '\u{201d}' | '"'),
        '\u{201e}' => matches!(c, '\u{201c}' | '\u{201d}'),
        '\u{ab}' => c == '\u{bb}',
        '\u{300c}' => c == '\u{300d}',
        '"' => c == '"',
        '\u{2018}' | '\'' => {
            matches!(c, '\u{2019}' | '\'') && !next.is_alphanumeric() && !before.is_whitespace()
        }
        _ => false,
    }
}
