//! How it is told: what title and lead speak of and point at, what a follow-up makes of age, and what
//! counts differently for quiet matters than for deeds.

use crate::{
    model::{
        date::{Interval, Precision},
        event::{Event, Pointer},
    },
    profile::{Profile, TypeIx},
    resolve::ledger::Ledger,
};

use super::{
    Telltale,
    place::place_relation,
    who::rare_actors,
    words::{coverage, covered},
    yes,
};

/// What counts differently for quiet matters (statements, measures, meetings) than for deeds, and
/// where the title says what the matter is.
pub(super) fn interplay(
    tale: &Telltale<'_>,
    event: &Event,
    (kind, date_conflict, words, days): (&[f64; 3], f64, f64, f64),
    profile: &Profile,
) -> [f64; 10] {
    let violent = |id: &str| profile.kind(id).is_some_and(|kind| profile.types[kind].violent);
    let quiet = yes(!violent(&event.kind) && !violent(&tale.mention.kind));
    let own = profile.kind(&tale.mention.kind);
    let in_title = own.is_some_and(|kind| tale.title_kinds.contains(&kind));
    let [_, akin, conflict] = *kind;
    [
        conflict * yes(in_title && !tale.follows_up),
        conflict * yes(tale.follows_up),
        akin * yes(in_title && !tale.follows_up),
        quiet,
        quiet * (days / 14.0).min(1.0),
        quiet * date_conflict,
        quiet * words,
        yes(tale.follows_up && violent(&event.kind)),
        rare_actors(&tale.mention.actors, event, profile),
        (event.articles.len() as f64).ln_1p() / 4.0,
    ]
}

pub(super) fn told_as_violent(event: &Event, profile: &Profile) -> bool {
    profile.kind(&event.kind).is_some_and(|kind| profile.types[kind].violent)
}

/// What the title and first sentence tell of, what a follow-up makes of age, and whether the lead tells
/// of a deed of the last days that the event is not.
pub(super) fn told_as(
    tale: &Telltale<'_>,
    event: &Event,
    (kind, stale, spoken): (&[f64; 3], f64, &[f64; 8]),
    profile: &Profile,
) -> [f64; 9] {
    let event_kind = profile.kind(&event.kind);
    let own = profile.kind(&tale.mention.kind);
    let tells = |kinds: &[TypeIx], of: Option<TypeIx>| of.is_some_and(|kind| kinds.contains(&kind));
    let conflict = kind[2];
    let pointed = spoken[3].max(spoken[4]);
    let [elsewhen, elsewhere] = fresh_deed(tale, event, profile);
    [
        yes(tells(tale.title_kinds, event_kind)),
        yes(tells(tale.lead_kinds, event_kind)),
        conflict * yes(!tells(tale.title_kinds, event_kind)),
        conflict * yes(tells(tale.lead_kinds, own)),
        conflict * pointed,
        stale * yes(tale.follows_up),
        stale * pointed,
        elsewhen,
        elsewhere,
    ]
}

/// Days back that a deed told as today's news can lie.
const NEWS_DAYS: i64 = 6;

/// Whether the lead dates a deed to the last days where the event is of another day, and whether it
/// places it elsewhere.
pub(super) fn fresh_deed(tale: &Telltale<'_>, event: &Event, profile: &Profile) -> [f64; 2] {
    let Some(when) = event.when.filter(|when| when.precision <= Precision::Week) else {
        return [0.0; 2];
    };
    let today = Interval::day(tale.today);
    let fresh = |pointer: &&Pointer| {
        let news = |told: &Interval| {
            told.precision <= Precision::Week && told.gap_days(&today) <= NEWS_DAYS
        };
        !pointer.when.is_empty() && pointer.when.iter().all(news)
    };
    let deeds: Vec<&Pointer> = tale.pointers.iter().filter(fresh).collect();
    if deeds.is_empty() {
        return [0.0; 2];
    }
    let meets = |pointer: &&Pointer| pointer.when.iter().any(|told| told.gap_days(&when) <= 2);
    let here = |pointer: &&Pointer| place_relation(&pointer.places, &event.places, profile);
    let placed: Vec<&&Pointer> = deeds.iter().filter(|p| !p.places.is_empty()).collect();
    [yes(!deeds.iter().any(meets)), yes(!placed.is_empty() && !placed.into_iter().any(here))]
}

/// What title, names and clauses of the lead say about this event.
pub(super) fn spoken_of(
    tale: &Telltale<'_>,
    event: &Event,
    ledger: &Ledger,
    profile: &Profile,
) -> [f64; 8] {
    let [both, place, conflict] = pointed(tale.pointers, event, profile);
    let untied = (-tale.relevance).clamp(0.0, 5.0) / 5.0;
    let (names, weight) = coverage(tale.names, event, ledger);
    [
        covered(tale.title, event, ledger),
        names,
        (weight / 5.0).ln_1p(),
        both,
        place,
        conflict,
        untied,
        if tale.follows_up { untied } else { 0.0 },
    ]
}

/// Whether a clause of the title or lead names a deed where and when the event was; where it was, no
/// day said; or where it was, on another day.
pub(super) fn pointed(pointers: &[Pointer], event: &Event, profile: &Profile) -> [f64; 3] {
    let mut found = [0.0; 3];
    for pointer in pointers {
        let here = place_relation(&pointer.places, &event.places, profile);
        let gaps = event.when.iter().flat_map(|e| pointer.when.iter().map(|p| p.gap_days(e)));
        let gap = gaps.min();
        match (here, gap) {
            (true, Some(0 | 1)) => found[0] = 1.0,
            (true, None) => found[1] = 1.0,
            (true, Some(_)) => found[2] = 1.0,
            _ => {}
        }
    }
    found
}
