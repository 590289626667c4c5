//! A mention against the event it belongs to: which facts it changes, and whether that is news.

use super::Judgement;
use crate::{
    model::{
        event::{Event, Mention, Role},
        fact::{Fact, FactKey, FactValue, Qualifier},
        verdict::{Change, Verdict},
    },
    profile::{Material, Profile},
};

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
    /// The same of the title.
    pub title_novelty: f64,
    /// A day is named as the time of the news that comes after all that was told.
    pub later_day: bool,
    /// The event itself is dated to the day of the news.
    pub same_day: bool,
    /// It weighs and looks back.
    pub reflects: bool,
    /// Weight of names in the lead that no telling has.
    pub new_names: f64,
    /// A day of the last days is named in title or lead.
    pub fresh: bool,
    /// The title tells of an arrest, a trial, an inquiry.
    pub follows_up: bool,
    /// It tells several happenings side by side.
    pub recaps: bool,
    /// An anniversary, a review, a history by its title.
    pub anniversary: bool,
    /// Length of the text, as a logarithm.
    pub length: f64,
    /// The title says what is not so.
    pub negates: bool,
    /// The title asks.
    pub asks: bool,
    /// Condolence, condemnation, tribute: words that follow every attack.
    pub ritual: bool,
    /// Days since the event was last told, as a share of a month, at most 1.
    pub silence: f64,
    /// How soon after the last telling: 1 at once, 0.37 after twelve hours.
    pub soon: f64,
    /// Days since the event was first told, as a share of a month, at most 1.
    pub age: f64,
    /// The event is a violent one.
    pub violent: bool,
}

/// Groups of facts that make news in the same way: a sign each.
const GROUPS: [(&str, &[&str]); 13] = [
    ("killed", &["killed", "killed_chinese"]),
    ("hurt", &["injured", "injured_chinese", "missing", "abducted", "struck"]),
    ("attackers", &["attackers_killed", "claimed_killed"]),
    ("claim", &["claim"]),
    ("perpetrator", &["perpetrator"]),
    ("arrest", &["arrest"]),
    ("court", &["charge", "verdict", "bail"]),
    ("cause", &["cause"]),
    ("identity", &["victim_identity"]),
    ("status", &["status"]),
    ("denial", &["denial", "retraction"]),
    ("inquiry", &["investigation", "compensation"]),
    ("advice", &["advisory", "demand"]),
];

/// Names of the signs, as the profile's numbers `update.<name>` weigh them: for each group of facts
/// whether it changed and whether that stands in the lead, then the rest.
pub const NAMES: [&str; 2 * GROUPS.len() + 24] = [
    "killed",
    "killed_lead",
    "hurt",
    "hurt_lead",
    "attackers",
    "attackers_lead",
    "claim",
    "claim_lead",
    "perpetrator",
    "perpetrator_lead",
    "arrest",
    "arrest_lead",
    "court",
    "court_lead",
    "cause",
    "cause_lead",
    "identity",
    "identity_lead",
    "status",
    "status_lead",
    "denial",
    "denial_lead",
    "inquiry",
    "inquiry_lead",
    "advice",
    "advice_lead",
    "changes",
    "correction",
    "likeness",
    "novelty",
    "title_novelty",
    "later_day",
    "same_day",
    "reflects",
    "asks",
    "ritual",
    "ritual_change",
    "silence",
    "soon",
    "age",
    "violent",
    "nothing",
    "negates",
    "nothing_quiet",
    "new_names",
    "fresh",
    "follows_up",
    "recaps",
    "anniversary",
    "length",
];

/// The signs as numbers, with what changed.
pub fn weighable(mention: &Mention, changes: &[Change], signs: &Signs) -> [f64; NAMES.len()] {
    let yes = |is: bool| f64::from(u8::from(is));
    let lead = |key: &FactKey| mention.facts.iter().any(|f| f.key == *key && f.lead);
    let mut values = [0.0; NAMES.len()];
    for (n, (_, keys)) in GROUPS.iter().enumerate() {
        let mut of = changes.iter().filter(|c| keys.contains(&c.key.0.as_str())).peekable();
        values[2 * n] = yes(of.peek().is_some());
        values[2 * n + 1] = yes(of.any(|c| lead(&c.key)));
    }
    let rest = [
        (changes.len() as f64).min(4.0) / 4.0,
        yes(signs.corrects),
        signs.likeness,
        signs.novelty,
        signs.title_novelty,
        yes(signs.later_day),
        yes(signs.same_day),
        yes(signs.reflects),
        yes(signs.asks),
        yes(signs.ritual),
        yes(signs.ritual && !changes.is_empty()),
        signs.silence,
        signs.soon,
        signs.age,
        yes(signs.violent),
        yes(changes.is_empty()),
        yes(signs.negates),
        yes(changes.is_empty() && !signs.violent),
        signs.new_names,
        yes(signs.fresh),
        yes(signs.follows_up),
        yes(signs.recaps),
        yes(signs.anniversary),
        signs.length,
    ];
    values[2 * GROUPS.len()..].copy_from_slice(&rest);
    values
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
    let weighed = profile.weigh("update", &NAMES, &weighable(mention, &changes, signs));
    let mut reasons: Vec<String> = changes.iter().map(|c| c.reason.clone()).collect();
    let outcome = if weighed.holds() { "a development" } else { "nothing new" };
    reasons.push(format!("weighed as {outcome} ({:.1}; most: {})", weighed.sum, weighed.most()));
    let signs = weighed.stored();
    if !weighed.holds() {
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
