//! A tokenizer for XML and HTML as they are written, not as they are specified: it cannot fail, borrows
//! everything from the text, and reads each byte a bounded number of times.

/// One piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>`; `attributes` is what stands between the name and the end.
    Open { name: &'a str, attributes: &'a str, empty: bool },
    /// `</name>`.
    Close { name: &'a str },
    /// Text with its references as written.
    Text(&'a str),
    /// The inside of a CDATA section, which has no references.
    Data(&'a str),
    /// The inside of `<!DOCTYPE …>`.
    Doctype(&'a str),
}

/// Attributes longer than this are not looked through for their closing quote.
const LONGEST_TAG: usize = 64 * 1024;

/// The text and how far it is read.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Quotes up to here were found to be unpaired: the first `>` ends a tag.
    unpaired_until: usize,
    /// No `-->` (`]]>`) follows after this point.
    comments_end: bool,
    data_end: bool,
    /// The document stopped inside a tag, a comment or a CDATA section.
    pub(super) cut: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, unpaired_until: 0, comments_end: false, data_end: false, cut: false }
    }

    /// Where the next token begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The text between two positions that [`Self::at`] gave.
    pub(super) fn between(&self, from: usize, to: usize) -> &'a str {
        &self.text[from..to]
    }

    /// Reads again from a position that [`Self::at`] gave.
    pub(super) fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Text up to `end` bytes from here.
    fn take(&mut self, end: usize) -> &'a str {
        let taken = &self.text[self.at..self.at + end];
        self.at += end;
        taken
    }

    /// A token that begins with `<`, or `None` where the `<` is only a character.
    fn tag(&mut self) -> Option<Option<Token<'a>>> {
        let rest = self.rest();
        match *rest.as_bytes().get(1)? {
            b'!' => Some(self.declaration()),
            b'?' => {
                let end = rest.find('>').map_or(rest.len(), |end| end + 1);
                // `?>` where it comes soon; a bare `>` where someone forgot the question mark.
                let end =
                    rest[..rest.floor_char_boundary(1024)].find("?>").map_or(end, |end| end + 2);
                self.take(end);
                Some(None)
            }
            b'/' if rest.as_bytes().get(2).is_some_and(|b| is_name_start(*b)) => {
                let end = rest[2..].find(['>', '<']).map_or(rest.len(), |end| end + 2);
                let whole = self.take(end);
                self.cut |= end == rest.len();
                if self.rest().starts_with('>') {
                    self.at += 1;
                }
                let name = whole[2..].split([' ', '\t', '\n', '\r', '/']).next().unwrap_or("");
                Some(Some(Token::Close { name }))
            }
            byte if is_name_start(byte) => Some(Some(self.open())),
            _ => None,
        }
    }

    fn open(&mut self) -> Token<'a> {
        let rest = self.rest();
        let end = self.tag_end();
        let whole = self.take(end);
        match self.rest().as_bytes().first() {
            Some(b'>') => self.at += 1,
            None => self.cut = true,
            _ => {}
        }
        debug_assert!(end > 0 && end <= rest.len());
        let (whole, empty) = match whole.strip_suffix('/') {
            Some(whole) => (whole, true),
            None => (whole, false),
        };
        let name_end = whole
            .bytes()
            .position(|b| b.is_ascii_whitespace() || b == b'/' || b == b'"' || b == b'\'')
            .unwrap_or(whole.len());
        let (name, attributes) = whole.split_at(name_end);
        Token::Open { name: &name[1..], attributes, empty }
    }

    /// Bytes from the `<` here to the `>` (or `<`, or end) that ends the tag.
    fn tag_end(&mut self) -> usize {
        let bytes = self.rest().as_bytes();
        let first = bytes[1..].iter().position(|b| matches!(b, b'>' | b'<'));
        let first = first.map_or(bytes.len(), |end| end + 1);
        let quoted = bytes[..first].iter().any(|b| matches!(b, b'"' | b'\''));
        if !quoted || self.at < self.unpaired_until {
            return first;
        }
        let window = &bytes[..bytes.len().min(LONGEST_TAG)];
        let mut quote = None;
        let mut before = b' ';
        for (index, byte) in window.iter().enumerate().skip(1) {
            match (quote, *byte) {
                (None, b'>' | b'<') => return index,
                // A quote opens a value only after `=`; elsewhere it is a stray character.
                (None, b'"' | b'\'') if before == b'=' => quote = Some(*byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = *byte;
            }
        }
        self.unpaired_until = self.at + window.len();
        first
    }

    /// `<!-- -->`, `<![CDATA[ ]]>`, `<!DOCTYPE >` and other declarations.
    fn declaration(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            let end = if self.comments_end { None } else { rest[4..].find("-->") };
            self.comments_end |= end.is_none();
            self.cut |= end.is_none();
            // An open comment would hide the rest of the document: only its mark is dropped.
            self.take(end.map_or(4, |end| end + 7));
            return None;
        }
        if starts_with_ignore_case(rest, "<![CDATA[") {
            self.take(9);
            let rest = self.rest();
            let end = if self.data_end { None } else { rest.find("]]>") };
            if let Some(end) = end {
                let data = self.take(end);
                self.at += 3;
                return Some(Token::Data(data));
            }
            self.data_end = true;
            self.cut = true;
            // What follows an open section is read as text up to the next closing tag.
            return Some(Token::Data(self.take(rest.find("</").unwrap_or(rest.len()))));
        }
        if starts_with_ignore_case(rest, "<!DOCTYPE") {
            let end = doctype_end(rest);
            let whole = self.take(end);
            return Some(Token::Doctype(&whole[9..]));
        }
        self.take(rest.find('>').map_or(2, |end| end + 1));
        None
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            if self.rest().starts_with('<') {
                match self.tag() {
                    Some(Some(token)) => return Some(token),
                    Some(None) => continue,
                    None => {}
                }
            }
            // At least one byte is taken: a `<` that begins nothing is a character.
            let rest = self.rest();
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let end = rest[first..].find('<').map_or(rest.len(), |end| end + first);
            return Some(Token::Text(self.take(end)));
        }
        None
    }
}

/// Bytes of a document type with its internal subset.
fn doctype_end(text: &str) -> usize {
    let first = text.find(['>', '[']).unwrap_or(text.len());
    if text.as_bytes().get(first) == Some(&b'[') {
        let window = &text[..text.floor_char_boundary(LONGEST_TAG)];
        if let Some(end) = window.find("]>") {
            return end + 2;
        }
        if let Some(close) = window.find(']') {
            return text[close..].find('>').map_or(text.len(), |end| close + end + 1);
        }
    }
    text.find('>').map_or(text.len(), |end| end + 1)
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

pub(super) fn starts_with_ignore_case(text: &str, start: &str) -> bool {
    text.as_bytes()
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// The name and raw value of each attribute.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "/\"',".contains(c));
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let name = &rest[..end];
            let after = rest[end..].trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let value = value.trim_start();
            let (value, left) = match value.as_bytes().first() {
                Some(quote @ (b'"' | b'\'')) => {
                    let inside = &value[1..];
                    inside.split_once(char::from(*quote)).unwrap_or((inside, ""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = left;
            if !name.is_empty() {
                return Some((name, value));
            }
        }
    })
}
