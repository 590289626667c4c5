//! Subject lines that carry the news.

use super::{
    alert::{Matter, Turn},
    figures::{self, Merged},
    words::{self, line},
};
use crate::{
    model::{event::Event, fact::FactKey},
    profile::Profile,
};

/// Longest subject, in characters; what phones and lists show is the first third.
pub(super) const LONGEST: usize = 140;

/// "Dasu attack", "Gwadar, security measure": the event in two words, where it happened first.
pub fn label(event: &Event, profile: &Profile) -> String {
    let kind = words::type_label(&event.kind, profile);
    let small = kind.to_lowercase();
    match words::place_chain(&event.places, profile).first() {
        Some(place) if kind.contains(' ') => format!("{place}, {small}"),
        Some(place) => format!("{place} {small}"),
        None => kind,
    }
}

/// "13 killed (9 Chinese), 28 injured"; `None` where no figure is known.
pub fn toll(event: &Event, profile: &Profile) -> Option<String> {
    let mut parts = Vec::new();
    for harm in ["killed", "abducted", "kidnapped", "missing", "injured"] {
        let count = |key: String| {
            figures::current(event, &FactKey(key)).and_then(|f| f.value.count()).unwrap_or(0)
        };
        let groups: Vec<String> = profile
            .groups
            .iter()
            .filter(|g| g.topical && !g.hostile)
            .map(|g| (count(format!("{harm}_{}", g.id)), words::group_label(&g.id)))
            .filter(|(n, _)| *n > 0)
            .map(|(n, name)| format!("{n} {name}"))
            .take(2)
            .collect();
        match (count(harm.to_owned()), groups.is_empty()) {
            (0, true) => {}
            (0, false) => parts.push(format!("{} {harm}", groups.join(", "))),
            (n, true) => parts.push(format!("{n} {harm}")),
            (n, false) => parts.push(format!("{n} {harm} ({})", groups.join(", "))),
        }
    }
    parts.truncate(2);
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The subject of a mail about one event.
pub fn alert(matter: &Matter<'_>, turn: Turn, profile: &Profile) -> String {
    let label = label(matter.event, profile);
    let subject = match turn {
        Turn::New => match toll(matter.event, profile) {
            Some(toll) => format!("{label}: {toll}"),
            None => format!("{label}: {}", line(&matter.event.title)),
        },
        Turn::Update => format!("Update: {label} – {}", news(matter, profile)),
        Turn::Correction => format!("Correction: {label} – {}", news(matter, profile)),
    };
    words::shorten(&subject, LONGEST)
}

/// The two most material changes in a few words: "toll rises 10 → 13 (Chinese 6 → 9)".
fn news(matter: &Matter<'_>, profile: &Profile) -> String {
    let mut changes = figures::merged_changes(matter.developments);
    changes.sort_by_key(|c| !c.takes_back());
    let Some(first) = changes.first().filter(|c| c.key.0 != "development") else {
        return words::shorten(&latest_headline(matter), 90);
    };
    let told = change(first, profile);
    match changes.get(1) {
        Some(second) => match part(first, second, profile) {
            Some(part) => format!("{told} ({part})"),
            None => format!("{told}; {}", change(second, profile)),
        },
        None => told,
    }
}

/// The headline of what was told last: the news where no fact changed.
fn latest_headline(matter: &Matter<'_>) -> String {
    let last = matter.developments.last().map(|d| &d.article);
    let told = matter.articles.iter().find(|a| Some(&a.article) == last);
    told.map(|a| line(&a.title))
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| line(&matter.event.title))
}

/// "Chinese 6 → 9" where `second` counts a group of the people `first` counts.
fn part(first: &Merged, second: &Merged, profile: &Profile) -> Option<String> {
    let (harm, group) = words::harm_and_group(&second.key, profile);
    let whole = words::harm_and_group(&first.key, profile) == (harm, None);
    let (before, after) = (second.before.as_ref()?.count()?, second.after.count()?);
    let group = group.filter(|_| whole)?;
    Some(format!("{} {before} → {after}", words::group_label(group)))
}

/// "toll rises 10 → 13", "9 Chinese killed", "claimed by Baloch Liberation Army".
fn change(change: &Merged, profile: &Profile) -> String {
    let (harm, group) = words::harm_and_group(&change.key, profile);
    let who = group.map(words::group_label);
    let after = words::shorten(&change.after.to_string(), 60);
    let Some(n) = change.after.count() else {
        return match harm {
            "claim" => format!("claimed by {}", line(&after)),
            "perpetrator" => format!("blamed on {}", line(&after)),
            "status" => line(&after),
            _ => format!("{} {}", words::fact_label(&change.key, profile), line(&after)),
        };
    };
    let subject = match (harm, &who) {
        ("killed", None) => "toll".to_owned(),
        (_, Some(who)) => format!("{who} {harm}"),
        (_, None) => harm.to_owned(),
    };
    match change.before.as_ref().and_then(crate::model::fact::FactValue::count) {
        Some(before) if change.takes_back() => format!("{subject} {n}, not {before}"),
        Some(before) if change.rises() => format!("{subject} rises {before} → {n}"),
        _ => who.map_or_else(|| format!("{n} {harm}"), |who| format!("{n} {who} {harm}")),
    }
}
