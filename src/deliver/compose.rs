//! A batch of notices, and what the store knows of their events → the mail that tells them.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use super::{DeliverError, Desk, digest};
use crate::{
    io::store::{Store, StoreError},
    mail::{
        self, Alert, ArticleRef, Body, Digest, Frame, Health, MailError, Matter, Message, Party,
        Test, subject,
    },
    model::{
        event::{Event, EventId},
        notice::{Channel, Development, Notice},
    },
    notice::{Batch, Recipient},
};

/// Most articles of an event that are looked up for their titles and links.
const LOOKED_UP: usize = 60;

/// The mail of a batch.
pub(super) fn mail(
    store: &Store,
    desk: &Desk<'_>,
    batch: &Batch,
    now: Timestamp,
) -> Result<Message, DeliverError> {
    let first = batch.first();
    let to = recipient(desk, &first.recipient)?;
    let mut frame = frame(desk, to, &message_key(batch), now)?;
    if let Some(message_id) = &batch.message_id
        && let Some((key, domain)) = message_id.split_once('@')
    {
        (frame.message_key, frame.domain) = (key.to_owned(), domain.to_owned());
    }
    let told = tales(store, &batch.notices)?;
    match (first.channel, &told[..]) {
        (Channel::Alert, [tale]) => alert(store, desk, tale, frame),
        (Channel::Alert, _) => {
            let burst = Digest { burst: true, ..digest_of(&told, desk, &frame, None) };
            let body = Body::Digest(Box::new(burst.clone()));
            Ok(mail::render(&burst.subject(), &body, &frame, desk.templates)?)
        }
        (Channel::Digest, _) => {
            let since = digest::last_sent(store, &first.recipient)?;
            let mut digest = digest_of(&told, desk, &frame, since);
            digest::surround(&mut digest, store, desk, (&told, to), (since, now))?;
            let body = Body::Digest(Box::new(digest.clone()));
            Ok(mail::render(&digest.subject(), &body, &frame, desk.templates)?)
        }
    }
}

/// An event, what is told of it, and its articles.
pub(super) struct Tale {
    pub(super) event: Event,
    developments: Vec<Development>,
    articles: Vec<ArticleRef>,
}

impl Tale {
    fn matter(&self) -> Matter<'_> {
        Matter { event: &self.event, developments: &self.developments, articles: &self.articles }
    }
}

/// The events the notices tell of, in order of their first notice; merged ones as what they became.
pub(super) fn tales(store: &Store, notices: &[Notice]) -> Result<Vec<Tale>, DeliverError> {
    let mut order: Vec<EventId> = Vec::new();
    let mut told: BTreeMap<EventId, Tale> = BTreeMap::new();
    for notice in notices {
        let event = standing(store, &notice.development.event)?
            .ok_or_else(|| DeliverError::NoEvent(notice.development.event.0.clone()))?;
        let id = event.id.clone();
        if !told.contains_key(&id) {
            let articles = articles(store, &event, &notice.development)?;
            order.push(id.clone());
            told.insert(id.clone(), Tale { event, developments: Vec::new(), articles });
        }
        if let Some(tale) = told.get_mut(&id) {
            tale.developments.push(notice.development.clone());
        }
    }
    Ok(order.iter().filter_map(|id| told.remove(id)).collect())
}

/// The event as it stands now, followed through merges.
fn standing(store: &Store, id: &EventId) -> Result<Option<Event>, StoreError> {
    let mut found = store.event(id)?;
    for _ in 0..8 {
        let Some(into) = found.as_ref().and_then(|event| event.merged_into.clone()) else { break };
        found = store.event(&into)?;
    }
    Ok(found)
}

fn articles(
    store: &Store,
    event: &Event,
    development: &Development,
) -> Result<Vec<ArticleRef>, StoreError> {
    let mut found = Vec::new();
    let ids = event.articles.iter().map(|telling| &telling.article).take(LOOKED_UP);
    for id in ids.chain([&development.article]) {
        if found.iter().any(|known: &ArticleRef| known.article == *id) {
            continue;
        }
        if let Some(stored) = store.article(id)? {
            let article = stored.article;
            found.push(ArticleRef {
                article: article.id,
                title: article.title,
                outlet: article.outlet,
                url: article.url,
                lang: article.lang,
            });
        }
    }
    Ok(found)
}

fn alert(
    store: &Store,
    desk: &Desk<'_>,
    tale: &Tale,
    mut frame: Frame,
) -> Result<Message, DeliverError> {
    let (matter, zone) = (tale.matter(), frame.zone.clone());
    let mut alert = Alert::new(&matter, desk.profile, &zone);
    let subject = subject::alert(&matter, alert.turn, desk.profile);
    let own = frame.message_id();
    let mut thread = store.thread(&tale.event.id, &frame.to.address)?;
    thread.retain(|id| *id != own);
    if let Some(last) = thread.last() {
        let sent = store.notices_of_mail(last)?.into_iter().find_map(|n| n.sent_at);
        if let Some(sent) = sent {
            alert = alert.answering(sent, &zone);
        }
    }
    frame.answers = thread.into_iter().take(1).collect();
    Ok(mail::render(&subject, &Body::Alert(Box::new(alert)), &frame, desk.templates)?)
}

pub(super) fn digest_of(
    told: &[Tale],
    desk: &Desk<'_>,
    frame: &Frame,
    since: Option<Timestamp>,
) -> Digest {
    let matters: Vec<Matter<'_>> = told.iter().map(Tale::matter).collect();
    Digest::new(&matters, desk.profile, &frame.zone, (since, frame.now))
}

/// The left side of a Message-ID: readable, and the same whenever the same notice comes first.
pub(super) fn message_key(batch: &Batch) -> String {
    let first = batch.first();
    let what = match first.channel {
        Channel::Alert if batch.is_of_one_event() => slug(&first.development.event.0),
        Channel::Alert => "alerts".to_owned(),
        Channel::Digest => "digest".to_owned(),
    };
    format!("{what}.{}.{}", first.id.0, short_hash(&first.recipient))
}

/// A name as letters, digits and hyphens.
pub(super) fn slug(text: &str) -> String {
    let safe = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    safe.take(80).collect()
}

/// Eight hex digits that tell recipients apart without naming them.
pub(super) fn short_hash(text: &str) -> String {
    format!("{:08x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()) >> 32)
}

pub(super) fn recipient<'a>(desk: &Desk<'a>, address: &str) -> Result<&'a Recipient, DeliverError> {
    let known = desk.config.recipients.iter().find(|to| to.address == address);
    known.ok_or_else(|| DeliverError::NoRecipient(address.to_owned()))
}

/// What stands around a mail to a recipient.
pub(super) fn frame(
    desk: &Desk<'_>,
    to: &Recipient,
    key: &str,
    now: Timestamp,
) -> Result<Frame, MailError> {
    let party = Party { name: to.name.clone(), address: to.address.clone() };
    frame_to(desk, party, to.zone.clone(), (key, now))
}

fn frame_to(
    desk: &Desk<'_>,
    to: Party,
    zone: TimeZone,
    (key, now): (&str, Timestamp),
) -> Result<Frame, MailError> {
    let mail = &desk.config.mail;
    Ok(Frame {
        from: Party::parse(&mail.from)?,
        to,
        reply_to: mail.reply_to.as_deref().map(Party::parse).transpose()?,
        domain: mail.list_id.clone(),
        message_key: key.to_owned(),
        answers: Vec::new(),
        unsubscribe: mail.unsubscribe.clone(),
        zone,
        now,
    })
}

/// A mail that shows that mail arrives; `way` says how it is sent.
pub fn test_mail(
    desk: &Desk<'_>,
    to: &str,
    way: &str,
    now: Timestamp,
) -> Result<Message, MailError> {
    let body = Body::Test(Test { way: way.to_owned() });
    one_off(desk, to, ("cpec-watch: test mail", &body), ("test", now))
}

/// A mail to the operator about the watch itself; `key` names the occasion, so that a repeat has
/// the same Message-ID.
pub fn health_mail(
    desk: &Desk<'_>,
    to: &str,
    health: &Health,
    (key, now): (&str, Timestamp),
) -> Result<Message, MailError> {
    one_off(desk, to, (&health.subject(), &Body::Health(health.clone())), (key, now))
}

fn one_off(
    desk: &Desk<'_>,
    to: &str,
    (subject, body): (&str, &Body),
    (key, now): (&str, Timestamp),
) -> Result<Message, MailError> {
    let known = desk.config.recipients.iter().find(|known| known.address == to);
    let zone = known.map_or(&desk.config.watch.timezone, |known| &known.zone);
    let key = format!("{}.{}.{}", slug(key), now.as_second(), short_hash(to));
    let frame = frame_to(desk, Party::parse(to)?, zone.clone(), (&key, now))?;
    mail::render(subject, body, &frame, desk.templates)
}
