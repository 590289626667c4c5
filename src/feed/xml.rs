//! RSS, RDF, Atom and CDF, well-formed or not: one pass over the tokens, a short stack of open elements,
//! and values taken from between their tags. Entries of a cut document are kept.

mod draft;
mod field;
mod foreign;
mod mends;
mod namespaces;
mod value;

use jiff::tz::TimeZone;
use url::Url;

use super::{
    FeedDocument, FeedError, Format, MAX_ENTRIES,
    element::Element,
    entity,
    markup::{Token, Tokens, attributes},
};
use draft::Draft;
pub(super) use foreign::not_a_feed;
use mends::Mends;
use namespaces::Namespaces;
pub(super) use value::{is_web, link};

/// Elements nested deeper are only counted.
const MAX_DEPTH: usize = 256;
/// How far up an end tag looks for its beginning.
const MAX_SKIP: usize = 64;

/// An element that is open.
#[derive(Debug)]
struct Open<'a> {
    name: &'a str,
    element: Element,
    base: Option<Url>,
    language: Option<&'a str>,
}

/// A tag with its attributes as written.
#[derive(Debug, Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    empty: bool,
}

#[derive(Debug)]
struct Reader<'a, 'e> {
    tokens: Tokens<'a>,
    declared: Vec<(&'a str, std::borrow::Cow<'a, str>)>,
    namespaces: Namespaces<'a>,
    open: Vec<Open<'a>>,
    beyond: usize,
    /// Depth of the open image, text box or contributor.
    aside: Option<usize>,
    format: Option<Format>,
    document: FeedDocument,
    entry: Option<Draft>,
    period: Option<u64>,
    frequency: Option<u64>,
    mends: Mends,
    base: &'e Url,
    zone: &'e TimeZone,
}

/// Reads an XML feed.
pub(super) fn read(text: &str, base: &Url, zone: &TimeZone) -> Result<FeedDocument, FeedError> {
    let mut reader = Reader {
        tokens: Tokens::new(text),
        declared: Vec::new(),
        namespaces: Namespaces::default(),
        open: Vec::new(),
        beyond: 0,
        aside: None,
        format: None,
        document: FeedDocument::new(Format::Rss),
        entry: None,
        period: None,
        frequency: None,
        mends: Mends::default(),
        base,
        zone,
    };
    reader.run();
    reader.finish(text)
}

impl<'a> Reader<'a, '_> {
    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            match token {
                // A tag that the document ends in says nothing: half an address is a wrong one.
                Token::Open { .. } if self.tokens.cut && self.tokens.rest().is_empty() => {}
                Token::Open { name, attributes, empty } => {
                    self.open(Tag { name, attributes, empty });
                }
                Token::Close { name } => self.close(name),
                Token::Doctype(text) if self.declared.is_empty() => {
                    self.declared = entity::declared(text);
                }
                _ => {}
            }
            if self.document.entries.len() >= MAX_ENTRIES {
                self.mends.too_many = true;
                break;
            }
        }
    }

    fn finish(mut self, text: &str) -> Result<FeedDocument, FeedError> {
        self.mends.cut = self.tokens.cut || !self.open.is_empty() && !self.mends.too_many;
        if self.mends.too_many {
            self.entry = None;
        }
        self.end_entry();
        let Some(format) = self.format else { return Err(foreign::not_a_feed(text)) };
        self.document.format = format;
        self.document.warnings = self.mends.warnings();
        self.document.warnings.extend(mends::repeated_ids(&self.document.entries));
        if self.document.hints.ttl.is_none() {
            self.document.hints.ttl =
                self.period.map(|period| period / self.frequency.unwrap_or(1).max(1));
        }
        Ok(self.document)
    }

    /// The address relative links resolve against here.
    fn base(&self) -> &Url {
        self.open.iter().rev().find_map(|open| open.base.as_ref()).unwrap_or(self.base)
    }

    fn language(&self) -> Option<&'a str> {
        self.open.iter().rev().find_map(|open| open.language)
    }

    fn open(&mut self, tag: Tag<'a>) {
        let (base, language) = self.scope(tag.attributes);
        self.namespaces.declare(tag.attributes, self.open.len());
        let element = self.namespaces.element(tag.name);
        self.recognise(element, tag);
        if element != Element::Unknown
            && let Some(prefix) = self.namespaces.undeclared(tag.name)
        {
            self.mends.undeclared(prefix);
        }
        if element.is_field() && self.aside.is_none() && self.format.is_some() {
            self.field(element, tag, base);
            self.namespaces.forget(self.open.len());
            return;
        }
        if element == Element::Item {
            self.begin_entry();
        }
        if tag.empty {
            if element == Element::Item {
                self.start_draft(tag, language);
                self.end_entry();
            }
            self.namespaces.forget(self.open.len());
            return;
        }
        if element == Element::Item && self.open.len() >= MAX_DEPTH {
            self.make_room();
        }
        if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
            return;
        }
        self.open.push(Open { name: tag.name, element, base, language });
        match element {
            Element::Item => self.start_draft(tag, language),
            Element::Aside => self.aside = self.aside.or(Some(self.open.len())),
            Element::Channel if self.format == Some(Format::Cdf) => self.channel_attributes(tag),
            _ => {}
        }
    }

    /// `xml:base` and `xml:lang` of a tag.
    fn scope(&self, text: &'a str) -> (Option<Url>, Option<&'a str>) {
        let (mut base, mut language) = (None, None);
        if ["base", "lang", "BASE", "LANG"].iter().any(|name| text.contains(name)) {
            for (name, value) in attributes(text) {
                let local = name.strip_prefix("xml:").unwrap_or(name);
                if local.eq_ignore_ascii_case("base") {
                    base = self.base().join(&entity::decode(value, &[])).ok();
                } else if local.eq_ignore_ascii_case("lang") {
                    language = Some(value.trim());
                }
            }
        }
        (base, language)
    }

    /// The first telling element says what the document is.
    fn recognise(&mut self, element: Element, tag: Tag<'a>) {
        if self.format.is_some() {
            return;
        }
        match element {
            Element::Rss => self.format = Some(Format::Rss),
            Element::Rdf => self.format = Some(Format::Rdf),
            Element::Feed => self.format = Some(Format::Atom),
            Element::Channel => {
                let cdf = attributes(tag.attributes).any(|(name, _)| {
                    ["href", "lastmod", "self"].iter().any(|known| name.eq_ignore_ascii_case(known))
                });
                self.format = Some(if cdf { Format::Cdf } else { Format::Rss });
            }
            Element::Item if tag.name.to_ascii_lowercase().ends_with("entry") => {
                self.format = Some(Format::Atom);
            }
            Element::Item => self.format = Some(Format::Rss),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let recent = self.open.iter().rev().take(MAX_SKIP);
        let up = recent.enumerate().find(|(_, open)| open.name.eq_ignore_ascii_case(name));
        let Some(up) = up.map(|(up, _)| up) else {
            if self.beyond > 0 {
                self.beyond -= 1;
            } else {
                self.mends.stray_ends += 1;
            }
            return;
        };
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        self.mends.unclosed += up;
        self.unwind(self.open.len() - up - 1);
    }

    /// Closes elements until `depth` are open.
    fn unwind(&mut self, depth: usize) {
        while self.open.len() > depth {
            let closed = self.open.pop().expect("the stack is longer than `depth`");
            if closed.element == Element::Item {
                self.end_entry();
            }
        }
        self.beyond = 0;
        self.aside = self.aside.filter(|aside| *aside <= self.open.len());
        self.namespaces.forget(self.open.len());
    }

    /// An entry that stands too deep is read all the same: what it stands in is forgotten.
    fn make_room(&mut self) {
        self.open.retain(|open| open.element.is_structure());
        self.open.truncate(MAX_DEPTH / 2);
        self.beyond = 0;
    }

    /// An entry begins: one that is still open has lost its end.
    fn begin_entry(&mut self) {
        if let Some(at) = self.open.iter().rposition(|open| open.element == Element::Item) {
            self.mends.unclosed += self.open.len() - at;
            self.unwind(at);
        }
        self.aside = None;
        self.end_entry();
    }

    fn start_draft(&mut self, tag: Tag<'a>, language: Option<&str>) {
        let mut draft = Draft::new(self.open.len());
        draft.entry.language = language.or_else(|| self.language()).and_then(draft::language);
        for (name, value) in attributes(tag.attributes) {
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                // Whatever the prefix: RDF's may have another name.
                _ if name.ends_with(":about") => {
                    draft.about = Some(entity::decode(value, &self.declared).trim().to_owned());
                }
                "href" => {
                    draft.entry.link =
                        value::link(&entity::decode(value, &self.declared), self.base());
                }
                "lastmod" => draft.entry.updated = super::date::read(value, self.zone),
                _ => {}
            }
        }
        self.entry = Some(draft);
    }

    fn end_entry(&mut self) {
        let Some(draft) = self.entry.take() else { return };
        self.mends.long_titles += usize::from(draft.long_title);
        self.mends.unread_dates(&draft.unread_dates);
        self.document.entries.push(draft.finish(self.document.language.as_deref()));
    }

    /// CDF says by attributes what others say by elements.
    fn channel_attributes(&mut self, tag: Tag<'a>) {
        for (name, value) in attributes(tag.attributes) {
            match name.to_ascii_lowercase().as_str() {
                "href" => self.document.link = value::link(value, self.base()),
                "lastmod" => self.document.updated = super::date::read(value, self.zone),
                _ => {}
            }
        }
    }
}
