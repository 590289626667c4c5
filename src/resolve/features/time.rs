//! When: the same day, the next, within a vaguer interval, or another time.

use jiff::ToSpan;

use crate::{
    model::{
        date::{Interval, Precision},
        event::Event,
    },
    profile::Profile,
};

use super::{LEAD, Telltale};

pub(super) fn days_between(a: jiff::Timestamp, b: jiff::Timestamp) -> f64 {
    (b.as_second() - a.as_second()).max(0) as f64 / 86_400.0
}

/// When an event was or still goes on: a quiet matter (a sit-in, halted works, an exercise) lasts as
/// long as its kind may from when it was last told.
pub(super) fn lasting(event: &Event, profile: &Profile) -> Option<Interval> {
    let when = event.when?;
    let kind = profile.kind(&event.kind).map(|kind| &profile.types[kind]);
    let Some(days) = kind.filter(|kind| !kind.violent).map(|kind| kind.lasts_days) else {
        return Some(when);
    };
    let told = event.last_told.to_zoned(jiff::tz::TimeZone::UTC).date();
    let end = told.saturating_add(days.days());
    Some(Interval { end: end.max(when.end), ..when })
}

/// same, near, overlap, conflict, unknown.
pub(super) fn date(a: Option<Interval>, b: Option<Interval>) -> [f64; 5] {
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

/// Whether the article names the day or month of the event, in its lead or further down.
pub(super) fn dates_named(tale: &Telltale<'_>, event: &Event) -> [f64; 2] {
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
