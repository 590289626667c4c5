//! What is let go with time, and how much there is.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::{Store, StoreError, error::Try, pack::ms};

/// How long things are kept; `None` is for ever. What was seen, the ledger and the rulings are
/// always kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Articles that belong to no event.
    pub other_articles: Option<SignedDuration>,
    /// Texts of articles that belong to an event; what was decided about them stays.
    pub texts: Option<SignedDuration>,
    /// How looks ended.
    pub looks: Option<SignedDuration>,
    /// Sent and dropped notices. Mails about an event reply to its first only as long as it is kept.
    pub notices: Option<SignedDuration>,
}

/// What was let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Pruned {
    /// Whole articles.
    pub articles: usize,
    /// Texts only.
    pub texts: usize,
    /// Looks.
    pub looks: usize,
    /// Notices.
    pub notices: usize,
}

/// How much is stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stats {
    /// Rows of each table, by name.
    pub rows: Vec<(String, u64)>,
    /// Size of the database.
    pub bytes: u64,
    /// Of that, free pages inside.
    pub free: u64,
    /// Size of the write-ahead log beside it.
    pub log: u64,
}

const COUNTED: &[&str] = &[
    "article",
    "assessment",
    "development",
    "event",
    "fact",
    "import",
    "look",
    "notice",
    "revision",
    "ruling",
    "seen",
    "source",
    "telling",
];

impl Store {
    /// Lets go what is older than its time and gives the space back. Marks of what was seen stay,
    /// so nothing that was pruned is taken for new.
    pub fn prune(&mut self, now: Timestamp, keep: &Retention) -> Result<Pruned, StoreError> {
        let before = |age: Option<SignedDuration>| {
            age.and_then(|age| now.checked_sub(age).ok()).map_or(i64::MIN, ms)
        };
        let (articles, texts) = (before(keep.other_articles), before(keep.texts));
        let (looks, notices) = (before(keep.looks), before(keep.notices));
        let pruned = self.write(|c| {
            let gone = prune_articles(c, articles)?;
            Ok(Pruned {
                articles: gone,
                texts: prune_texts(c, texts)?,
                looks: c.execute("DELETE FROM look WHERE at < ?1", [looks])?,
                notices: c.execute(
                    "DELETE FROM notice WHERE sent_at < ?1 AND state = 'sent'
                     OR dropped AND not_before < ?1",
                    [notices],
                )?,
            })
        })?;
        self.run(|c| {
            // Neither has to succeed: a reader in the way only delays them.
            let mut vacuum = c.prepare("PRAGMA incremental_vacuum")?;
            let mut rows = vacuum.query([])?;
            while rows.next()?.is_some() {}
            let mut check = c.prepare("PRAGMA wal_checkpoint(TRUNCATE)")?;
            check.query_row([], |_| Ok(()))?;
            Ok(())
        })?;
        Ok(pruned)
    }

    /// How much is stored.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let log = {
            let mut name = self.path.as_os_str().to_owned();
            name.push("-wal");
            std::fs::metadata(name).map_or(0, |file| file.len())
        };
        self.run(|c| {
            let number = |sql: &str| -> Try<u64> { Ok(c.query_row(sql, [], |row| row.get(0))?) };
            let page = number("PRAGMA page_size")?;
            let mut rows = Vec::new();
            for table in COUNTED {
                rows.push(((*table).to_owned(), number(&format!("SELECT count(*) FROM {table}"))?));
            }
            Ok(Stats {
                rows,
                bytes: number("PRAGMA page_count")? * page,
                free: number("PRAGMA freelist_count")? * page,
                log,
            })
        })
    }
}

/// Articles that no event, development or notice speaks of.
fn prune_articles(c: &Connection, before: i64) -> Try<usize> {
    c.execute_batch("CREATE TEMP TABLE IF NOT EXISTS gone (no INTEGER PRIMARY KEY)")?;
    c.execute("DELETE FROM temp.gone", [])?;
    c.execute(
        "INSERT INTO temp.gone SELECT no FROM article WHERE taken < ?1
           AND NOT EXISTS (SELECT 1 FROM telling WHERE telling.article = article.id)
           AND NOT EXISTS (SELECT 1 FROM import WHERE import.article = article.id)",
        [before],
    )?;
    c.execute("DELETE FROM article_words WHERE rowid IN (SELECT no FROM temp.gone)", [])?;
    Ok(c.execute("DELETE FROM article WHERE no IN (SELECT no FROM temp.gone)", [])?)
}

fn prune_texts(c: &Connection, before: i64) -> Try<usize> {
    c.execute(
        "DELETE FROM revision WHERE article IN (SELECT no FROM article WHERE taken < ?1)",
        [before],
    )?;
    Ok(c.execute(
        "DELETE FROM body WHERE article IN (SELECT no FROM article WHERE taken < ?1)",
        [before],
    )?)
}
