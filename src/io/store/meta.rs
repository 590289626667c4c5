//! Small things by name, and what was taken as known.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{
    Store, StoreError, Tx,
    error::Try,
    pack::{instant, ms},
};
use crate::model::article::ArticleId;

/// A document that was taken as known.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Imported {
    /// Hash of its content.
    pub hash: u64,
    /// Its file name.
    pub name: String,
    /// The article it became.
    pub article: ArticleId,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// A small thing by name: `digest.<recipient>`, `heartbeat`, `schedule.<job>` …
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
            Ok(read.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// All small things whose names begin so, in order.
    pub fn metas(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT key, value FROM meta WHERE key >= ?1 AND substr(key, 1, ?2) = ?1
                 ORDER BY key",
            )?;
            let length = prefix.chars().count();
            let rows = read.query_map((prefix, super::looks::limit(length)), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Whether another connection wrote since this was last asked.
    pub fn changed_elsewhere(&mut self) -> Result<bool, StoreError> {
        let version =
            self.run(|c| Ok(c.query_row("PRAGMA data_version", [], |row| row.get(0))?))?;
        Ok(self.version.replace(version) != Some(version))
    }

    /// Sets a small thing at once; `None` removes it.
    pub fn set_meta(&mut self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.write(|c| set(c, key, value))
    }

    /// Whether a document with this content was taken as known before.
    pub fn imported(&self, hash: u64) -> Result<bool, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached("SELECT 1 FROM import WHERE hash = ?1")?;
            Ok(find.exists([hash.cast_signed()])?)
        })
    }

    /// What was taken as known, oldest first.
    pub fn imports(&self) -> Result<Vec<Imported>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT hash, name, article, at FROM import ORDER BY at, name, hash",
            )?;
            let mut rows = read.query([])?;
            let mut imports = Vec::new();
            while let Some(row) = rows.next()? {
                imports.push(Imported {
                    hash: row.get::<_, i64>(0)?.cast_unsigned(),
                    name: row.get(1)?,
                    article: ArticleId(row.get(2)?),
                    at: instant(row.get(3)?)?,
                });
            }
            Ok(imports)
        })
    }
}

impl Tx<'_> {
    /// Sets a small thing; `None` removes it.
    pub fn set_meta(&self, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        self.run(|c| set(c, key, value))
    }

    /// Records that a document was taken as known; recording it again changes nothing.
    pub fn record_import(&self, import: &Imported) -> Result<(), StoreError> {
        self.run(|c| {
            c.prepare_cached(
                "INSERT INTO import (hash, name, article, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (hash) DO NOTHING",
            )?
            .execute((
                import.hash.cast_signed(),
                &import.name,
                &import.article.0,
                ms(import.at),
            ))?;
            Ok(())
        })
    }
}

pub(super) fn set(c: &Connection, key: &str, value: Option<&str>) -> Try<()> {
    match value {
        Some(value) => c
            .prepare_cached(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute((key, value))?,
        None => c.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?,
    };
    Ok(())
}
