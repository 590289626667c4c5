//! A mention against the event it belongs to: what is materially new in it.

use crate::{
    model::{
        event::{Event, Mention, Role},
        fact::{Fact, FactKey, FactValue, Qualifier},
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
    /// Signs that were weighed: name, value, contribution.
    pub signs: Vec<(String, f64, f64)>,
}

impl Judgement {
    /// A verdict for one reason, nothing weighed.
    pub fn plain(verdict: Verdict, reason: &str) -> Self {
        let reasons = vec![reason.to_owned()];
        Self { verdict, changes: Vec::new(), reasons, signs: Vec::new() }
    }
}

/// What else the verdict hangs on: signs of news and of its absence, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Signs {
    /// The text is a copy of one the event has.
    pub copy: bool,
    /// The article corrects or withdraws what was told.
    pub corrects: bool,
    /// TF-IDF cosine with the closest known telling.
    pub likeness: f64,
    /// Share of the lead's weight in words that no known telling has.
    pub novelty: f64,
    /// A day is named as the time of the news that comes after all that was told.
    pub later_day: bool,
    /// The event itself is dated to the day of the news.
    pub same_day: bool,
    /// It weighs and looks back, or condoles and condemns.
    pub reflects: bool,
    /// Condolence, condemnation, tribute: words that follow every attack.
    pub ritual: bool,
    /// Days since the event was last told, as a share of a month, at most 1.
    pub silence: f64,
}

/// Names of the signs, as the profile's numbers `update.<name>` weigh them.
pub const NAMES: [&str; 13] = [
    "figure_rises",
    "change_in_lead",
    "change",
    "changes",
    "correction",
    "likeness",
    "novelty",
    "later_day",
    "same_day",
    "reflects",
    "ritual",
    "silence",
    "ritual_change",
];

/// The signs as numbers, with what changed.
pub fn weighable(mention: &Mention, changes: &[Change], signs: &Signs) -> [f64; NAMES.len()] {
    let yes = |is: bool| f64::from(u8::from(is));
    let lead = |c: &Change| mention.facts.iter().any(|f| f.key == c.key && f.lead);
    [
        yes(changes.iter().any(|c| c.after.count().is_some())),
        yes(changes.iter().any(|c| c.after.count().is_none() && lead(c))),
        yes(changes.iter().any(|c| c.after.count().is_none())),
        (changes.len() as f64).min(4.0) / 4.0,
        yes(signs.corrects),
        signs.likeness,
        signs.novelty,
        yes(signs.later_day),
        yes(signs.same_day),
        yes(signs.reflects),
        yes(signs.ritual),
        signs.silence,
        yes(signs.ritual && !changes.is_empty()),
    ]
}

/// Facts of a mention that are materially new to an event.
pub fn changes(mention: &Mention, event: &Event, signs: &Signs, profile: &Profile) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for fact in &mention.facts {
        if !changes.iter().any(|c| c.key == fact.key) {
            changes.extend(change(fact, event, signs, profile));
        }
    }
    changes
}

/// Judges a mention of the known event `event`.
pub fn judge(mention: &Mention, event: &Event, signs: &Signs, profile: &Profile) -> Judgement {
    if mention.role == Role::Background {
        return Judgement::plain(Verdict::Background, "only recalled");
    }
    if signs.copy {
        return Judgement::plain(Verdict::Repeat, "a copy of a text already read");
    }
    let mut changes = changes(mention, event, signs, profile);
    let values = weighable(mention, &changes, signs);
    let weigh = |name: &str| profile.number(&format!("update.{name}"));
    let part = |(name, value): (&&str, f64)| ((*name).to_owned(), value, weigh(name) * value);
    let signs: Vec<(String, f64, f64)> = NAMES.iter().zip(values).map(part).collect();
    let score = weigh("bias") + signs.iter().map(|(.., part)| part).sum::<f64>();
    let mut reasons: Vec<String> = changes.iter().map(|c| c.reason.clone()).collect();
    reasons.push(weighed(score, &signs));
    if score <= 0.0 {
        return Judgement { verdict: Verdict::Repeat, changes: Vec::new(), reasons, signs };
    }
    if changes.is_empty() {
        let said = mention.evidence.first().cloned().unwrap_or_default();
        changes.push(Change {
            key: FactKey::new("development"),
            before: None,
            after: FactValue::Text(said),
            reason: "told in words that no earlier telling has".to_owned(),
        });
    }
    Judgement { verdict: Verdict::Update, changes, reasons, signs }
}

/// The outcome of the weighing in words, with the sign that did most for it.
fn weighed(score: f64, signs: &[(String, f64, f64)]) -> String {
    let most = signs.iter().max_by(|a, b| (a.2 * score).total_cmp(&(b.2 * score)));
    let most = most.map_or(String::new(), |(name, _, part)| {
        format!("; most: {} {part:+.1}", name.replace('_', " "))
    });
    let outcome = if score > 0.0 { "a development" } else { "nothing new" };
    format!("weighed as {outcome} ({score:.1}{most})")
}

fn change(fact: &Fact, event: &Event, signs: &Signs, profile: &Profile) -> Option<Change> {
    let known: Vec<&Fact> = event.facts.iter().filter(|f| f.key == fact.key).collect();
    let made = |before: Option<FactValue>, reason: String| {
        Some(Change { key: fact.key.clone(), before, after: fact.value.clone(), reason })
    };
    match (profile.material(&fact.key), fact.value.count()) {
        (Material::Never, _) => None,
        (Material::Rise, Some(n)) => rise(fact, n, &known, signs.corrects)
            .and_then(|(before, reason)| made(before.map(FactValue::Count), reason)),
        (Material::First, _) if known.is_empty() => {
            made(None, format!("first word of {}", fact.key.0.replace('_', " ")))
        }
        (Material::Value, _) if !known.iter().any(|f| f.value == fact.value) => {
            let before = known.last().map(|f| f.value.clone());
            made(before, format!("{}: {}", fact.key.0.replace('_', " "), fact.value))
        }
        (Material::Lead, _)
            if fact.lead && !known.iter().any(|f| f.lead && f.value == fact.value) =>
        {
            made(None, format!("{}: {}", fact.key.0.replace('_', " "), fact.value))
        }
        _ => None,
    }
}

/// A count above the highest so far, or a correction of it.
fn rise(fact: &Fact, n: u64, known: &[&Fact], corrects: bool) -> Option<(Option<u64>, String)> {
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
    if n < highest && corrects && !known.iter().any(|f| f.value.count() == Some(n)) {
        return Some((Some(highest), format!("{name} corrected from {highest} to {n}")));
    }
    None
}
