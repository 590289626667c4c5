//! What the reporting lines state: people counted, and claims, arrests, causes and the like.

use super::{
    claim,
    document::{Document, Line, LineRole},
};
use crate::{
    model::{
        article::Article,
        fact::{Fact, FactKey, FactValue, Qualifier},
    },
    profile::{ActorKind, Found, Group, Match, PlaceKind, Profile},
    text::figure::{self, Harm, Told},
};

/// Lines whose statements count as the article's headline news.
const LEAD_LINES: usize = 4;

/// Words before a cue that turn it round.
const NEGATIONS: &[&str] = &[
    "no ",
    "not ",
    "n't ",
    "n\u{2019}t ",
    "nobody ",
    "none ",
    "never ",
    "without ",
    "neither ",
    "nor ",
    "yet to ",
    "refused to ",
    "failed to ",
    "unless ",
];

/// Words before a cue that make it a plan, a wish or a question.
const UNREAL: &[&str] = &[
    "will be ",
    "would be ",
    "to be ",
    "should be ",
    "must be ",
    "could be ",
    "may be ",
    "might be ",
    "if ",
    "demanded that ",
    "asked that ",
    "called for ",
    "whether ",
    "want ",
    "wants ",
    "vowed to ",
];

/// Everything the lines with `role` state, in order; figures are merged into one a key.
pub fn stated(
    document: &Document,
    lines: &[(usize, &Line)],
    article: &Article,
    profile: &Profile,
) -> Vec<Fact> {
    let mut facts = figures(document, lines, article, profile);
    for (n, line) in lines {
        for found in document.names_of(line) {
            if let Found::Cue(cue) = found.found {
                facts.extend(cued(document, (*n, line), (found, cue), article, profile));
            }
        }
        if let Some((group, _)) = claim::speaker(document, line, profile) {
            let body = &profile.actors[profile.actors[group].part_of.unwrap_or(group)].name;
            let value = FactValue::Text(body.clone());
            let mut claim = fact(document, (*n, line), article, "claim", value);
            claim.said_by = Some(profile.actors[group].name.clone());
            facts.push(claim);
        }
    }
    let mut seen = Vec::new();
    facts.retain(|fact: &Fact| {
        let key = (fact.key.clone(), fact.value.clone());
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
    facts
}

/// The reporting lines of an article, numbered.
pub fn reporting(document: &Document) -> Vec<(usize, &Line)> {
    document
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.role == LineRole::Foreground)
        .collect()
}

fn fact(
    document: &Document,
    (n, line): (usize, &Line),
    article: &Article,
    key: &str,
    value: FactValue,
) -> Fact {
    Fact {
        key: FactKey::new(key),
        value,
        qualifier: Qualifier::Exact,
        said_by: None,
        article: article.id.clone(),
        outlet: article.outlet.clone(),
        at: article.published.unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        evidence: document.words_of(line).trim().to_owned(),
        lead: n < LEAD_LINES,
    }
}

fn figures(
    document: &Document,
    lines: &[(usize, &Line)],
    article: &Article,
    profile: &Profile,
) -> Vec<Fact> {
    let (hostile, counted): (Vec<&Group>, Vec<&Group>) =
        profile.groups.iter().partition(|g| g.hostile);
    let names = |groups: &[&Group]| groups.iter().map(|g| g.id.clone()).collect::<Vec<_>>();
    let (hostile, counted) = (names(&hostile), names(&counted));
    let told: Vec<Told<'_>> =
        lines.iter().map(|(n, line)| Told { sentence: *n, figures: &line.figures }).collect();
    let totals = figure::sum(
        &told,
        &counted.iter().map(String::as_str).collect::<Vec<_>>(),
        &hostile.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let whose =
        [("", &totals.victims), ("attackers_", &totals.hostile), ("claimed_", &totals.claimed)];
    let mut facts = Vec::new();
    for (prefix, statements) in whose {
        for statement in statements {
            let Some(harm) = name_of(statement.harm) else { continue };
            let first = statement.sentences.first().copied().unwrap_or(0);
            let Some((n, line)) = lines.iter().find(|(n, _)| *n == first) else { continue };
            let key = match &statement.group {
                Some(group) => format!("{prefix}{harm}_{group}"),
                None => format!("{prefix}{harm}"),
            };
            let mut fact =
                fact(document, (*n, line), article, &key, FactValue::Count(statement.low));
            fact.qualifier = statement.qualifier;
            fact.said_by = speaker(document, line, profile);
            facts.push(fact);
        }
    }
    facts
}

fn name_of(harm: Harm) -> Option<&'static str> {
    match harm {
        Harm::Killed => Some("killed"),
        Harm::Injured => Some("injured"),
        Harm::Struck => Some("struck"),
        Harm::Missing => Some("missing"),
        Harm::Abducted => Some("abducted"),
        Harm::Arrested => Some("arrested"),
        Harm::Unhurt => None,
    }
}

/// The first body or office named in a line: who most likely says it.
fn speaker(document: &Document, line: &Line, profile: &Profile) -> Option<String> {
    document.names_of(line).iter().find_map(|m| match m.found {
        Found::Actor(ix) if profile.actors[ix].kind != ActorKind::Company => {
            Some(profile.actors[ix].name.clone())
        }
        _ => None,
    })
}

fn cued(
    document: &Document,
    (n, line): (usize, &Line),
    (found, cue): (&Match, usize),
    article: &Article,
    profile: &Profile,
) -> Option<Fact> {
    let cue = &profile.cues[cue];
    let before = &document.full[line.span.start..found.start].to_lowercase();
    let near = tail(before, 28);
    if NEGATIONS.iter().any(|word| near.contains(word)) && cue.fact != "denial" {
        return None;
    }
    if UNREAL.iter().any(|word| tail(before, 18).contains(word)) {
        return None;
    }
    let value = match cue.fact.as_str() {
        "claim" => armed_near(document, n, found, profile)?,
        "perpetrator" => {
            let armed = armed_near(document, n, found, profile);
            armed.or_else(|| abroad_near(document, n, found, profile))?
        }
        _ => cue.value.clone().unwrap_or_else(|| cue.fact.clone()),
    };
    let mut fact = fact(document, (n, line), article, &cue.fact, FactValue::Text(value));
    fact.said_by = speaker(document, line, profile);
    Some(fact)
}

/// The last `length` bytes of a text, cut at a character.
fn tail(text: &str, length: usize) -> &str {
    let mut from = text.len().saturating_sub(length);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// The armed group named nearest to a cue in its line or the line before; wings count as their body.
fn armed_near(document: &Document, n: usize, cue: &Match, profile: &Profile) -> Option<String> {
    let armed = |m: &Match| match m.found {
        Found::Actor(ix) if profile.actors[ix].kind == ActorKind::Armed => Some(ix),
        _ => None,
    };
    let nearest = |line: &Line| {
        document
            .names_of(line)
            .iter()
            .filter_map(|m| armed(m).map(|ix| (m.start.abs_diff(cue.start), ix)))
            .min()
            .map(|(_, ix)| ix)
    };
    let ix = nearest(&document.lines[n]).or_else(|| {
        n.checked_sub(1).filter(|n| *n > 0).and_then(|n| nearest(&document.lines[n]))
    })?;
    let ix = profile.actors[ix].part_of.unwrap_or(ix);
    Some(profile.actors[ix].name.clone())
}

/// The foreign country named nearest to a cue in its line: who is blamed where no group is.
fn abroad_near(document: &Document, n: usize, cue: &Match, profile: &Profile) -> Option<String> {
    let foreign = |m: &Match| match m.found {
        Found::Place(ix) => {
            let place = &profile.places[ix];
            (place.kind == PlaceKind::Country && !profile.is_home(ix)).then_some(&place.name)
        }
        _ => None,
    };
    let names = document.names_of(&document.lines[n]).iter();
    let near = names.filter_map(|m| foreign(m).map(|name| (m.start.abs_diff(cue.start), name)));
    near.min().map(|(_, name)| name.clone())
}

/// Words with which a report takes something back.
const CORRECTIONS: &[&str] = &[
    "correction:",
    "(corrected)",
    "corrected",
    "earlier version",
    "was wrong",
    "we regret",
    "revised",
    "retracted",
    "withdrew",
    "withdrawn",
    "not true",
    "clarified",
    "clarification",
    "lowered the toll",
    "put the toll lower",
    "turned out to be",
    "was mistaken",
    "wrongly",
];

/// The title or first lines correct or withdraw something.
pub fn corrects(document: &Document) -> bool {
    document.lines.iter().take(4).any(|line| {
        let lower = document.words_of(line).to_lowercase();
        CORRECTIONS.iter().any(|word| lower.contains(word))
    })
}
