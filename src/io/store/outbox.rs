//! Developments, and the notices that tell them: queued with their verdicts, marked by the delivery.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::{
    Store, StoreError, Tx,
    error::{Fault, Try},
    pack::{from_word, instant, json, maybe, ms, word},
};
use crate::model::{
    event::EventId,
    notice::{Channel, DeliveryState, Development, Notice, NoticeId},
};

/// Nothing is put off for longer than a week (a weekly digest) and a day: a time beyond was set by a
/// clock that ran ahead.
const LONGEST_MS: i64 = 8 * 24 * 3600 * 1000;
/// So was what was found so long after now; less is a clock that was only set right.
const AHEAD_MS: i64 = 3600 * 1000;

pub(super) const NOTICES: &str =
    "SELECT notice.id, development.body, recipient, channel, not_before, state,
    attempts, last_error, message_id, sent_at
    FROM notice JOIN development ON development.no = notice.development";

impl Store {
    /// Developments found since, oldest first.
    pub fn developments(&self, since: Timestamp) -> Result<Vec<Development>, StoreError> {
        self.run(|c| {
            let mut read =
                c.prepare_cached("SELECT body FROM development WHERE at >= ?1 ORDER BY at, no")?;
            let mut rows = read.query([ms(since)])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                all.push(serde_json::from_str(row.get_ref(0)?.as_str().map_err(Fault::value)?)?);
            }
            Ok(all)
        })
    }

    /// Notices whose time has come, oldest first; also those whose time was set by a clock that ran
    /// ahead and has been put back since.
    pub fn due_notices(&self, now: Timestamp) -> Result<Vec<Notice>, StoreError> {
        self.notices(
            "WHERE state = 'queued' AND claimed_at IS NULL
               AND (not_before <= ?1 OR not_before > ?1 + ?2 OR development.at > ?1 + ?3)
             ORDER BY notice.id",
            &[&ms(now), &LONGEST_MS, &AHEAD_MS],
        )
    }

    /// When the next queued notice is due.
    pub fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.run(|c| {
            let mut read =
                c.prepare_cached("SELECT min(not_before) FROM notice WHERE state = 'queued'")?;
            maybe(read.query_row([], |row| row.get(0))?)
        })
    }

    /// What waits for a recipient on one channel, due or not, oldest first.
    pub fn waiting(&self, recipient: &str, channel: Channel) -> Result<Vec<Notice>, StoreError> {
        let channel = self.run(|_| word(channel))?;
        self.notices(
            "WHERE state = 'queued' AND recipient = ?1 AND channel = ?2 ORDER BY notice.id",
            &[&recipient, &channel],
        )
    }

    /// The outbox, oldest first: what waits or failed; with `all` also what was sent or dropped.
    pub fn queue(&self, all: bool) -> Result<Vec<Notice>, StoreError> {
        self.notices("WHERE ?1 OR (state <> 'sent' AND NOT dropped) ORDER BY notice.id", &[&all])
    }

    /// One notice.
    pub fn notice(&self, id: NoticeId) -> Result<Option<Notice>, StoreError> {
        Ok(self.notices("WHERE notice.id = ?1", &[&id.0])?.pop())
    }

    /// The notices that were put into one mail.
    pub fn notices_of_mail(&self, message_id: &str) -> Result<Vec<Notice>, StoreError> {
        self.notices("WHERE message_id = ?1 ORDER BY notice.id", &[&message_id])
    }

    /// What a recipient was sent since, oldest first: for digests and cooldown.
    pub fn sent_since(&self, recipient: &str, since: Timestamp) -> Result<Vec<Notice>, StoreError> {
        self.notices(
            "WHERE recipient = ?1 AND sent_at >= ?2 ORDER BY sent_at, notice.id",
            &[&recipient, &ms(since)],
        )
    }

    /// When a recipient was last sent an alert about an event.
    pub fn last_alert(
        &self,
        event: &EventId,
        recipient: &str,
    ) -> Result<Option<Timestamp>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT max(sent_at) FROM notice
                 WHERE event = ?1 AND recipient = ?2 AND channel = 'alert'",
            )?;
            maybe(read.query_row((&event.0, recipient), |row| row.get(0))?)
        })
    }

    /// Message-IDs of the mails a recipient got (or may have got) about an event and about those
    /// merged into it, oldest first: for `In-Reply-To` and `References`.
    pub fn thread(&self, event: &EventId, recipient: &str) -> Result<Vec<String>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT message_id FROM notice
                 WHERE recipient = ?2 AND sent_at IS NOT NULL AND message_id IS NOT NULL
                   AND channel = 'alert'
                   AND event IN (SELECT ?1 UNION SELECT id FROM event WHERE merged_into = ?1)
                 GROUP BY message_id ORDER BY min(sent_at), min(id)",
            )?;
            let rows = read.query_map((&event.0, recipient), |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The first mail a recipient got about an event: what later ones reply to.
    pub fn first_message_of(
        &self,
        event: &EventId,
        recipient: &str,
    ) -> Result<Option<String>, StoreError> {
        Ok(self.thread(event, recipient)?.into_iter().next())
    }

    /// How many notices are in which state, dropped ones not counted.
    pub fn outbox_counts(&self) -> Result<Vec<(DeliveryState, u64)>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT state, count(*) FROM notice WHERE NOT dropped GROUP BY state ORDER BY state",
            )?;
            let mut rows = read.query([])?;
            let mut counts = Vec::new();
            while let Some(row) = rows.next()? {
                let state = row.get_ref(0)?.as_str().map_err(Fault::value)?;
                counts.push((from_word(state)?, row.get(1)?));
            }
            Ok(counts)
        })
    }

    fn notices(&self, clause: &str, values: &[&dyn ToSql]) -> Result<Vec<Notice>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(&format!("{NOTICES} {clause}"))?;
            let mut rows = read.query(values)?;
            let mut notices = Vec::new();
            while let Some(row) = rows.next()? {
                notices.push(read_notice(row)?);
            }
            Ok(notices)
        })
    }
}

impl Tx<'_> {
    /// Keeps a development; keeping it again changes nothing.
    pub fn save_development(&self, development: &Development) -> Result<(), StoreError> {
        self.run(|c| save_development(c, development).map(|_| ()))
    }

    /// Queues a notice (its development is kept with it). The same development is queued once for a
    /// recipient and channel; asking again gives the number it has.
    pub fn queue_notice(&self, notice: &Notice) -> Result<NoticeId, StoreError> {
        self.run(|c| queue(c, notice))
    }

    /// Lets a notice that waits go earlier.
    pub fn bring_forward(&self, id: NoticeId, not_before: Timestamp) -> Result<(), StoreError> {
        self.run(|c| {
            c.prepare_cached(
                "UPDATE notice SET not_before = min(not_before, ?2)
                 WHERE id = ?1 AND state = 'queued' AND message_id IS NULL",
            )?
            .execute((id.0, ms(not_before)))?;
            Ok(())
        })
    }
}

fn save_development(c: &Connection, d: &Development) -> Try<i64> {
    c.prepare_cached(
        "INSERT INTO development (event, article, at, verdict, severity, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (event, article, at) DO NOTHING",
    )?
    .execute((
        &d.event.0,
        &d.article.0,
        ms(d.at),
        word(d.verdict)?,
        word(d.severity)?,
        json(d)?,
    ))?;
    let mut find = c.prepare_cached(
        "SELECT no FROM development WHERE event = ?1 AND article = ?2 AND at = ?3",
    )?;
    Ok(find.query_row((&d.event.0, &d.article.0, ms(d.at)), |row| row.get(0))?)
}

fn queue(c: &Connection, notice: &Notice) -> Try<NoticeId> {
    let development = save_development(c, &notice.development)?;
    let channel = word(notice.channel)?;
    let mut find = c.prepare_cached(
        "SELECT id FROM notice WHERE development = ?1 AND recipient = ?2 AND channel = ?3",
    )?;
    let key = (development, &notice.recipient, &channel);
    if let Some(id) = find.query_row(key, |row| row.get(0)).optional()? {
        return Ok(NoticeId(id));
    }
    c.prepare_cached(
        "INSERT INTO notice (development, event, recipient, channel, not_before, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'queued')",
    )?
    .execute((
        development,
        &notice.development.event.0,
        &notice.recipient,
        &channel,
        ms(notice.not_before),
    ))?;
    Ok(NoticeId(c.last_insert_rowid()))
}

pub(super) fn read_notice(row: &Row<'_>) -> Try<Notice> {
    let text = |at: usize| -> Try<&str> { row.get_ref(at)?.as_str().map_err(Fault::value) };
    Ok(Notice {
        id: NoticeId(row.get(0)?),
        development: serde_json::from_str(text(1)?)?,
        recipient: row.get(2)?,
        channel: from_word(text(3)?)?,
        not_before: instant(row.get(4)?)?,
        state: from_word(text(5)?)?,
        attempts: row.get(6)?,
        last_error: row.get(7)?,
        message_id: row.get(8)?,
        sent_at: maybe(row.get(9)?)?,
    })
}
