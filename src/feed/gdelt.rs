//! The GDELT DOC 2.0 article list as JSON, and the plain sentences it answers with when it will not.

use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::{FeedDocument, FeedError, Format, MAX_ENTRIES, bounds, charset, date, plain, xml};
use crate::model::entry::Entry;

/// An answer in words is short; longer text is something else.
const LONGEST_ANSWER: usize = 600;

/// Reads an answer. `seendate`, when GDELT met the article, stands for its date of publication.
pub fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    base: &Url,
) -> Result<FeedDocument, FeedError> {
    let decoded = charset::decode(bytes, content_type);
    let text = decoded.text.trim();
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    if !text.starts_with('{') {
        return Err(if text.starts_with('<') || text.len() > LONGEST_ANSWER {
            xml::not_a_feed(text)
        } else {
            FeedError::Service(plain::fold(text))
        });
    }
    // Titles come with raw control characters and escapes that JSON does not have.
    let value: Value = serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&mended(text)))
        .map_err(|error| FeedError::Json(error.to_string()))?;
    let mut document = FeedDocument::new(Format::Gdelt);
    document.warnings.extend(decoded.warning);
    let articles = value.get("articles").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    document.entries.extend(articles.iter().take(MAX_ENTRIES).filter_map(|one| entry(one, base)));
    bounds::keep(&mut document);
    Ok(document)
}

fn entry(article: &Value, base: &Url) -> Option<Entry> {
    let field = |name: &str| {
        article.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    };
    Some(Entry {
        link: Some(xml::link(field("url")?, base)?),
        title: field("title").map(title).unwrap_or_default(),
        published: field("seendate").and_then(|seen| date::read(seen, &TimeZone::UTC)),
        language: field("language").and_then(language),
        outlet: field("domain").map(str::to_owned),
        ..Entry::default()
    })
}

/// GDELT parts punctuation from words: `Karachi , two dead : police`.
fn title(text: &str) -> String {
    let mut out = plain::from_html(text);
    for mark in [",", ".", ":", ";", "?", "!", "%", ")"] {
        out = out.replace(&format!(" {mark}"), mark);
    }
    out.replace("( ", "(")
}

fn language(name: &str) -> Option<String> {
    const NAMES: [(&str, &str); 22] = [
        ("english", "en"),
        ("urdu", "ur"),
        ("chinese", "zh"),
        ("arabic", "ar"),
        ("persian", "fa"),
        ("pashto", "ps"),
        ("sindhi", "sd"),
        ("punjabi", "pa"),
        ("hindi", "hi"),
        ("bengali", "bn"),
        ("russian", "ru"),
        ("turkish", "tr"),
        ("french", "fr"),
        ("german", "de"),
        ("spanish", "es"),
        ("portuguese", "pt"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("indonesian", "id"),
        ("malay", "ms"),
        ("vietnamese", "vi"),
    ];
    let name = name.to_ascii_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, tag)| (*tag).to_owned())
}

/// Control characters as spaces, `\'` and other unknown escapes without their backslash.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if let Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') = chars.peek() {
                    out.push('\\');
                    out.extend(chars.next());
                }
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Result<FeedDocument, FeedError> {
        let base = Url::parse("https://api.gdeltproject.org/api/v2/doc/doc").unwrap();
        read(text.as_bytes(), Some("application/json; charset=utf-8"), &base)
    }

    #[test]
    fn an_article_list_gives_entries() {
        let page = document(
            r#"{"articles": [{"url": "https://x.test/a", "url_mobile": "", "title": "Karachi blast : two dead , police say",
            "seendate": "20250107T103000Z", "domain": "x.test", "language": "English", "sourcecountry": "Pakistan"}]}"#,
        )
        .unwrap();
        let entry = &page.entries[0];
        assert_eq!(entry.link.as_deref(), Some("https://x.test/a"));
        assert_eq!(entry.title, "Karachi blast: two dead, police say");
        assert_eq!(entry.published.unwrap().to_string(), "2025-01-07T10:30:00Z");
        assert_eq!(entry.language.as_deref(), Some("en"));
        assert_eq!(entry.outlet.as_deref(), Some("x.test"));
    }

    #[test]
    fn an_answer_in_words_is_told_as_such() {
        let error = document("Please limit requests to one every 5 seconds.\n").unwrap_err();
        assert_eq!(
            error,
            FeedError::Service("Please limit requests to one every 5 seconds.".to_owned())
        );
        assert!(matches!(document("<html><title>502</title>"), Err(FeedError::NotAFeed { .. })));
        assert!(document("{}").unwrap().entries.is_empty());
    }

    #[test]
    fn broken_escapes_are_mended() {
        let page = document(
            "{\"articles\":[{\"url\":\"https://x.test/a\",\"title\":\"Pakistan\\'s \u{1}port\"}]}",
        )
        .unwrap();
        assert_eq!(page.entries[0].title, "Pakistan's port");
    }
}
