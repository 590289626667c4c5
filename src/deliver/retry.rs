//! What the ending of one try means for the mail: sent, again and when, or left for a person.

use jiff::{SignedDuration, Timestamp};

use super::Ending;
use crate::{config::Mail, io::smtp::Handover, model::notice::Notice};

/// Tries in a row with an unknown ending before a mail is left as unknown.
pub(super) const DOUBTFUL_TRIES: u32 = 3;

/// First pause, seconds; it doubles from try to try.
const FIRST: u64 = 60;
/// Longest pause.
const LONGEST: u64 = 4 * 3600;
/// Least pause after an unknown ending: time for a slow server to finish.
const DOUBTFUL: u64 = 15 * 60;
/// How a doubtful ending is kept in the outbox.
const MAY_HAVE_ARRIVED: &str = "may have arrived: ";

/// The ending of one try. `first` stands for its mail's notices as they were before the try.
pub(super) fn judge(handover: &Handover, first: &Notice, policy: &Mail, now: Timestamp) -> Ending {
    let tries = first.attempts + 1;
    let pause = pause(first, tries);
    let give_up = i64::try_from(policy.give_up.as_secs()).unwrap_or(i64::MAX);
    let late = waited(first) >= give_up.unsigned_abs();
    let spent = tries >= policy.attempts;
    match handover {
        Handover::Accepted(answer) => Ending::Sent(answer.clone()),
        Handover::Refused(why) => Ending::Dead(why.clone()),
        Handover::Deferred(why) if late || spent => {
            Ending::Dead(format!("given up after {tries} tries: {why}"))
        }
        Handover::Deferred(why) => Ending::Again(after(now, pause), why.clone()),
        // A server that is away says nothing about this mail: only time counts.
        Handover::Unavailable(why) if late => {
            Ending::Dead(format!("given up after {tries} tries: {why}"))
        }
        Handover::Unavailable(why) => Ending::Again(after(now, pause), why.clone()),
        Handover::Unknown(why) => {
            let why = format!("{MAY_HAVE_ARRIVED}{why}");
            let doubted =
                first.last_error.as_deref().is_some_and(|e| e.starts_with(MAY_HAVE_ARRIVED));
            if doubted && tries >= DOUBTFUL_TRIES {
                Ending::Unknown(why)
            } else {
                Ending::Again(after(now, pause.max(DOUBTFUL)), why)
            }
        }
    }
}

/// The pause before the next try: doubling, and up to a tenth longer or shorter so that many mails
/// do not come back at one instant. It follows from the notice and the count, not from chance.
fn pause(first: &Notice, tries: u32) -> u64 {
    let plain = FIRST.saturating_mul(1 << (tries - 1).min(20)).min(LONGEST);
    let seed = format!("{}.{tries}", first.id.0);
    let share = xxhash_rust::xxh3::xxh3_64(seed.as_bytes()) % 201;
    plain * (900 + share) / 1000
}

/// Seconds the pauses so far took.
fn waited(first: &Notice) -> u64 {
    (1..=first.attempts).map(|tries| pause(first, tries)).sum()
}

fn after(now: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
}
