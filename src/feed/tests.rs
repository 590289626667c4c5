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

#[track_caller]
fn warned(document: &FeedDocument, of: &str) {
    assert!(
        document.warnings.iter().any(|warning| warning.contains(of)),
        "{:?}",
        document.warnings
    );
}

#[test]
fn the_source_of_an_atom_entry_does_not_give_it_its_title_or_id() {
    let entry = first(
        r#"<feed xmlns="http://www.w3.org/2005/Atom"><entry><source><id>tag:else,1</id>
        <title>Elsewhere</title><updated>2003-03-03T03:03:03Z</updated></source>
        <id>tag:here,1</id><title>Own</title><updated>2025-01-07T10:00:00Z</updated></entry></feed>"#,
    );
    assert_eq!((entry.title.as_str(), entry.guid.as_deref()), ("Own", Some("tag:here,1")));
    assert_eq!(entry.updated, at("2025-01-07T10:00:00Z"));
    assert_eq!(entry.outlet.as_deref(), Some("Elsewhere"));
}

#[test]
fn half_an_address_at_the_end_of_a_cut_feed_is_none() {
    let document = document(
        "<rss><channel><item><title>Whole</title><link>http://x.test/1</link></item>\
         <item><title>Cut</title><pubDate>Tue, 07 Jan 2025 10:00:00 GMT</pubDate><link>http://x.test/sto",
    );
    let [whole, cut] = &document.entries[..] else { panic!("{:?}", document.entries) };
    assert_eq!(whole.link.as_deref(), Some("http://x.test/1"));
    assert_eq!((cut.title.as_str(), cut.link.as_deref()), ("Cut", None));
    assert_eq!(cut.published, at("2025-01-07T10:00:00Z"));
    warned(&document, "truncated");
}

#[test]
fn an_id_that_is_no_address_is_no_link_but_a_rooted_one_is() {
    let link =
        |guid: &str| first(&format!("<rss><channel><item>{guid}</item></channel></rss>")).link;
    assert_eq!(link("<guid>10@paper.test</guid>"), None);
    assert_eq!(link("<guid>/n/1</guid>").as_deref(), Some("https://news.test/n/1"));
    assert_eq!(
        link("<guid isPermaLink='true'>n/1</guid>").as_deref(),
        Some("https://news.test/feed/n/1")
    );
    assert_eq!(link("<guid isPermaLink='false'>http://x.test/1</guid>"), None);
}

#[test]
fn renamed_and_undeclared_prefixes_mean_what_they_stand_for() {
    let renamed = first(
        r#"<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:d="http://purl.org/dc/elements/1.1/"><item r:about="urn:1"><title>T</title>
        <d:date>2025-01-07</d:date></item></r:RDF>"#,
    );
    assert_eq!(renamed.guid.as_deref(), Some("urn:1"));
    assert_eq!((renamed.published, renamed.updated), (None, at("2025-01-07T00:00:00Z")));
    let bare = document("<rss><channel><item><dc:date>2025-01-07</dc:date></item></channel></rss>");
    assert_eq!(bare.entries[0].date(), at("2025-01-07T00:00:00Z"));
    warned(&bare, "prefixes were not declared: dc");
}

#[test]
fn declared_entities_hold_in_markup_too() {
    let entry = first(
        "<!DOCTYPE x [<!ENTITY quay \"the Quay\">]><feed xmlns='http://www.w3.org/2005/Atom'><entry>\
         <title type='xhtml'><div>At <b>&quay;</b> &amp;quay; &eacute;</div></title></entry></feed>",
    );
    assert_eq!(entry.title, "At the Quay &quay; é");
}

#[test]
fn an_unreadable_date_is_unknown_and_told() {
    let document = document(
        "<rss><channel><item><pubDate>towards evening</pubDate><guid>x1y</guid></item>\
         <item><guid>x1y</guid><title>Another</title></item></channel></rss>",
    );
    assert_eq!(document.entries[0].date(), None);
    warned(&document, "1 dates could not be read and stay unknown, as “towards evening”");
    warned(&document, "1 entries repeat the id of another one");
}

#[test]
fn a_title_wrapped_in_base64_is_read_as_the_markup_it_holds() {
    let entry = first(
        "<feed><entry><title type='application/octet-stream' mode='base64'>T25lIDxiPnR3bzwvYj4=</title></entry></feed>",
    );
    assert_eq!(entry.title, "One two");
}
