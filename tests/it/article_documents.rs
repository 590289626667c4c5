//! Files of the baseline → documents, and nothing that comes may panic.

use cpec_watch::article::document::{self, Basis};
use cpec_watch::article::{agency, clean, fingerprint, page, plain};
use proptest::prelude::*;

const STORY: &str = "QUETTA: Police said on Monday that a roadside bomb had damaged a lorry on the coastal road near Sarband.\n\
    A spokesman for the district said the lorry had been carrying cement to the harbour, and that nobody was hurt.\n\
    No group had said by the evening that it was behind the blast, which left a crater in the road.";

fn one(name: &str, bytes: &[u8]) -> document::Document {
    let mut all = document::read(name, bytes);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn text_saved_from_a_page_gives_headline_date_and_outlet() {
    let text = format!(
        "Menu\nBreaking News\n\nRoadside bomb damages lorry near Sarband\n\nBy Saleem Invented\nUpdated 10 March 2025\nShare\n{STORY}\nPublished in The Coast Daily, March 10th, 2025\n"
    );
    let document = one("saved.txt", text.as_bytes());
    assert_eq!(document.title, "Roadside bomb damages lorry near Sarband");
    assert_eq!(document.text, STORY);
    assert_eq!(document.outlet.as_deref(), Some("The Coast Daily"));
    assert_eq!(document.author.as_deref(), Some("Saleem Invented"));
    assert_eq!(document.published.unwrap().to_string(), "2025-03-10T12:00:00Z");
    assert_eq!(document.published_hint.unwrap().basis, Basis::Stated);
}

#[test]
fn a_text_without_a_date_gets_a_hint_not_a_date() {
    let document =
        one("undated.txt", format!("{STORY}\nIt was the third attack since June 2024.").as_bytes());
    assert_eq!(document.published, None);
    let hint = document.published_hint.unwrap();
    assert_eq!(
        (hint.interval.start.to_string(), hint.basis),
        ("2024-06-01".to_owned(), Basis::NewestDate)
    );
    assert_eq!(document.title, "");
}

#[test]
fn html_is_read_as_a_page() {
    let html = format!(
        "<html lang=en><head><title>Roadside bomb damages lorry near Sarband</title>\
         <meta property='og:site_name' content='The Coast Daily'><meta name=date content='2025-03-10T08:00:00Z'></head>\
         <body><nav>Home</nav><article><h1>Roadside bomb damages lorry near Sarband</h1><p>{}</p></article></body>",
        STORY.replace('\n', "</p><p>")
    );
    for name in ["page.html", "page"] {
        let document = one(name, html.as_bytes());
        assert_eq!(document.text, STORY);
        assert_eq!(document.outlet.as_deref(), Some("The Coast Daily"));
        assert_eq!(document.published.unwrap().to_string(), "2025-03-10T08:00:00Z");
    }
}

#[test]
fn markdown_loses_its_marks_and_keeps_its_front_matter() {
    let paragraphs = STORY.replace('\n', "\n\n");
    let text = format!(
        "---\ntitle: \"Roadside bomb damages lorry near Sarband\"\ndate: 2025-03-10\noutlet: The Coast Daily\nurl: https://coast.example/1\n---\n\
         ![a lorry](x.jpg)\n\n## What happened on the road\n{paragraphs}\n\n> **Nobody** was [hurt](https://x.example), he *said* to the men there.\n"
    );
    let document = one("story.md", text.as_bytes());
    assert_eq!(document.title, "Roadside bomb damages lorry near Sarband");
    assert_eq!(document.url.as_deref(), Some("https://coast.example/1"));
    assert_eq!(document.outlet.as_deref(), Some("The Coast Daily"));
    assert_eq!(document.published.unwrap().to_string(), "2025-03-10T12:00:00Z");
    assert!(
        document.text.starts_with("What happened on the road\nQUETTA: Police"),
        "{}",
        document.text
    );
    assert!(
        document.text.ends_with("Nobody was hurt, he *said* to the men there."),
        "{}",
        document.text
    );
}

#[test]
fn json_lines_are_read_one_by_one_and_a_bad_line_is_told() {
    let rows = format!(
        "{}\n\nnot json\n{}\n",
        serde_json::json!({"id": "a1", "url": "https://www.coast.example/1", "published": "2025-03-10T08:00:00Z",
            "lang": "en", "title": "Roadside bomb damages lorry", "text": STORY}),
        serde_json::json!({"id": "a2", "outlet": "The Coast Daily", "published": "Monday", "title": "T", "text": "<p>One.</p><p>Two.</p>"}),
    );
    let documents = document::read("stream.jsonl", rows.as_bytes());
    assert_eq!(documents.len(), 3);
    assert_eq!(documents[0].id.as_deref(), Some("a1"));
    assert_eq!(documents[0].outlet.as_deref(), Some("coast.example"));
    assert_eq!(documents[0].text, STORY);
    assert!(documents[1].warnings[0].starts_with("not an article in JSON"));
    assert_eq!(documents[1].name, "stream.jsonl:3");
    assert_eq!(documents[2].text, "One.\nTwo.");
    assert_eq!(documents[2].warnings, ["published \"Monday\" is not a date"]);
}

#[test]
fn a_mail_is_read_with_its_subject_sender_and_date() {
    let mail = format!(
        "From: =?utf-8?q?The_Coast_Daily?= <news@coast.example>\r\nTo: desk@example.org\r\n\
         Subject: Fwd: Roadside bomb damages lorry near Sarband\r\nDate: Mon, 10 Mar 2025 13:00:00 +0500\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n--b\r\n\
         Content-Type: text/html\r\n\r\n<p>{}</p>\r\n--b--\r\n",
        STORY.replace('\n', "\r\n"),
        STORY
    );
    let document = one("story.eml", mail.as_bytes());
    assert_eq!(document.title, "Roadside bomb damages lorry near Sarband");
    assert_eq!(document.outlet.as_deref(), Some("The Coast Daily"));
    assert_eq!(document.published.unwrap().to_string(), "2025-03-10T08:00:00Z");
    assert_eq!(document.text, STORY);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        page::read(&bytes, None, None);
        for name in ["a.txt", "a.html", "a.md", "a.jsonl", "a.json", "a.eml", "a"] {
            document::read(name, &bytes);
        }
    }

    #[test]
    fn no_markup_makes_a_reader_panic(parts in proptest::collection::vec(
        prop_oneof![
            Just("<p>"), Just("</p>"), Just("<div class='article-body'>"), Just("</div>"), Just("<b"), Just("<!--"),
            Just("<script>"), Just("</script>"), Just("<table><tr><td>"), Just("<svg/>"), Just("<noscript>"), Just("<h1>"),
            Just("<time datetime='2025-13-45'>"), Just("&#x110000;"), Just("کراچی "), Just("\u{0}"), Just("“a. b” "), Just("<a href=\"")
        ], 0..60)) {
        let html = parts.concat();
        page::read(html.as_bytes(), Some("text/html; charset=utf-8"), None);
        plain::from_html(&html);
    }

    #[test]
    fn no_text_makes_cleaning_panic(title in ".{0,60}", text in "(.{0,80}\n){0,12}") {
        let cleaned = clean::clean(&title, &text);
        prop_assert!(cleaned.text.len() <= text.len());
        agency(&text);
        fingerprint(&text);
        document::read("a.md", text.as_bytes());
    }

    #[test]
    fn no_text_makes_the_date_reader_panic(text in "[0-9 :/.,+TZ年月-]{0,40}|.{0,60}") {
        cpec_watch::article::moment::parse(&text, None);
        cpec_watch::article::moment::parse_date(&text);
    }
}
