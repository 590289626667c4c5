//! Digests: what stands around their news (events still told, gaps, sources in trouble), and those
//! that go out although nothing is new.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{DeliverError, Desk, Ending, Mailed, Report, compose, compose::Tale, parcel};
use crate::{
    io::{
        smtp::{Handover, Mailer},
        store::{Store, StoreError},
    },
    mail::{
        self, Body, Digest, Message,
        digest::{Developing, Gap},
        health::Trouble,
        subject, words,
    },
    model::{
        event::Event,
        look::{Look, Outcome, SourceState},
        notice::{Channel, Notice},
        source::{Schedule, Source},
    },
    notice::{self, Recipient},
};

/// Events listed as still told.
const DEVELOPING: usize = 12;
/// Looks read back for gaps.
const LOOKS: usize = 400;
/// A silence shorter than this is no gap.
const LEAST_GAP: i64 = 2 * 3600;
/// Between two tries of a digest without news.
const PAUSE: std::time::Duration = std::time::Duration::from_mins(15);

pub(super) fn meta_key(recipient: &str) -> String {
    format!("digest.{recipient}")
}

/// When a recipient last got a digest.
pub(super) fn last_sent(store: &Store, recipient: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(store.meta(&meta_key(recipient))?.and_then(|at| at.parse().ok()))
}

/// Remembers that a digest went out.
fn note_sent(store: &mut Store, recipient: &str, now: Timestamp) -> Result<(), StoreError> {
    store.set_meta(&meta_key(recipient), Some(&now.to_string()))
}

fn wait_key(recipient: &str) -> String {
    format!("digest-wait.{recipient}")
}

/// Until when a digest without news is put off after a try that failed.
fn put_off(store: &Store, recipient: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(store.meta(&wait_key(recipient))?.and_then(|at| at.parse().ok()))
}

/// Sends the digests that are due and have nothing to tell, to those who want them. The first time
/// a recipient is seen only starts his clock.
pub(super) async fn nothing_new(
    store: &mut Store,
    mailer: &mut Mailer,
    desk: &Desk<'_>,
    now: Timestamp,
    report: &mut Report,
) -> Result<(), StoreError> {
    for to in &desk.config.recipients {
        if !to.digest.as_ref().is_some_and(|digest| digest.nothing_new) {
            continue;
        }
        // The first time, and after a clock that ran ahead: from now on.
        let Some(last) = last_sent(store, &to.address)?.filter(|last| *last <= now) else {
            note_sent(store, &to.address, now)?;
            continue;
        };
        let latest = now.saturating_add(PAUSE).unwrap_or(now);
        if put_off(store, &to.address)?.is_some_and(|until| now < until && until <= latest) {
            continue;
        }
        let Some(due) = notice::digest_due(to, last, now) else { continue };
        let waiting = store.waiting(&to.address, Channel::Digest)?;
        if waiting.iter().any(|n| n.not_before <= now || n.message_id.is_some()) {
            continue;
        }
        match empty(store, desk, to, (due, now)) {
            Ok(message) => {
                let ending = match mailer.send(&parcel(&message)).await {
                    Handover::Accepted(answer) => {
                        note_sent(store, &to.address, now)?;
                        Ending::Sent(answer)
                    }
                    // There is no news in it: this one is given up, the next is tried anew.
                    Handover::Refused(why) => {
                        note_sent(store, &to.address, now)?;
                        Ending::Dead(why)
                    }
                    Handover::Deferred(why)
                    | Handover::Unavailable(why)
                    | Handover::Unknown(why) => {
                        let again = now.saturating_add(PAUSE).unwrap_or(now);
                        store.set_meta(&wait_key(&to.address), Some(&again.to_string()))?;
                        Ending::Again(again, why)
                    }
                };
                let Message { message_id, to, subject, .. } = message;
                report.mails.push(Mailed { message_id, recipient: to, subject, ending });
            }
            Err(DeliverError::Store(error)) => return Err(error),
            Err(error) => report.mails.push(Mailed {
                message_id: String::new(),
                recipient: to.address.clone(),
                subject: String::new(),
                ending: Ending::Again(now, error.to_string()),
            }),
        }
    }
    Ok(())
}

/// A digest without news; its Message-ID follows from the time it was due.
fn empty(
    store: &Store,
    desk: &Desk<'_>,
    to: &Recipient,
    (due, now): (Timestamp, Timestamp),
) -> Result<Message, DeliverError> {
    let hash = compose::short_hash(&to.address);
    let key = format!("digest.at-{}.{hash}", due.as_second());
    digest(store, desk, to, &[], (&key, last_sent(store, &to.address)?, now))
}

/// The digest a recipient would get now: what waits for him and what was sent since `since`.
pub fn digest_mail(
    store: &Store,
    desk: &Desk<'_>,
    to: &Recipient,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Message, DeliverError> {
    let key = format!("digest.by-hand-{}.{}", now.as_second(), compose::short_hash(&to.address));
    let since = match since {
        Some(since) => Some(since),
        None => last_sent(store, &to.address)?,
    };
    let mut notices = store.waiting(&to.address, Channel::Digest)?;
    if let Some(since) = since {
        let sent = store.sent_since(&to.address, since)?.into_iter();
        let new = |n: &Notice| n.channel == Channel::Digest && n.sent_at != Some(since);
        notices.extend(sent.filter(new));
    }
    notices.sort_by_key(|n| n.id);
    digest(store, desk, to, &notices, (&key, since, now))
}

fn digest(
    store: &Store,
    desk: &Desk<'_>,
    to: &Recipient,
    notices: &[Notice],
    (key, since, now): (&str, Option<Timestamp>, Timestamp),
) -> Result<Message, DeliverError> {
    let frame = compose::frame(desk, to, key, now)?;
    let told = compose::tales(store, notices)?;
    let mut digest = compose::digest_of(&told, desk, &frame, since);
    surround(&mut digest, store, desk, (&told, to), (since, now))?;
    let body = Body::Digest(Box::new(digest.clone()));
    Ok(mail::render(&digest.subject(), &body, &frame, desk.templates)?)
}

/// Fills what stands around the news.
pub(super) fn surround(
    digest: &mut Digest,
    store: &Store,
    desk: &Desk<'_>,
    (told, to): (&[Tale], &Recipient),
    (since, now): (Option<Timestamp>, Timestamp),
) -> Result<(), StoreError> {
    let config = desk.config;
    let since = since.unwrap_or_else(|| now - SignedDuration::from_hours(24));
    let states = store.source_states()?;
    digest.articles = store.prints_since(since)?.len();
    for source in config.sources.iter().filter(|source| source.enabled) {
        let Some(state) = states.get(&source.id) else { continue };
        digest.sources += 1;
        digest.sources_well += usize::from(state.failing_since.is_none());
        if config.digest.source_health {
            digest.health.extend(trouble(source, state, &to.zone));
            let looks = store.looks(&source.id, LOOKS)?;
            digest.gaps.extend(gaps(source, &looks, (since, now), &to.zone));
        }
    }
    digest.gaps = mail::digest::joined(std::mem::take(&mut digest.gaps));
    if config.digest.still_developing {
        let events = store.load_events()?;
        digest.developing = developing(&events, told, desk, (since, &to.zone));
    }
    Ok(())
}

fn trouble(source: &Source, state: &SourceState, zone: &TimeZone) -> Option<Trouble> {
    let failure = state.last_failure.as_ref().filter(|_| state.failing_since.is_some())?;
    let told = |at: Option<Timestamp>| at.map(|at| words::instant(at, zone)).unwrap_or_default();
    Some(Trouble {
        what: words::line(&source.name),
        problem: words::capital(&words::line(&failure.message)),
        since: told(state.failing_since),
        last_good: told(state.last_good),
        advice: format!("cpec-watch sources test {} shows more.", source.id),
    })
}

/// Stretches between two good looks in which the source was not seen for far longer than it should.
fn gaps(
    source: &Source,
    looks: &[Look],
    (since, now): (Timestamp, Timestamp),
    zone: &TimeZone,
) -> Vec<Gap> {
    let interval = match source.schedule {
        Schedule::Every(seconds) => i64::try_from(seconds).unwrap_or(i64::MAX / 4),
        Schedule::Cron { .. } => 12 * 3600,
    };
    let least = interval.saturating_mul(3).max(LEAST_GAP);
    let good = |look: &&Look| !matches!(look.outcome, Outcome::Failed(_));
    let mut good: Vec<&Look> = looks.iter().filter(good).filter(|l| l.at <= now).collect();
    good.sort_by_key(|look| look.at);
    let wide = |pair: &&[&Look]| {
        pair[1].at > since && pair[1].at.as_second() - pair[0].at.as_second() > least
    };
    good.windows(2)
        .filter(wide)
        .map(|pair| Gap {
            source: words::line(&source.name),
            unseen: format!(
                "{} to {}",
                words::short_instant(pair[0].at, zone),
                words::short_instant(pair[1].at, zone)
            ),
            loss: loss(pair[1]),
        })
        .collect()
}

/// What a gap may have cost, by what the first good look after it found.
fn loss(after: &Look) -> String {
    let listed = words::plural(after.entries, "entry", "entries");
    if after.entries == 0 || after.outcome == Outcome::Unchanged {
        "Nothing had changed since.".to_owned()
    } else if after.unseen < after.entries {
        "Entries known from before were still listed, so nothing is missing.".to_owned()
    } else {
        format!("All {listed} listed after that were unseen, so older ones may be missing.")
    }
}

/// Known events that were told again in the period without anything new.
fn developing(
    events: &[Event],
    told: &[Tale],
    desk: &Desk<'_>,
    (since, zone): (Timestamp, &TimeZone),
) -> Vec<Developing> {
    let mut still: Vec<&Event> = events
        .iter()
        .filter(|event| event.on_topic && !event.ignored && event.merged_into.is_none())
        .filter(|event| event.last_told > since && event.first_told <= since)
        .filter(|event| told.iter().all(|tale| tale.event.id != event.id))
        .collect();
    still.sort_by_key(|event| std::cmp::Reverse((event.last_told, event.id.clone())));
    still
        .into_iter()
        .take(DEVELOPING)
        .map(|event| {
            let further = event.articles.iter().filter(|t| t.at > since).count();
            let articles = words::plural(further, "further article", "further articles");
            Developing {
                label: subject::label(event, desk.profile),
                headline: words::line(&event.title),
                headline_dir: words::direction(&event.title),
                event: event.id.0.clone(),
                coverage: format!(
                    "{articles}, the last {}",
                    words::short_instant(event.last_told, zone)
                ),
            }
        })
        .collect()
}
