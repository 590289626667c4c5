//! The matter an article reports: its kind, time, place, actors and what it states.

use std::collections::BTreeMap;

use super::{
    document::{Document, Line, weight},
    facts,
    role::Focus,
    stance::points_back,
};
use crate::{
    model::{
        article::Article,
        date::Interval,
        event::{Mention, Role},
    },
    profile::{ActorKind, Found, PlaceIx, PlaceKind, Profile, TypeIx},
};

/// Places, best first, kept for a mention.
const PLACES: usize = 4;
/// Actors kept for a mention.
const ACTORS: usize = 8;
/// How much a violent word counts that points back at a known deed.
const POINTED: f64 = 0.3;
/// Sentences quoted as evidence.
const EVIDENCE: usize = 4;

/// What the article reports, or `None` where no line triggers any kind.
pub fn read(
    document: &Document,
    focus: &Focus,
    article: &Article,
    profile: &Profile,
) -> Option<Mention> {
    let (kind, reasons) = kind(document, profile)?;
    let lines = facts::reporting(document);
    let facts = facts::stated(document, &lines, article, profile);
    let places = places(document, profile);
    Some(Mention {
        role: Role::Primary,
        kind: profile.types[kind].id.clone(),
        when: focus.when,
        places: places.into_iter().map(|ix| profile.places[ix].id.clone()).collect(),
        actors: actors(document, profile),
        facts,
        evidence: evidence(document),
        reasons,
    })
}

/// The kind with the most trigger weight in the reporting lines, the title and lead counting most.
fn kind(document: &Document, profile: &Profile) -> Option<(TypeIx, Vec<String>)> {
    let mut scores: BTreeMap<TypeIx, (f64, String)> = BTreeMap::new();
    for (n, line) in document.foreground_numbered() {
        let w = weight(n);
        for (kind, strength, m) in document.triggers(line) {
            let entry = scores.entry(kind).or_insert_with(|| (0.0, String::new()));
            if entry.1.is_empty() {
                document.full[m.start..m.end].clone_into(&mut entry.1);
            }
            // A deed the words point back at ("after the bombing") is seldom the matter itself.
            let back = profile.types[kind].violent && points_back(document, line, m.start);
            entry.0 += w * f64::from(strength).powf(1.5) * if back { POINTED } else { 1.0 };
        }
    }
    let best = |scores: &BTreeMap<TypeIx, (f64, String)>, violent: bool| {
        scores
            .iter()
            .filter(|(kind, _)| !violent || profile.types[**kind].violent)
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(a.0)))
            .map(|(kind, (score, word))| (*kind, *score, word.clone()))
    };
    let (mut kind, mut score, mut word) = best(&scores, false)?;
    // An arrest, a trial, an inquiry belongs to the deed, whatever body speaks of it.
    let follows = document.lines.iter().take(2).any(|line| document.follows_up(line));
    if follows
        && !profile.types[kind].violent
        && let Some(deed) = best(&scores, true)
        && deed.1 > score * 0.3
    {
        (kind, score, word) = deed;
    }
    let reason = format!("{} by \u{201c}{word}\u{201d} ({score:.1})", profile.types[kind].label);
    Some((kind, vec![reason]))
}

/// The places of the matter: what the reporting lines name, finest and most named first; places
/// abroad and mere destinations count little.
pub fn places(document: &Document, profile: &Profile) -> Vec<PlaceIx> {
    let mut scores: BTreeMap<PlaceIx, f64> = BTreeMap::new();
    for (n, line) in document.foreground_numbered() {
        let triggered = document.triggers(line).any(|(_, strength, _)| strength >= 2);
        for (place, m) in document.places(line) {
            let mut w = weight(n) * if triggered { 1.5 } else { 1.0 };
            w *= match profile.places[place].kind {
                PlaceKind::Country => 0.1,
                PlaceKind::Province | PlaceKind::Division => 0.3,
                PlaceKind::Line => 0.4,
                PlaceKind::District => 0.8,
                _ => 1.0,
            };
            if !profile.is_home(place) {
                w *= 0.4;
            }
            if document.quoted(m.start) {
                w *= 0.5;
            }
            if destination(document, line, m.start, m.end) {
                w *= 0.6;
            }
            *scores.entry(place).or_default() += w;
        }
    }
    let mut ranked: Vec<(f64, PlaceIx)> = scores
        .iter()
        .map(|(place, own)| {
            let around: f64 =
                profile.chain(*place).into_iter().skip(1).filter_map(|p| scores.get(&p)).sum();
            (own + 0.3 * around, *place)
        })
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let Some(best) = ranked.first().map(|(score, _)| *score) else { return Vec::new() };
    let mut places: Vec<PlaceIx> = Vec::new();
    for (score, place) in ranked {
        let close = places.iter().any(|p| profile.related(*p, place));
        if places.is_empty() || score > best * 0.45 || (close && score > best * 0.15) {
            places.push(place);
        }
    }
    places.truncate(PLACES);
    // Finest first among those that contain each other.
    places.sort_by_key(|p| std::cmp::Reverse(profile.chain(*p).len().min(6)));
    let home: Vec<PlaceIx> = places.iter().copied().filter(|p| profile.is_home(*p)).collect();
    if home.is_empty() { places } else { home }
}

/// "on the way to Dasu", "Dasu-bound".
fn destination(document: &Document, line: &Line, start: usize, end: usize) -> bool {
    let before = document.full[line.span.start..start].to_lowercase();
    [
        "way to ",
        "way to the ",
        "bound for ",
        "route to ",
        "route to the ",
        "heading to ",
        "towards ",
    ]
    .iter()
    .any(|lead| before.ends_with(lead))
        || document.full[end..].starts_with("-bound")
}

/// Actors of the reporting lines, most named first; outlets are not part of a matter.
fn actors(document: &Document, profile: &Profile) -> Vec<String> {
    let mut scores: BTreeMap<usize, f64> = BTreeMap::new();
    for (n, line) in document.foreground_numbered() {
        for m in document.names_of(line) {
            if let Found::Actor(ix) = m.found
                && profile.actors[ix].kind != ActorKind::Media
            {
                *scores.entry(ix).or_default() += weight(n);
            }
        }
    }
    let mut ranked: Vec<(f64, usize)> = scores.into_iter().map(|(ix, s)| (s, ix)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(ACTORS).map(|(_, ix)| profile.actors[ix].id.clone()).collect()
}

/// The most telling reporting sentences: those with triggers and figures, early ones first.
fn evidence(document: &Document) -> Vec<String> {
    let mut ranked: Vec<(f64, usize)> = document
        .foreground_numbered()
        .filter(|(n, _)| *n > 0)
        .map(|(n, line)| {
            let triggers: f64 = document.triggers(line).map(|(_, s, _)| f64::from(s)).sum();
            let figures = line.figures.len().min(3) as f64;
            (weight(n) * (triggers.min(6.0) + figures), n)
        })
        .filter(|(score, _)| *score > 0.0)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked
        .into_iter()
        .take(EVIDENCE)
        .map(|(_, n)| document.words_of(&document.lines[n]).trim().to_owned())
        .collect()
}

/// An interval for a matter told without any date: yesterday or today.
pub fn undated(document: &Document) -> Interval {
    Interval {
        start: document.today.yesterday().unwrap_or(document.today),
        end: document.today,
        precision: crate::model::date::Precision::Week,
    }
}
