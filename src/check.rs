//! One check, the whole flow on one screen: sources that are due in, a [`Report`] out; everything
//! stored in one transaction together with its notices. Fetching is the only concurrent step; what
//! follows is deterministic. `check`, the daemon and the demonstration call the same function.

pub mod decide;
mod keep;
pub mod look;
pub mod read;
pub mod report;
mod revise;
mod tell;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use anyhow::Context;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    io::{http::Client, steps, store::Store},
    model::{look::SourceState, source::SourceId},
    profile::Profile,
};

use self::{look::Looked, report::Report};

/// What a check works with; stays the same from one to the next.
#[derive(Debug, Clone)]
pub struct Desk {
    /// What the operator decided.
    pub config: Arc<Config>,
    /// The topic.
    pub profile: Arc<Profile>,
    /// Asks servers.
    pub client: Client,
    /// Spreads the looks of different installations.
    pub seed: u64,
}

/// What is wanted of one check.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Which sources.
    pub sources: Choice,
    /// Store nothing.
    pub dry_run: bool,
}

/// Which sources are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Choice {
    /// Those that are due.
    #[default]
    Due,
    /// All that are switched on.
    All,
    /// These, due or not.
    Only(Vec<SourceId>),
}

/// Looks, reads, decides, stores. Told to stop before the transaction, it stores nothing: what it
/// looked at stays due and unseen for the next check.
pub async fn run(
    desk: &Desk,
    store: &mut Store,
    wish: &Wish,
    (now, stop): (Timestamp, &CancellationToken),
) -> anyhow::Result<Report> {
    let states = store.source_states()?;
    let due = keep::choose(&desk.config, wish, &states, now)?;
    if due.is_empty() {
        return Ok(Report { at: now, dry_run: wish.dry_run, ..Report::default() });
    }
    let mut looked = look::all(&desk.client, due, &look_bounds(desk, now), stop).await;
    steps::reached("looked");
    let unseen = keep::take_unseen(store, &desk.config, &mut looked)?;
    let drafts = read::all(&reading(desk, now), unseen, stop).await;
    steps::reached("read");
    if stop.is_cancelled() {
        return Ok(Report { at: now, stopped: true, ..Report::default() });
    }
    let first_looks = first_looks(&looked, &states);
    let decided = decide::all(desk, store, drafts, (now, &first_looks))?;
    steps::reached("decided");
    let notices = tell::notices(desk, store, &decided, now)?;
    let released = tell::released(desk, store, &decided, now)?;
    let mut report = report::of(&looked, &decided, &desk.profile, (now, wish.dry_run));
    if !wish.dry_run {
        report.notices = notices.len();
        keep::commit(desk, store, (&mut looked, &states), (&decided, &notices, &released), now)
            .context("nothing of this check was stored")?;
    }
    Ok(report)
}

fn first_looks(looked: &[Looked], states: &BTreeMap<SourceId, SourceState>) -> BTreeSet<SourceId> {
    let sources = looked.iter().map(|looked| &looked.look.source);
    sources.filter(|source| !states.contains_key(source)).cloned().collect()
}

/// How looks are bounded by the configuration.
pub fn look_bounds(desk: &Desk, now: Timestamp) -> look::Bounds {
    let config = &desk.config;
    look::Bounds {
        at_once: config.http.concurrency,
        max_bytes: config.http.max_feed_bytes,
        deadline: config.check.deadline,
        now,
    }
}

fn reading(desk: &Desk, now: Timestamp) -> read::Desk {
    let config = &desk.config;
    read::Desk {
        client: desk.client.clone(),
        profile: Arc::clone(&desk.profile),
        policy: config.check.clone(),
        freshness: config.freshness.clone(),
        max_bytes: config.http.max_page_bytes,
        at_once: config.http.concurrency,
        now,
    }
}
