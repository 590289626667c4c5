//! What the daemon holds between two turns, and one turn: a check of what is due, what is due of
//! the outbox, and the upkeep of the store.

use std::path::Path;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::{page, pulse::Pulse, vitals::Vitals};
use crate::{
    check::{self, Desk, Wish, report::Mail},
    cli::{log, open::Instance, send::Post},
    io::{
        clock::Clock,
        lock::LockError,
        serve::Server,
        steps,
        store::{Store, StoreError},
    },
    notice,
    plan::{self, Pause},
    upkeep::Upkeep,
};

/// Without anything due, a turn looks all the same after so long.
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(10);

/// What the daemon holds between two turns.
#[derive(Debug)]
pub(super) struct Watch {
    pub(super) instance: Instance,
    desk: Desk,
    store: Store,
    post: Post,
    clock: Clock,
    upkeep: Upkeep,
    vitals: Vitals,
    /// Nothing is due before the second instant, as seen at the first.
    rest: Option<(Timestamp, Timestamp)>,
    /// Checks failed as a whole: servers are left alone for a while.
    pause: Pause,
    page: Option<Server>,
}

impl Watch {
    /// Reads the configuration and opens the store.
    pub(super) fn open(config: Option<&Path>, clock: Clock) -> anyhow::Result<Self> {
        let now = clock.now();
        let instance = Instance::load_from(config)?;
        let desk = instance.desk()?;
        let store = instance.store(now)?;
        let post = Post::open(&instance)?;
        log::apply(&instance.config.log);
        steps::reached("store opened");
        let vitals = Vitals::new(now);
        Ok(Self {
            instance,
            desk,
            store,
            post,
            clock,
            upkeep: Upkeep::default(),
            vitals,
            rest: None,
            pause: Pause::default(),
            page: None,
        })
    }

    /// Puts up the health and metrics page, where one is wanted.
    pub(super) async fn serve(&mut self, pulse: &Pulse) -> anyhow::Result<()> {
        self.page = None;
        if let Some(listen) = &self.instance.config.health.listen {
            let router = page::router(self.vitals.clone(), pulse.clone());
            let server = Server::listen(listen, router).await;
            self.page =
                Some(server.with_context(|| format!("health.listen: cannot listen on {listen}"))?);
        }
        Ok(())
    }

    /// A configuration that does not load leaves the one before in force.
    pub(super) async fn reload(&mut self, config: Option<&Path>, pulse: &Pulse) {
        let fresh = match Self::open(config, self.clock) {
            Ok(fresh) => fresh,
            Err(error) => {
                tracing::error!("the configuration before stays in force: {error:#}");
                log::apply(&self.instance.config.log);
                return self.vitals.reloaded(Some(format!("{error:#}")));
            }
        };
        if fresh.instance.paths.state != self.instance.paths.state {
            let why = "watch.state has changed: that needs a restart";
            tracing::error!("{why}; the configuration before stays in force");
            log::apply(&self.instance.config.log);
            return self.vitals.reloaded(Some(why.to_owned()));
        }
        let moved = fresh.instance.config.health.listen != self.instance.config.health.listen;
        let (vitals, upkeep) = (self.vitals.clone(), std::mem::take(&mut self.upkeep));
        let page = self.page.take();
        *self = Self { upkeep, vitals, page, ..fresh };
        if moved && let Err(error) = self.serve(pulse).await {
            tracing::error!("{error:#}; there is no health page until that is mended");
        }
        self.vitals.reloaded(None);
        tracing::info!(
            sources = self.instance.config.sources.len(),
            "read the configuration again"
        );
    }

    /// One turn. A failure is told and tried again at the next tick.
    pub(super) async fn work(&mut self, stop: &CancellationToken) {
        let now = self.clock.now();
        self.vitals.turned(now);
        if self.resting(now) {
            return;
        }
        let _alone = match self.instance.lock("run", false, now) {
            Ok(lock) => lock,
            Err(error) if matches!(error.downcast_ref(), Some(LockError::Held { .. })) => {
                return tracing::debug!("a check by hand is at work: {error:#}");
            }
            Err(error) => {
                self.upkeep.note_check(Err(&error), now);
                return tracing::error!("the check is tried again: {error:#}");
            }
        };
        if self.pause.is_over(now) {
            self.check(now, stop).await;
        }
        if stop.is_cancelled() {
            return;
        }
        match self.post.deliver_until(&self.desk, &mut self.store, (now, stop)).await {
            Ok(mail) => self.tell_mail(&mail),
            Err(error) => tracing::error!("the delivery failed and is tried again: {error:#}"),
        }
        let kept = (&mut self.store, &mut self.post);
        let done = self.upkeep.run(&self.instance, kept, (now, stop)).await;
        self.vitals.measure(&self.store, &done, self.instance.config.sources.len());
        self.rest = self.next_work(now).ok().map(|next| (now, next));
    }

    /// One check. Where it fails as a whole, servers are not asked again at every tick.
    async fn check(&mut self, now: Timestamp, stop: &CancellationToken) {
        match check::run(&self.desk, &mut self.store, &Wish::default(), (now, stop)).await {
            Ok(report) => {
                self.pause.went_well();
                if !report.stopped {
                    self.upkeep.note_check(Ok(()), now);
                }
                if report.looked > 0 {
                    report.log();
                    self.vitals.checked(&report);
                }
            }
            Err(error) => {
                self.pause.failed(now);
                self.upkeep.note_check(Err(&error), now);
                self.vitals.failed();
                tracing::error!("the check failed and is tried again: {error:#}");
            }
        }
    }

    fn tell_mail(&mut self, mail: &Mail) {
        self.vitals.mailed(mail);
        if mail.sent + mail.retried + mail.dead > 0 {
            tracing::info!(sent = mail.sent, retried = mail.retried, dead = mail.dead, "delivered");
            mail.errors.iter().for_each(|error| tracing::error!("mail: {error}"));
        }
    }

    /// Nothing is due yet, nobody else wrote into the store, and the clock did not go back.
    fn resting(&mut self, now: Timestamp) -> bool {
        let elsewhere = self.store.changed_elsewhere().unwrap_or(true);
        self.rest.is_some_and(|(since, until)| since <= now && now < until) && !elsewhere
    }

    /// When the next turn has something to do.
    fn next_work(&self, now: Timestamp) -> Result<Timestamp, StoreError> {
        let config = &self.instance.config;
        let states = self.store.source_states()?;
        let sources = plan::next_due(&config.sources, &states, &config.schedule, now);
        let mail = self.store.next_due()?;
        let digest = config.recipients.iter().filter_map(|to| notice::next_digest(to, now)).min();
        let latest = now.saturating_add(LONGEST_REST).unwrap_or(now);
        Ok([sources, mail, digest].into_iter().flatten().fold(latest, Timestamp::min))
    }

    pub(super) fn status(&self) -> String {
        let sources = self.instance.config.sources.iter().filter(|source| source.enabled).count();
        self.vitals.status(sources)
    }
}
