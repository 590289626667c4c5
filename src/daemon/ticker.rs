//! What wakes the daemon: one job of tokio-cron-scheduler that only knocks. Its known faults do not
//! reach the work: ticks during a long check are one (overlap), the expression is in UTC and names
//! no hour (frozen offsets), what is due is in the store (no catch-up), the work is awaited apart
//! (a shutdown that does not wait), and a scheduler that has fallen silent (a job that died, a clock
//! that was put back) is noticed by a timer of our own and replaced.

use std::time::Duration;

use anyhow::Context;
use tokio::{sync::mpsc, time::Instant};
use tokio_cron_scheduler::{Job, JobScheduler};

/// Six fields, in UTC: each ten seconds, and each second for a clock that runs fast.
const TICK: (&str, Duration) = ("*/10 * * * * *", Duration::from_secs(10));
const FAST_TICK: (&str, Duration) = ("* * * * * *", Duration::from_secs(1));

/// How many periods without a tick are silence.
const SILENCE: u32 = 3;

/// Ticks until stopped.
pub(super) struct Ticker {
    scheduler: JobScheduler,
    ticks: mpsc::Receiver<()>,
    rhythm: (&'static str, Duration),
    /// When it was last heard, by a clock that nobody can put back.
    heard: Instant,
    /// How often the scheduler was replaced.
    replaced: usize,
}

impl std::fmt::Debug for Ticker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticker").field("rhythm", &self.rhythm).finish_non_exhaustive()
    }
}

impl Ticker {
    /// Starts for a clock that runs so many times as fast as the machine's.
    pub(super) async fn start(times: u32) -> anyhow::Result<Self> {
        let rhythm = if times > 1 { FAST_TICK } else { TICK };
        let (scheduler, ticks) = scheduler(rhythm.0).await?;
        Ok(Self { scheduler, ticks, rhythm, heard: Instant::now(), replaced: 0 })
    }

    /// The next tick; those that were missed meanwhile are one. Silence counts as a tick, and the
    /// scheduler is replaced. May be dropped and asked again.
    pub(super) async fn next(&mut self) {
        let (expression, period) = self.rhythm;
        let latest = self.heard + period * SILENCE;
        let tick = tokio::time::timeout_at(latest, self.ticks.recv()).await;
        if tick.is_err() || matches!(tick, Ok(None)) {
            tokio::time::sleep_until(latest).await; // a job that is gone closes the channel at once
        }
        self.heard = Instant::now();
        if matches!(tick, Ok(Some(()))) {
            return;
        }
        tracing::warn!("the ticker fell silent and is started anew");
        match scheduler(expression).await {
            Ok((fresh, ticks)) => {
                let mut old = std::mem::replace(&mut self.scheduler, fresh);
                self.ticks = ticks;
                self.replaced += 1;
                if let Err(error) = old.shutdown().await {
                    tracing::debug!(%error, "the silent ticker did not stop");
                }
            }
            // The silence itself goes on waking the work.
            Err(error) => tracing::error!("{error:#}"),
        }
    }

    /// Ends it. Nobody's work runs in it, so there is nothing to wait for.
    pub(super) async fn stop(mut self) -> anyhow::Result<()> {
        self.scheduler.shutdown().await.context("the ticker did not stop")
    }
}

/// A scheduler with one job, which does nothing but knock: it neither overlaps, nor blocks, nor
/// panics.
async fn scheduler(expression: &str) -> anyhow::Result<(JobScheduler, mpsc::Receiver<()>)> {
    let (knock, ticks) = mpsc::channel(1);
    let scheduler = JobScheduler::new().await.context("the ticker does not start")?;
    let job = Job::new_async(expression, move |_, _| {
        let knock = knock.clone();
        Box::pin(async move {
            let _a_tick_waits_already = knock.try_send(());
        })
    });
    scheduler.add(job.context("the tick is no cron expression")?).await?;
    scheduler.start().await.context("the ticker does not start")?;
    Ok((scheduler, ticks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn ticks_during_long_work_are_one() {
        let mut ticker = Ticker::start(60).await.unwrap();
        ticker.next().await;
        tokio::time::sleep(Duration::from_millis(3_300)).await; // a check that takes three ticks
        let asked = Instant::now();
        ticker.next().await;
        assert!(asked.elapsed() < Duration::from_millis(100), "the missed ones wait as one");
        ticker.next().await;
        assert!(asked.elapsed() > Duration::from_millis(200), "and only as one");
        ticker.stop().await.unwrap();
    }

    #[tokio::test]
    async fn a_ticker_that_dies_silently_is_replaced_and_ticks_again() {
        let mut ticker = Ticker::start(60).await.unwrap();
        let dead = Job::new_async(FAST_TICK.0, |_, _| panic!("a job that dies before its future"));
        let other = JobScheduler::new().await.unwrap();
        other.add(dead.unwrap()).await.unwrap();
        other.start().await.unwrap();
        let (_knock, silence) = mpsc::channel(1);
        (ticker.scheduler, ticker.ticks) = (other, silence);
        ticker.heard = Instant::now();
        let asked = Instant::now();
        ticker.next().await;
        assert_eq!(ticker.replaced, 1, "silence is a tick and is mended");
        assert!(asked.elapsed() < Duration::from_millis(4_500));
        ticker.next().await;
        assert_eq!(ticker.replaced, 1, "the new one ticks");
        ticker.stop().await.unwrap();
    }
}
