//! Decisions × gold labels → figures: relevance, identity (B-cubed), alerts, facts. The labels and
//! the meaning of each figure are those of the scorer that comes with labelled streams.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::{DecidedEvent, DecisionLine};
use crate::model::event::Role;

/// Figures of people that are scored.
const FACTS: [&str; 4] = ["killed", "killed_chinese", "injured", "injured_chinese"];

/// What one article of a stream truly is.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// The article's name in the stream.
    pub id: String,
    /// It is of the topic.
    pub relevant: bool,
    /// What it tells of.
    #[serde(default)]
    pub mentions: Vec<GoldMention>,
}

/// What an article tells of one event, as labelled.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldMention {
    /// The event's name.
    pub event: String,
    /// Reported or recalled.
    pub role: Role,
    /// `new`, `update` or `repeat`.
    #[serde(default)]
    pub status: String,
    /// The figures it states.
    #[serde(default)]
    pub facts: BTreeMap<String, serde_json::Value>,
}

/// Precision, recall and their harmonic mean, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Of what was said, the share that is right.
    pub precision: f64,
    /// Of what is right, the share that was said.
    pub recall: f64,
    /// Both in one.
    pub f1: f64,
}

/// How often a figure was right, wrong, or not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// As labelled.
    pub right: usize,
    /// Another value.
    pub wrong: usize,
    /// No value.
    pub absent: usize,
}

/// The figures of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Articles: of the topic or not.
    pub relevance: Rate,
    /// The same event always with the same id, different events with different ones.
    pub identity_b3: Rate,
    /// Articles: should this one have caused a notice?
    pub alert_article: Rate,
    /// The right verdict about the right event; then its two halves.
    pub alert_strict: Rate,
    /// New events.
    pub alert_new: Rate,
    /// Updates.
    pub alert_update: Rate,
    /// Of the articles that caused a notice, the share with nothing to tell.
    pub noise: f64,
    /// Labelled events.
    pub events: usize,
    /// Labelled events that no notice announced.
    pub missed: Vec<String>,
    /// Figures, by key.
    pub facts: BTreeMap<&'static str, Tally>,
}

/// Right, said in vain, and not said.
#[derive(Default)]
struct Count {
    hits: usize,
    extra: usize,
    missing: usize,
}

impl Count {
    fn add(&mut self, want: bool, got: bool) {
        self.hits += usize::from(want && got);
        self.extra += usize::from(got && !want);
        self.missing += usize::from(want && !got);
    }

    fn add_sets<T: Ord>(&mut self, want: &BTreeSet<T>, got: &BTreeSet<T>) {
        self.hits += want.intersection(got).count();
        self.extra += got.difference(want).count();
        self.missing += want.difference(got).count();
    }

    fn rate(&self) -> Rate {
        let share = |of: usize| if of == 0 { 1.0 } else { self.hits as f64 / of as f64 };
        rate(share(self.hits + self.extra), share(self.hits + self.missing))
    }
}

fn rate(precision: f64, recall: f64) -> Rate {
    let sum = precision + recall;
    let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
    Rate { precision, recall, f1 }
}

/// Scores decisions against labels, in the order of the labels.
///
/// # Errors
/// Where a labelled article has no decision.
pub fn score(gold: &[Gold], decisions: &[DecisionLine]) -> Result<Score, String> {
    let by_id: BTreeMap<&str, &DecisionLine> =
        decisions.iter().map(|line| (line.id.as_str(), line)).collect();
    let lines: Vec<&DecisionLine> =
        gold.iter().filter_map(|label| by_id.get(label.id.as_str()).copied()).collect();
    if lines.len() < gold.len() {
        let missing = gold.iter().find(|label| !by_id.contains_key(label.id.as_str()));
        return Err(format!(
            "{} labelled articles are not in the stream, first: {}",
            gold.len() - lines.len(),
            missing.map_or("", |label| &label.id)
        ));
    }
    let names = aligned(gold, &lines);
    let mut relevance = Count::default();
    for (label, line) in gold.iter().zip(&lines) {
        relevance.add(label.relevant, line.relevant);
    }
    let [article, strict, new, update] = alerts(gold, &lines, &names);
    let sent = article.hits + article.extra;
    let fresh: BTreeSet<&str> = gold
        .iter()
        .flat_map(reported)
        .filter(|mention| mention.status == "new")
        .map(|mention| mention.event.as_str())
        .collect();
    let told: BTreeSet<&str> = lines
        .iter()
        .flat_map(|line| &line.events)
        .filter(|event| event.status != "repeat")
        .filter_map(|event| names.get(event.event.as_str()).copied())
        .collect();
    Ok(Score {
        relevance: relevance.rate(),
        identity_b3: identity(gold, &lines),
        alert_article: article.rate(),
        alert_strict: strict.rate(),
        alert_new: new.rate(),
        alert_update: update.rate(),
        noise: if sent == 0 { 0.0 } else { article.extra as f64 / sent as f64 },
        events: fresh.len(),
        missed: fresh.difference(&told).map(|event| (*event).to_owned()).collect(),
        facts: facts(gold, &lines, &names),
    })
}

fn reported(label: &Gold) -> impl Iterator<Item = &GoldMention> {
    label.mentions.iter().filter(|m| m.role == Role::Primary && !m.event.is_empty())
}

fn decided(line: &DecisionLine) -> impl Iterator<Item = &DecidedEvent> {
    line.events.iter().filter(|event| event.role == Role::Primary)
}

/// Our event → the labelled one whose articles it shares most, one to one: of a split event only
/// the largest part counts.
fn aligned<'a>(gold: &'a [Gold], lines: &[&'a DecisionLine]) -> BTreeMap<&'a str, &'a str> {
    let mut votes: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (label, line) in gold.iter().zip(lines) {
        let pairs = reported(label).count() * decided(line).count();
        for ours in decided(line) {
            for theirs in reported(label) {
                *votes.entry((&ours.event, &theirs.event)).or_default() += 1.0 / pairs as f64;
            }
        }
    }
    let mut votes: Vec<_> = votes.into_iter().collect();
    votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (mut names, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for ((ours, theirs), _) in votes {
        if !names.contains_key(ours) && taken.insert(theirs) {
            names.insert(ours, theirs);
        }
    }
    names
}

/// Articles that should and did cause a notice; verdicts about the right event; of new ones; of
/// updates.
fn alerts(gold: &[Gold], lines: &[&DecisionLine], names: &BTreeMap<&str, &str>) -> [Count; 4] {
    let mut counts: [Count; 4] = Default::default();
    for (label, line) in gold.iter().zip(lines) {
        let is_alert = |status: &str| status == "new" || status == "update";
        let want: BTreeSet<(String, &str)> = reported(label)
            .filter(|mention| is_alert(&mention.status))
            .map(|mention| (mention.event.clone(), mention.status.as_str()))
            .collect();
        let got: BTreeSet<(String, &str)> = line
            .events
            .iter()
            .filter(|event| is_alert(event.status))
            .map(|event| match names.get(event.event.as_str()) {
                Some(name) => ((*name).to_owned(), event.status),
                None => (format!("?{}", event.event), event.status),
            })
            .collect();
        counts[0].add(!want.is_empty(), !got.is_empty());
        counts[1].add_sets(&want, &got);
        for (count, status) in [(2, "new"), (3, "update")] {
            let of = |set: &BTreeSet<(String, &str)>| -> BTreeSet<String> {
                set.iter().filter(|(_, s)| *s == status).map(|(event, _)| event.clone()).collect()
            };
            counts[count].add_sets(&of(&want), &of(&got));
        }
    }
    counts
}

/// B-cubed over articles and the events they report: of two articles that one side joins, does the
/// other join them too?
fn identity(gold: &[Gold], lines: &[&DecisionLine]) -> Rate {
    let theirs: Vec<BTreeSet<&str>> =
        gold.iter().map(|label| reported(label).map(|m| m.event.as_str()).collect()).collect();
    let ours: Vec<BTreeSet<&str>> =
        lines.iter().map(|line| decided(line).map(|e| e.event.as_str()).collect()).collect();
    rate(cubed(&ours, &theirs), cubed(&theirs, &ours))
}

fn cubed(own: &[BTreeSet<&str>], other: &[BTreeSet<&str>]) -> f64 {
    let mut articles: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, events) in own.iter().enumerate() {
        for event in events {
            articles.entry(event).or_default().insert(n);
        }
    }
    let (mut sum, mut count) = (0.0, 0);
    for (a, events) in own.iter().enumerate().filter(|(_, events)| !events.is_empty()) {
        let mates: BTreeSet<usize> =
            events.iter().filter_map(|event| articles.get(event)).flatten().copied().collect();
        let good: f64 = mates
            .iter()
            .map(|b| {
                let joined = own[a].intersection(&own[*b]).count();
                joined.min(other[a].intersection(&other[*b]).count()) as f64 / joined as f64
            })
            .sum();
        sum += good / mates.len() as f64;
        count += 1;
    }
    if count == 0 { 1.0 } else { sum / f64::from(count) }
}

fn facts(
    gold: &[Gold],
    lines: &[&DecisionLine],
    names: &BTreeMap<&str, &str>,
) -> BTreeMap<&'static str, Tally> {
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for (label, line) in gold.iter().zip(lines) {
        for mention in reported(label) {
            let ours = line
                .events
                .iter()
                .find(|event| names.get(event.event.as_str()) == Some(&mention.event.as_str()));
            for key in FACTS {
                let Some(want) = mention.facts.get(key).filter(|value| !value.is_null()) else {
                    continue;
                };
                let tally = tallies.entry(key).or_default();
                match ours.and_then(|event| event.facts.get(key)) {
                    Some(got) if got == want => tally.right += 1,
                    Some(_) => tally.wrong += 1,
                    None => tally.absent += 1,
                }
            }
        }
    }
    tallies
}

impl Tally {
    /// The share that is right.
    pub fn accuracy(self) -> f64 {
        self.right as f64 / (self.right + self.wrong + self.absent).max(1) as f64
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rates = [
            ("relevance", self.relevance),
            ("identity_b3", self.identity_b3),
            ("alert_article", self.alert_article),
            ("alert_strict", self.alert_strict),
            ("alert_new", self.alert_new),
            ("alert_update", self.alert_update),
        ];
        for (name, Rate { precision, recall, f1 }) in rates {
            writeln!(f, "{name:<16} P {precision:.3}  R {recall:.3}  F1 {f1:.3}")?;
        }
        let noise = self.noise;
        writeln!(f, "{:<16} {noise:.3} of the alerting articles had nothing to tell", "noise")?;
        let missed: Vec<&str> = self.missed.iter().take(12).map(String::as_str).collect();
        let (count, events) = (self.missed.len(), self.events);
        writeln!(f, "{:<16} {count} of {events} {}", "missed events", missed.join(" "))?;
        for key in FACTS {
            let Some(tally) = self.facts.get(key) else { continue };
            let Tally { right, wrong, absent } = *tally;
            let (name, share) = (format!("fact {key}"), tally.accuracy());
            writeln!(f, "{name:<22} {share:.3}  right {right} wrong {wrong} absent {absent}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
