//! What the feed reader promises: formats, mends, walls.

use jiff::Timestamp;
use url::Url;

use super::*;

fn base() -> Url {
    Url::parse("https://news.test/feed/").unwrap()
}

#[track_caller]
fn document(text: &str) -> FeedDocument {
    read(text.as_bytes(), None, &base()).unwrap()
}

#[track_caller]
fn first(text: &str) -> Entry {
    document(text).entries.into_iter().next().expect("one entry")
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

#[test]
fn an_rss_item_gives_all_it_says() {
    let entry = first(
        r#"<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Paper &amp; Co</title>
        <language>en-GB</language><item><title>Blast in Hub</title><link>/a?b=1&amp;c=2</link>
        <guid isPermaLink="false">77</guid><pubDate>Tue, 07 Jan 2025 10:00:00 +0500</pubDate>
        <dc:creator>A. Khan</dc:creator><description>Short</description>
        <content:encoded><![CDATA[<p>Long</p>]]></content:encoded>
        <source url="https://other.test">Other Paper</source></item></channel></rss>"#,
    );
    assert_eq!(entry.title, "Blast in Hub");
    assert_eq!(entry.link.as_deref(), Some("https://news.test/a?b=1&c=2"));
    assert_eq!(entry.guid.as_deref(), Some("77"));
    assert_eq!(entry.published, at("2025-01-07T05:00:00Z"));
    assert_eq!(entry.author.as_deref(), Some("A. Khan"));
    assert_eq!(entry.summary.as_deref(), Some("Short"));
    assert_eq!(entry.content.as_deref(), Some("<p>Long</p>"));
    assert_eq!(entry.outlet.as_deref(), Some("Other Paper"));
    assert_eq!(entry.language.as_deref(), Some("en-GB"));
}

#[test]
fn an_atom_entry_gives_all_it_says() {
    let entry = first(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ur" xml:base="http://x.test/d/">
        <title>T</title><entry><title type="html">A &amp;amp; &lt;b&gt;B&lt;/b&gt;</title>
        <link rel="self" href="self.xml"/><link href="e1.html"/><id>tag:x,1</id>
        <published>2025-01-07T10:00:00+05:00</published><updated>2025-01-08T10:00:00Z</updated>
        <author><name>N</name></author><content type="xhtml"><div>x &amp; <b>y</b></div></content>
        </entry></feed>"#,
    );
    assert_eq!(entry.title, "A & B");
    assert_eq!(entry.link.as_deref(), Some("http://x.test/d/e1.html"));
    assert_eq!(entry.guid.as_deref(), Some("tag:x,1"));
    assert_eq!(entry.published, at("2025-01-07T05:00:00Z"));
    assert_eq!(entry.updated, at("2025-01-08T10:00:00Z"));
    assert_eq!(entry.author.as_deref(), Some("N"));
    assert_eq!(entry.content.as_deref(), Some("<div>x &amp; <b>y</b></div>"));
    assert_eq!(entry.language.as_deref(), Some("ur"));
}

#[test]
fn a_page_instead_of_a_feed_is_named() {
    let error =
        read(b"<!doctype html><html><head><title>Log in</title>", None, &base()).unwrap_err();
    assert!(error.to_string().contains("an HTML page titled \u{201c}Log in\u{201d}"), "{error}");
    assert_eq!(read(b" \n ", None, &base()), Err(FeedError::Empty));
}

#[test]
fn json_feed_with_numbers_as_ids_and_a_mark() {
    let entry = first(
        "\u{feff}{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":42,\"url\":\"/p\",\"title\":\"T\",\"date_published\":\"2025-01-07T10:00:00Z\"}]}",
    );
    assert_eq!(entry.guid.as_deref(), Some("42"));
    assert_eq!(entry.link.as_deref(), Some("https://news.test/p"));
}
