//! One gate a host: so many requests at once, so long between two starts, and none at all while the
//! host has asked to be left alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};
use url::Url;

use super::failure::{failed, stopped};
use crate::{
    config::HostSpacing,
    model::look::{Failure, FailureKind},
};

/// Longest time a host is left alone within one run; the plan remembers longer ones.
const LONGEST: Duration = Duration::from_hours(12);

/// The gates of all hosts asked so far.
#[derive(Debug)]
pub(super) struct Gates {
    per_host: usize,
    spacing: Duration,
    hosts: Vec<HostSpacing>,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

impl Gates {
    pub(super) fn new(per_host: usize, spacing: Duration, hosts: &[HostSpacing]) -> Self {
        Self { per_host, spacing, hosts: hosts.to_vec(), gates: Mutex::default() }
    }

    /// The gate of a host and port.
    pub(super) fn of(&self, url: &Url) -> Arc<Gate> {
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(gate) = gates.get(host) {
            return Arc::clone(gate);
        }
        let name = url.host_str().unwrap_or("");
        let own = self.hosts.iter().find(|own| own.host == name).map(|own| own.spacing);
        let spacing = own.map_or(self.spacing, |own| own.max(self.spacing));
        let gate = Arc::new(Gate {
            host: host.to_owned(),
            room: Arc::new(Semaphore::new(self.per_host)),
            times: Mutex::new(Times { next: Instant::now(), spacing, closed: None }),
        });
        gates.insert(host.to_owned(), Arc::clone(&gate));
        gate
    }
}

/// The gate of one host.
#[derive(Debug)]
pub(super) struct Gate {
    host: String,
    room: Arc<Semaphore>,
    times: Mutex<Times>,
}

#[derive(Debug)]
struct Times {
    /// The next request may start then.
    next: Instant,
    spacing: Duration,
    /// None before then.
    closed: Option<Instant>,
}

impl Times {
    /// When a request that is ready now may start; or how long the host is to be left alone.
    fn reserve(&mut self, now: Instant) -> Result<Instant, Duration> {
        if let Some(wait) = self.closed.and_then(|until| until.checked_duration_since(now)) {
            return Err(wait);
        }
        let start = self.next.max(now);
        self.next = start + self.spacing;
        Ok(start)
    }

    fn close(&mut self, until: Instant) {
        self.closed = Some(self.closed.map_or(until, |closed| closed.max(until)));
    }
}

impl Gate {
    /// Waits for room and for the time between two requests. Keep what comes back until the body
    /// is read.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(|_| stopped())?;
        let now = Instant::now();
        let start = self.times().reserve(now).map_err(|wait| {
            let seconds = wait.as_secs() + 1;
            let message =
                format!("{} has asked to be left alone for another {seconds} s", self.host);
            Failure { retry_after: Some(seconds), ..failed(FailureKind::RateLimited, message) }
        })?;
        if start > now {
            sleep_until(start).await;
        }
        Ok(room)
    }

    /// The host wants to be left alone.
    pub(super) fn close_for(&self, wait: Duration) {
        self.times().close(Instant::now() + wait.min(LONGEST));
    }

    /// The host wants more time between two requests.
    pub(super) fn slow_down(&self, spacing: Duration) {
        let mut times = self.times();
        times.spacing = times.spacing.max(spacing);
    }

    fn times(&self) -> std::sync::MutexGuard<'_, Times> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_host_is_not_asked_sooner_than_its_spacing() {
        let now = Instant::now();
        let mut times = Times { next: now, spacing: 2 * SECOND, closed: None };
        let starts: Vec<_> = (0..3).map(|_| times.reserve(now).unwrap() - now).collect();
        assert_eq!(starts, [Duration::ZERO, 2 * SECOND, 4 * SECOND]);
        let later = now + 60 * SECOND;
        assert_eq!(times.reserve(later).unwrap(), later, "a pause earns no burst and costs none");
        assert_eq!(times.reserve(later).unwrap(), later + 2 * SECOND);
    }

    #[test]
    fn a_host_that_wants_to_be_left_alone_is() {
        let now = Instant::now();
        let mut times = Times { next: now, spacing: Duration::ZERO, closed: None };
        times.close(now + 90 * SECOND);
        times.close(now + 30 * SECOND);
        assert_eq!(times.reserve(now + SECOND), Err(89 * SECOND));
        assert!(times.reserve(now + 91 * SECOND).is_ok());
    }

    #[test]
    fn ports_are_different_hosts_and_paths_are_not() {
        let gates = Gates::new(1, Duration::ZERO, &[]);
        let of = |url: &str| gates.of(&Url::parse(url).unwrap());
        assert!(Arc::ptr_eq(&of("http://a.example/1"), &of("http://a.example/2")));
        assert!(!Arc::ptr_eq(&of("http://a.example:81/"), &of("http://a.example/")));
    }
}
