//! Words, digits and signs of a text with their byte ranges; the one tokenizer of all grammars.
//! Words are compared in ASCII lower case, so ranges are those of the text itself.

use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with inner apostrophes; a possessive "'s" is a word of its own.
    Word,
    /// Digits with inner separators.
    Digits,
    /// One sign.
    Sign,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// Begins with a capital letter.
    pub(crate) capital: bool,
    /// White space (or the text's start) stands before it.
    pub(crate) spaced: bool,
}

/// A text cut into tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    lower: String,
    items: Vec<Token>,
}

impl Tokens {
    /// Cuts a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut items = Vec::with_capacity(text.len() / 5 + 4);
        let mut chars = text.char_indices().peekable();
        let mut spaced = true;
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() {
                spaced = true;
                continue;
            }
            let mut end = start + c.len_utf8();
            let kind = if digit(c).is_some() {
                end = digits_end(text, end);
                Kind::Digits
            } else if c.is_alphabetic() {
                end = word_end(text, end);
                Kind::Word
            } else if apostrophe(c) && possessive(&text[end..]) {
                end += 1;
                Kind::Word
            } else {
                Kind::Sign
            };
            while chars.peek().is_some_and(|(at, _)| *at < end) {
                chars.next();
            }
            items.push(Token { start, end, kind, capital: c.is_uppercase(), spaced });
            spaced = false;
        }
        Self { lower: text.to_ascii_lowercase(), items }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The token in lower case; empty past the end.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.items.get(at).map_or("", |t| &self.lower[t.start..t.end])
    }

    /// The token `back` places before `at`; empty before the start.
    pub(crate) fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |i| self.word(i))
    }

    /// The token itself.
    pub(crate) fn get(&self, at: usize) -> Option<Token> {
        self.items.get(at).copied()
    }

    /// Whether it is of that kind.
    pub(crate) fn is(&self, at: usize, kind: Kind) -> bool {
        self.items.get(at).is_some_and(|t| t.kind == kind)
    }

    /// Whether it begins with a capital.
    pub(crate) fn capital(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|t| t.capital)
    }

    /// Whether it follows the token before it without a space.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|t| !t.spaced)
    }

    /// Bytes from the first of the tokens to the end of the last (`to` excluded).
    pub(crate) fn span(&self, from: usize, to: usize) -> Range<usize> {
        let start = self.items.get(from).map_or(self.lower.len(), |t| t.start);
        let end = to.checked_sub(1).and_then(|i| self.items.get(i)).map_or(start, |t| t.end);
        start..end.max(start)
    }

    /// First token that ends after the byte.
    pub(crate) fn at_byte(&self, byte: usize) -> usize {
        self.items.partition_point(|t| t.end <= byte)
    }

    /// Whether the tokens from `at` read like the phrase (words parted by one space).
    pub(crate) fn reads(&self, at: usize, phrase: &str) -> Option<usize> {
        // Most phrases differ in their first letter.
        if self.word(at).as_bytes().first() != phrase.as_bytes().first() {
            return None;
        }
        let mut rest = phrase;
        let mut i = at;
        loop {
            let word = self.word(i);
            if word.is_empty() {
                return None;
            }
            rest = rest.strip_prefix(word)?;
            i += 1;
            if rest.is_empty() {
                return Some(i);
            }
            rest = rest.strip_prefix(' ')?;
        }
    }

    /// The first of the phrases that stands at `at`, as the place after it.
    pub(crate) fn any(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|p| self.reads(at, p))
    }
}

/// The value of a digit in Latin, Arabic, Urdu or full-width figures.
pub(crate) fn digit(c: char) -> Option<u64> {
    let base = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u64::from(c as u32 - base as u32))
}

/// Straight or typographic apostrophe.
pub(crate) fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

fn possessive(rest: &str) -> bool {
    let mut chars = rest.chars();
    matches!(chars.next(), Some('s' | 'S')) && !chars.next().is_some_and(char::is_alphanumeric)
}

fn digits_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut chars = text[from..].chars().peekable();
    while let Some(c) = chars.next() {
        let inner =
            matches!(c, ',' | '.' | '\u{66c}') && chars.peek().is_some_and(|n| digit(*n).is_some());
        if digit(c).is_none() && !inner {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn word_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut chars = text[from..].chars().peekable();
    while let Some(c) = chars.next() {
        let inner = apostrophe(c)
            && chars.peek().is_some_and(|n| n.is_alphabetic())
            && !possessive(&text[end + c.len_utf8()..]);
        let letter = c.is_alphabetic() || matches!(c, '\u{64b}'..='\u{65f}' | '\u{200c}');
        if !letter && !inner {
            break;
        }
        end += c.len_utf8();
    }
    end
}
