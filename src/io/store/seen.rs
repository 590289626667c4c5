//! Which entries were read before: one row for each identity key, for ever.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Store, StoreError, Tx,
    error::Try,
    pack::{hash, ms},
};
use crate::model::{article::ArticleId, source::SourceId};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How an entry of a source stands to what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// None of its keys was seen before.
    New,
    /// It was seen, and says what it said.
    Again,
    /// This source said other words about this article before.
    Changed(ArticleId),
}

impl Heard {
    /// `None` for what was read; else the article it changes, if any.
    pub fn of_interest(self) -> Option<Option<ArticleId>> {
        match self {
            Self::New => Some(None),
            Self::Again => None,
            Self::Changed(article) => Some(Some(article)),
        }
    }
}

impl Store {
    /// For each entry of a source, given as its identity keys and the key of its words, how it stands.
    /// Only the source that an article was first read from can change it: others have their own words.
    pub fn heard(
        &self,
        source: &SourceId,
        entries: &[(Vec<String>, String)],
    ) -> Result<Vec<Heard>, StoreError> {
        self.run(|c| {
            if nothing_seen(c)? {
                return Ok(vec![Heard::New; entries.len()]);
            }
            let mut number = c.prepare_cached("SELECT no FROM source WHERE id = ?1")?;
            let own: Option<i64> = number.query_row([&source.0], |row| row.get(0)).optional()?;
            let mut any = c.prepare_cached("SELECT 1 FROM seen WHERE key = ?1")?;
            let mut find = c.prepare_cached(
                "SELECT seen.source, article.id FROM seen
                 LEFT JOIN article ON article.no = seen.article WHERE seen.key = ?1",
            )?;
            let mut heard = Vec::with_capacity(entries.len());
            for (keys, words) in entries {
                let mut known = None;
                for key in keys {
                    let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
                    let found: Option<(Option<i64>, Option<String>)> =
                        find.query_row([hash(key)], row).optional()?;
                    let Some((by, article)) = found else { continue };
                    known = Some(article.filter(|_| own.is_some() && by == own));
                    if known != Some(None) {
                        break;
                    }
                }
                heard.push(match known {
                    None => Heard::New,
                    Some(Some(article)) if !any.exists([hash(words)])? => {
                        Heard::Changed(ArticleId(article))
                    }
                    Some(_) => Heard::Again,
                });
            }
            Ok(heard)
        })
    }

    /// For each entry, given as its identity keys, whether none of them was seen before.
    pub fn unseen(&self, entries: &[Vec<String>]) -> Result<Vec<bool>, StoreError> {
        self.run(|c| {
            if nothing_seen(c)? {
                return Ok(vec![true; entries.len()]);
            }
            let mut find = c.prepare_cached("SELECT 1 FROM seen WHERE key = ?1")?;
            let mut unseen = Vec::with_capacity(entries.len());
            for keys in entries {
                let mut new = true;
                for key in keys {
                    if find.exists([hash(key)])? {
                        new = false;
                        break;
                    }
                }
                unseen.push(new);
            }
            Ok(unseen)
        })
    }

    /// The article that an identity key led to, where it is still kept.
    pub fn article_of_key(&self, key: &str) -> Result<Option<ArticleId>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached(
                "SELECT article.id FROM seen JOIN article ON article.no = seen.article
                 WHERE seen.key = ?1",
            )?;
            Ok(find.query_row([hash(key)], |row| row.get(0)).optional()?.map(ArticleId))
        })
    }
}

impl Tx<'_> {
    /// Marks entries as seen: for each its keys and the article it became. A mark that is there
    /// stays as it is.
    pub fn mark_seen(
        &self,
        source: Option<&SourceId>,
        entries: &[(Vec<String>, Option<ArticleId>)],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            let source = source.map(|id| source_number(c, id)).transpose()?;
            let day = ms(at).div_euclid(DAY_MS);
            let mut marks = Vec::with_capacity(entries.len() * 4);
            for (keys, article) in entries {
                let article = article.as_ref().map(|id| article_number(c, id)).transpose()?;
                marks.extend(keys.iter().map(|key| (hash(key), article.flatten())));
            }
            // In the order of the tree: neighbours share a page.
            marks.sort_unstable();
            let mut mark = c.prepare_cached(
                "INSERT INTO seen (key, source, day, article) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (key) DO UPDATE SET article = excluded.article
                 WHERE seen.article IS NULL AND excluded.article IS NOT NULL",
            )?;
            for (key, article) in marks {
                mark.execute((key, source, day, article))?;
            }
            Ok(())
        })
    }
}

fn nothing_seen(c: &Connection) -> Try<bool> {
    let mut any = c.prepare_cached("SELECT 1 FROM seen LIMIT 1")?;
    Ok(!any.exists([])?)
}

/// The short number of a source; it is made where there is none.
pub(super) fn source_number(c: &Connection, id: &SourceId) -> Try<i64> {
    let mut find = c.prepare_cached("SELECT no FROM source WHERE id = ?1")?;
    if let Some(no) = find.query_row([&id.0], |row| row.get(0)).optional()? {
        return Ok(no);
    }
    c.prepare_cached("INSERT INTO source (id, state) VALUES (?1, '{}')")?.execute([&id.0])?;
    Ok(c.last_insert_rowid())
}

/// The row of an article.
pub(super) fn article_number(c: &Connection, id: &ArticleId) -> Try<Option<i64>> {
    let mut find = c.prepare_cached("SELECT no FROM article WHERE id = ?1")?;
    Ok(find.query_row([&id.0], |row| row.get(0)).optional()?)
}
