//! Drains the outbox: due notices become mails, mails are handed over, and only what a server
//! accepted is marked sent.
//!
//! A mail's Message-ID and the notices in it are written down before the first try and kept in
//! every later one. So a crash, or a connection lost after the text, can repeat a mail that is
//! recognisable as the same, and never loses one. A mail whose ending is unknown is sent again up
//! to `retry::DOUBTFUL_TRIES` times and then left for a person to judge. One that cannot be
//! written or is refused does not hold up the others.

mod compose;
mod digest;
mod retry;

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

pub use compose::{health_mail, test_mail};
pub use digest::digest_mail;

use crate::{
    config::{Config, Mail, Tls, Transport},
    io::{
        outbox_folder::Folder,
        smtp::{Client, Handover, Mailer, Parcel, Security, Server},
        steps,
        store::{Store, StoreError},
    },
    mail::{Message, Templates},
    model::notice::{Channel, Notice, NoticeId},
    notice::{self, Batch},
    profile::Profile,
};

/// What delivery goes by.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Sender, recipients, limits.
    pub config: &'a Config,
    /// Names of places and types.
    pub profile: &'a Profile,
    /// How mails look.
    pub templates: &'a Templates,
}

/// One mail that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// Without brackets.
    pub message_id: String,
    /// To whom.
    pub recipient: String,
    /// Its subject; empty where it could not be written.
    pub subject: String,
    /// How it ended.
    pub ending: Ending,
}

/// How one try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Accepted; the server's answer.
    Sent(String),
    /// Tried again then.
    Again(Timestamp, String),
    /// It may have arrived; left for a person to judge.
    Unknown(String),
    /// Given up; left for a person to judge.
    Dead(String),
}

/// What one delivery did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The mails that were tried, in order.
    pub mails: Vec<Mailed>,
    /// Mails that wait because of the hourly limit, an unusable server, or a stop.
    pub held: usize,
    /// Mails that an earlier delivery had in hand when it was killed: they go again.
    pub repeated: usize,
    /// The server could not be used; the rest waits.
    pub unavailable: Option<String>,
}

impl Report {
    /// Mails that were accepted.
    pub fn sent(&self) -> usize {
        self.mails.iter().filter(|mail| matches!(mail.ending, Ending::Sent(_))).count()
    }
}

/// Why a mail could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mail cannot be written.
    #[error(transparent)]
    Mail(#[from] crate::mail::MailError),
    /// What it tells of is gone.
    #[error("event {0} is not in the ledger any more")]
    NoEvent(String),
    /// The configuration does not know the recipient any more.
    #[error("{0} is not a recipient any more; add it again or drop the mail")]
    NoRecipient(String),
    /// The program failed over it.
    #[error("writing this mail went wrong inside the program")]
    Panic,
}

/// Sends what is due. Fails only where the store does.
pub async fn deliver(
    store: &mut Store,
    mailer: &mut Mailer,
    desk: &Desk<'_>,
    now: Timestamp,
) -> Result<Report, StoreError> {
    deliver_until(store, mailer, desk, (now, &CancellationToken::new())).await
}

/// Sends what is due until told to stop, which it does between two mails.
pub async fn deliver_until(
    store: &mut Store,
    mailer: &mut Mailer,
    desk: &Desk<'_>,
    (now, stop): (Timestamp, &CancellationToken),
) -> Result<Report, StoreError> {
    let mut report = Report { repeated: begin(store, desk, now)?, ..Report::default() };
    let mut left = budget(store, desk.config, now)?;
    for batch in notice::group(due(store, now)?) {
        if left == 0 || report.unavailable.is_some() || stop.is_cancelled() {
            report.held += 1;
            continue;
        }
        if let Some((mailed, unavailable)) = one(store, mailer, desk, (&batch, now)).await? {
            left -= usize::from(matches!(mailed.ending, Ending::Sent(_)));
            report.mails.push(mailed);
            report.unavailable = unavailable;
        }
    }
    if report.unavailable.is_none() && !stop.is_cancelled() {
        digest::nothing_new(store, mailer, desk, now, &mut report).await?;
    }
    mailer.close().await;
    steps::reached("delivered");
    Ok(report)
}

/// What an earlier delivery left in hand, and what cannot be read, before anything is sent.
fn begin(store: &mut Store, desk: &Desk<'_>, now: Timestamp) -> Result<usize, StoreError> {
    let repeated = store.release_claims(now, desk.config.mail.attempts)?;
    if repeated > 0 {
        tracing::warn!(
            mails = repeated,
            "an earlier run ended while handing mail over: it goes again with the same Message-ID"
        );
    }
    if matches!(store.due_notices(now), Err(StoreError::Unreadable { .. })) {
        let notices = store.set_unreadable_aside()?;
        tracing::error!(notices, "what cannot be read back was put aside; see `mail queue`");
    }
    Ok(repeated)
}

/// Due notices, and those about the same events that would follow soon: a burst is one mail.
fn due(store: &Store, now: Timestamp) -> Result<Vec<Notice>, StoreError> {
    let mut due = store.due_notices(now)?;
    let is_first_alert = |n: &Notice| n.channel == Channel::Alert && n.message_id.is_none();
    let recipients: BTreeSet<String> =
        due.iter().filter(|n| is_first_alert(n)).map(|n| n.recipient.clone()).collect();
    for recipient in recipients {
        for follower in store.waiting(&recipient, Channel::Alert)? {
            let leads = |n: &Notice| {
                is_first_alert(n)
                    && n.recipient == recipient
                    && n.development.event == follower.development.event
            };
            if is_first_alert(&follower)
                && due.iter().any(leads)
                && due.iter().all(|n| n.id != follower.id)
            {
                due.push(follower);
            }
        }
    }
    Ok(due)
}

/// How many mails the hourly limit leaves.
fn budget(store: &Store, config: &Config, now: Timestamp) -> Result<usize, StoreError> {
    let limit = usize::try_from(config.mail.per_hour).unwrap_or(usize::MAX);
    if limit == 0 {
        return Ok(usize::MAX);
    }
    let since = now.saturating_sub(SignedDuration::from_hours(1)).unwrap_or(now);
    let mut mails = BTreeSet::new();
    for recipient in &config.recipients {
        let sent = store.sent_since(&recipient.address, since)?;
        mails.extend(sent.into_iter().filter_map(|n| n.message_id));
    }
    Ok(limit.saturating_sub(mails.len()))
}

/// One mail: taken in hand, written, handed over, marked. `None` where another delivery has it.
async fn one(
    store: &mut Store,
    mailer: &mut Mailer,
    desk: &Desk<'_>,
    (batch, now): (&Batch, Timestamp),
) -> Result<Option<(Mailed, Option<String>)>, StoreError> {
    let key = compose::message_key(batch);
    let message_id =
        batch.message_id.clone().unwrap_or_else(|| format!("{key}@{}", desk.config.mail.list_id));
    let ids: Vec<NoticeId> = batch.notices.iter().map(|n| n.id).collect();
    let ours = store.claim(&ids, &message_id, now)?;
    let notices: Vec<Notice> =
        batch.notices.iter().filter(|n| ours.contains(&n.id)).cloned().collect();
    if notices.is_empty() {
        return Ok(None);
    }
    let batch = Batch { message_id: Some(message_id.clone()), notices };
    let first = batch.first();
    steps::reached("claimed");
    let (subject, handover) = match compose(store, desk, &batch, now) {
        Ok(message) => {
            let handover = mailer.send(&parcel(&message)).await;
            (message.subject, handover)
        }
        Err(DeliverError::Store(error)) if !matches!(error, StoreError::Unreadable { .. }) => {
            return Err(error);
        }
        Err(error @ (DeliverError::Mail(_) | DeliverError::Panic)) => {
            (String::new(), Handover::Deferred(error.to_string()))
        }
        Err(error) => (String::new(), Handover::Refused(error.to_string())),
    };
    steps::reached("handed over");
    let unavailable = match &handover {
        Handover::Unavailable(why) => Some(why.clone()),
        _ => None,
    };
    let ending = retry::judge(&handover, first, &desk.config.mail, now);
    if matches!(ending, Ending::Sent(_)) && first.channel == Channel::Digest {
        let key = digest::meta_key(&first.recipient);
        store.mark_digest_sent(&ours, &message_id, (&key, now))?;
    } else {
        mark(store, &ours, &message_id, (&ending, now))?;
    }
    steps::reached("marked");
    let recipient = first.recipient.clone();
    Ok(Some((Mailed { message_id, recipient, subject, ending }, unavailable)))
}

/// A panic over one mail is that mail's fault.
fn compose(
    store: &Store,
    desk: &Desk<'_>,
    batch: &Batch,
    now: Timestamp,
) -> Result<Message, DeliverError> {
    let work = || compose::mail(store, desk, batch, now);
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(DeliverError::Panic))
}

fn mark(
    store: &mut Store,
    ids: &[NoticeId],
    message_id: &str,
    (ending, now): (&Ending, Timestamp),
) -> Result<(), StoreError> {
    match ending {
        Ending::Sent(_) => store.mark_sent(ids, message_id, now),
        Ending::Again(at, why) => store.mark_failed(ids, why, *at),
        Ending::Unknown(why) => store.mark_unknown(ids, why, now),
        Ending::Dead(why) => store.mark_dead(ids, why),
    }
}

/// A mail as the mailer takes it.
pub fn parcel(message: &Message) -> Parcel<'_> {
    Parcel {
        message_id: &message.message_id,
        from: &message.from,
        to: &message.to,
        bytes: &message.bytes,
    }
}

/// The mailer the configuration asks for; `folder` is where `.eml` files go where it names none.
pub fn mailer(mail: &Mail, folder: &std::path::Path) -> Mailer {
    match &mail.transport {
        Transport::Folder(own) => {
            Mailer::Folder(Folder::new(own.clone().unwrap_or_else(|| folder.to_owned())))
        }
        Transport::Smtp(smtp) => Mailer::Smtp(Box::new(Client::new(Server {
            host: smtp.host.clone(),
            port: smtp.port,
            security: match smtp.tls {
                Tls::Required => Security::Tls,
                Tls::Starttls => Security::Starttls,
                Tls::None => Security::Plain,
            },
            login: smtp.username.clone().zip(smtp.password.clone()),
            deadline: smtp.timeout,
            hello: smtp.hello.clone(),
            roots: if smtp.roots.is_empty() { Vec::new() } else { vec![smtp.roots.clone()] },
        }))),
    }
}
