//! What and who: kinds, counted people, actors.

use crate::{
    model::{event::Event, fact::Fact},
    profile::{ActorKind, Profile},
};

/// same, akin, conflict; where its reports took the event for several kinds, each by their share.
pub(super) fn kind(kind: &str, event: &Event, profile: &Profile) -> [f64; 3] {
    let total: u32 = event.kinds.iter().map(|(_, votes)| *votes).sum();
    if total == 0 {
        return kinship(kind, &event.kind, profile);
    }
    let mut shares = [0.0; 3];
    for (known, votes) in &event.kinds {
        let share = f64::from(*votes) / f64::from(total);
        for (sum, is) in shares.iter_mut().zip(kinship(kind, known, profile)) {
            *sum += is * share;
        }
    }
    shares
}

pub(super) fn kinship(a: &str, b: &str, profile: &Profile) -> [f64; 3] {
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
pub(super) fn figures(a: &[Fact], b: &[Fact]) -> [f64; 2] {
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

pub(super) fn ratio(a: u64, b: u64) -> f64 {
    let (low, high) = (a.min(b) as f64, a.max(b) as f64);
    if high > 0.0 { low / high } else { 1.0 }
}

/// Share of the mention's actors that the event knows, wings counted as their body.
pub(super) fn actors(ids: &[String], event: &Event, profile: &Profile) -> f64 {
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

/// Share of the mention's armed groups, companies, movements and persons that the event knows.
pub(super) fn rare_actors(ids: &[String], event: &Event, profile: &Profile) -> f64 {
    let telling = |id: &&String| {
        profile.actor(id).is_some_and(|ix| {
            matches!(
                profile.actors[ix].kind,
                ActorKind::Armed | ActorKind::Company | ActorKind::Movement | ActorKind::Person
            )
        })
    };
    let own: Vec<&String> = ids.iter().filter(telling).collect();
    let known = own.iter().filter(|id| event.actors.contains(id)).count();
    if own.is_empty() { 0.0 } else { known as f64 / own.len() as f64 }
}
