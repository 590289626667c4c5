//! The figures of an event: how they stand, how they changed, who says so, who says otherwise.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::{
    alert::outlet_name,
    words::{self, line},
};
use crate::{
    model::{
        event::Event,
        fact::{Fact, FactKey, FactValue, Qualifier},
        notice::Development,
        verdict::Change,
    },
    profile::Profile,
};

/// Facts that are told elsewhere in a mail.
const TOLD_ELSEWHERE: [&str; 2] = ["date", "place"];
/// Counts the grammar needs and no reader looks for.
const NOT_TOLD: [&str; 2] = ["struck", "unhurt"];
/// Harms in the order a reader looks for them.
const HARMS: [&str; 6] = ["killed", "missing", "abducted", "kidnapped", "injured", "rescued"];
/// Values of a fact that take a report back.
const TAKEN_BACK: [&str; 5] = ["denied", "retracted", "false", "withdrawn", "corrected"];

/// One row of figures or facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Which fact.
    pub label: String,
    /// It is a part of the row above ("of them Chinese").
    pub part: bool,
    /// How it stands now, with its qualifier.
    pub value: String,
    /// How it stood, where this mail tells a change.
    pub before: Option<String>,
    /// This mail tells it for the first time or otherwise than before.
    pub changed: bool,
    /// Who says so.
    pub says: String,
    /// Who says otherwise ("10 (Dawn)").
    pub also: Vec<String>,
}

/// A change in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeLine {
    /// Which fact.
    pub label: String,
    /// How it stood.
    pub before: Option<String>,
    /// How it stands.
    pub after: String,
    /// Who says so.
    pub says: String,
    /// Why that is material.
    pub reason: String,
}

/// The toll as it was told at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TollPoint {
    /// When.
    pub at: String,
    /// The figure with its qualifier.
    pub value: String,
    /// Share of the highest, percent, for the bar.
    pub percent: u64,
    /// The bar in characters.
    pub bar: String,
    /// Who said so.
    pub says: String,
}

/// A change over all developments of one mail: as it stood before the first, as it stands after
/// the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Which fact.
    pub key: FactKey,
    /// Before.
    pub before: Option<FactValue>,
    /// After.
    pub after: FactValue,
    /// Why that is material.
    pub reason: String,
}

impl Merged {
    /// A figure falls, or a report is denied or withdrawn.
    pub fn takes_back(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(FactValue::Count(before)), FactValue::Count(after)) => after < before,
            (_, FactValue::Text(after)) => {
                self.key.0 == "status" && TAKEN_BACK.contains(&after.to_lowercase().as_str())
            }
            _ => false,
        }
    }

    /// A figure rises.
    pub fn rises(&self) -> bool {
        matches!((&self.before, &self.after),
            (Some(FactValue::Count(before)), FactValue::Count(after)) if after > before)
    }
}

/// Changes of several developments joined, figures of people first.
pub fn merged_changes(developments: &[Development]) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    for change in developments.iter().flat_map(|d| &d.changes) {
        let figure = change.after.count().is_some();
        if merged.iter().any(|m| m.key == change.key && m.after == change.after) {
            continue;
        }
        match merged.iter_mut().find(|m| m.key == change.key && figure) {
            Some(known) => {
                known.after = change.after.clone();
                known.reason.clone_from(&change.reason);
            }
            None => merged.push(Merged {
                key: change.key.clone(),
                before: change.before.clone(),
                after: change.after.clone(),
                reason: change.reason.clone(),
            }),
        }
    }
    merged.retain(|m| m.before.as_ref() != Some(&m.after));
    merged.sort_by_key(|m| rank(&m.key));
    merged
}

/// Why a change is worth a mail, in a reader's words.
pub fn told_because(change: &Change, profile: &Profile) -> String {
    let (harm, group) = words::harm_and_group(&change.key, profile);
    let label = match group {
        Some(group) => words::capital(&format!("{} {harm}", words::group_label(group))),
        None => words::fact_label(&change.key, profile),
    };
    let counts = change.before.as_ref().and_then(FactValue::count).zip(change.after.count());
    match (counts, &change.before) {
        _ if harm == "development" => words::capital(&line(&change.reason)),
        (Some((before, after)), _) if after > before => {
            format!("{label}: risen from {before} to {after}")
        }
        (Some((before, after)), _) => format!("{label}: corrected from {before} to {after}"),
        (None, Some(before)) => format!("{label}: told as {} before", line(&before.to_string())),
        (None, None) => format!("{label}: not told before"),
    }
}

/// Changes in words.
pub fn change_lines(event: &Event, changes: &[Merged], profile: &Profile) -> Vec<ChangeLine> {
    changes
        .iter()
        .map(|change| {
            let fact = fact_with(event, &change.key, &change.after);
            ChangeLine {
                label: words::fact_label(&change.key, profile),
                before: change.before.as_ref().map(|b| qualified(event, &change.key, b)),
                after: qualified(event, &change.key, &change.after),
                says: fact.map(says).unwrap_or_default(),
                reason: line(&change.reason),
            }
        })
        .collect()
}

/// The figures of people as they stand.
pub fn counts(event: &Event, changes: &[Merged], profile: &Profile) -> Vec<Figure> {
    let mut keys: Vec<&FactKey> = Vec::new();
    for fact in event.facts.iter().filter(|f| f.value.count().is_some()) {
        let told = !NOT_TOLD.contains(&words::harm_and_group(&fact.key, profile).0);
        if told && !keys.contains(&&fact.key) {
            keys.push(&fact.key);
        }
    }
    keys.sort_by_key(|key| rank(key));
    keys.iter().filter_map(|key| count_row(event, key, changes, profile)).collect()
}

fn count_row(
    event: &Event,
    key: &FactKey,
    changes: &[Merged],
    profile: &Profile,
) -> Option<Figure> {
    let change = changes.iter().find(|c| c.key == *key);
    let fact = match change {
        Some(change) => fact_with(event, key, &change.after),
        None => current(event, key),
    }?;
    let (_, group) = words::harm_and_group(key, profile);
    let label = match group {
        Some(group) => format!("of them {}", words::group_label(group)),
        None => words::fact_label(key, profile),
    };
    let before = change.and_then(|c| c.before.as_ref());
    Some(Figure {
        label,
        part: group.is_some(),
        value: words::value(&fact.value, fact.qualifier),
        before: before.map(|b| qualified(event, key, b)),
        changed: change.is_some(),
        says: says(fact),
        also: otherwise(event, key, &fact.value, before),
    })
}

/// How a figure stands: the highest of what each outlet told last, as the verdict takes it. An outlet
/// that corrects itself counts with its correction.
pub fn current<'a>(event: &'a Event, key: &FactKey) -> Option<&'a Fact> {
    let mut last: Vec<&Fact> = Vec::new();
    for fact in event.facts.iter().filter(|f| f.key == *key) {
        match last.iter_mut().find(|known| known.outlet == fact.outlet) {
            Some(known) if known.at <= fact.at => *known = fact,
            Some(_) => {}
            None => last.push(fact),
        }
    }
    last.into_iter().max_by_key(|fact| (fact.value.count(), fact.at))
}

/// What others told last where it differs, newest first, three at most.
fn otherwise(
    event: &Event,
    key: &FactKey,
    now: &FactValue,
    before: Option<&FactValue>,
) -> Vec<String> {
    let mut outlets: Vec<&str> = Vec::new();
    let mut values: Vec<&FactValue> = Vec::new();
    let mut told = Vec::new();
    for fact in event.facts.iter().rev().filter(|f| f.key == *key) {
        if outlets.contains(&fact.outlet.as_str()) {
            continue;
        }
        outlets.push(&fact.outlet);
        if fact.value != *now && Some(&fact.value) != before && !values.contains(&&fact.value) {
            values.push(&fact.value);
            told.push(format!("{} ({})", words::value(&fact.value, fact.qualifier), says(fact)));
        }
    }
    told.truncate(3);
    told
}

/// Claims, causes, arrests and whatever is not a figure; each value once, with who says so.
pub fn others(event: &Event, changes: &[Merged], profile: &Profile) -> Vec<Figure> {
    let mut rows: Vec<(usize, Figure)> = Vec::new();
    let told = event.facts.iter().filter(|f| f.value.count().is_none());
    for fact in told.filter(|f| !TOLD_ELSEWHERE.contains(&f.key.0.as_str())) {
        let label = words::fact_label(&fact.key, profile);
        let value = words::value(&fact.value, fact.qualifier);
        if rows.iter().any(|(_, row)| row.label == label && row.value == value) {
            continue;
        }
        let change = changes.iter().find(|c| c.key == fact.key && c.after == fact.value);
        let row = Figure {
            label,
            part: false,
            value,
            before: change.and_then(|c| c.before.as_ref()).map(|b| qualified(event, &fact.key, b)),
            changed: change.is_some(),
            says: says(fact),
            also: Vec::new(),
        };
        rows.push((rank(&fact.key), row));
    }
    rows.sort_by(|a, b| (a.0, &a.1.label).cmp(&(b.0, &b.1.label)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The toll over time where it changed at least twice, so that a picture says more than a pair.
pub fn toll(event: &Event, zone: &TimeZone) -> Vec<TollPoint> {
    let key = FactKey::new("killed");
    let mut told: Vec<&Fact> = event.facts.iter().filter(|f| f.key == key).collect();
    told.sort_by_key(|f| f.at);
    told.dedup_by_key(|f| f.value.clone());
    let count = |fact: &Fact| fact.value.count().unwrap_or_default();
    let highest = told.iter().map(|f| count(f)).max().unwrap_or_default();
    if told.len() < 3 || highest == 0 {
        return Vec::new();
    }
    let from = told.len().saturating_sub(8);
    told[from..]
        .iter()
        .map(|fact| {
            let percent = count(fact).saturating_mul(100) / highest;
            TollPoint {
                at: words::short_instant(fact.at, zone),
                value: words::value(&fact.value, fact.qualifier),
                percent,
                bar: "#".repeat(usize::try_from(percent / 5).unwrap_or(0).max(1)),
                says: outlet_name(&fact.outlet),
            }
        })
        .collect()
}

fn fact_with<'a>(event: &'a Event, key: &FactKey, value: &FactValue) -> Option<&'a Fact> {
    event.facts.iter().rev().find(|f| f.key == *key && f.value == *value)
}

fn qualified(event: &Event, key: &FactKey, value: &FactValue) -> String {
    let qualifier = fact_with(event, key, value).map_or(Qualifier::Exact, |f| f.qualifier);
    words::value(value, qualifier)
}

/// "police, in Dawn", or "Dawn" in its own voice.
fn says(fact: &Fact) -> String {
    let outlet = outlet_name(&fact.outlet);
    match fact.said_by.as_deref().map(line).filter(|s| !s.is_empty()) {
        Some(who) => format!("{who}, in {outlet}"),
        None => outlet,
    }
}

/// Place of a fact in the order a reader looks for it: a harm, then its groups; then the rest.
fn rank(key: &FactKey) -> usize {
    let harm = key.0.split('_').next().unwrap_or_default();
    let part = usize::from(key.0.contains('_'));
    HARMS.iter().position(|h| *h == harm).map_or(HARMS.len() * 2, |at| at * 2 + part)
}
