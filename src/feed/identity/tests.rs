//! What makes two entries one article, and what does not.

use super::*;

fn source() -> SourceId {
    SourceId("dawn".to_owned())
}

fn entry(guid: &str, link: &str, title: &str, at: &str) -> Entry {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Entry {
        guid: some(guid),
        link: some(link),
        title: title.to_owned(),
        published: at.parse().ok(),
        ..Entry::default()
    }
}

fn same(a: &Entry, b: &Entry) -> bool {
    let b = keys(b, &source());
    keys(a, &source()).iter().any(|key| b.contains(key))
}

const LINK: &str = "https://www.dawn.com/news/1900001/blast-near-port";
const TITLE: &str = "Two Chinese engineers killed in blast near port";
const DAY: &str = "2025-01-07T10:00:00Z";

#[test]
fn a_new_guid_for_an_old_item_is_the_same_article() {
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &entry("b-2", LINK, TITLE, DAY)));
}

#[test]
fn an_edited_title_is_the_same_article() {
    let edited = "Three Chinese engineers killed in blast near port: police";
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &entry("a-1", LINK, edited, DAY)));
    assert!(same(&entry("", LINK, TITLE, DAY), &entry("", LINK, edited, DAY)));
}

#[test]
fn a_moved_address_with_the_same_guid_is_the_same_article() {
    let moved = "https://www.dawn.com/news/1900001/three-killed-near-port";
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &entry("a-1", moved, TITLE, DAY)));
}

#[test]
fn a_bumped_date_is_the_same_article() {
    let later = "2025-01-09T23:00:00Z";
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &entry("b-2", LINK, TITLE, later)));
}

#[test]
fn a_repost_under_a_new_address_and_guid_is_the_same_article() {
    let repost = "https://www.dawn.com/news/1900777/blast-near-port";
    let bump = "2025-01-07T19:00:00Z";
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &entry("b-2", repost, TITLE, bump)));
}

#[test]
fn a_google_news_wrapper_and_the_article_itself_are_the_same_article() {
    let mut wrapped = entry(
        "CBMiXyz",
        "https://news.google.com/rss/articles/CBMiXyz?oc=5",
        &format!("{TITLE} - DAWN.COM"),
        "2025-01-07T12:00:00Z",
    );
    wrapped.outlet = Some("Dawn".to_owned());
    assert!(same(&entry("a-1", LINK, TITLE, DAY), &wrapped));
    assert_eq!(canonical_url(wrapped.link.as_deref().unwrap()), None);
}

#[test]
fn one_headline_in_two_outlets_is_two_articles() {
    let other = "https://tribune.com.pk/story/2/blast-near-port";
    assert!(!same(&entry("1001", LINK, TITLE, DAY), &entry("2002", other, TITLE, DAY)));
}

#[test]
fn the_same_headline_on_another_day_is_another_article() {
    let other = "https://www.dawn.com/news/1900999/x";
    let later = "2025-01-08T10:00:00Z";
    assert!(!same(&entry("a-1", LINK, TITLE, DAY), &entry("b-2", other, TITLE, later)));
}

#[test]
fn guids_of_two_sources_never_meet() {
    let a = keys(&entry("1234", "", "t", ""), &SourceId("a".to_owned()));
    let b = keys(&entry("1234", "", "t", ""), &SourceId("b".to_owned()));
    assert!(a.iter().all(|key| !b.contains(key)));
}

#[test]
fn a_guid_that_a_feed_repeats_hides_no_item() {
    let entries = [
        entry("same", "https://x.test/1", "First headline of the day here", DAY),
        entry("same", "https://x.test/2", "Second headline of the day here", DAY),
    ];
    let keys = of_document(&entries, &source());
    assert!(keys[0].iter().all(|key| !keys[1].contains(key)), "{keys:?}");
    // One item listed twice keeps its id.
    let twice = [entries[0].clone(), entries[0].clone()];
    assert_eq!(of_document(&twice, &source())[0].len(), 3);
}

#[test]
fn items_that_all_link_to_one_page_stay_apart() {
    let entries = [
        entry("", "https://x.test/live", "Police: two held after the blast", DAY),
        entry("", "https://x.test/live", "Minister visits the scene of the blast", DAY),
    ];
    let keys = of_document(&entries, &source());
    assert!(keys[0].iter().all(|key| !keys[1].contains(key)), "{keys:?}");
}

#[test]
fn an_entry_with_nothing_but_a_text_has_a_key() {
    let mut bare = entry("", "", "", "");
    bare.summary = Some("words".to_owned());
    assert_eq!(keys(&bare, &source()).len(), 1);
}

#[track_caller]
fn twin(a: &str, b: &str) {
    assert_eq!(canonical_url(a), canonical_url(b));
    assert!(canonical_url(a).is_some());
}

#[test]
fn twins_of_an_address_are_one() {
    twin("http://www.dawn.com/news/1/", "https://dawn.com/news/1");
    twin("https://m.dawn.com/news/1#comments", "https://www.dawn.com/news/1");
    twin("https://x.test/a?utm_source=rss&id=5", "https://x.test/a?id=5&fbclid=abc");
    twin("https://x.test/a?b=2&a=1", "https://x.test/a?a=1&b=2");
    twin("https://x.test/story/amp/", "https://x.test/story");
    twin("https://x.test/amp/story", "https://x.test/story");
    twin("https://amp.x.test/story", "https://x.test/story");
    twin("https://x.test/story.amp.html", "https://x.test/story.html");
    twin("https://x.test/story?amp=1", "https://x.test/story");
    twin("https://www-x-test.cdn.ampproject.org/c/s/www.x.test/story", "https://x.test/story");
    twin("https://www.google.com/url?q=https://x.test/story&sa=U", "https://x.test/story");
    twin("https://www.aljazeera.com/n/2025?traffic_source=rss", "https://aljazeera.com/n/2025");
    twin("https://www.bbc.com/n/1?at_medium=RSS&at_campaign=K", "https://bbc.com/n/1");
    twin("https://x.test/%d8%a8", "https://x.test/%D8%A8");
    twin("HTTPS://X.test:443//a//b/index.html", "http://x.test:80/a/b");
}

#[test]
fn different_articles_keep_different_addresses() {
    for (a, b) in [
        ("https://x.test/story?id=1", "https://x.test/story?id=2"),
        ("https://x.test/A", "https://x.test/a"),
        ("https://x.test/news?page=2", "https://x.test/news"),
        ("https://a.x.test/1", "https://b.x.test/1"),
        ("https://x.test:8080/1", "https://x.test/1"),
        ("https://x.test/amp", "https://x.test/other"),
    ] {
        assert_ne!(canonical_url(a), canonical_url(b), "{a} {b}");
    }
    for none in [
        "https://x.test/",
        "https://x.test",
        "mailto:a@b",
        "tag:x,1",
        "",
        "https://x.test/?utm_source=a",
    ] {
        assert_eq!(canonical_url(none), None, "{none}");
    }
}
