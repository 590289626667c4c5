//! Markup to plain text, for titles: references decoded once, tags removed, white space folded.

use super::{
    entity,
    markup::{Token, Tokens},
};

/// Plain text of an HTML fragment.
pub(super) fn from_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut hidden = None;
    for token in Tokens::new(html) {
        match token {
            Token::Open { name, empty: false, .. } if hidden.is_none() && is_hidden(name) => {
                hidden = Some(name);
            }
            Token::Close { name } if hidden.is_some_and(|open| name.eq_ignore_ascii_case(open)) => {
                hidden = None;
            }
            _ if hidden.is_some() => {}
            Token::Open { name, .. } | Token::Close { name } if !is_inline(name) => out.push(' '),
            Token::Text(text) => out.push_str(&entity::decode(text, &[])),
            Token::Data(text) => out.push_str(text),
            _ => {}
        }
    }
    fold(&out)
}

/// White space folded to single spaces, ends trimmed, control characters dropped.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = !out.is_empty();
        } else if !is_control(c) {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

/// Characters that stand for nothing in text, zero-width marks of joining scripts excepted.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Text that was UTF-8, was taken for Latin-1 and encoded again; and C1 controls that were meant as
/// windows-1252.
pub(super) fn unmangle(text: String) -> String {
    if text.is_ascii() || !text.chars().any(|c| matches!(c, '\u{80}'..='\u{ff}')) {
        return text;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    if let Some(once) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        return once;
    }
    if text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        let meant = |c| match c {
            '\u{80}'..='\u{9f}' => entity::windows_1252(u32::from(c)),
            _ => c,
        };
        return text.chars().map(meant).collect();
    }
    text
}

/// Whether text that should be plain is HTML after all: it has a closing tag or a reference, and every
/// tag and every reference in it is HTML's. Conservative, as a wrong yes loses words.
pub(super) fn looks_like_html(text: &str) -> bool {
    let mut telling = false;
    for token in Tokens::new(text) {
        let (name, closing) = match token {
            Token::Open { name, .. } => (name, false),
            Token::Close { name } => (name, true),
            _ => continue,
        };
        if !HTML.contains(&name.to_ascii_lowercase().as_str()) {
            return false;
        }
        telling |= closing;
    }
    for part in text.split('&').skip(1) {
        let Some((name, _)) = part.split_once(';') else { continue };
        if let Some(number) = name.strip_prefix('#') {
            telling |= !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric());
        } else if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            if entity::named(name).is_none() {
                return false;
            }
            telling = true;
        }
    }
    telling
}

fn is_hidden(name: &str) -> bool {
    ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden))
}

/// Elements that do not part words.
fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 26] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i",
        "ins", "kbd", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt",
        "u",
    ];
    INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline))
}

/// Elements that occur in the text of feeds.
#[rustfmt::skip]
const HTML: [&str; 100] = [
    "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "bdi", "bdo", "big",
    "blockquote", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup",
    "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em", "fieldset",
    "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "i", "img", "input", "ins", "kbd", "label", "legend", "li", "m", "map", "mark", "menu", "meter",
    "nav", "noscript", "ol", "optgroup", "option", "output", "p", "pre", "progress", "q", "s", "samp",
    "section", "select", "small", "sound", "source", "spacer", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var",
    "video", "wbr", "nobr", "svg",
];
