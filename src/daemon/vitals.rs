//! What the daemon knows of itself, for the health page and the status line.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

use crate::{
    check::report::{Mail, Report},
    io::store::Store,
    model::{notice::DeliveryState, verdict::Verdict},
    upkeep::Done,
};

/// Shared between the work loop, which writes, and the page, which reads.
#[derive(Debug, Clone)]
pub(super) struct Vitals(Arc<Mutex<Counts>>);

/// Counts since the start, and how things stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) started: Timestamp,
    pub(super) last_turn: Timestamp,
    pub(super) last_check: Option<Timestamp>,
    pub(super) checks: u64,
    pub(super) failed_checks: u64,
    pub(super) looks: u64,
    pub(super) unchanged: u64,
    pub(super) failed_looks: u64,
    pub(super) articles: u64,
    pub(super) new: u64,
    pub(super) updates: u64,
    pub(super) sent: u64,
    pub(super) put_off: u64,
    pub(super) given_up: u64,
    pub(super) sources: usize,
    pub(super) failing: usize,
    pub(super) outbox: Vec<(DeliveryState, u64)>,
    pub(super) store_bytes: Option<u64>,
    pub(super) health: Done,
    /// The configuration that was refused last, until one is accepted.
    pub(super) refused: Option<String>,
}

impl Vitals {
    pub(super) fn new(now: Timestamp) -> Self {
        let counts = Counts { started: now, last_turn: now, ..Counts::default() };
        Self(Arc::new(Mutex::new(counts)))
    }

    pub(super) fn read(&self) -> Counts {
        self.counts().clone()
    }

    /// Counts are whole after each line that writes them, so a panic elsewhere spoils nothing.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn turned(&self, now: Timestamp) {
        self.counts().last_turn = now;
    }

    pub(super) fn failed(&self) {
        self.counts().failed_checks += 1;
    }

    pub(super) fn reloaded(&self, refused: Option<String>) {
        self.counts().refused = refused;
    }

    pub(super) fn checked(&self, report: &Report) {
        let mut counts = self.counts();
        counts.checks += 1;
        counts.last_check = Some(report.at);
        counts.looks += report.looked as u64;
        counts.unchanged += report.unchanged as u64;
        counts.failed_looks += report.failed.len() as u64;
        counts.articles += report.articles as u64;
        let new = report.developments.iter().filter(|told| told.verdict == Verdict::New).count();
        counts.new += new as u64;
        counts.updates += (report.developments.len() - new) as u64;
    }

    pub(super) fn mailed(&self, mail: &Mail) {
        let mut counts = self.counts();
        counts.sent += mail.sent as u64;
        counts.put_off += mail.retried as u64;
        counts.given_up += mail.dead as u64;
    }

    /// How things stand after a turn.
    pub(super) fn measure(&self, store: &Store, health: &Done, sources: usize) {
        let outbox = store.outbox_counts().unwrap_or_default();
        let failing = store.source_states().map_or(0, |states| {
            states.values().filter(|state| state.failing_since.is_some()).count()
        });
        let store_bytes = std::fs::metadata(store.path()).ok().map(|file| file.len());
        let mut counts = self.counts();
        (counts.outbox, counts.failing, counts.sources) = (outbox, failing, sources);
        (counts.store_bytes, counts.health) = (store_bytes, health.clone());
    }

    /// A line for `systemctl status`.
    pub(super) fn status(&self, sources: usize) -> String {
        let counts = self.counts();
        let mut line = format!("{sources} sources");
        if let Some(at) = counts.last_check {
            line += &format!(", last check {}", at.strftime("%F %H:%M:%S UTC"));
        }
        let waiting: BTreeMap<_, _> =
            counts.outbox.iter().map(|(s, n)| (format!("{s:?}"), *n)).collect();
        if let Some(queued) = waiting.get("Queued").filter(|n| **n > 0) {
            line += &format!(", {queued} notices wait");
        }
        if !counts.health.troubles.is_empty() {
            line += &format!(", {} troubles", counts.health.troubles.len());
        }
        if let Some(why) = &counts.refused {
            let first = why.lines().next().unwrap_or_default();
            line += &format!("; the new configuration was refused: {first}");
        }
        line
    }
}
