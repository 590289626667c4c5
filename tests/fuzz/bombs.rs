//! The named attacks on a reader of feeds: each ends soon, small, and with its name in a warning or an
//! error. (Bombs of compression and endless bodies are the client's affair: `tests/it/http.rs`.)

use std::time::{Duration, Instant};

use cpec_watch::feed::{self, FeedDocument, FeedError, MAX_ENTRIES};
use url::Url;

/// Generous: the machine may be busy, and the readers are not optimised in a test build.
const SOON: Duration = Duration::from_secs(20);

#[track_caller]
fn soon(text: &str) -> Result<FeedDocument, FeedError> {
    let began = Instant::now();
    let read = feed::read(text.as_bytes(), None, &Url::parse("https://news.test/").unwrap());
    assert!(began.elapsed() < SOON, "took {:?}", began.elapsed());
    read
}

#[track_caller]
fn told(document: &FeedDocument, words: &str) {
    assert!(document.warnings.iter().any(|line| line.contains(words)), "{:?}", document.warnings);
}

#[test]
fn an_entity_bomb_stays_as_small_as_it_was_sent() {
    let mut bomb = "<!DOCTYPE rss [<!ENTITY l0 \"lol\">".to_owned();
    for level in 1..20 {
        let inner = format!("&l{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY l{level} \"{inner}\">"));
    }
    bomb.push_str("]><rss><channel><item><title>&l19;</title><link>http://x.test/1</link></item></channel></rss>");
    let document = soon(&bomb).unwrap();
    assert_eq!(document.entries[0].title, "&l19;");
}

#[test]
fn a_quadratic_entity_bomb_grows_little() {
    let value = "x".repeat(50_000);
    let uses = "&a;".repeat(50_000);
    let bomb = format!(
        "<!DOCTYPE rss [<!ENTITY a \"{value}\">]><rss><channel><item><description>{uses}</description></item></channel></rss>"
    );
    let document = soon(&bomb).unwrap();
    assert!(document.entries[0].summary.as_ref().unwrap().len() <= bomb.len());
}

#[test]
fn a_file_named_by_an_entity_is_not_read() {
    let document = soon(
        "<!DOCTYPE rss [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&f;</title></item></channel></rss>",
    );
    assert_eq!(document.unwrap().entries[0].title, "&f;");
}

#[test]
fn deep_nesting_is_read_through() {
    for tag in ["<div>", "<item>", "<a:b>", "<feed>"] {
        let deep =
            format!("<rss><channel>{}<item><title>Below</title></item>", tag.repeat(300_000));
        let document = soon(&deep).unwrap();
        told(&document, if tag == "<item>" { "entries; the rest" } else { "truncated" });
        if tag == "<div>" {
            assert_eq!(document.entries[0].title, "Below");
        }
    }
    let deep = format!("<rss><channel><item><description>{}", "<b>".repeat(300_000));
    assert_eq!(soon(&deep).unwrap().entries.len(), 1);
}

#[test]
fn deep_json_is_an_error_not_an_overflow() {
    let deep = format!("{{\"items\":{}", "[".repeat(500_000));
    assert!(matches!(soon(&deep), Err(FeedError::Json(_) | FeedError::NotAFeed { .. })));
    let deep = format!("{{\"items\":[{{\"id\":\"1\",\"x\":{}", "{\"a\":".repeat(500_000));
    assert!(matches!(soon(&deep), Err(FeedError::Json(_))));
}

#[test]
fn a_title_of_megabytes_is_cut_and_told() {
    let title = "very ".repeat(1_000_000);
    let document =
        soon(&format!("<rss><channel><item><title>{title}</title></item></channel></rss>"))
            .unwrap();
    assert!(document.entries[0].title.len() <= 2_000);
    told(&document, "titles were too long and were cut");
    let json = format!("{{\"version\":\"1\",\"items\":[{{\"id\":\"1\",\"title\":\"{title}\"}}]}}");
    let document = soon(&json).unwrap();
    assert!(document.entries[0].title.len() <= 2_000);
    told(&document, "titles were too long and were cut");
}

#[test]
fn millions_of_entries_are_capped_and_told() {
    let many = format!(
        "<rss><channel>{}</channel></rss>",
        "<item><title>x</title></item>".repeat(1_000_000)
    );
    let document = soon(&many).unwrap();
    assert_eq!(document.entries.len(), MAX_ENTRIES);
    told(&document, "entries; the rest was left unread");
    let many = format!("{{\"items\":[{}{{}}]}}", "{\"id\":\"1\"},".repeat(300_000));
    let document = soon(&many).unwrap();
    assert_eq!(document.entries.len(), MAX_ENTRIES);
    told(&document, "entries; the rest was left unread");
}

#[test]
fn unclosed_things_of_megabytes_take_linear_time() {
    for piece in [
        "<!-- ",
        "<![CDATA[ ",
        "<a b=\"",
        "&amp",
        "<title>",
        "</title>",
        "<title",
        "<!DOCTYPE x [",
        "<?",
        "<content type='xhtml'>",
        "<link href='x'",
        "<x xmlns:a='b'>",
        "<source><id>",
        "&#",
        "]]>",
        "<author><name>",
    ] {
        let many = format!("<rss><channel><item>{}", piece.repeat(2_000_000 / piece.len()));
        assert!(soon(&many).is_ok(), "{piece}");
    }
}
