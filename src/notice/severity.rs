//! How grave a development is: a table of rules, the first that fits decides.
//!
//! The rules speak in the profile's words (violent types, topical groups and places), so another
//! topic needs no other rules.

use crate::{
    model::{
        event::Event,
        notice::Severity,
        verdict::{Change, Verdict},
    },
    profile::Profile,
};

/// What a rule asks of the figures and facts a development tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Whatever is told.
    Anything,
    /// One of these harms happened to people of a topical group.
    TopicalPeople(&'static [&'static str]),
    /// One of these harms happened to anybody.
    People(&'static [&'static str]),
    /// One of these facts.
    Fact(&'static [&'static str]),
    /// It happened at a site of the topic.
    TopicalPlace,
}

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    severity: Severity,
    /// Only where the event type is violent, or only where it is not.
    violent: Option<bool>,
    told: Told,
    why: &'static str,
}

/// The rules, gravest first. A new event is judged by all that is known of it, an update by what it
/// changes.
const RULES: [Rule; 9] = [
    Rule {
        severity: Severity::Critical,
        violent: Some(true),
        told: Told::TopicalPeople(&["killed", "abducted", "kidnapped", "missing"]),
        why: "people the watch is about were killed or taken",
    },
    Rule {
        severity: Severity::High,
        violent: Some(true),
        told: Told::TopicalPeople(&["injured"]),
        why: "people the watch is about were injured",
    },
    Rule {
        severity: Severity::High,
        violent: Some(true),
        told: Told::People(&["killed", "abducted", "kidnapped"]),
        why: "people were killed or taken",
    },
    Rule {
        severity: Severity::High,
        violent: Some(true),
        told: Told::TopicalPlace,
        why: "a violent event at a site of the topic",
    },
    Rule {
        severity: Severity::Medium,
        violent: Some(true),
        told: Told::Anything,
        why: "a violent event",
    },
    Rule {
        severity: Severity::High,
        violent: None,
        told: Told::TopicalPeople(&["killed", "abducted", "kidnapped"]),
        why: "people the watch is about were killed or taken",
    },
    Rule {
        severity: Severity::Medium,
        violent: None,
        told: Told::Fact(&["arrest", "charge", "verdict", "claim", "perpetrator", "status"]),
        why: "an arrest, a charge, a judgement, a claim or a change of state",
    },
    Rule {
        severity: Severity::Medium,
        violent: None,
        told: Told::TopicalPlace,
        why: "at a site of the topic",
    },
    Rule {
        severity: Severity::Low,
        violent: None,
        told: Told::Anything,
        why: "nothing that asks for more",
    },
];

/// How grave a development of `event` is, and why.
pub fn severity(
    verdict: Verdict,
    changes: &[Change],
    event: &Event,
    profile: &Profile,
) -> (Severity, &'static str) {
    let told = match verdict {
        Verdict::New => event.facts.iter().map(|f| (f.key.0.as_str(), f.value.count())).collect(),
        _ => changes.iter().map(|c| (c.key.0.as_str(), c.after.count())).collect::<Vec<_>>(),
    };
    let violent = profile.kind(&event.kind).is_some_and(|kind| profile.types[kind].violent);
    let rule = RULES
        .iter()
        .find(|rule| {
            rule.violent.is_none_or(|wanted| wanted == violent)
                && fits(rule.told, &told, event, profile)
        })
        .expect("the last rule fits everything");
    (rule.severity, rule.why)
}

fn fits(wanted: Told, told: &[(&str, Option<u64>)], event: &Event, profile: &Profile) -> bool {
    let harmed = |harms: &[&str], topical: bool| {
        told.iter().any(|(key, count)| {
            let (harm, group) = key.split_once('_').unwrap_or((key, ""));
            let group = profile.groups.iter().find(|known| known.id == group);
            let people = match group {
                Some(group) => !group.hostile && (group.topical || !topical),
                None => !topical && !key.contains('_'),
            };
            people && harms.contains(&harm) && count.is_some_and(|n| n > 0)
        })
    };
    match wanted {
        Told::Anything => true,
        Told::TopicalPeople(harms) => harmed(harms, true),
        Told::People(harms) => harmed(harms, false),
        Told::Fact(facts) => told.iter().any(|(key, _)| facts.contains(key)),
        Told::TopicalPlace => event
            .places
            .first()
            .and_then(|id| profile.place(id))
            .is_some_and(|place| profile.places[place].topical),
    }
}
