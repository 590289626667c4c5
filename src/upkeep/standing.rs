//! Troubles that stand: each is told once, and once when it is over.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::mail::{
    Health,
    health::Trouble,
    words::{self, instant},
};

/// A trouble that nobody could be told of in time is told afterwards if it lasted so long.
const WORTH_TELLING: SignedDuration = SignedDuration::from_hours(1);

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What it concerns.
    pub what: String,
    /// What is wrong, in a sentence.
    pub problem: String,
    /// What to do about it.
    pub advice: String,
    /// Since when.
    pub since: Timestamp,
    /// When it last went well.
    pub last_good: Option<Timestamp>,
    /// The operator knows.
    #[serde(default)]
    pub told: bool,
    /// When it ended, where he does not know that yet.
    #[serde(default)]
    pub over: Option<Timestamp>,
}

/// What stands now: of what stood before and what is found.
pub fn settle(
    mut known: BTreeMap<String, Standing>,
    found: BTreeMap<String, Standing>,
    now: Timestamp,
) -> BTreeMap<String, Standing> {
    known.retain(|key, standing| {
        if found.contains_key(key) {
            return true;
        }
        let lasted = now.duration_since(standing.since);
        if standing.told || lasted >= WORTH_TELLING {
            standing.over = standing.over.or(Some(now));
            return true;
        }
        false
    });
    for (key, fresh) in found {
        match known.get_mut(&key) {
            Some(standing) => {
                (standing.what, standing.problem) = (fresh.what, fresh.problem);
                (standing.advice, standing.over) = (fresh.advice, None);
            }
            None => {
                known.insert(key, fresh);
            }
        }
    }
    known
}

/// What there is to tell.
pub(super) fn health(standing: &BTreeMap<String, Standing>, zone: &TimeZone) -> Health {
    let mut health = Health::default();
    for one in standing.values() {
        let trouble = trouble(one, zone);
        match (one.told, one.over) {
            (_, Some(_)) => health.recovered.push(trouble),
            (false, None) => health.troubles.push(trouble),
            (true, None) => health.standing.push(trouble),
        }
    }
    health
}

fn trouble(one: &Standing, zone: &TimeZone) -> Trouble {
    let since = instant(one.since, zone);
    let since = match one.over {
        Some(over) => format!("{since} to {}", instant(over, zone)),
        None => since,
    };
    Trouble {
        what: words::line(&one.what),
        problem: words::capital(&words::line(&one.problem)),
        since,
        last_good: one.last_good.map(|at| instant(at, zone)).unwrap_or_default(),
        advice: one.advice.clone(),
    }
}

/// It was told.
pub(super) fn told(standing: &mut BTreeMap<String, Standing>) {
    standing.retain(|_, one| one.over.is_none());
    standing.values_mut().for_each(|one| one.told = true);
}

pub(super) fn log(health: &Health) {
    for trouble in &health.troubles {
        tracing::warn!(since = trouble.since, "{}: {}", trouble.what, trouble.problem);
    }
    for trouble in &health.recovered {
        tracing::info!("{}: well again", trouble.what);
    }
}
