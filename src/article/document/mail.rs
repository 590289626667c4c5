//! A mail, such as a newsletter or a forwarded article → a document.

use jiff::Timestamp;
use mail_parser::MessageParser;

use super::{Document, Stated, assemble};
use crate::article::plain;

/// Reads a mail: its subject is the headline, its plain text the article, its markup where it has
/// no plain text worth the name.
pub(super) fn read(name: &str, bytes: &[u8]) -> Document {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Document {
            name: name.to_owned(),
            warnings: vec!["not a mail: it has no headers".to_owned()],
            ..Document::default()
        };
    };
    let part =
        |index: usize| message.text_bodies().nth(index).and_then(|part| part.text_contents());
    let text = part(0).map(plain::from_html).unwrap_or_default();
    let html = message.html_bodies().next().and_then(|part| part.text_contents());
    let html = html.map(plain::from_html).unwrap_or_default();
    let body = if text.len() * 2 >= html.len() { text } else { html };
    let from = message.from().and_then(|from| from.first());
    let sender = from.and_then(|from| from.name().or_else(|| from.address())).map(str::to_owned);
    let published =
        message.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    let title = message.subject().map(headline).unwrap_or_default();
    let mut warnings = Vec::new();
    if body.is_empty() {
        warnings.push("this mail has no text".to_owned());
    }
    assemble(
        name,
        &body,
        Stated { title, outlet: sender, published, warnings, ..Stated::default() },
    )
}

/// A subject without "Fwd:" and "Re:".
fn headline(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some((mark, tail)) = rest.split_once(':') {
        if !matches!(mark.trim().to_ascii_lowercase().as_str(), "fwd" | "fw" | "re" | "aw" | "wg") {
            break;
        }
        rest = tail.trim();
    }
    rest.to_owned()
}
