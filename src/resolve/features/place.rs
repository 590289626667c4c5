//! Where: the same place, one within the other, the same region, or elsewhere.

use crate::{
    model::event::{Event, Mention},
    profile::{PlaceIx, PlaceKind, Profile},
};

use super::{LEAD, Telltale, yes};

/// same, within, region, conflict, unknown.
pub(super) fn place(mention: &Mention, event: &Event, profile: &Profile) -> [f64; 5] {
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

/// Whether one of these places, finer than a province, is or holds one of those.
pub(super) fn place_relation(a: &[String], b: &[String], profile: &Profile) -> bool {
    let fine = |ids: &[String]| -> Vec<PlaceIx> {
        let all = ids.iter().filter_map(|id| profile.place(id));
        all.filter(|ix| profile.places[*ix].kind >= PlaceKind::District).collect()
    };
    let (a, b) = (fine(a), fine(b));
    a.iter().any(|x| b.iter().any(|y| profile.related(*x, *y)))
}

/// Whether the article names a fine place of the event, in its lead or further down.
pub(super) fn places_named(tale: &Telltale<'_>, event: &Event, profile: &Profile) -> [f64; 2] {
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
