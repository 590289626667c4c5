//! An entry while it is read: the outermost of competing elements wins, whatever their order.

use jiff::{Timestamp, tz::TimeZone};

use super::value::{Value, is_web, link};
use crate::{
    feed::{bounds, date, element::Element, plain},
    model::entry::Entry,
};

/// How a document's fields are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'e> {
    /// Atom says what is markup; the others are guessed at.
    pub(super) atom: bool,
    /// The zone of dates that name none.
    pub(super) zone: &'e TimeZone,
}

/// An entry with what is only known at its end.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) entry: Entry,
    /// The RDF name of the item.
    pub(super) about: Option<String>,
    /// The title was longer than we keep.
    pub(super) long_title: bool,
    /// Dates that could not be read.
    pub(super) unread_dates: Vec<String>,
    /// A guid that may stand in for the link.
    permalink: Option<String>,
    /// A link that is not to a page.
    other_link: Option<String>,
    media_title: String,
    media_description: Option<String>,
    created: Option<Timestamp>,
    /// The depth at which title, id, published, updated were found.
    depths: [usize; 4],
}

impl Draft {
    pub(super) fn new(_depth: usize) -> Self {
        Self {
            entry: Entry::default(),
            about: None,
            long_title: false,
            unread_dates: Vec::new(),
            permalink: None,
            other_link: None,
            media_title: String::new(),
            media_description: None,
            created: None,
            depths: [usize::MAX; 4],
        }
    }

    /// Whether a value at `depth` may replace what is held in `slot`.
    fn may(&mut self, slot: usize, depth: usize) -> bool {
        let wins = depth <= self.depths[slot];
        if wins {
            self.depths[slot] = depth;
        }
        wins
    }

    pub(super) fn take(&mut self, element: Element, value: &Value<'_>, depth: usize, how: How<'_>) {
        let entry = &mut self.entry;
        match element {
            Element::Title => self.title(value, depth, how),
            Element::MediaTitle if self.media_title.is_empty() => {
                self.media_title = value.title(how.atom).0;
            }
            Element::Link => self.link(value),
            Element::Id => self.id(value, depth),
            Element::Description | Element::Summary => match entry.summary {
                None => entry.summary = value.body(),
                Some(_) if entry.content.is_none() => entry.content = value.body(),
                Some(_) => {}
            },
            Element::MediaDescription if self.media_description.is_none() => {
                self.media_description = value.body();
            }
            Element::Content => {
                let body = value.body();
                let longer = body.as_ref().map_or(0, String::len);
                if longer > entry.content.as_ref().map_or(0, String::len) {
                    entry.content = body;
                }
            }
            Element::Published | Element::Updated | Element::Created => {
                self.date(element, value, depth, how);
            }
            Element::Author if entry.author.is_none() => entry.author = author(value),
            Element::Source if entry.outlet.is_none() => entry.outlet = outlet(value),
            Element::Language => entry.language = language(&value.text()).or(entry.language.take()),
            _ => {}
        }
    }

    fn date(&mut self, element: Element, value: &Value<'_>, depth: usize, how: How<'_>) {
        let text = value.text();
        let Some(at) = date::read(&text, how.zone) else {
            if !text.is_empty() {
                self.unread_dates.push(text);
            }
            return;
        };
        match element {
            Element::Published if self.may(2, depth) => self.entry.published = Some(at),
            Element::Updated if self.may(3, depth) => self.entry.updated = Some(at),
            Element::Created => self.created = Some(at),
            _ => {}
        }
    }

    /// The first title of the least depth.
    fn title(&mut self, value: &Value<'_>, depth: usize, how: How<'_>) {
        if depth >= self.depths[0] {
            return;
        }
        let (title, cut) = value.title(how.atom);
        if !title.is_empty() {
            self.entry.title = title;
            self.depths[0] = depth;
            self.long_title = cut;
        }
    }

    fn link(&mut self, value: &Value<'_>) {
        let Some(address) = value.address() else { return };
        if value.relation() == "alternate" && value.is_page() {
            self.entry.link = Some(address);
        } else if !matches!(
            value.relation().as_ref(),
            "self"
                | "edit"
                | "replies"
                | "hub"
                | "license"
                | "enclosure"
                | "service.edit"
                | "service.post"
        ) {
            self.other_link.get_or_insert(address);
        }
    }

    fn id(&mut self, value: &Value<'_>, depth: usize) {
        let id = value.text();
        if id.is_empty() || !self.may(1, depth) {
            return;
        }
        let says = value.attribute("ispermalink");
        let says = says.map(|says| says.trim().eq_ignore_ascii_case("true"));
        // Unsaid, an id may stand in for the link where it looks like one.
        if says.unwrap_or(is_web(&id) || id.starts_with('/')) && self.permalink.is_none() {
            self.permalink = link(&id, value.base).filter(|_| is_web(&id) || id.contains('/'));
        }
        self.entry.guid = Some(bounds::id(id));
    }

    /// The entry; what it did not say first-hand is taken from its other fields.
    pub(super) fn finish(self, language: Option<&str>) -> Entry {
        let mut entry = self.entry;
        let about = self.about.filter(|about| !about.is_empty());
        let page = about.clone().filter(|about| is_web(about));
        entry.link = entry.link.or(self.permalink).or(self.other_link).or(page);
        entry.guid = entry.guid.or(about.map(bounds::id));
        if entry.title.is_empty() {
            entry.title = self.media_title;
        }
        entry.summary = entry.summary.or(self.media_description);
        entry.published = entry.published.or(self.created);
        entry.language = entry.language.or_else(|| language.map(str::to_owned));
        entry
    }
}

/// Names as printed; Atom's `name` inside `author`.
fn author(value: &Value<'_>) -> Option<String> {
    let (text, children) = value.decoded();
    let text = if children {
        child(&text, "name").or_else(|| child(&text, "email"))?
    } else {
        text.into_owned()
    };
    let author = plain::from_html(&text);
    Some(author).filter(|author| !author.is_empty())
}

/// The name of the outlet an entry was taken from.
fn outlet(value: &Value<'_>) -> Option<String> {
    let (text, children) = value.decoded();
    let text = if children { child(&text, "title")? } else { text.into_owned() };
    let outlet = plain::from_html(&text);
    Some(outlet).filter(|outlet| !outlet.is_empty())
}

/// The text of the first child of that name.
fn child(markup: &str, name: &str) -> Option<String> {
    use crate::feed::markup::{Token, Tokens};
    let local =
        |full: &str| full.rsplit(':').next().is_some_and(|local| local.eq_ignore_ascii_case(name));
    let mut tokens = Tokens::new(markup);
    tokens.find(|token| matches!(token, Token::Open { name, .. } if local(name)))?;
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Text(part) | Token::Data(part) => text.push_str(part),
            Token::Close { .. } => break,
            _ => {}
        }
    }
    Some(text).filter(|text| !text.trim().is_empty())
}

/// A language tag in its usual form, or `None` for what is none.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let fits = (2..=35).contains(&tag.len())
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && tag.split('-').next().is_some_and(|first| (2..=3).contains(&first.len()));
    fits.then_some(tag)
}
