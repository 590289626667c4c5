//! One made-up event told in two mails, a digest, a health mail: what overridden templates are
//! tried on when the configuration is read, and what tests and `mail test` show.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Alert, Body, Digest, Frame, Health, Party, Test, Turn,
    alert::{Earlier, Link, Quote},
    digest::{Developing, Gap, Item},
    figures::{ChangeLine, Figure, TollPoint},
    health::Trouble,
};
use crate::model::notice::Severity;

/// One of every mail, with its subject.
pub fn bodies() -> Vec<(String, Body)> {
    let digest = digest();
    let health = health();
    vec![
        ("Sample Town attack: 3 killed".to_owned(), Body::Alert(Box::new(alert(Turn::New)))),
        (
            "Update: Sample Town attack – toll rises 3 → 5".to_owned(),
            Body::Alert(Box::new(alert(Turn::Update))),
        ),
        (
            "Correction: Sample Town attack – toll 3, not 5".to_owned(),
            Body::Alert(Box::new(alert(Turn::Correction))),
        ),
        (digest.subject(), Body::Digest(Box::new(digest))),
        ("Nothing new".to_owned(), Body::Digest(Box::default())),
        (health.subject(), Body::Health(health)),
        ("Test".to_owned(), Body::Test(Test { way: "into a folder".to_owned() })),
    ]
}

/// From, to and when of the samples.
pub fn frame() -> Frame {
    Frame {
        from: Party { name: "cpec-watch".to_owned(), address: "watch@example.org".to_owned() },
        to: Party { name: String::new(), address: "desk@example.org".to_owned() },
        reply_to: None,
        domain: "cpec-watch.example.org".to_owned(),
        message_key: "sample".to_owned(),
        answers: Vec::new(),
        unsubscribe: Some("mailto:watch@example.org?subject=unsubscribe".to_owned()),
        zone: TimeZone::UTC,
        now: Timestamp::UNIX_EPOCH,
    }
}

/// An alert in which every part is filled.
pub fn alert(turn: Turn) -> Alert {
    let update = turn != Turn::New;
    Alert {
        turn,
        event: "1970-01-01-sample-town-attack".to_owned(),
        kind: "Attack".to_owned(),
        severity: Severity::High,
        headline: "Sample <report> of an attack that did not happen".to_owned(),
        headline_dir: "ltr",
        places: vec!["Sample Town".to_owned(), "Sample Province".to_owned()],
        when: "Thu 1 January 1970".to_owned(),
        figures: vec![figure("Killed", "3", update.then_some("5"))],
        facts: vec![figure("Claimed by", "a group", None)],
        changes: if update { vec![change()] } else { Vec::new() },
        toll: if update { toll() } else { Vec::new() },
        voices: 2,
        article_count: 3,
        links: vec![link(Some("https://example.org/1")), link(None)],
        unlisted: 0,
        quotes: vec![Quote {
            text: "یہ ایک نمونہ ہے۔".to_owned(),
            outlet: "Sample Times".to_owned(),
            lang: "ur".to_owned(),
            dir: "rtl",
        }],
        why: vec!["No known event fits.".to_owned()],
        earlier: update.then(|| Earlier {
            at: "Thu 1 Jan 1970, 00:00 UTC".to_owned(),
            said: vec!["Killed: 5".to_owned()],
        }),
        first_told: "Thu 1 Jan 1970, 00:00 UTC".to_owned(),
    }
}

fn figure(label: &str, value: &str, before: Option<&str>) -> Figure {
    Figure {
        label: label.to_owned(),
        part: false,
        value: value.to_owned(),
        before: before.map(str::to_owned),
        changed: before.is_some(),
        says: "police, in Sample Times".to_owned(),
        also: vec!["4 (Sample Post)".to_owned()],
    }
}

fn change() -> ChangeLine {
    ChangeLine {
        label: "Killed".to_owned(),
        before: Some("5".to_owned()),
        after: "3".to_owned(),
        says: "police, in Sample Times".to_owned(),
        reason: "the toll is corrected".to_owned(),
    }
}

fn toll() -> Vec<TollPoint> {
    [(2, 40), (5, 100), (3, 60)]
        .into_iter()
        .map(|(value, percent): (u64, u64)| TollPoint {
            at: "1 Jan, 00:00".to_owned(),
            value: value.to_string(),
            percent,
            bar: "#".repeat(usize::try_from(percent / 5).unwrap_or(1)),
            says: "Sample Times".to_owned(),
        })
        .collect()
}

fn link(url: Option<&str>) -> Link {
    Link {
        title: "Sample <report> of an attack that did not happen".to_owned(),
        outlet: "Sample Times".to_owned(),
        url: url.map(str::to_owned),
        lang: "en".to_owned(),
        dir: "ltr",
        at: "1 Jan, 00:00".to_owned(),
        copies: vec!["Sample Post".to_owned()],
    }
}

fn trouble() -> Trouble {
    Trouble {
        what: "Sample Times".to_owned(),
        problem: "The server does not answer.".to_owned(),
        since: "1 January".to_owned(),
        last_good: "31 December".to_owned(),
        advice: "Ask the address in a browser.".to_owned(),
    }
}

fn digest() -> Digest {
    let item = |turn, news: &str| Item { news: news.to_owned(), alert: alert(turn) };
    Digest {
        burst: false,
        day: "Thursday 1 January 1970".to_owned(),
        period: "31 December to 1 January".to_owned(),
        new: vec![item(Turn::New, "Sample Town attack: 3 killed")],
        updated: vec![item(Turn::Update, "Update: Sample Town attack – toll rises 3 → 5")],
        developing: vec![Developing {
            label: "Attack, Sample Town".to_owned(),
            headline: "Still told".to_owned(),
            headline_dir: "ltr",
            event: "1970-01-01-sample-town-attack".to_owned(),
            coverage: "2 further articles".to_owned(),
        }],
        health: vec![trouble()],
        gaps: vec![Gap {
            source: "Sample Times".to_owned(),
            unseen: "02:10 – 09:40".to_owned(),
            loss: "Its feed now starts at 05:00.".to_owned(),
        }],
        sources: 2,
        sources_well: 1,
        articles: 9,
    }
}

fn health() -> Health {
    Health { troubles: vec![trouble()], recovered: vec![trouble()], standing: vec![trouble()] }
}
