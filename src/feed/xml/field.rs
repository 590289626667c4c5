//! Fields: an element whose text is a value of the entry or of the feed, and where that text ends.

use url::Url;

use super::{
    Reader, Tag, draft,
    value::{self, Value},
};
use crate::feed::{Format, date, element::Element, markup::Token};

impl<'a> Reader<'a, '_> {
    /// A field: its text is taken up to its end, or to what shows that the end is missing.
    pub(super) fn field(&mut self, element: Element, tag: Tag<'a>, base: Option<Url>) {
        let raw = if tag.empty { "" } else { self.capture(tag.name, element) };
        if self.mends.cut && self.tokens.rest().is_empty() && element.is_exact() {
            return;
        }
        let base = base.unwrap_or_else(|| self.base().clone());
        let value =
            Value { raw, attributes: tag.attributes, declared: &self.declared, base: &base };
        let Some(draft) = &mut self.entry else {
            self.feed_field(element, raw, tag, &base);
            return;
        };
        let atom = self.format == Some(Format::Atom);
        draft.take(element, &value, self.open.len(), draft::How { atom, zone: self.zone });
    }

    fn feed_field(&mut self, element: Element, raw: &str, tag: Tag<'a>, base: &Url) {
        let value = Value { raw, attributes: tag.attributes, declared: &self.declared, base };
        let atom = self.format == Some(Format::Atom);
        let document = &mut self.document;
        match element {
            Element::Title if document.title.is_empty() => {
                document.title = value.title(atom).0;
            }
            Element::Link => value.feed_link(document),
            Element::Language if document.language.is_none() => {
                document.language = draft::language(&value.text());
            }
            Element::Updated | Element::Published => {
                let at = date::read(&value.text(), self.zone);
                document.updated = document.updated.max(at);
            }
            Element::Ttl => {
                document.hints.ttl = value.number().map(|minutes| minutes.saturating_mul(60));
            }
            Element::SkipHours => document.hints.skip_hours = value.hours(),
            Element::SkipDays => document.hints.skip_days = value.days(),
            Element::UpdatePeriod => self.period = value.period(),
            Element::UpdateFrequency => self.frequency = value.number(),
            Element::NewLocation => document.hints.moved_to = value::link(&value.text(), base),
            _ => {}
        }
        if document.language.is_none() {
            document.language =
                self.open.iter().find_map(|open| open.language).and_then(draft::language);
        }
    }

    /// What stands between a field's tags.
    fn capture(&mut self, name: &'a str, element: Element) -> &'a str {
        let start = self.tokens.at();
        let mut nested = 0_usize;
        // Atom's `source` holds a feed's own title, id and dates: they are no sign of its end.
        let holds_fields = element == Element::Source && self.begins_with_element();
        loop {
            let before = self.tokens.at();
            let ends = match self.tokens.next() {
                None => {
                    self.mends.cut = true;
                    return self.tokens.between(start, before);
                }
                Some(Token::Open { name: inner, empty, .. }) => {
                    if element.is_long() && inner.eq_ignore_ascii_case(name) {
                        nested += usize::from(!empty);
                        false
                    } else if holds_fields {
                        self.namespaces.element(inner).is_structure()
                    } else {
                        self.ends(element, inner)
                    }
                }
                Some(Token::Close { name: inner }) if inner.eq_ignore_ascii_case(name) => {
                    if nested == 0 {
                        return self.tokens.between(start, before);
                    }
                    nested -= 1;
                    false
                }
                Some(Token::Close { name: inner }) => self.namespaces.element(inner).is_structure(),
                Some(_) => false,
            };
            if ends {
                self.mends.unclosed += 1;
                self.tokens.back_to(before);
                return self.tokens.between(start, before);
            }
        }
    }

    /// Whether an element is the next thing but white space.
    fn begins_with_element(&self) -> bool {
        let rest = self.tokens.rest().trim_start().as_bytes();
        rest.first() == Some(&b'<') && rest.get(1).is_some_and(u8::is_ascii_alphabetic)
    }

    /// Whether meeting `inner` inside a field shows that its end tag is missing.
    fn ends(&self, field: Element, inner: &str) -> bool {
        let inner = self.namespaces.element(inner);
        if field.is_long() {
            return inner.is_unmistakable();
        }
        inner.is_structure() || inner.is_field()
    }
}
