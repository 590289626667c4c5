//! Stored pages → what must be read from them. Each rule for a site has one under `tests/pages/`;
//! the texts are invented, the markup is shaped like the site's.

use std::path::{Path, PathBuf};

use cpec_watch::article::page::{self, Wall, site};
use serde_json::{Value, json};
use url::Url;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

#[test]
fn every_site_rule_has_its_stored_page() {
    let missing: Vec<_> = site::names()
        .into_iter()
        .filter(|name| !folder().join(name).join("page.html").exists())
        .collect();
    assert!(missing.is_empty(), "rules without tests/pages/<name>/page.html: {missing:?}");
}

#[test]
fn every_stored_page_is_read_as_wanted() {
    let mut faults = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let html = std::fs::read(path.join("page.html")).unwrap();
        let want: Value =
            serde_json::from_slice(&std::fs::read(path.join("want.json")).unwrap()).unwrap();
        let url = Url::parse(want["url"].as_str().unwrap()).unwrap();
        let page = page::read(&html, Some("text/html; charset=utf-8"), Some(&url));
        let got = json!({
            "url": url.as_str(),
            "title": page.title,
            "text": page.text,
            "published": page.published.map(|at| at.to_string()),
            "modified": page.modified.map(|at| at.to_string()),
            "author": page.author,
            "language": page.language,
            "canonical": page.canonical,
            "site": page.site,
        });
        if got != want || !page.warnings.is_empty() {
            faults.push(format!(
                "{}\n got  {got}\n want {want}\n {:?}",
                path.display(),
                page.warnings
            ));
        }
        count += 1;
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(count >= site::names().len());
}

#[test]
fn a_site_rule_that_finds_nothing_is_set_aside_and_reported() {
    let prose = "The council said on Monday that the quay would be built after all. ".repeat(12);
    let html =
        format!("<html><body><article><h1>The quay comes after all</h1><p>{prose}</p></article>");
    let url = Url::parse("https://www.dawn.com/news/1").unwrap();
    let page = page::read(html.as_bytes(), None, Some(&url));
    assert!(page.text.contains("would be built after all"));
    assert_eq!(page.warnings, ["the rule for dawn finds little or nothing on this page"]);
}

#[test]
fn a_wall_is_told_and_its_words_are_not_the_text() {
    let html = b"<html><head><title>Just a moment...</title></head><body><h1>example.org</h1>\
        <p>Checking if the site connection is secure. example.org needs to review the security of your \
        connection before proceeding.</p><script src='/cdn-cgi/challenge-platform/x.js'></script>";
    let page = page::read(html, None, None);
    assert_eq!((page.wall, page.text.as_str()), (Some(Wall::Challenge), ""));
    assert_eq!(page.warnings, ["a bot challenge stands before the text"]);
}

#[test]
fn the_beginning_before_a_paywall_stays_and_is_told() {
    let html = b"<html><body><article><h1>Quay is paid for</h1><p>The council has paid for the quay, it said \
        on Monday, and the harbour is glad of it, as its master told this paper at length.</p><p>Subscribe to \
        continue reading.</p></article>";
    let page = page::read(html, None, None);
    assert_eq!(page.wall, Some(Wall::Paywall));
    assert!(page.text.contains("has paid for the quay"));
    assert!(!page.text.contains("Subscribe"));
}

#[test]
fn twins_name_the_page_they_copy() {
    let url = Url::parse("https://example.org/amp/news/quay?utm_source=x").unwrap();
    let html = b"<html amp><head><link rel=canonical href='/news/quay'></head><body><p>x</p>";
    assert_eq!(
        page::read(html, None, Some(&url)).canonical.as_deref(),
        Some("https://example.org/news/quay")
    );
    let front =
        b"<html><head><link rel=canonical href='https://example.org/'></head><body><p>x</p>";
    assert_eq!(page::read(front, None, Some(&url)).canonical, None);
}

#[test]
fn dates_in_the_future_are_taken_back() {
    let html = b"<html><head><meta property='article:published_time' content='2031-01-01T00:00:00Z'></head>";
    let mut page = page::read(html, None, None);
    page.distrust_future("2025-03-10T00:00:00Z".parse().unwrap());
    assert_eq!(page.published, None);
    assert_eq!(
        page.warnings,
        ["published 2031-01-01T00:00:00Z lies in the future and is not believed"]
    );
}

#[test]
fn dates_are_taken_from_wherever_the_page_states_them() {
    let url = Url::parse("https://example.org/2025/03/10/quay").unwrap();
    let check = |html: &str, want: &str| {
        let page = page::read(html.as_bytes(), None, Some(&url));
        assert_eq!(page.published.map(|at| at.to_string()).as_deref(), Some(want), "{html}");
    };
    check("<time datetime='2025-03-10T08:00:00+05:00'>Monday</time>", "2025-03-10T03:00:00Z");
    check("<p class='post-date'>March 10, 2025 08:15</p>", "2025-03-10T08:15:00Z");
    check("<span>Published: 10 March 2025 at 8:15 pm</span>", "2025-03-10T20:15:00Z");
    check(
        "<span itemprop='datePublished' content='2025-03-10T01:00Z'></span>",
        "2025-03-10T01:00:00Z",
    );
    check("<p>nothing said</p>", "2025-03-10T12:00:00Z");
    // A template that dates every page today, and an address that knows better.
    check(
        "<script type='application/ld+json'>{\"@type\":\"Article\",\"datePublished\":\"2025-06-01\"}</script>",
        "2025-03-10T12:00:00Z",
    );
}

#[test]
fn fifty_thousand_nested_elements_are_read_in_linear_time() {
    for tag in ["div", "span", "b", "blockquote", "table><tr><td", "ul><li"] {
        let open = format!("<{tag}>").repeat(50_000);
        let page = page::read(format!("{open}deep text").as_bytes(), None, None);
        assert!(page.text.len() < 100, "{tag}");
    }
}

#[test]
fn megabytes_of_garbage_are_survived() {
    let mut seed = 0x9e37_79b9_u64;
    let mut garbage = Vec::with_capacity(3 << 20);
    while garbage.len() < 3 << 20 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        garbage.push(b"<>/=\"'abpdiv -!&;\x00\xff"[(seed >> 33) as usize % 19]);
    }
    page::read(&garbage, None, None);
    for piece in [
        "<p ",
        "<a href='",
        "<!--",
        "<script>",
        "<![CDATA[",
        "&amp",
        "<b a=1>",
        "<p><b a",
        "<table>",
    ] {
        page::read(piece.repeat((1 << 20) / piece.len()).as_bytes(), None, None);
    }
}
