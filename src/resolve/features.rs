//! What speaks for and against a mention and a known event being the same happening: named
//! numbers, each 0 to 1, weighed in [`super::identity`].

use crate::{
    model::{
        date::{Interval, Precision},
        event::{Event, Mention, Role, Words},
        fact::Fact,
    },
    profile::{PlaceIx, PlaceKind, Profile},
};

use super::ledger::Ledger;

/// A mention with what else of its article helps to tell sameness.
#[derive(Debug)]
pub struct Telltale<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// Words of the lines that report.
    pub words: &'a Words,
    /// Words of the title and the first two lines.
    pub lead: &'a Words,
    /// When the article was published.
    pub at: jiff::Timestamp,
    /// 64-bit simhash of its text.
    pub fingerprint: u64,
    /// The text refers to its matter as already known ("Wednesday's bombing", "the July 14 attack").
    pub refers_back: bool,
    /// The title or lead reports a happening of its own, not a follow-up to one.
    pub reports: bool,
    /// Every date of the article with the number of its line.
    pub dates: &'a [(usize, Interval)],
    /// Every place of the article with the number of its line.
    pub places: &'a [(usize, PlaceIx)],
}

/// Names of the features, in the order [`of`] gives them.
pub const NAMES: [&str; 29] = [
    "words",
    "lead",
    "copy",
    "date_same",
    "date_near",
    "date_overlap",
    "date_conflict",
    "date_conflict_follow",
    "date_unknown",
    "date_named_lead",
    "date_named",
    "place_same",
    "place_within",
    "place_region",
    "place_conflict",
    "place_conflict_follow",
    "place_unknown",
    "place_named_lead",
    "place_named",
    "kind_same",
    "kind_akin",
    "kind_conflict",
    "figures_same",
    "figures_conflict",
    "actors",
    "recent",
    "stale",
    "refers_back",
    "reports_stale",
];

/// Values of the features.
pub type Values = [f64; NAMES.len()];

/// Lines that count as the lead.
const LEAD: usize = 5;

/// The features of a pair.
pub fn of(tale: &Telltale<'_>, event: &Event, ledger: &Ledger, profile: &Profile) -> Values {
    let days = days_between(event.last_told, tale.at);
    let [words, lead] = words(tale, event, ledger);
    let copy = yes(event.articles.iter().any(|t| near(t.fingerprint, tale.fingerprint)));
    let [same, close, overlap, conflict, unknown] = date(tale.mention.when, event.when);
    let [named_lead, named] = dates_named(tale, event);
    let (told, follow) = if tale.reports { (conflict, 0.0) } else { (0.0, conflict) };
    let date = [same, close, overlap, told, follow, unknown, named_lead, named];
    let [same, within, region, conflict, unknown] = place(tale.mention, event, profile);
    let [named_lead, named] = places_named(tale, event, profile);
    let (told, follow) = if tale.reports { (conflict, 0.0) } else { (0.0, conflict) };
    let place = [same, within, region, told, follow, unknown, named_lead, named];
    let kind = kind(&tale.mention.kind, &event.kind, profile);
    let figures = figures(&tale.mention.facts, &event.facts);
    let stale = (days / 60.0).min(1.0);
    let rest = [
        actors(&tale.mention.actors, event, profile),
        if event.history { 0.0 } else { (-days / 7.0).exp() },
        stale,
        yes(tale.refers_back),
        if tale.reports { stale } else { 0.0 },
    ];
    let mut values = [0.0; NAMES.len()];
    let all = [words, lead, copy].into_iter().chain(date).chain(place).chain(kind);
    for (value, of) in values.iter_mut().zip(all.chain(figures).chain(rest)) {
        *value = of;
    }
    values
}

fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}

/// Whether the article names the day or month of the event, in its lead or further down.
fn dates_named(tale: &Telltale<'_>, event: &Event) -> [f64; 2] {
    let Some(when) = event.when else { return [0.0; 2] };
    let meets = |d: &Interval| d.gap_days(&when) == 0 && Some(*d) != tale.mention.when;
    let value = |d: &Interval| match d.precision {
        Precision::Day | Precision::Week => 1.0,
        Precision::Month => 0.8,
        _ => 0.3,
    };
    let best = |lead: bool| {
        tale.dates
            .iter()
            .filter(|(n, d)| (*n < LEAD) == lead && meets(d))
            .map(|(_, d)| value(d))
            .fold(0.0, f64::max)
    };
    [best(true), best(false)]
}

/// Whether the article names a fine place of the event, in its lead or further down.
fn places_named(tale: &Telltale<'_>, event: &Event, profile: &Profile) -> [f64; 2] {
    let own: Vec<PlaceIx> = event
        .places
        .iter()
        .filter_map(|id| profile.place(id))
        .filter(|ix| profile.places[*ix].kind >= PlaceKind::District)
        .collect();
    let best = |lead: bool| {
        yes(tale.places.iter().any(|(n, p)| {
            (*n < LEAD) == lead
                && profile.places[*p].kind >= PlaceKind::District
                && own.iter().any(|o| profile.related(*o, *p))
        }))
    };
    [best(true), best(false)]
}

fn days_between(a: jiff::Timestamp, b: jiff::Timestamp) -> f64 {
    (b.as_second() - a.as_second()).max(0) as f64 / 86_400.0
}

/// Simhashes of copies of one text differ in few of 64 bits.
fn near(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= 6
}

/// TF-IDF cosine with the closest of its newest tellings, and the share of the lead's weight that
/// the event's words cover.
fn words(tale: &Telltale<'_>, event: &Event, ledger: &Ledger) -> [f64; 2] {
    let mut best: f64 = 0.0;
    let own = norm(tale.words, ledger);
    let mut covered = vec![false; tale.lead.len()];
    for telling in event.articles.iter().rev().filter(|t| !t.words.is_empty()).take(12) {
        let dot = dot(tale.words, &telling.words, ledger);
        let other = norm(&telling.words, ledger);
        if own > 0.0 && other > 0.0 {
            best = best.max(dot / (own * other));
        }
        for (n, (word, _)) in tale.lead.iter().enumerate() {
            covered[n] |= telling.words.binary_search_by_key(word, |(w, _)| *w).is_ok();
        }
    }
    let total: f64 = tale.lead.iter().map(|(w, _)| ledger.idf(*w)).sum();
    let found: f64 = tale
        .lead
        .iter()
        .zip(&covered)
        .filter(|(_, covered)| **covered)
        .map(|((w, _), _)| ledger.idf(*w))
        .sum();
    [best, if total > 0.0 { found / total } else { 0.0 }]
}

fn weight(word: u32, count: u8, ledger: &Ledger) -> f64 {
    (1.0 + f64::from(count.max(1)).ln()) * ledger.idf(word)
}

fn norm(words: &Words, ledger: &Ledger) -> f64 {
    words.iter().map(|(w, n)| weight(*w, *n, ledger).powi(2)).sum::<f64>().sqrt()
}

fn dot(a: &Words, b: &Words, ledger: &Ledger) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += weight(a[i].0, a[i].1, ledger) * weight(b[j].0, b[j].1, ledger);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// same, near, overlap, conflict, unknown.
fn date(a: Option<Interval>, b: Option<Interval>) -> [f64; 5] {
    let (Some(a), Some(b)) = (a, b) else { return [0.0, 0.0, 0.0, 0.0, 1.0] };
    let gap = a.gap_days(&b);
    let fine = |i: Interval| i.precision <= Precision::Week;
    match (fine(a) && fine(b), gap) {
        (true, 0) => [1.0, 0.0, 0.0, 0.0, 0.0],
        // Reports of a late-evening attack name the next day.
        (true, 1) => [0.0, 1.0, 0.0, 0.0, 0.0],
        (true, days) => [0.0, 0.0, 0.0, ((days - 1) as f64 / 4.0).min(1.0), 0.0],
        (false, 0) => [0.0, 0.0, 1.0, 0.0, 0.0],
        (false, days) => [0.0, 0.0, 0.0, (days as f64 / 20.0).clamp(0.5, 1.0), 0.0],
    }
}

/// same, within, region, conflict, unknown.
fn place(mention: &Mention, event: &Event, profile: &Profile) -> [f64; 5] {
    let find =
        |ids: &[String]| -> Vec<usize> { ids.iter().filter_map(|id| profile.place(id)).collect() };
    let (a, b) = (find(&mention.places), find(&event.places));
    let kind = |ix: usize| profile.places[ix].kind;
    let fine = |ix: &usize| kind(*ix) >= PlaceKind::District && kind(*ix) != PlaceKind::Line;
    if a.is_empty() || b.is_empty() {
        return [0.0, 0.0, 0.0, 0.0, 1.0];
    }
    if a.iter().any(|x| kind(*x) >= PlaceKind::District && b.contains(x)) {
        return [1.0, 0.0, 0.0, 0.0, 0.0];
    }
    let within = |x: usize, y: usize| profile.contains(x, y) || profile.contains(y, x);
    let narrow = |x: usize| kind(x) >= PlaceKind::District;
    if a.iter().any(|x| b.iter().any(|y| narrow(*x) && narrow(*y) && within(*x, *y))) {
        return [0.0, 1.0, 0.0, 0.0, 0.0];
    }
    let close = |x: usize, y: usize| profile.distance_km(x, y).is_some_and(|km| km < 40.0);
    if a.iter().any(|x| b.iter().any(|y| narrow(*x) && narrow(*y) && close(*x, *y))) {
        return [0.0, 0.5, 0.5, 0.0, 0.0];
    }
    if a.iter().any(&fine) && b.iter().any(&fine) {
        return [0.0, 0.0, 0.0, 1.0, 0.0];
    }
    if a.iter().any(|x| b.iter().any(|y| within(*x, *y) && kind(*x) > PlaceKind::Country)) {
        return [0.0, 0.0, 1.0, 0.0, 0.0];
    }
    [0.0, 0.0, 0.0, 0.5, 0.0]
}

/// same, akin, conflict.
fn kind(a: &str, b: &str, profile: &Profile) -> [f64; 3] {
    if a == b {
        return [1.0, 0.0, 0.0];
    }
    match (profile.kind(a), profile.kind(b)) {
        (Some(a), Some(b))
            if profile.types[a].akin.contains(&b) || profile.types[b].akin.contains(&a) =>
        {
            [0.0, 1.0, 0.0]
        }
        _ => [0.0, 0.0, 1.0],
    }
}

/// Whether stated counts agree or contradict. Growth is no contradiction, a fall to less than half is.
fn figures(a: &[Fact], b: &[Fact]) -> [f64; 2] {
    let (mut same, mut conflict, mut compared) = (0.0, 0.0, 0.0);
    for fact in a {
        let Some(n) = fact.value.count() else { continue };
        let known: Vec<u64> =
            b.iter().filter(|f| f.key == fact.key).filter_map(|f| f.value.count()).collect();
        if known.is_empty() {
            continue;
        }
        compared += 1.0;
        if known.contains(&n) {
            same += if n >= 3 { 1.0 } else { 0.6 };
        } else {
            let closest = known.iter().map(|k| ratio(*k, n)).fold(0.0, f64::max);
            if closest < 0.5 {
                conflict += 1.0;
            }
        }
    }
    if compared > 0.0 { [same / compared, conflict / compared] } else { [0.0; 2] }
}

fn ratio(a: u64, b: u64) -> f64 {
    let (low, high) = (a.min(b) as f64, a.max(b) as f64);
    if high > 0.0 { low / high } else { 1.0 }
}

/// Share of the mention's actors that the event knows, wings counted as their body.
fn actors(ids: &[String], event: &Event, profile: &Profile) -> f64 {
    if ids.is_empty() || event.actors.is_empty() {
        return 0.0;
    }
    let body = |id: &String| {
        let ix = profile.actor(id)?;
        Some(profile.actors[ix].part_of.unwrap_or(ix))
    };
    let known: Vec<_> = event.actors.iter().filter_map(body).collect();
    let shared = ids.iter().filter_map(body).filter(|ix| known.contains(ix)).count();
    shared as f64 / ids.len().min(event.actors.len()) as f64
}

/// Whether a role is the article's own matter.
pub fn is_primary(mention: &Mention) -> bool {
    mention.role == Role::Primary
}
