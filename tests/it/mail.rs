//! Whole mails: what the reader gets, parsed back from the bytes that go over the wire.

use std::collections::BTreeSet;

use cpec_watch::{
    mail::{
        Alert, Body, Digest, Frame, Health, Matter, Message, Party, Templates, Test, digest,
        health::Trouble, render, subject,
    },
    model::{fact::FactValue, notice::Severity},
};
use jiff::tz::TimeZone;
use mail_parser::{MessageParser, MimeHeaders};

use crate::story::{self, at, told};

fn frame(key: &str) -> Frame {
    Frame {
        from: Party { name: "CPEC Wächter".to_owned(), address: "watch@example.org".to_owned() },
        to: Party { name: String::new(), address: "desk@example.org".to_owned() },
        reply_to: None,
        domain: "cpec-watch.example.org".to_owned(),
        message_key: key.to_owned(),
        answers: Vec::new(),
        unsubscribe: Some("mailto:watch@example.org?subject=unsubscribe".to_owned()),
        zone: TimeZone::get("Asia/Karachi").unwrap(),
        now: at("2021-07-15T09:00:00Z"),
    }
}

fn mail(matter: &Matter<'_>, frame: &Frame, earlier: bool) -> Message {
    let profile = story::profile();
    let mut alert = Alert::new(matter, &profile, &frame.zone);
    if earlier {
        alert = alert.answering(at("2021-07-14T04:45:00Z"), &frame.zone);
    }
    let subject = subject::alert(matter, alert.turn, &profile);
    render(&subject, &Body::Alert(Box::new(alert)), frame, &Templates::embedded()).unwrap()
}

fn answering(key: &str) -> Frame {
    Frame {
        answers: vec!["2021-07-14-dasu-attack.1.ab@cpec-watch.example.org".to_owned()],
        ..frame(key)
    }
}

fn new_mail() -> Message {
    mail(&told(2).matter(1), &frame("2021-07-14-dasu-attack.1.ab"), false)
}

fn update_mail() -> Message {
    mail(&told(4).matter(2), &answering("2021-07-14-dasu-attack.2.ab"), true)
}

fn correction_mail() -> Message {
    let mut story = told(4);
    let mut last = story.developments[2].clone();
    last.changes = vec![story::change("killed", Some(13), 11)];
    last.evidence = vec!["Officials corrected the toll to 11; two were counted twice.".to_owned()];
    last.reasons = vec!["killed corrected from 13 to 11".to_owned()];
    let mut fact = story.event.facts[0].clone();
    fact.value = FactValue::Count(11);
    fact.said_by = Some("district administration".to_owned());
    fact.at = at("2021-07-16T05:00:00Z");
    story.event.facts.push(fact);
    let matter = Matter { developments: std::slice::from_ref(&last), ..story.matter(1) };
    mail(&matter, &answering("2021-07-14-dasu-attack.3.ab"), true)
}

fn trouble(what: &str, problem: &str) -> Trouble {
    Trouble {
        what: what.to_owned(),
        problem: problem.to_owned(),
        since: "Tue 13 Jul 2021, 02:10 PKT".to_owned(),
        last_good: "Tue 13 Jul 2021, 01:40 PKT".to_owned(),
        advice: "Open its address in a browser; if it moved, change `url` in sources.toml."
            .to_owned(),
    }
}

fn digest_mail() -> Message {
    let (new, update) = (told(2), told(4));
    let profile = story::profile();
    let frame = frame("digest.20210715.ab");
    let matters = [new.matter(1), update.matter(2)];
    let period = (Some(at("2021-07-14T03:00:00Z")), at("2021-07-15T03:00:00Z"));
    let mut digest = Digest::new(&matters, &profile, &frame.zone, period);
    digest.developing = vec![digest::Developing {
        label: "Diplomacy, Islamabad".to_owned(),
        headline: "Envoys meet over the stalled road".to_owned(),
        headline_dir: "ltr",
        event: "2021-07-09-islamabad-diplomacy".to_owned(),
        coverage: "3 further articles, the last 15 Jul, 06:12".to_owned(),
    }];
    digest.gaps = vec![digest::Gap {
        source: "Karakoram Post".to_owned(),
        unseen: "Wed 14 Jul, 02:10 – 09:40".to_owned(),
        loss:
            "Its feed began at 05:00 when it was read again, so up to 12 articles may be missing."
                .to_owned(),
    }];
    digest.health = vec![trouble("Delta Wire", "A page to log in comes instead of the feed.")];
    (digest.sources, digest.sources_well, digest.articles) = (41, 40, 212);
    let subject = digest.subject();
    render(&subject, &Body::Digest(Box::new(digest)), &frame, &Templates::embedded()).unwrap()
}

fn health_mail() -> Message {
    let health = Health {
        troubles: vec![
            trouble("Delta Wire", "A page to log in comes instead of the feed."),
            trouble("Mail to desk@example.org", "The server refuses it: 550 5.1.1 no such user."),
        ],
        recovered: vec![trouble("Karakoram Post", "It is read again after 7 hours.")],
        standing: Vec::new(),
    };
    let body = Body::Health(health.clone());
    render(&health.subject(), &body, &frame("health.7.ab"), &Templates::embedded()).unwrap()
}

fn test_mail() -> Message {
    let body = Body::Test(Test { way: "the folder mail".to_owned() });
    render("cpec-watch: test", &body, &frame("test.1.ab"), &Templates::embedded()).unwrap()
}

pub(crate) fn all() -> [(&'static str, Message); 6] {
    [
        ("new", new_mail()),
        ("update", update_mail()),
        ("correction", correction_mail()),
        ("digest", digest_mail()),
        ("health", health_mail()),
        ("test", test_mail()),
    ]
}

#[test]
fn whole_mails_are_as_reviewed() {
    for (name, message) in all() {
        let bytes = String::from_utf8(message.bytes).unwrap();
        let head = bytes.split("\r\n\r\n").next().unwrap().replace("\r\n", "\n");
        let text = message.text.replace('\u{a0}', " ");
        insta::assert_snapshot!(format!("mail_{name}"), format!("{head}\n\n{text}"));
        insta::assert_snapshot!(format!("mail_{name}_html"), message.html);
    }
}

/// `CPEC_MAIL_OUT=folder` writes the samples, to be looked at in a browser.
#[test]
fn samples_can_be_written_out_to_be_looked_at() {
    let Ok(folder) = std::env::var("CPEC_MAIL_OUT") else { return };
    for (name, message) in all() {
        std::fs::write(format!("{folder}/{name}.html"), &message.html).unwrap();
        std::fs::write(format!("{folder}/{name}.txt"), &message.text).unwrap();
        std::fs::write(format!("{folder}/{name}.eml"), &message.bytes).unwrap();
    }
}

#[test]
fn the_bytes_hold_what_was_written_and_nothing_else() {
    for (name, message) in all() {
        let parsed = MessageParser::default().parse(&message.bytes).unwrap();
        assert_eq!(parsed.subject(), Some(&*message.subject), "{name}");
        assert_eq!(parsed.message_id(), Some(&*message.message_id), "{name}");
        assert_eq!(
            parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(),
            message.text.trim_end(),
            "{name}"
        );
        assert_eq!(
            parsed.body_html(0).unwrap().replace("\r\n", "\n").trim_end(),
            message.html.trim_end(),
            "{name}"
        );
        assert_eq!(parsed.parts.len(), 3, "{name}: an alternative of two");
        assert!(parsed.parts[0].content_type().unwrap().subtype() == Some("alternative"), "{name}");
        let from = parsed.from().unwrap().first().unwrap();
        assert_eq!(from.name(), Some("CPEC Wächter"), "{name}");
        assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("desk@example.org"));
        assert_eq!(parsed.date().unwrap().to_timestamp(), frame("").now.as_second(), "{name}");
        assert_eq!(parsed.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
        assert_eq!(
            parsed.header_raw("List-Id").unwrap().trim(),
            "cpec-watch <cpec-watch.example.org>"
        );
    }
}

#[test]
fn no_line_is_over_998_bytes_and_all_are_ascii() {
    let mut story = told(4);
    story.event.title = format!("{} {}", "ا".repeat(900), "x".repeat(3000));
    story.developments[0].evidence = vec!["中".repeat(4000), "y".repeat(4000)];
    story.articles[0].url = format!("https://news.example/{}", "z".repeat(2500));
    let long = mail(&story.matter(3), &frame("long"), false);
    for (name, message) in all().into_iter().chain([("long", long)]) {
        assert!(message.bytes.is_ascii(), "{name}");
        let longest = message.bytes.split(|b| *b == b'\n').map(<[u8]>::len).max().unwrap();
        assert!(longest <= 998, "{name}: {longest}");
    }
}

#[test]
fn a_title_cannot_add_a_header_or_an_element() {
    let mut story = told(1);
    let evil = "Blast\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>\u{202e}gnp.exe";
    story.event.title = evil.to_owned();
    story.event.facts.clear();
    story.articles[0].title = evil.to_owned();
    story.articles[0].outlet = evil.to_owned();
    story.articles[0].url = "javascript:alert(1)".to_owned();
    story.articles[0].lang = "\"><script>".to_owned();
    story.developments[0].reasons = vec![evil.to_owned()];
    let message = mail(&story.matter(1), &frame("evil"), false);
    let parsed = MessageParser::default().parse(&message.bytes).unwrap();
    assert!(parsed.bcc().is_none());
    assert_eq!(parsed.parts.len(), 3);
    assert!(parsed.subject().unwrap().contains("Blast Bcc: victim@example.org"));
    assert!(!message.html.contains("<script"), "{}", message.html);
    assert!(!message.html.contains("javascript:"), "{}", message.html);
    assert!(!message.text.contains('\u{202e}'));
}

#[test]
fn every_mail_about_an_event_answers_its_first() {
    let parsed = update_mail();
    let parsed = MessageParser::default().parse(&parsed.bytes).unwrap();
    let first = "2021-07-14-dasu-attack.1.ab@cpec-watch.example.org";
    assert_eq!(parsed.in_reply_to().as_text(), Some(first));
    assert_eq!(parsed.references().as_text(), Some(first));
}

#[test]
fn subjects_carry_the_news() {
    #[track_caller]
    fn check(message: &Message, want: &str) {
        assert_eq!(message.subject, want);
    }
    check(&new_mail(), "Dasu attack: 10 killed (6 Chinese), 28 injured");
    check(&update_mail(), "Update: Dasu attack – toll rises 10 → 13 (Chinese 6 → 9)");
    check(&correction_mail(), "Correction: Dasu attack – toll 11, not 13");
    check(
        &digest_mail(),
        "Digest Thursday 15 July: 1 new, 1 update – Dasu attack: 10 killed (6 Chinese), 28 injured",
    );
    check(&health_mail(), "cpec-watch: 2 problems – Delta Wire, Mail to desk@example.org");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(update_mail(), update_mail());
}

#[test]
fn both_parts_tell_the_same() {
    for (name, message) in all() {
        let parsed = scraper::Html::parse_document(&message.html);
        assert!(parsed.errors.is_empty(), "{name}: {:?}", parsed.errors);
        let html: String = parsed.root_element().text().collect::<Vec<_>>().join(" ");
        let words = |text: &str| -> BTreeSet<String> {
            let links =
                text.split_whitespace().filter(|w| !w.contains("://") && !w.contains("mailto:"));
            let words = links.flat_map(|w| w.split(|c: char| !c.is_alphanumeric()));
            words.filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
        };
        let missing: Vec<_> = words(&message.text).difference(&words(&html)).cloned().collect();
        assert!(missing.is_empty(), "{name}: only in the text: {missing:#?}");
    }
}

#[test]
fn a_critical_alert_says_so_to_the_mail_program() {
    let parsed = new_mail();
    let parsed = MessageParser::default().parse(&parsed.bytes).unwrap();
    assert_eq!(parsed.header_raw("Importance").unwrap().trim(), "high");
    let mut story = told(1);
    story.developments[0].severity = Severity::Medium;
    let mild = mail(&story.matter(1), &frame("mild"), false);
    let mild = MessageParser::default().parse(&mild.bytes).unwrap();
    assert!(mild.header_raw("Importance").is_none());
}
