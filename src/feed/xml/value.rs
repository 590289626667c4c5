//! The text between a field's tags, read as what the field is.

use std::borrow::Cow;

use url::Url;

use crate::feed::{
    FeedDocument,
    bounds::{LONGEST_LINK, LONGEST_TITLE},
    cdata,
    entity::{self, Declared},
    markup::{Token, Tokens, attributes},
    plain,
};

/// A field as it stands in the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'v> {
    pub(super) raw: &'v str,
    pub(super) attributes: &'v str,
    pub(super) declared: &'v Declared<'v>,
    pub(super) base: &'v Url,
}

/// How the text of a field is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing said.
    Unsaid,
    Text,
    Html,
    Xhtml,
    /// Some other type, which is base64 unless it is XML.
    Other,
}

impl<'v> Value<'v> {
    /// An attribute, whatever the case of its name; references decoded.
    pub(super) fn attribute(&self, wanted: &str) -> Option<Cow<'v, str>> {
        attributes(self.attributes)
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| entity::decode(value, self.declared))
    }

    fn kind(&self) -> Kind {
        if self.attributes.is_empty() {
            return Kind::Unsaid;
        }
        let Some(kind) = self.attribute("type") else { return Kind::Unsaid };
        match kind.trim().to_ascii_lowercase().as_str() {
            "text" | "plain" | "text/plain" => Kind::Text,
            "html" | "text/html" => Kind::Html,
            "xhtml" | "application/xhtml+xml" => Kind::Xhtml,
            other if other.starts_with("text/") || other.ends_with("xml") => Kind::Text,
            _ => Kind::Other,
        }
    }

    /// Whether it says, or its type implies, that it is wrapped in base64.
    fn is_base64(&self) -> bool {
        match self.attribute("mode") {
            Some(mode) => mode.trim().eq_ignore_ascii_case("base64"),
            None => self.kind() == Kind::Other,
        }
    }

    /// Decoded once: text or markup, and whether child elements stood in it unescaped.
    pub(super) fn decoded(&self) -> (Cow<'v, str>, bool) {
        let (text, children) = decode(self.raw, self.declared);
        if self.is_base64()
            && let Some(text) = cdata::base64(&text)
        {
            return (Cow::Owned(text), false);
        }
        (text, children)
    }

    /// The value as plain words.
    pub(super) fn text(&self) -> String {
        plain::unmangle(plain::fold(&self.decoded().0))
    }

    /// A title as plain text, and whether it was cut.
    pub(super) fn title(&self, atom: bool) -> (String, bool) {
        let (text, children) = self.decoded();
        let long = text.len() > LONGEST_TITLE * 4;
        let text = &text[..text.floor_char_boundary(LONGEST_TITLE * 4)];
        let html = match self.kind() {
            _ if children => true,
            Kind::Html | Kind::Xhtml => true,
            Kind::Other | Kind::Unsaid if self.is_base64() => plain::looks_like_html(text),
            Kind::Unsaid | Kind::Text if !atom => {
                (text.contains('<') || text.contains('&')) && plain::looks_like_html(text)
            }
            _ => false,
        };
        let mut title = if html { plain::from_html(text) } else { plain::fold(text) };
        title = plain::unmangle(title);
        let cut = long || title.len() > LONGEST_TITLE;
        title.truncate(title.floor_char_boundary(LONGEST_TITLE));
        (title, cut)
    }

    /// A summary or body, HTML or text as given.
    pub(super) fn body(&self) -> Option<String> {
        let (text, _) = self.decoded();
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let owned =
            if trimmed.len() == text.len() { text.into_owned() } else { trimmed.to_owned() };
        let owned = if owned.contains(plain::is_control) {
            owned.replace(plain::is_control, "")
        } else {
            owned
        };
        Some(plain::unmangle(owned))
    }

    /// The address an element gives, by attribute or as its text.
    pub(super) fn address(&self) -> Option<String> {
        let attribute = ["href", "url", "uri"].iter().find_map(|name| self.attribute(name));
        match attribute {
            Some(address) if !self.attributes.is_empty() => link(&address, self.base),
            _ => link(&self.decoded().0, self.base),
        }
    }

    /// The relation of a link; `alternate` where it says none.
    pub(super) fn relation(&self) -> Cow<'v, str> {
        match self.attribute("rel") {
            Some(relation) => Cow::Owned(relation.trim().to_ascii_lowercase()),
            None => Cow::Borrowed("alternate"),
        }
    }

    /// Whether the link's type is a page's.
    pub(super) fn is_page(&self) -> bool {
        matches!(self.kind(), Kind::Unsaid | Kind::Html | Kind::Xhtml)
    }

    /// A link of the feed itself.
    pub(super) fn feed_link(&self, document: &mut FeedDocument) {
        let Some(address) = self.address() else { return };
        let hints = &mut document.hints;
        match self.relation().as_ref() {
            "alternate" if self.is_page() => document.link = Some(address),
            "hub" => hints.hub = hints.hub.take().or(Some(address)),
            "self" => hints.self_link = Some(address),
            "next" => hints.next_page = Some(address),
            "prev-archive" => hints.prev_archive = Some(address),
            _ => {}
        }
    }

    pub(super) fn number(&self) -> Option<u64> {
        self.text().parse().ok()
    }

    /// The words of the children, one each (`<hour>`, `<day>`).
    fn children(&self) -> impl Iterator<Item = &'v str> {
        Tokens::new(self.raw).filter_map(|token| match token {
            Token::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        })
    }

    pub(super) fn hours(&self) -> Vec<u8> {
        let hours = self.children().filter_map(|text| text.parse::<u8>().ok());
        // RSS 0.91 counted from 1 to 24; 24 is midnight.
        let mut hours: Vec<u8> = hours.filter(|hour| *hour <= 24).map(|hour| hour % 24).collect();
        hours.sort_unstable();
        hours.dedup();
        hours
    }

    pub(super) fn days(&self) -> Vec<u8> {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut days: Vec<u8> = self
            .children()
            .filter_map(|text| {
                let head = text.get(..3)?.to_ascii_lowercase();
                (1_u8..).zip(DAYS).find(|(_, day)| *day == head).map(|(number, _)| number)
            })
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Seconds of a syndication period.
    pub(super) fn period(&self) -> Option<u64> {
        const DAY: u64 = 24 * 3600;
        match self.text().to_ascii_lowercase().as_str() {
            "hourly" => Some(3600),
            "daily" => Some(DAY),
            "weekly" => Some(7 * DAY),
            "monthly" => Some(30 * DAY),
            "yearly" => Some(365 * DAY),
            _ => None,
        }
    }
}

/// References decoded and CDATA opened; child elements are kept as markup, and then the text around
/// them keeps its references, as it is markup too.
fn decode<'t>(raw: &'t str, declared: &Declared<'_>) -> (Cow<'t, str>, bool) {
    if !raw.contains('<') {
        return (entity::decode(raw, declared), false);
    }
    let trimmed = raw.trim();
    if let Some(inside) = cdata::single(trimmed) {
        return (Cow::Borrowed(inside), false);
    }
    let tokens = Tokens::new(raw);
    let mut children = false;
    for token in tokens {
        children |= matches!(token, Token::Open { .. } | Token::Close { .. });
    }
    let mut out = String::with_capacity(raw.len());
    let mut tokens = Tokens::new(raw);
    loop {
        let before = tokens.at();
        let Some(token) = tokens.next() else { break };
        match token {
            Token::Text(text) if children => out.push_str(&entity::decode_declared(text, declared)),
            Token::Text(text) => out.push_str(&entity::decode(text, declared)),
            Token::Data(text) => out.push_str(text),
            Token::Open { .. } | Token::Close { .. } => {
                out.push_str(tokens.between(before, tokens.at()));
            }
            Token::Doctype(_) => {}
        }
    }
    (Cow::Owned(out), children)
}

/// An absolute web address, or `None`. One that is absolute already stays as written.
pub(in crate::feed) fn link(text: &str, base: &Url) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_LINK {
        return None;
    }
    let clean: Cow<'_, str> = if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().into()
    } else {
        text.into()
    };
    if is_web(&clean) {
        return Some(clean.into_owned());
    }
    let joined = base.join(&clean).ok()?;
    matches!(joined.scheme(), "http" | "https").then(|| joined.into())
}

/// Whether an address begins with `http://` or `https://`.
pub(in crate::feed) fn is_web(address: &str) -> bool {
    let rest =
        address.get(..4).filter(|head| head.eq_ignore_ascii_case("http")).map(|_| &address[4..]);
    rest.is_some_and(|rest| {
        rest.strip_prefix(['s', 'S'])
            .unwrap_or(rest)
            .strip_prefix("://")
            .is_some_and(|host| !host.is_empty())
    })
}
