//! What keeps the watch itself well, after a check: copies of the store, letting go of what is old,
//! and the operator's mail about what is wrong. The daemon and `check` on a timer call the same.

mod standing;
mod troubles;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

pub use self::standing::{Standing, settle};
use crate::{
    cli::{open::Instance, send::Post},
    config::Retention as Kept,
    deliver,
    io::{
        disk,
        smtp::Handover,
        store::{Pruned, Retention, Store, StoreError},
    },
    plan::Pause,
};

/// Nothing of this is looked at more often.
const LEAST: SignedDuration = SignedDuration::from_mins(1);
/// Between two times of letting go.
const PRUNE_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// How exactly it is remembered when the last check was.
const MARK_EVERY: SignedDuration = SignedDuration::from_mins(5);

const LAST_CHECK: &str = "check.last";
const LAST_PRUNE: &str = "prune.last";
const STANDING: &str = "troubles";

/// What is remembered from one time to the next.
#[derive(Debug, Default)]
pub struct Upkeep {
    at: Option<Timestamp>,
    found: Found,
    /// What stands, as it is in the store; here too, because a full disk is one of the troubles.
    standing: Option<BTreeMap<String, Standing>>,
    mail: Pause,
    done: Done,
}

/// What only this run of the program knows of its troubles.
#[derive(Debug, Default)]
struct Found {
    /// Since when checks fail, and how.
    checks: Option<(Timestamp, String)>,
    /// The last copy failed.
    backup: Option<String>,
    /// Between these no check ran at all.
    gap: Option<(Timestamp, Timestamp)>,
    /// Free room.
    disk: Option<u64>,
}

/// What is known of the watch's own health afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// What is wrong, by name.
    pub troubles: BTreeMap<String, Standing>,
    /// Free room where the store lies, bytes.
    pub disk_free: Option<u64>,
    /// When the store was last copied.
    pub last_backup: Option<Timestamp>,
}

impl Upkeep {
    /// How a check ended, where it is not a matter of single sources.
    pub fn note_check(&mut self, ended: Result<(), &anyhow::Error>, now: Timestamp) {
        self.found.checks = match (ended, self.found.checks.take()) {
            (Ok(()), _) => None,
            (Err(error), Some((since, _))) if since <= now => Some((since, format!("{error:#}"))),
            (Err(error), _) => Some((now, format!("{error:#}"))),
        };
    }

    /// A failure of the upkeep itself is logged; the next time tries again.
    pub async fn run(
        &mut self,
        instance: &Instance,
        (store, post): (&mut Store, &mut Post),
        (now, stop): (Timestamp, &CancellationToken),
    ) -> Done {
        let soon = |at: Timestamp| at <= now && now.duration_since(at) < LEAST;
        if self.at.is_some_and(soon) || stop.is_cancelled() {
            return self.done.clone();
        }
        self.at = Some(now);
        let tell = |what: &str, error: StoreError| tracing::error!("{what}: {error}");
        if self.found.checks.is_none() {
            mark_check(store, &mut self.found, now).unwrap_or_else(|e| tell("upkeep", e));
        }
        self.back_up(instance, store, now);
        if let Err(error) = prune_daily(store, &instance.config.retention, now) {
            tell("letting go of what is old", error);
        }
        self.found.disk = disk::free(&instance.paths.state).ok();
        match self.troubles(instance, store, now) {
            Ok(standing) => self.tell_operator(instance, (store, post), (standing, now)).await,
            Err(error) => tell("looking for troubles", error),
        }
        self.done.disk_free = self.found.disk;
        self.done.clone()
    }

    fn back_up(&mut self, instance: &Instance, store: &Store, now: Timestamp) {
        let policy = &instance.config.backup;
        if policy.keep == 0 {
            return;
        }
        let every = SignedDuration::try_from(policy.every).unwrap_or(SignedDuration::MAX);
        match store.backup_if_older(&instance.backups(), every, policy.keep, now) {
            Ok(made) => {
                self.found.backup = None;
                if let Some(path) = made {
                    tracing::info!("copied the store to {}", path.display());
                    self.done.last_backup = Some(now);
                }
            }
            Err(error) => {
                tracing::error!("the store could not be copied: {error}");
                self.found.backup = Some(error.to_string());
            }
        }
    }

    fn troubles(
        &mut self,
        instance: &Instance,
        store: &Store,
        now: Timestamp,
    ) -> Result<BTreeMap<String, Standing>, StoreError> {
        let known = match self.standing.take() {
            Some(known) => known,
            None => stored(store)?,
        };
        let found = troubles::find(instance, store, (&self.found, &known), now);
        match found {
            Ok(found) => Ok(settle(known, found, now)),
            Err(error) => {
                self.standing = Some(known);
                Err(error)
            }
        }
    }

    /// Tells what is new and what is over, once; remembers that it was told.
    async fn tell_operator(
        &mut self,
        instance: &Instance,
        (store, post): (&mut Store, &mut Post),
        (mut standing, now): (BTreeMap<String, Standing>, Timestamp),
    ) {
        let mut health = standing::health(&standing, &instance.config.watch.timezone);
        health.recovered.extend(troubles::gap(&self.found, &instance.config));
        let news = !health.troubles.is_empty() || !health.recovered.is_empty();
        if news && self.mail.is_over(now) {
            let told = match &instance.config.health.operator {
                None => true,
                Some(operator) => {
                    let desk = deliver::Desk {
                        config: &instance.config,
                        profile: &instance.profile,
                        templates: &post.templates,
                    };
                    let mail = deliver::health_mail(&desk, operator, &health, ("health", now));
                    match mail {
                        Ok(mail) => {
                            let ended = post.mailer.send(&deliver::parcel(&mail)).await;
                            post.mailer.close().await;
                            was_told(&ended)
                        }
                        Err(error) => {
                            tracing::error!("the operator's mail: {error}");
                            true
                        }
                    }
                }
            };
            if told {
                standing::log(&health);
                standing::told(&mut standing);
                self.found.gap = None;
                self.mail.went_well();
            } else {
                self.mail.failed(now);
            }
        }
        if let Err(error) = keep(store, &standing) {
            tracing::error!("what stands is not stored: {error}");
        }
        self.done.troubles = standing.clone();
        self.done.troubles.retain(|_, standing| standing.over.is_none());
        self.standing = Some(standing);
    }
}

/// A mail that may have arrived is not repeated, and one that is refused will be again.
fn was_told(ended: &Handover) -> bool {
    match ended {
        Handover::Accepted(_) => true,
        Handover::Refused(why) | Handover::Unknown(why) => {
            tracing::error!("the operator's mail: {why}");
            true
        }
        Handover::Deferred(why) | Handover::Unavailable(why) => {
            tracing::error!("the operator's mail is tried again: {why}");
            false
        }
    }
}

fn stored(store: &Store) -> Result<BTreeMap<String, Standing>, StoreError> {
    let text = store.meta(STANDING)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn keep(store: &mut Store, standing: &BTreeMap<String, Standing>) -> Result<(), StoreError> {
    let text = serde_json::to_string(standing).expect("plain fields serialise");
    if store.meta(STANDING)?.unwrap_or_else(|| "{}".to_owned()) == text {
        return Ok(());
    }
    store.set_meta(STANDING, Some(&text))
}

fn instant(store: &Store, key: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(store.meta(key)?.and_then(|at| at.parse().ok()))
}

/// Remembers that checks go on, and sees where they did not.
fn mark_check(store: &mut Store, found: &mut Found, now: Timestamp) -> Result<(), StoreError> {
    let last = instant(store, LAST_CHECK)?.filter(|last| *last <= now);
    if last.is_some_and(|last| now.duration_since(last) < MARK_EVERY) {
        return Ok(());
    }
    let long = |(from, to): &(Timestamp, Timestamp)| to.duration_since(*from);
    found.gap = found.gap.into_iter().chain(last.map(|last| (last, now))).max_by_key(long);
    store.set_meta(LAST_CHECK, Some(&now.to_string()))
}

fn prune_daily(store: &mut Store, kept: &Kept, now: Timestamp) -> Result<(), StoreError> {
    let last = instant(store, LAST_PRUNE)?.filter(|last| *last <= now);
    if last.is_some_and(|last| now.duration_since(last) < PRUNE_EVERY) {
        return Ok(());
    }
    let gone = prune(store, kept, now)?;
    if gone != Pruned::default() {
        let Pruned { articles, texts, looks, notices } = gone;
        tracing::info!(articles, texts, looks, notices, "let go of what is old");
    }
    Ok(())
}

/// Lets go of what is older than the configuration keeps.
pub fn prune(store: &mut Store, kept: &Kept, now: Timestamp) -> Result<Pruned, StoreError> {
    let age = |time| Some(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX));
    let keep = Retention {
        other_articles: age(kept.irrelevant),
        texts: age(kept.articles),
        looks: age(kept.looks),
        notices: age(kept.messages),
    };
    let gone = store.prune(now, &keep)?;
    store.set_meta(LAST_PRUNE, Some(&now.to_string()))?;
    Ok(gone)
}
