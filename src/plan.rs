//! What is due, and when to look again: a source's schedule, its own rhythm, what the server
//! wishes, and how it has been, in; an instant out. Also what is remembered of a look, and whether
//! entries may have been missed. No source is ever given up.

mod pause;

use std::collections::BTreeMap;

use croner::parser::{CronParser, Seconds};
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{
    config::Bounds,
    model::{
        look::{Failure, FailureKind, Gap, Look, Outcome, SourceState},
        source::{Schedule, Source, SourceId, Validators},
    },
};

pub use pause::Pause;

const HOUR: u64 = 3600;

/// Looks that fail at a new address before the configured one is tried again.
const DOUBTS: u32 = 3;

/// The sources to look at now, the longest overdue first. However many looks were missed, one
/// makes up for them.
pub fn due<'s>(
    sources: &'s [Source],
    states: &BTreeMap<SourceId, SourceState>,
    bounds: &Bounds,
    now: Timestamp,
) -> Vec<&'s Source> {
    let mut due: Vec<(Timestamp, &Source)> = sources
        .iter()
        .filter(|source| source.enabled)
        .filter_map(|source| {
            let since = match states.get(&source.id) {
                Some(state) => due_at(source, state, bounds, now),
                None => Timestamp::MIN,
            };
            (since <= now).then_some((since, source))
        })
        .collect();
    due.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    due.into_iter().map(|(_, source)| source).collect()
}

/// When the next source is due; `None` without sources.
pub fn next_due(
    sources: &[Source],
    states: &BTreeMap<SourceId, SourceState>,
    bounds: &Bounds,
    now: Timestamp,
) -> Option<Timestamp> {
    let enabled = sources.iter().filter(|source| source.enabled);
    enabled
        .map(|source| match states.get(&source.id) {
            Some(state) => due_at(source, state, bounds, now),
            None => Timestamp::MIN,
        })
        .min()
}

/// When a source is (or has been) due; long ago where that is not known.
fn due_at(source: &Source, state: &SourceState, bounds: &Bounds, now: Timestamp) -> Timestamp {
    let (Some(last), Some(next)) = (state.last_look, state.next_look) else {
        return Timestamp::MIN;
    };
    // The clock was set back: what was planned by the old one means nothing.
    if last > now {
        return Timestamp::MIN;
    }
    // The schedule was tightened since, or the plan was made by a clock that ran ahead.
    let longest = match (&source.schedule, state.failures) {
        (Schedule::Every(every), 0) => (*every).max(bounds.stretch.as_secs()),
        (Schedule::Every(_), _) => bounds.most.as_secs(),
        (Schedule::Cron { .. }, _) => u64::MAX / 4,
    };
    let latest = later(last, longest.saturating_add(spread(longest, bounds.jitter, 1.0)));
    next.min(latest)
}

/// What is remembered after a look, with when to look again.
pub fn settle(
    source: &Source,
    before: &SourceState,
    look: &Look,
    (bounds, now, seed): (&Bounds, Timestamp, u64),
) -> SourceState {
    let mut state = fold(before, look);
    state.next_look = Some(next_look(source, &state, look, (bounds, now, seed)));
    state
}

/// What is remembered after a look. `next_look` stays as it was.
pub fn fold(before: &SourceState, look: &Look) -> SourceState {
    let mut state = before.clone();
    state.last_look = Some(look.at);
    if look.moved_to.is_some() {
        state.moved_to.clone_from(&look.moved_to);
    }
    if let Outcome::Failed(failure) = &look.outcome {
        state.failures = state.failures.saturating_add(1);
        state.failing_since = state.failing_since.or(Some(look.at));
        state.last_failure = Some(failure.clone());
        if !was_not_reached(failure) {
            // What came could not be read: the next look must not be told "unchanged".
            state.validators = Validators::default();
            state.body_hash = None;
        }
        if state.failures >= DOUBTS {
            state.moved_to = None;
        }
        return state;
    }
    state.failures = 0;
    state.failing_since = None;
    state.last_failure = None;
    state.last_good = Some(look.at);
    state.validators = look.validators.clone();
    state.body_hash = look.body_hash;
    if look.outcome == Outcome::Fresh {
        state.rhythm = rhythm(before, look);
        state.entries = look.entries;
        state.left = look.left;
        state.newest = before.newest.max(look.newest);
        state.wish = look.wish.clone().unwrap_or_default();
    }
    if state.left > 0 {
        // What the cap left is only seen again where the whole is read again.
        state.validators = Validators::default();
        state.body_hash = None;
    }
    state
}

/// The server did not give the content, so what we hold of it is still right.
fn was_not_reached(failure: &Failure) -> bool {
    !matches!(
        failure.kind,
        FailureKind::NotAFeed
            | FailureKind::Empty
            | FailureKind::SelectorBroke
            | FailureKind::LoginWall
            | FailureKind::Truncated
    )
}

/// Seconds between two entries: what this look shows, weighed against what was known.
fn rhythm(before: &SourceState, look: &Look) -> Option<u64> {
    let (from, count) = match before.newest {
        Some(newest) => (Some(newest), look.unseen),
        None => (look.oldest, look.entries.saturating_sub(1)),
    };
    let stretch = look.newest.zip(from).map(|(to, from)| to.duration_since(from).as_secs());
    let stretch = stretch.and_then(|seconds| u64::try_from(seconds).ok()).filter(|s| *s > 0);
    let (Some(stretch), true) = (stretch, count > 0) else { return before.rhythm };
    let shown = stretch / count as u64;
    Some(before.rhythm.map_or(shown, |known| (known.saturating_mul(2).saturating_add(shown)) / 3))
}

/// When to look again. `state` is the one after the look. The same seed gives the same instant.
pub fn next_look(
    source: &Source,
    state: &SourceState,
    look: &Look,
    (bounds, now, seed): (&Bounds, Timestamp, u64),
) -> Timestamp {
    let least = bounds.least.as_secs();
    let most = bounds.most.as_secs().max(least);
    let share = share(&source.id, now, seed);
    let every = match &source.schedule {
        Schedule::Every(every) => (*every).max(1),
        Schedule::Cron { .. } => least,
    };
    if let Outcome::Failed(failure) = &look.outcome {
        let wait = patience(failure, state.failures, (every.max(least), most));
        let again = later(now, wait + spread(wait, bounds.jitter, share));
        // A rare schedule is retried before its next turn, a frequent one waits as it must.
        return match &source.schedule {
            Schedule::Cron { expression, timezone } => {
                let turn = next_cron(expression, timezone, now);
                if failure.retry_after.is_some() { again } else { again.min(turn.unwrap_or(again)) }
            }
            Schedule::Every(_) => again,
        };
    }
    if let Schedule::Cron { expression, timezone } = &source.schedule {
        let turn = next_cron(expression, timezone, now).unwrap_or_else(|| later(now, most));
        return turn.max(later(now, least));
    }
    if state.left > 0 {
        return later(now, least);
    }
    let stretch = bounds.stretch.as_secs().max(every);
    let own = if bounds.adaptive { at_rhythm(every, state.rhythm, stretch) } else { every };
    let wish = look.max_age.unwrap_or(0).max(state.wish.ttl.unwrap_or(0)).min(stretch);
    let interval = own.max(wish).max(least);
    let again = later(now, interval + spread(interval, bounds.jitter, share));
    awake(again, state, later(now, stretch.max(interval)))
}

/// How long to leave a failing source alone: twice as long each time, up to the bound.
fn patience(failure: &Failure, failures: u32, (every, most): (u64, u64)) -> u64 {
    let doubled = every.saturating_mul(1 << failures.saturating_sub(1).min(20));
    let own = match failure.kind {
        // Gone for good, it says; asked now and then all the same.
        FailureKind::Http(410) => most,
        _ => doubled,
    };
    own.max(failure.retry_after.unwrap_or(0)).min(most)
}

/// The interval nearest to the source's rhythm, from half to four times the written one.
fn at_rhythm(every: u64, rhythm: Option<u64>, stretch: u64) -> u64 {
    let Some(rhythm) = rhythm else { return every };
    rhythm.clamp(every / 2, every.saturating_mul(4).min(stretch).max(every))
}

/// Moves an instant out of the hours and days in which the source says it sleeps.
fn awake(at: Timestamp, state: &SourceState, latest: Timestamp) -> Timestamp {
    let sleeps = |at: Timestamp| {
        let time = at.to_zoned(TimeZone::UTC);
        let hour = u8::try_from(time.hour()).is_ok_and(|h| state.wish.skip_hours.contains(&h));
        let day = u8::try_from(time.weekday().to_monday_one_offset());
        hour || day.is_ok_and(|day| state.wish.skip_days.contains(&day))
    };
    let mut woken = at;
    while sleeps(woken) && woken < latest {
        let into_hour = u64::try_from(woken.as_second().rem_euclid(3600)).unwrap_or(0);
        woken = later(woken, HOUR - into_hour);
    }
    woken.min(latest.max(at))
}

/// The next time a cron expression (six fields) comes in a zone, after an instant. A local time
/// that a change of clocks skips comes right after the gap; one that comes twice comes once.
pub fn next_cron(expression: &str, zone: &str, after: Timestamp) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).ok()?;
    let cron = CronParser::builder().seconds(Seconds::Required).build().parse(expression).ok()?;
    if expression.split_whitespace().nth(2).is_some_and(|hours| hours.starts_with('*')) {
        // Every hour or so: the hour that comes twice is two hours, not one.
        let offset = zone.to_offset(after);
        return offset.to_timestamp(next_local(&cron, offset.to_datetime(after))?).ok();
    }
    let mut local = after.to_zoned(zone.clone()).datetime();
    // A turn in the hour that comes twice may lie before `after`; the one after it does not.
    for _ in 0..10_000 {
        local = next_local(&cron, local)?;
        let at = zone.to_ambiguous_timestamp(local).compatible().ok()?;
        if at > after {
            return Some(at);
        }
    }
    None
}

/// The next turn on a clock without zones.
fn next_local(cron: &croner::Cron, after: DateTime) -> Option<DateTime> {
    let seconds = after.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    let start = chrono::DateTime::from_timestamp(seconds, 0)?;
    let next = cron.find_next_occurrence(&start, false).ok()?;
    Some(Timestamp::from_second(next.timestamp()).ok()?.to_zoned(TimeZone::UTC).datetime())
}

/// The time in which entries may have been missed: nothing of what the source shows was seen
/// before, and its oldest entry is newer than the newest known one.
pub fn gap(before: &SourceState, look: &Look) -> Option<Gap> {
    let all_new = look.outcome == Outcome::Fresh && look.entries > 0 && look.unseen == look.entries;
    let from = before.newest.filter(|_| before.last_good.is_some())?;
    let to = look.oldest?;
    (all_new && to > from).then_some(Gap { from, to })
}

/// The source failed before this look and does not any more: told once.
pub fn recovered(before: &SourceState, after: &SourceState) -> bool {
    before.failing_since.is_some() && after.failing_since.is_none()
}

/// For how long a source that can be read has had nothing new, where that is more than `times` its
/// own rhythm and more than a day.
pub fn silent_for(state: &SourceState, times: f64, now: Timestamp) -> Option<SignedDuration> {
    let (newest, rhythm) = (state.newest?, state.rhythm?);
    let silence = now.duration_since(newest);
    let allowed = (rhythm as f64 * times).max((24 * HOUR) as f64);
    (times > 0.0 && state.failures == 0 && silence.as_secs_f64() > allowed).then_some(silence)
}

/// A share from 0 to 1 that is this source's at this instant.
fn share(id: &SourceId, now: Timestamp, seed: u64) -> f64 {
    let mixed = xxh3_64_with_seed(id.0.as_bytes(), seed ^ now.as_second().unsigned_abs());
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

/// A part of the allowed jitter, whole seconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and positive")]
fn spread(interval: u64, jitter: f64, share: f64) -> u64 {
    (interval.min(1 << 40) as f64 * jitter.clamp(0.0, 0.5) * share) as u64
}

fn later(at: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    at.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
