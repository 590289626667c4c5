//! What is wrong now: sources that die or fall silent, mail that does not leave, checks that stop,
//! copies that fail, a disk that fills.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Found, Standing};
use crate::{
    cli::open::Instance,
    config::Config,
    io::store::{Store, StoreError},
    mail::{
        health::Trouble,
        words::{instant, plural},
    },
    model::notice::{DeliveryState, Notice},
    plan,
};

/// Checks that fail for so long are told.
const CHECKS_FAIL: SignedDuration = SignedDuration::from_mins(30);
/// A mail that was put off so often is told.
const TRIES: u32 = 4;

type Troubles = BTreeMap<String, Standing>;

/// All of them, by name.
pub(super) fn find(
    instance: &Instance,
    store: &Store,
    (found, known): (&Found, &Troubles),
    now: Timestamp,
) -> Result<Troubles, StoreError> {
    let mut all = Troubles::new();
    sources(&instance.config, store, now, &mut all)?;
    mail(&store.queue(false)?, now, &mut all);
    own(instance, (found, known), now, &mut all);
    Ok(all)
}

fn standing(what: &str, problem: String, advice: String, since: Timestamp) -> Standing {
    let what = what.to_owned();
    Standing { what, problem, advice, since, last_good: None, told: false, over: None }
}

fn sources(
    config: &Config,
    store: &Store,
    now: Timestamp,
    all: &mut Troubles,
) -> Result<(), StoreError> {
    let patience = SignedDuration::try_from(config.health.failing_after).unwrap_or_default();
    let states = store.source_states()?;
    for source in config.sources.iter().filter(|source| source.enabled) {
        let Some(state) = states.get(&source.id) else { continue };
        let advice = format!("cpec-watch sources test {} shows more.", source.id);
        if let (Some(since), Some(failure)) = (state.failing_since, &state.last_failure)
            && now.duration_since(since) >= patience
        {
            let trouble = standing(&source.name, failure.message.clone(), advice, since);
            let trouble = Standing { last_good: state.last_good, ..trouble };
            all.insert(format!("source.{}", source.id), trouble);
        } else if let Some(silence) = plan::silent_for(state, config.health.silent_after, now) {
            let days = plural(usize::try_from(silence.as_hours() / 24).unwrap_or(0), "day", "days");
            let problem = format!("it can be read, but has had nothing new for {days}");
            let since = now.saturating_sub(silence).unwrap_or(now);
            let trouble = standing(&source.name, problem, advice, since);
            let trouble = Standing { last_good: state.last_good, ..trouble };
            all.insert(format!("silent.{}", source.id), trouble);
        }
    }
    Ok(())
}

/// Mails that were given up, and those that are put off again and again.
fn mail(queue: &[Notice], now: Timestamp, all: &mut Troubles) {
    let stuck = |n: &&Notice| match n.state {
        DeliveryState::Dead | DeliveryState::Unknown => true,
        DeliveryState::Queued => n.attempts >= TRIES,
        DeliveryState::Sent => false,
    };
    let mut by_recipient: BTreeMap<&str, Vec<&Notice>> = BTreeMap::new();
    for notice in queue.iter().filter(stuck) {
        by_recipient.entry(&notice.recipient).or_default().push(notice);
    }
    for (recipient, notices) in by_recipient {
        let count = plural(notices.len(), "notice has", "notices have");
        let last = notices.iter().rev().find_map(|n| n.last_error.as_deref()).unwrap_or("unknown");
        let since = notices.iter().map(|n| n.development.at).min().unwrap_or(now);
        all.insert(
            format!("mail.{recipient}"),
            standing(
                &format!("mail to {recipient}"),
                format!("{count} not been delivered. The last answer: {last}"),
                "cpec-watch mail queue shows them; mail retry sends them again, mail drop gives \
                 them up."
                    .to_owned(),
                since,
            ),
        );
    }
}

/// The program's own: checks, copies, room on the disk.
fn own(
    instance: &Instance,
    (found, known): (&Found, &Troubles),
    now: Timestamp,
    all: &mut Troubles,
) {
    if let Some((since, why)) = &found.checks
        && now.duration_since(*since) >= CHECKS_FAIL
    {
        let advice = "The log has every try: journalctl -u cpec-watch.".to_owned();
        all.insert("checks".to_owned(), standing("checks", why.clone(), advice, *since));
    }
    if let Some(why) = &found.backup {
        let advice = format!("Look at {}.", instance.backups().display());
        all.insert("backup".to_owned(), standing("backup of the store", why.clone(), advice, now));
    }
    let least = instance.config.health.disk_free;
    // Well again only when there is a fifth more, so that it is not told at every turn.
    let least = if known.contains_key("disk") { least.saturating_add(least / 5) } else { least };
    if let Some(free) = found.disk.filter(|free| *free < least) {
        let problem = format!("only {} MiB are left where the store lies", free >> 20);
        let place = instance.paths.state.display();
        let advice = format!("Free some room for {place}; nothing can be stored on a full disk.");
        all.insert("disk".to_owned(), standing("disk", problem, advice, now));
    }
}

/// A time in which no check ran although the program was meant to: told when it is over.
pub(super) fn gap(found: &Found, config: &Config) -> Option<Trouble> {
    let least = SignedDuration::try_from(config.health.failing_after).unwrap_or_default();
    let (from, to) = found.gap.filter(|(from, to)| to.duration_since(*from) >= least)?;
    let zone = &config.watch.timezone;
    Some(Trouble {
        what: "checks".to_owned(),
        problem: "No check ran in this time; what was published meanwhile has been caught up \
                  with as far as the sources still showed it."
            .to_owned(),
        since: format!("{} to {}", instant(from, zone), instant(to, zone)),
        last_good: instant(from, zone),
        advice: String::new(),
    })
}
