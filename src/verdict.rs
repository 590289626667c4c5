//! A mention against the event it belongs to: what is materially new in it.

use crate::{
    model::{
        event::{Event, Mention, Role},
        fact::{Fact, FactValue, Qualifier},
        verdict::{Change, Verdict},
    },
    profile::{Material, Profile},
};

/// A verdict with what changed and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Facts that changed.
    pub changes: Vec<Change>,
    /// Why, in words.
    pub reasons: Vec<String>,
}

impl Judgement {
    fn plain(verdict: Verdict, reason: &str) -> Self {
        Self { verdict, changes: Vec::new(), reasons: vec![reason.to_owned()] }
    }
}

/// What else the verdict hangs on.
#[derive(Debug, Clone, Copy)]
pub struct Circumstance {
    /// The text is a copy of one the event has.
    pub copy: bool,
    /// The article corrects or withdraws what was told.
    pub corrects: bool,
}

/// Judges a mention of the known event `event`.
pub fn judge(
    mention: &Mention,
    event: &Event,
    circumstance: Circumstance,
    profile: &Profile,
) -> Judgement {
    if mention.role == Role::Background {
        return Judgement::plain(Verdict::Background, "only recalled");
    }
    if circumstance.copy {
        return Judgement::plain(Verdict::Repeat, "a copy of a text already read");
    }
    let mut changes: Vec<Change> = Vec::new();
    for fact in &mention.facts {
        if changes.iter().any(|c| c.key == fact.key) {
            continue;
        }
        if let Some(change) = change(fact, event, circumstance, profile) {
            changes.push(change);
        }
    }
    if changes.is_empty() {
        return Judgement::plain(Verdict::Repeat, "known, and states nothing materially new");
    }
    let reasons = changes.iter().map(|c| c.reason.clone()).collect();
    Judgement { verdict: Verdict::Update, changes, reasons }
}

fn change(
    fact: &Fact,
    event: &Event,
    circumstance: Circumstance,
    profile: &Profile,
) -> Option<Change> {
    let known: Vec<&Fact> = event.facts.iter().filter(|f| f.key == fact.key).collect();
    let made = |before: Option<FactValue>, reason: String| {
        Some(Change { key: fact.key.clone(), before, after: fact.value.clone(), reason })
    };
    match (profile.material(&fact.key), fact.value.count()) {
        (Material::Never, _) => None,
        (Material::Rise, Some(n)) => rise(fact, n, &known, circumstance)
            .and_then(|(before, reason)| made(before.map(FactValue::Count), reason)),
        (Material::First, _) if known.is_empty() => {
            made(None, format!("first word of {}", fact.key.0.replace('_', " ")))
        }
        (Material::Value, _) if !known.iter().any(|f| f.value == fact.value) => {
            let before = known.last().map(|f| f.value.clone());
            made(before, format!("{}: {}", fact.key.0.replace('_', " "), fact.value))
        }
        (Material::Lead, _) if fact.lead && !known.iter().any(|f| f.lead && f.value == fact.value) => {
            made(None, format!("{}: {}", fact.key.0.replace('_', " "), fact.value))
        }
        _ => None,
    }
}

/// A count above the highest so far, or a correction of it.
fn rise(
    fact: &Fact,
    n: u64,
    known: &[&Fact],
    circumstance: Circumstance,
) -> Option<(Option<u64>, String)> {
    let name = fact.key.0.replace('_', " ");
    let highest = known.iter().filter_map(|f| f.value.count()).max();
    let Some(highest) = highest else {
        return (n > 0).then(|| (None, format!("first count of {name}: {n}")));
    };
    // "More than 10" after 12, or "about 15" after 14, is rounding.
    let rounded = fact.qualifier == Qualifier::About && n <= highest + highest / 5;
    if n > highest && !rounded {
        return Some((Some(highest), format!("{name} rises from {highest} to {n}")));
    }
    if n < highest && circumstance.corrects && !known.iter().any(|f| f.value.count() == Some(n)) {
        return Some((Some(highest), format!("{name} corrected from {highest} to {n}")));
    }
    None
}
