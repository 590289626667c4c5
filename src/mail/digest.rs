//! What waited → the sections of a digest, in words.

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{
    alert::{Alert, Matter, Turn},
    health::Trouble,
    subject,
    words::{self, plural},
};
use crate::profile::Profile;

/// One event of a digest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// "Dasu attack: 13 killed (9 Chinese)" or the news of an update.
    pub news: String,
    /// The same as an alert would tell it.
    pub alert: Alert,
}

/// An event that is still told without anything new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Developing {
    /// "Dasu attack".
    pub label: String,
    /// What happened, a line.
    pub headline: String,
    /// Direction of the headline.
    pub headline_dir: &'static str,
    /// The event's id.
    pub event: String,
    /// "4 further articles, the last 24 Nov, 10:12".
    pub coverage: String,
}

/// Time in which a source was not seen, so that articles may have been missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The source.
    pub source: String,
    /// "Tue 02:10 – 09:40".
    pub unseen: String,
    /// What may be lost, in a sentence.
    pub loss: String,
}

/// Everything a digest tells.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Digest {
    /// Not a digest that was due but alerts about many events at once, told in one mail.
    pub burst: bool,
    /// "24 November 2026", in the recipient's zone.
    pub day: String,
    /// From when to when, in words; empty for a first digest.
    pub period: String,
    /// Events nobody told before, gravest first.
    pub new: Vec<Item>,
    /// Known events with something material new, gravest first.
    pub updated: Vec<Item>,
    /// Known events still told.
    pub developing: Vec<Developing>,
    /// Sources in trouble.
    pub health: Vec<Trouble>,
    /// Where articles may have been missed.
    pub gaps: Vec<Gap>,
    /// Sources that were looked at.
    pub sources: usize,
    /// Of them read without failure.
    pub sources_well: usize,
    /// Articles read in the period.
    pub articles: usize,
}

/// Sources with the same gap as one line: after a night off all of them have it.
pub fn joined(gaps: Vec<Gap>) -> Vec<Gap> {
    let mut joined: Vec<(Gap, Vec<String>)> = Vec::new();
    for gap in gaps {
        match joined.iter_mut().find(|(g, _)| g.unseen == gap.unseen && g.loss == gap.loss) {
            Some((_, sources)) => sources.push(gap.source),
            None => {
                let sources = vec![gap.source.clone()];
                joined.push((gap, sources));
            }
        }
    }
    let told = |(gap, sources): (Gap, Vec<String>)| match sources.len() {
        0..=3 => Gap { source: sources.join(", "), ..gap },
        n => Gap { source: format!("{}, {} and {} more", sources[0], sources[1], n - 2), ..gap },
    };
    joined.into_iter().map(told).collect()
}

impl Digest {
    /// A digest of these matters; the other sections are filled by the caller.
    pub fn new(
        matters: &[Matter<'_>],
        profile: &Profile,
        zone: &TimeZone,
        (since, now): (Option<Timestamp>, Timestamp),
    ) -> Self {
        let mut digest = Self {
            day: now.to_zoned(zone.clone()).strftime("%A %-d %B %Y").to_string(),
            period: since
                .map(|since| {
                    format!("{} to {}", words::instant(since, zone), words::instant(now, zone))
                })
                .unwrap_or_default(),
            ..Self::default()
        };
        let mut items: Vec<Item> =
            matters.iter().map(|matter| item(matter, profile, zone)).collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.alert.severity));
        let (new, updated) = items.into_iter().partition(|i| i.alert.turn == Turn::New);
        digest.new = new;
        digest.updated = updated;
        digest
    }

    /// "Digest 24 Nov: 2 new, 3 updates – Dasu attack: 13 killed (9 Chinese)".
    pub fn subject(&self) -> String {
        let day = self.day.split(' ').take(3).collect::<Vec<_>>().join(" ");
        let mut counts = Vec::new();
        if !self.new.is_empty() {
            counts.push(format!("{} new", self.new.len()));
        }
        if !self.updated.is_empty() {
            counts.push(plural(self.updated.len(), "update", "updates"));
        }
        match self.new.first().or(self.updated.first()) {
            Some(first) if self.burst => format!("Alerts: {} – {}", counts.join(", "), first.news),
            Some(first) => format!("Digest {day}: {} – {}", counts.join(", "), first.news),
            None => format!(
                "Digest {day}: nothing new ({} checked)",
                plural(self.sources, "source", "sources")
            ),
        }
    }
}

fn item(matter: &Matter<'_>, profile: &Profile, zone: &TimeZone) -> Item {
    let alert = Alert::new(matter, profile, zone);
    let news = subject::alert(matter, alert.turn, profile);
    Item { news, alert }
}
