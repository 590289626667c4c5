//! Whether the file is sound, and the newest copy that is.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{
    Store, StoreError, Tx,
    error::Try,
    migrate::{self, STEPS, Standing},
};

/// What a thorough check of the file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Soundness {
    /// Nothing wrong.
    Sound,
    /// What is wrong, in `SQLite`'s words.
    Damaged(Vec<String>),
}

impl Store {
    /// Checks the whole file, its indexes, and that everything referred to is there. Takes a second
    /// for some hundred megabytes.
    pub fn integrity(&self) -> Result<Soundness, StoreError> {
        self.run(|c| {
            let mut faults = pragma(c, "PRAGMA integrity_check(20)")?;
            faults.retain(|line| line != "ok");
            let mut check = c.prepare("PRAGMA foreign_key_check")?;
            let mut rows = check.query([])?;
            while let Some(row) = rows.next()? {
                let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                faults.push(format!("a row of {table} refers to a {parent} that is not there"));
                if faults.len() >= 20 {
                    break;
                }
            }
            Ok(if faults.is_empty() { Soundness::Sound } else { Soundness::Damaged(faults) })
        })
    }

    /// A quick check at open: the pages and rows, not what the indexes say.
    pub(super) fn sound_or_refused(&self) -> Result<(), StoreError> {
        let faults = self.run(quick)?;
        match faults {
            None => Ok(()),
            Some(detail) => Err(StoreError::Corrupt {
                path: self.path.clone(),
                detail,
                backup: newest_backup(&self.path),
            }),
        }
    }
}

impl Tx<'_> {
    /// Gives the transaction no more pages than the file has and so many more: a full disk, for
    /// tests.
    #[doc(hidden)]
    pub fn limit_growth(&self, pages: u32) -> Result<(), StoreError> {
        self.run(|c| {
            let now: u32 = c.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            c.query_row(&format!("PRAGMA max_page_count = {}", now + pages), [], |_| Ok(()))?;
            Ok(())
        })
    }
}

fn quick(c: &Connection) -> Try<Option<String>> {
    let lines = pragma(c, "PRAGMA quick_check(1)")?;
    Ok(lines.into_iter().find(|line| line != "ok"))
}

fn pragma(c: &Connection, sql: &str) -> Try<Vec<String>> {
    let mut read = c.prepare(sql)?;
    let rows = read.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a file is a sound database that this program can read.
pub(super) fn verify(path: &Path) -> Result<(), StoreError> {
    if !path.is_file() {
        return Err(StoreError::Open {
            path: path.to_owned(),
            reason: "there is no such file".to_owned(),
        });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let store = Store::connect(path, flags)?;
    match store.run(|c| migrate::standing(c, STEPS))? {
        Standing::Current | Standing::Older(_) => {}
        other => return Err(store.refusal(other, STEPS)),
    }
    match store.integrity()? {
        Soundness::Sound => Ok(()),
        Soundness::Damaged(faults) => Err(StoreError::Corrupt {
            path: path.to_owned(),
            detail: faults.join("; "),
            backup: newest_backup(path),
        }),
    }
}

/// Where `backup_if_older` puts copies unless told otherwise: `backups` beside the database.
pub fn backup_folder(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join("backups")
}

/// The newest sound copy in [`backup_folder`] or beside the database.
pub(super) fn newest_backup(database: &Path) -> Option<PathBuf> {
    let folder = backup_folder(database);
    let mut copies = super::backup::copies(&folder, database);
    copies.extend(super::backup::copies(database.parent()?, database));
    copies.retain(|path| path != database);
    // Newest first by the time in the name.
    copies.sort_by_key(|path| std::cmp::Reverse(path.file_name().map(std::ffi::OsStr::to_owned)));
    copies.into_iter().find(|path| is_sound(path))
}

fn is_sound(path: &Path) -> bool {
    fault_of(path).is_ok_and(|fault| fault.is_none())
}

/// What a quick check says against a file.
pub(super) fn fault_of(path: &Path) -> Try<Option<String>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    quick(&Connection::open_with_flags(path, flags)?)
}
