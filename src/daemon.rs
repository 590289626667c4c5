//! The daemon: checks on schedule until it is told to stop. The ticker only wakes it; what is due
//! lives in the store, so a restart neither skips nor doubles anything, and two ticks during a long
//! check are one. SIGTERM and SIGINT stop between two steps, SIGHUP reads the configuration again:
//! all of it, or none.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Context;
use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler};
use tokio_util::sync::CancellationToken;

use crate::{
    check::{self, Desk, Wish},
    cli::{open::Instance, send::Post},
    io::{clock::Clock, store::Store, systemd},
};

/// How often is asked what is due: six fields, in UTC, so no change of clocks concerns it.
const TICK: &str = "*/10 * * * * *";

/// Runs until it is told to stop.
pub async fn run(config: Option<&Path>, clock: Clock) -> anyhow::Result<()> {
    let mut watch = Watch::open(config, clock)?;
    let _alone = watch.instance.lock("run", false, clock.now())?;
    let stop = stop_on_signal();
    let reload = reload_on_signal()?;
    let (mut ticks, mut ticker) = ticker().await?;
    let alive = keep_alive(&stop);
    systemd::ready(&watch.status(None));
    tracing::info!(sources = watch.instance.config.sources.len(), "cpec-watch watches");

    while !stop.is_cancelled() {
        if reload.swap(false, Ordering::AcqRel) {
            systemd::reloading();
            watch.reload(config);
            systemd::ready(&watch.status(None));
        }
        alive.store(true, Ordering::Release);
        watch.work(&stop).await;
        tokio::select! {
            _ = ticks.recv() => {}
            () = stop.cancelled() => {}
        }
    }
    systemd::stopping();
    ticker.shutdown().await.context("the ticker did not stop")?;
    tracing::info!("stopped; nothing is left half done");
    Ok(())
}

/// What the daemon holds between two ticks.
#[derive(Debug)]
struct Watch {
    instance: Instance,
    desk: Desk,
    store: Store,
    post: Post,
    clock: Clock,
}

impl Watch {
    fn open(config: Option<&Path>, clock: Clock) -> anyhow::Result<Self> {
        let instance = Instance::load_from(config)?;
        let desk = instance.desk()?;
        let store = instance.store(clock.now())?;
        let post = Post::open(&instance)?;
        Ok(Self { instance, desk, store, post, clock })
    }

    /// A configuration that does not load leaves the one before in force.
    fn reload(&mut self, config: Option<&Path>) {
        match Self::open(config, self.clock) {
            Ok(fresh) if fresh.instance.paths.state != self.instance.paths.state => {
                tracing::error!(
                    "watch.state has changed: that needs a restart; the configuration before stays in force"
                );
            }
            Ok(fresh) => {
                *self = fresh;
                tracing::info!(
                    sources = self.instance.config.sources.len(),
                    "read the configuration again"
                );
            }
            Err(error) => {
                tracing::error!("the configuration before stays in force: {error:#}");
            }
        }
    }

    /// One check of what is due, and what is due of the outbox. A failure is told and tried again
    /// at the next tick.
    async fn work(&mut self, stop: &CancellationToken) {
        let now = self.clock.now();
        if let Err(error) = self.check(now, stop).await {
            tracing::error!("the check failed and is tried again: {error:#}");
        }
        if stop.is_cancelled() {
            return;
        }
        match self.post.deliver(&self.desk, &mut self.store, now).await {
            Ok(mail) if mail.sent + mail.retried + mail.dead > 0 => {
                tracing::info!(
                    sent = mail.sent,
                    retried = mail.retried,
                    dead = mail.dead,
                    "delivered"
                );
                mail.errors.iter().for_each(|error| tracing::error!("mail: {error}"));
            }
            Ok(_) => {}
            Err(error) => tracing::error!("the delivery failed and is tried again: {error:#}"),
        }
        systemd::status(&self.status(Some(now)));
    }

    async fn check(&mut self, now: Timestamp, stop: &CancellationToken) -> anyhow::Result<()> {
        let report = check::run(&self.desk, &mut self.store, &Wish::default(), (now, stop)).await?;
        if report.looked > 0 {
            report.log();
        }
        Ok(())
    }

    fn status(&self, last: Option<Timestamp>) -> String {
        let sources = self.instance.config.sources.iter().filter(|source| source.enabled).count();
        match last {
            Some(at) => format!("{sources} sources, last check {at}"),
            None => format!("{sources} sources"),
        }
    }
}

fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        systemd::asked_to_stop().await;
        told.cancel();
    });
    stop
}

fn reload_on_signal() -> anyhow::Result<Arc<AtomicBool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let wanted = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&wanted);
    let mut hangups = signal(SignalKind::hangup()).context("cannot hear SIGHUP")?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            told.store(true, Ordering::Release);
        }
    });
    Ok(wanted)
}

/// The ticker's job does nothing but knock: it neither overlaps, nor blocks, nor panics.
async fn ticker() -> anyhow::Result<(mpsc::Receiver<()>, JobScheduler)> {
    let (knock, ticks) = mpsc::channel(1);
    let scheduler = JobScheduler::new().await.context("the ticker does not start")?;
    let job = Job::new_async(TICK, move |_, _| {
        let knock = knock.clone();
        Box::pin(async move {
            let _a_tick_waits_already = knock.try_send(());
        })
    });
    scheduler.add(job.context("the tick is no cron expression")?).await?;
    scheduler.start().await.context("the ticker does not start")?;
    Ok((ticks, scheduler))
}

/// Tells the service manager that the work goes on, as long as the work loop itself says so: a loop
/// that hangs is not covered up.
fn keep_alive(stop: &CancellationToken) -> Arc<AtomicBool> {
    let worked = Arc::new(AtomicBool::new(true));
    if let Some(limit) = systemd::watchdog() {
        let (worked, stop) = (Arc::clone(&worked), stop.clone());
        tokio::spawn(async move {
            let mut beat = tokio::time::interval((limit / 3).max(Duration::from_millis(50)));
            while !stop.is_cancelled() {
                beat.tick().await;
                if worked.swap(false, Ordering::AcqRel) {
                    systemd::alive();
                }
            }
        });
    }
    worked
}
