//! Page → its main text.

use dom_smoothie::{Config, Readability, TextMode};

use super::linked_data::LinkedData;
use crate::article::plain;
use crate::article::tree::Tree;

/// The main text of a page: a line a paragraph.
pub fn read(html: &str, _tree: &Tree, data: &LinkedData, _title: &str) -> String {
    let config = Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).and_then(|mut reader| reader.parse());
    let text = article.map(|article| plain::from_html(&article.text_content)).unwrap_or_default();
    match &data.body {
        Some(body) if text.len() * 2 < body.len() => plain::from_html(body),
        _ => text,
    }
}
