//! The daemon: checks on schedule until it is told to stop. The ticker only wakes it; what is due
//! lives in the store, so a restart neither skips nor doubles anything, and two ticks during a long
//! check are one. SIGTERM and SIGINT stop between two steps, SIGHUP reads the configuration again:
//! all of it, or none. While it works it holds the lock of the store; between two turns a check by
//! hand may run.

mod page;
mod pulse;
mod ticker;
mod vitals;
mod watch;

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::{pulse::Pulse, ticker::Ticker, watch::Watch};
use crate::io::{clock::Clock, systemd};

/// How long a loop that waits may go without a beat where nobody watches.
const UNWATCHED: Duration = Duration::from_secs(10);

/// Runs until it is told to stop.
pub async fn run(config: Option<&Path>, clock: Clock) -> anyhow::Result<()> {
    let stop = stop_on_signal();
    let reload = reload_on_signal()?;
    let pulse = Pulse::default();
    let mut watch = Watch::open(config, clock)?;
    let _one_daemon = watch.instance.lock_daemon(clock.now())?;
    watch.serve(&pulse).await?;
    let mut ticker = Ticker::start(clock.times()).await?;
    pulse.watch(&stop);
    systemd::ready(&watch.status());
    tracing::info!(sources = watch.instance.config.sources.len(), "cpec-watch watches");

    let turn = systemd::watchdog().map_or(UNWATCHED, pulse::beat_within);
    while !stop.is_cancelled() {
        Box::pin(pulse.during(watch.work(&stop))).await;
        systemd::status(&watch.status());
        loop {
            pulse.beat();
            tokio::select! {
                () = ticker.next() => break,
                () = stop.cancelled() => break,
                () = reload.notified() => {
                    systemd::reloading();
                    watch.reload(config, &pulse).await;
                    systemd::ready(&watch.status());
                    break;
                }
                () = tokio::time::sleep(turn) => {}
            }
        }
    }
    systemd::stopping();
    ticker.stop().await?;
    tracing::info!("stopped; nothing is left half done");
    Ok(())
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

/// A SIGHUP during a turn is kept until its end.
fn reload_on_signal() -> anyhow::Result<Arc<Notify>> {
    use tokio::signal::unix::{SignalKind, signal};
    let wanted = Arc::new(Notify::new());
    let told = Arc::clone(&wanted);
    let mut hangups = signal(SignalKind::hangup()).context("cannot hear SIGHUP")?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            told.notify_one();
        }
    });
    Ok(wanted)
}
