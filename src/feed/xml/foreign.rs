//! What came instead of a feed, in words for the operator.

use crate::feed::{
    FeedError,
    markup::{Token, Tokens},
    plain,
};

/// How many tokens are looked at.
const LOOKED_AT: usize = 200;

/// The error that names what the text is.
pub(in crate::feed) fn not_a_feed(text: &str) -> FeedError {
    let mut page = false;
    let mut tokens = Tokens::new(text);
    let mut looked_at = 0;
    while let Some(token) = tokens.next() {
        looked_at += 1;
        let Token::Open { name, .. } = token else {
            if looked_at > LOOKED_AT {
                break;
            }
            continue;
        };
        let found = match name.to_ascii_lowercase().as_str() {
            "rss" | "rdf:rdf" | "feed" => "a feed (set kind = \"feed\")".to_owned(),
            "urlset" => "a sitemap (set kind = \"sitemap\")".to_owned(),
            "sitemapindex" => "a sitemap index (set kind = \"sitemap\")".to_owned(),
            "opml" => "an OPML list (use `sources import-opml`)".to_owned(),
            "title" => {
                let title = match tokens.next() {
                    Some(Token::Text(title)) => plain::from_html(title),
                    _ => String::new(),
                };
                format!("an HTML page titled “{}”", head(&title))
            }
            "html" | "head" | "body" | "div" | "p" => {
                page = true;
                continue;
            }
            _ => continue,
        };
        return FeedError::NotAFeed { found };
    }
    let found = if page {
        "an HTML page without a title".to_owned()
    } else {
        format!("text that begins “{}”", head(&plain::fold(&text[..text.floor_char_boundary(400)])))
    };
    FeedError::NotAFeed { found }
}

fn head(text: &str) -> String {
    text.chars().take(80).collect()
}
