//! What the delivery makes of notices. Each is a small durable write of its own.

use jiff::Timestamp;
use rusqlite::{Connection, ToSql};

use super::{
    Store, StoreError,
    error::{Fault, Try},
    outbox::{NOTICES, read_notice},
    pack::ms,
};
use crate::model::notice::NoticeId;

impl Store {
    /// Lets go of what an earlier delivery had in hand when it ended without a word (killed, power
    /// cut). Only one delivery runs at a time (its caller holds the lock), so whatever is claimed
    /// when one begins is nobody's. The mail may have arrived: it goes again under its Message-ID,
    /// the first time at once, then after growing pauses; after `tries` it is left as unknown, so
    /// that a mail that brings the program down cannot do so for ever. Gives how many mails.
    pub fn release_claims(&mut self, now: Timestamp, tries: u32) -> Result<usize, StoreError> {
        self.write(|c| {
            let mut count = c.prepare_cached(
                "SELECT count(DISTINCT message_id) FROM notice WHERE claimed_at IS NOT NULL",
            )?;
            let mails: usize = count.query_row([], |row| row.get(0))?;
            if mails > 0 {
                c.prepare_cached(
                    "UPDATE notice SET claimed_at = NULL, attempts = attempts + 1,
                       last_error = 'may have arrived: cpec-watch ended while handing it over',
                       state = iif(state = 'queued' AND attempts + 1 >= ?2, 'unknown', state),
                       sent_at = iif(state = 'queued' AND attempts + 1 >= ?2, ?1, sent_at),
                       not_before = iif(attempts = 0, not_before,
                         ?1 + min(3600000, 15000 * (1 << min(attempts - 1, 10))))
                     WHERE claimed_at IS NOT NULL",
                )?
                .execute((ms(now), tries))?;
            }
            Ok(mails)
        })
    }

    /// Puts queued notices aside that cannot be read back, so that they do not hold up the others.
    /// Gives how many.
    pub fn set_unreadable_aside(&mut self) -> Result<usize, StoreError> {
        self.write(|c| {
            let mut read = c.prepare(&format!("{NOTICES} WHERE state = 'queued'"))?;
            let mut rows = read.query([])?;
            let mut bad: Vec<(i64, String)> = Vec::new();
            while let Some(row) = rows.next()? {
                if let Err(Fault::Value(why)) = read_notice(row) {
                    bad.push((row.get(0)?, why));
                }
            }
            let mut aside = c.prepare_cached(
                "UPDATE notice SET state = 'dead', claimed_at = NULL,
                   last_error = 'it cannot be read back: ' || ?2 WHERE id = ?1",
            )?;
            for (id, why) in &bad {
                aside.execute((id, why))?;
            }
            Ok(bad.len())
        })
    }

    /// Takes notices in hand for one mail, before the first try: writes its Message-ID to those
    /// that have none. Gives the ids that could be taken.
    pub fn claim(
        &mut self,
        ids: &[NoticeId],
        message_id: &str,
        now: Timestamp,
    ) -> Result<Vec<NoticeId>, StoreError> {
        self.write(|c| {
            let mut claim = c.prepare_cached(
                "UPDATE notice SET claimed_at = ?2, message_id = coalesce(message_id, ?3)
                 WHERE id = ?1 AND state = 'queued' AND claimed_at IS NULL",
            )?;
            let mut ours = Vec::new();
            for id in ids {
                if claim.execute((id.0, ms(now), message_id))? == 1 {
                    ours.push(*id);
                }
            }
            Ok(ours)
        })
    }

    /// The server accepted the mail.
    pub fn mark_sent(
        &mut self,
        ids: &[NoticeId],
        message_id: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(|c| mark(c, ids, SENT, &[&message_id, &ms(at)]))
    }

    /// The server accepted a digest: that, and under `key` when the recipient got his last one.
    pub fn mark_digest_sent(
        &mut self,
        ids: &[NoticeId],
        message_id: &str,
        (key, at): (&str, Timestamp),
    ) -> Result<(), StoreError> {
        self.write(|c| {
            super::meta::set(c, key, Some(&at.to_string()))?;
            mark(c, ids, SENT, &[&message_id, &ms(at)])
        })
    }

    /// It did not work this time; again not before.
    pub fn mark_failed(
        &mut self,
        ids: &[NoticeId],
        error: &str,
        not_before: Timestamp,
    ) -> Result<(), StoreError> {
        self.mark(
            ids,
            "state = 'queued', attempts = attempts + 1, last_error = ?2, not_before = ?3,
             claimed_at = NULL",
            &[&error, &ms(not_before)],
        )
    }

    /// The connection was lost after the text was sent: it may have arrived.
    pub fn mark_unknown(
        &mut self,
        ids: &[NoticeId],
        error: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.mark(
            ids,
            "state = 'unknown', attempts = attempts + 1, last_error = ?2, sent_at = ?3,
             claimed_at = NULL",
            &[&error, &ms(at)],
        )
    }

    /// Refused for good, or tried too often.
    pub fn mark_dead(&mut self, ids: &[NoticeId], error: &str) -> Result<(), StoreError> {
        self.mark(
            ids,
            "state = 'dead', attempts = attempts + 1, last_error = ?2, claimed_at = NULL",
            &[&error],
        )
    }

    /// Puts notices off without counting a try (grouping, quiet hours, a rate limit).
    pub fn put_off(&mut self, ids: &[NoticeId], not_before: Timestamp) -> Result<(), StoreError> {
        self.mark(ids, "not_before = ?2, claimed_at = NULL", &[&ms(not_before)])
    }

    /// Tries dead and doubtful notices again, the named ones or all; gives how many. The
    /// Message-ID stays, so that a repeat can be recognised.
    pub fn retry(&mut self, ids: &[NoticeId], now: Timestamp) -> Result<usize, StoreError> {
        let sql = "UPDATE notice SET state = 'queued', attempts = 0, not_before = ?1,
             claimed_at = NULL, sent_at = NULL, dropped = 0 WHERE state IN ('dead', 'unknown')";
        self.write(|c| {
            if ids.is_empty() {
                return Ok(c
                    .prepare_cached(&format!("{sql} AND NOT dropped"))?
                    .execute([ms(now)])?);
            }
            let mut one = c.prepare_cached(&format!("{sql} AND id = ?2"))?;
            ids.iter().try_fold(0, |sum, id| Ok(sum + one.execute((ms(now), id.0))?))
        })
    }

    /// Gives up notices that were not sent; they are kept, out of sight. Gives how many.
    pub fn drop_notices(&mut self, ids: &[NoticeId]) -> Result<usize, StoreError> {
        self.write(|c| {
            let mut one = c.prepare_cached(
                "UPDATE notice SET state = 'dead', dropped = 1, claimed_at = NULL,
                   last_error = 'dropped by hand' WHERE id = ?1 AND state <> 'sent'",
            )?;
            ids.iter().try_fold(0, |sum, id| Ok(sum + one.execute([id.0])?))
        })
    }

    /// Sets `what` (parameters from `?2` on) of some notices, all or none.
    fn mark(
        &mut self,
        ids: &[NoticeId],
        what: &str,
        values: &[&dyn ToSql],
    ) -> Result<(), StoreError> {
        self.write(|c| mark(c, ids, what, values))
    }
}

const SENT: &str = "state = 'sent', attempts = attempts + 1, message_id = ?2, sent_at = ?3,
    last_error = NULL, claimed_at = NULL";

fn mark(c: &Connection, ids: &[NoticeId], what: &str, values: &[&dyn ToSql]) -> Try<()> {
    let mut one = c.prepare_cached(&format!("UPDATE notice SET {what} WHERE id = ?1"))?;
    for id in ids {
        let mut all: Vec<&dyn ToSql> = vec![&id.0];
        all.extend(values);
        one.execute(all.as_slice())?;
    }
    Ok(())
}
