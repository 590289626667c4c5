//! Delivery as commands, the daemon and the demonstration need it: templates, mailer, the outbox
//! drained, and what became of it as a [`Mail`] report.

use anyhow::Context;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{Refused, open::Instance};
use crate::{
    check::{Desk, report::Mail},
    deliver::{self, Ending},
    io::{smtp::Mailer, store::Store},
    mail::Templates,
    plan::Pause,
};

/// What mail leaves by, and how it looks.
#[derive(Debug)]
pub struct Post {
    /// Where mail is handed over.
    pub mailer: Mailer,
    /// How it looks.
    pub templates: Templates,
    /// The server could not be used: it is left alone for a while.
    rest: Pause,
}

impl Post {
    /// As the configuration says.
    pub fn open(instance: &Instance) -> anyhow::Result<Self> {
        let mailer = deliver::mailer(&instance.config.mail, &instance.paths.mail);
        Ok(Self::new(mailer, templates(instance)?))
    }

    /// With a mailer of one's own.
    pub fn new(mailer: Mailer, templates: Templates) -> Self {
        Self { mailer, templates, rest: Pause::default() }
    }

    /// Hands over what is due.
    pub async fn deliver(
        &mut self,
        desk: &Desk,
        store: &mut Store,
        now: Timestamp,
    ) -> anyhow::Result<Mail> {
        self.deliver_until(desk, store, (now, &CancellationToken::new())).await
    }

    /// Hands over what is due, until told to stop.
    pub async fn deliver_until(
        &mut self,
        desk: &Desk,
        store: &mut Store,
        (now, stop): (Timestamp, &CancellationToken),
    ) -> anyhow::Result<Mail> {
        if !self.rest.is_over(now) {
            return Ok(Mail::default());
        }
        let view = deliver::Desk {
            config: &desk.config,
            profile: &desk.profile,
            templates: &self.templates,
        };
        let done = deliver::deliver_until(store, &mut self.mailer, &view, (now, stop)).await?;
        match &done.unavailable {
            Some(_) => self.rest.failed(now),
            None => self.rest.went_well(),
        }
        let mut mail = Mail { held: done.held, ..Mail::default() };
        for tried in done.mails {
            match tried.ending {
                Ending::Sent(answer) => {
                    mail.sent += 1;
                    mail.files.extend(answer.strip_prefix("written to ").map(Into::into));
                }
                Ending::Again(at, why) => {
                    mail.retried += 1;
                    mail.errors.push(format!("{}: {why}; tried again {at}", tried.recipient));
                }
                Ending::Unknown(why) | Ending::Dead(why) => {
                    mail.dead += 1;
                    mail.errors.push(format!("{}: {why}", tried.recipient));
                }
            }
        }
        Ok(mail)
    }
}

/// The templates, with those of the operator; a broken one is refused.
pub fn templates(instance: &Instance) -> anyhow::Result<Templates> {
    let Some(folder) = &instance.config.watch.templates else { return Ok(Templates::embedded()) };
    let mut files = Vec::new();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_file() {
            let text = std::fs::read_to_string(&path);
            let text = text.with_context(|| format!("cannot read {}", path.display()))?;
            files.push((super::read::short_name(&path), text));
        }
    }
    files.sort();
    Ok(Templates::with_overrides(&files)
        .map_err(|error| Refused(format!("{}: {error}", folder.display())))?)
}
