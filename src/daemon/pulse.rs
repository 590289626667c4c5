//! Proof of life for the service manager's watchdog. The work loop beats; a task of its own passes
//! beats on, and only beats: a loop that hangs starves the watchdog, a long check does not.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio_util::sync::CancellationToken;

use crate::io::systemd;

/// Counts the beats of the work loop.
#[derive(Debug, Clone, Default)]
pub(super) struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// The loop goes on.
    pub(super) fn beat(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    /// How often it beat.
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Beats whenever `work` gets further: an answer, a deadline, a finished part. Work that hangs,
    /// in an await or in a computation, is not polled and does not beat.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        poll_fn(|context| {
            self.beat();
            work.as_mut().poll(context)
        })
        .await
    }

    /// Passes beats on to the service manager, where it watches.
    pub(super) fn watch(&self, stop: &CancellationToken) {
        let Some(limit) = systemd::watchdog() else { return };
        let (pulse, stop) = (self.clone(), stop.clone());
        tokio::spawn(async move {
            let mut passed = 0;
            let mut turn = tokio::time::interval(beat_within(limit));
            while !stop.is_cancelled() {
                turn.tick().await;
                let count = pulse.count();
                if count != passed {
                    systemd::alive();
                    passed = count;
                }
            }
        });
    }
}

/// How often a waiting loop has to beat so that the watchdog hears it in time.
pub(super) fn beat_within(limit: Duration) -> Duration {
    (limit / 4).max(Duration::from_millis(20))
}
