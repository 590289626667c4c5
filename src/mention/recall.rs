//! The events an article only recalls. Each trigger of a background line stands for one, with the
//! date, place, actors and figures of its own clause.

use std::ops::Range;

use super::{
    document::{Document, Line, LineRole},
    facts,
};
use crate::{
    model::{
        article::Article,
        date::{Interval, Precision},
        event::{Mention, Pointer, Role},
        fact::Fact,
    },
    profile::{ActorKind, Found, PlaceIx, PlaceKind, Profile, TypeIx},
    text::DateKind,
};

/// Recalled events kept of one article.
const MOST: usize = 24;

/// One trigger and the clause around it.
struct Clause {
    kind: TypeIx,
    at: usize,
    span: Range<usize>,
}

/// The recalled events, in the order they are told.
pub fn read(document: &Document, article: &Article, profile: &Profile) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    let mut context = Context::default();
    for (n, line) in document.lines.iter().enumerate() {
        if line.role == LineRole::Foreground {
            context = Context::default();
            continue;
        }
        if line.role == LineRole::Aggregate {
            continue;
        }
        for clause in clauses(document, line, profile) {
            let Some(mention) =
                mention(document, (n, line), &clause, &mut context, article, profile)
            else {
                continue;
            };
            match mentions.iter_mut().find(|known| same_telling(known, &mention, profile)) {
                Some(known) => join(known, mention),
                None => mentions.push(mention),
            }
        }
    }
    mentions.truncate(MOST);
    mentions
}

/// Lines whose clauses point at the article's matter: the title and the first sentences.
const POINTING_LINES: usize = 5;

/// The deeds that the clauses of title and lead name, where they say when or where.
pub fn pointers(document: &Document, profile: &Profile) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    for (n, line) in document.lines.iter().enumerate().take(POINTING_LINES) {
        for clause in clauses(document, line, profile) {
            if !profile.types[clause.kind].violent {
                continue;
            }
            let dates = line.dates.iter().filter(|d| {
                matches!(d.kind, DateKind::Absolute | DateKind::Relative)
                    && clause.span.contains(&d.span.start)
            });
            let when: Vec<Interval> = dates.map(|d| d.interval).collect();
            let places = places(document, line, &clause, profile);
            if !when.is_empty() || !places.is_empty() {
                let places = places.iter().map(|p| profile.places[*p].id.clone()).collect();
                pointers.push(Pointer { title: n == 0, when, places });
            }
        }
    }
    pointers
}

/// What a clause inherits from the one before in the same run of background lines.
#[derive(Default)]
struct Context {
    when: Option<Interval>,
}

/// Splits a line at its strong triggers: a clause runs from the middle between two triggers.
fn clauses(document: &Document, line: &Line, profile: &Profile) -> Vec<Clause> {
    let mut anchors: Vec<(TypeIx, Range<usize>)> = Vec::new();
    for (kind, strength, m) in document.triggers(line) {
        if strength < 2 || !profile.types[kind].recalled {
            continue;
        }
        // "suicide bombing attack" and "attack … killed" in one clause are one happening.
        let joined = anchors.last().is_some_and(|(_, last)| {
            let between = &document.full[last.end..m.start.max(last.end)];
            !breaks(between)
        });
        if !joined {
            anchors.push((kind, m.start..m.end));
        }
    }
    let mut clauses = Vec::new();
    for (n, (kind, anchor)) in anchors.iter().enumerate() {
        let from = if n == 0 {
            line.span.start
        } else {
            cut(document, anchors[n - 1].1.end, anchor.start)
        };
        let to = match anchors.get(n + 1) {
            Some((_, next)) => cut(document, anchor.end, next.start),
            None => line.span.end,
        };
        clauses.push(Clause { kind: *kind, at: anchor.start, span: from..to });
    }
    clauses
}

/// Whether the words between two triggers begin another happening.
fn breaks(between: &str) -> bool {
    let lower = between.to_lowercase();
    [" and an ", " and a ", " and on ", " and in ", "; ", " and the ", " while ", ", in ", ", a "]
        .iter()
        .any(|mark| lower.contains(mark))
}

/// Where the earlier clause ends: at the last break between the two triggers.
fn cut(document: &Document, from: usize, to: usize) -> usize {
    let between = &document.full[from..to];
    ["; ", " and ", ", ", " while "]
        .iter()
        .filter_map(|mark| between.rfind(mark))
        .max()
        .map_or(from, |at| from + at)
}

fn mention(
    document: &Document,
    (n, line): (usize, &Line),
    clause: &Clause,
    context: &mut Context,
    article: &Article,
    profile: &Profile,
) -> Option<Mention> {
    let when = when(line, clause).or(context.when.filter(|_| n > 0));
    context.when = when.or(context.when);
    let places = places(document, line, clause, profile);
    let fine = places.iter().any(|p| profile.places[*p].kind >= PlaceKind::Province);
    let facts = figures_of(document, (n, line), clause, article, profile);
    // Without a time, a fine place or a figure there is nothing to know it by again.
    let narrow = places.iter().any(|p| profile.places[*p].kind >= PlaceKind::Town);
    if !(when.is_some() && (fine || !facts.is_empty()) || narrow) {
        return None;
    }
    if when.is_some_and(|w| w.start > document.today) {
        return None;
    }
    let kind = &profile.types[clause.kind];
    Some(Mention {
        role: Role::Background,
        kind: kind.id.clone(),
        when,
        places: places.iter().map(|p| profile.places[*p].id.clone()).collect(),
        actors: actors(document, line, clause, profile),
        facts,
        evidence: vec![document.words_of(line).trim().to_owned()],
        reasons: vec![format!("recalled: {} in a line that looks back", kind.label)],
    })
}

/// The date of the clause, else the nearest one in the line.
fn when(line: &Line, clause: &Clause) -> Option<Interval> {
    line.dates
        .iter()
        .filter(|d| matches!(d.kind, DateKind::Absolute | DateKind::Relative))
        .min_by_key(|d| {
            let inside = clause.span.contains(&d.span.start);
            (!inside, d.span.start.abs_diff(clause.at))
        })
        .filter(|d| clause.span.contains(&d.span.start) || line.dates.len() == 1)
        .map(|d| d.interval)
}

fn places(document: &Document, line: &Line, clause: &Clause, profile: &Profile) -> Vec<PlaceIx> {
    let mut places: Vec<(usize, PlaceIx)> = document
        .places(line)
        .filter(|(_, m)| clause.span.contains(&m.start))
        .map(|(place, m)| (m.start.abs_diff(clause.at), place))
        .collect();
    places.sort_unstable();
    let mut found: Vec<PlaceIx> = Vec::new();
    for (_, place) in places {
        if !found.contains(&place) {
            found.push(place);
        }
    }
    found.truncate(3);
    found.sort_by_key(|p| std::cmp::Reverse(profile.chain(*p).len()));
    found
}

fn actors(document: &Document, line: &Line, clause: &Clause, profile: &Profile) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for m in document.names_of(line) {
        if let Found::Actor(ix) = m.found
            && profile.actors[ix].kind != ActorKind::Media
            && (clause.span.contains(&m.start) || profile.actors[ix].kind == ActorKind::Armed)
            && !ids.contains(&profile.actors[ix].id)
        {
            ids.push(profile.actors[ix].id.clone());
        }
    }
    ids
}

/// What the clause states: its own figures only.
fn figures_of(
    document: &Document,
    (n, line): (usize, &Line),
    clause: &Clause,
    article: &Article,
    profile: &Profile,
) -> Vec<Fact> {
    let mut own = line.clone();
    own.figures.retain(|f| clause.span.contains(&(f.span.start + line.span.start)));
    facts::stated(document, &[(n, &own)], article, profile)
        .into_iter()
        .map(|fact| Fact { lead: false, ..fact })
        .collect()
}

/// Two clauses of one article that tell of one happening.
fn same_telling(a: &Mention, b: &Mention, profile: &Profile) -> bool {
    let (Some(x), Some(y)) = (a.when, b.when) else { return false };
    let places = |m: &Mention| -> Vec<PlaceIx> {
        m.places.iter().filter_map(|id| profile.place(id)).collect()
    };
    let (here, there) = (places(a), places(b));
    let meet = here.is_empty()
        || there.is_empty()
        || here.iter().any(|p| there.iter().any(|q| profile.related(*p, *q)));
    a.kind == b.kind
        && meet
        && x.gap_days(&y) == 0
        && x.precision <= Precision::Month
        && y.precision <= Precision::Month
}

fn join(known: &mut Mention, other: Mention) {
    for fact in other.facts {
        if !known.facts.iter().any(|f| f.key == fact.key) {
            known.facts.push(fact);
        }
    }
    for (own, new) in [(&mut known.places, other.places), (&mut known.actors, other.actors)] {
        for id in new {
            if !own.contains(&id) {
                own.push(id);
            }
        }
    }
    known.evidence.extend(other.evidence);
}

/// Whether a recalled happening no event is known of belongs to the topic: its own line says so.
pub fn ties(mention: &Mention, document: &Document, profile: &Profile) -> bool {
    let tie = profile.list("tie");
    let topical = |ix: &PlaceIx| profile.places[*ix].topical;
    mention.places.iter().filter_map(|id| profile.place(id)).any(|ix| topical(&ix))
        || document
            .lines
            .iter()
            .filter(|line| mention.evidence.iter().any(|e| e == document.words_of(line).trim()))
            .any(|line| {
                document.names_of(line).iter().any(|m| match m.found {
                    Found::Group(ix) => profile.groups[ix].topical,
                    Found::Actor(ix) => profile.actors[ix].topical,
                    Found::Word(ix) => Some(ix) == tie,
                    _ => false,
                })
            })
}

/// A line for an event known only from recalls: "Attack, Karachi airport, October 2024".
pub fn title(mention: &Mention, profile: &Profile) -> String {
    let label =
        profile.kind(&mention.kind).map_or(mention.kind.as_str(), |ix| &profile.types[ix].label);
    let place = mention
        .places
        .first()
        .and_then(|id| profile.place(id))
        .map_or("place unknown", |ix| &profile.places[ix].name);
    let when = match mention.when {
        None => "undated".to_owned(),
        Some(when) => match when.precision {
            Precision::Year => when.start.strftime("%Y").to_string(),
            Precision::Season | Precision::Month => when.start.strftime("%B %Y").to_string(),
            _ => when.start.strftime("%-d %B %Y").to_string(),
        },
    };
    format!("{label}, {place}, {when}")
}
