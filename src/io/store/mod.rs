//! Articles, events, looks and the outbox in one SQLite file. The only place that speaks SQL.
//!
//! [`Store`] reads, and does the small writes of the outbox; [`Tx`] (from [`Store::begin`]) writes
//! everything of one check together with its notices: all of it or, when dropped, nothing. All
//! arguments and answers are types of the model, so that another engine can stand beside this one.
//! Instants are kept to the millisecond.

mod articles;
mod backup;
mod delivery;
mod error;
mod events;
mod export;
mod looks;
mod meta;
mod migrate;
mod outbox;
mod pack;
mod prune;
mod restore;
mod rulings;
mod safety;
mod search;
mod seen;
mod telling;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use self::{
    articles::{Print, Saved, Stored},
    error::StoreError,
    meta::Imported,
    prune::{Pruned, Retention, Stats},
    restore::{Restored, restore},
    safety::{Soundness, backup_folder},
    search::Hit,
    seen::Heard,
};
use self::{
    error::{Fault, Try},
    migrate::{STEPS, Standing, Step},
};

/// How long a writer waits for another one.
const BUSY: Duration = Duration::from_secs(15);
/// Prepared statements kept: more than there are in this module.
const STATEMENTS: usize = 128;
/// Up to this size the whole file is checked at every open; larger ones by `integrity`.
const CHECKED_AT_OPEN: u64 = 32 << 20;

/// An open database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    /// As `changed_elsewhere` last saw it.
    version: Option<i64>,
}

/// Writes that become visible together. Dropping it takes all of them back.
#[derive(Debug)]
pub struct Tx<'a> {
    tx: Transaction<'a>,
    path: &'a Path,
}

impl Store {
    /// Opens the database at `path`, makes it (and its folder) where it is not there, and brings
    /// its layout up to date.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::Open {
                path: path.to_owned(),
                reason: format!("its folder cannot be made: {error}"),
            })?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags)?;
        store.prepare(STEPS)?;
        Ok(store)
    }

    /// Opens a database that is there for reading only: nothing is created or brought up to date.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path.as_ref(), flags)?;
        store.run(|c| Ok(c.busy_timeout(BUSY)?))?;
        match store.run(|c| migrate::standing(c, STEPS))? {
            Standing::Current => Ok(store),
            Standing::Older(_) | Standing::Empty => Err(StoreError::Open {
                path: store.path,
                reason: "it is of an older version; run a check first, which brings it up to date"
                    .to_owned(),
            }),
            other => Err(store.refusal(other, STEPS)),
        }
    }

    /// A database of its own that is gone when dropped.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let conn = Connection::open_in_memory().map_err(|e| Fault::from(e).of(&path))?;
        let mut store = Self { conn, path, version: None };
        store.prepare(STEPS)?;
        Ok(store)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins the one transaction of a check. Waits for another writer.
    pub fn begin(&mut self) -> Result<Tx<'_>, StoreError> {
        let path = &self.path;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Fault::from(error).of(path))?;
        Ok(Tx { tx, path })
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let conn = Connection::open_with_flags(path, flags).map_err(|e| Fault::from(e).of(path))?;
        Ok(Self { conn, path: path.to_owned(), version: None })
    }

    /// Settings, soundness, layout.
    fn prepare(&mut self, steps: &[Step]) -> Result<(), StoreError> {
        self.run(|c| {
            c.busy_timeout(BUSY)?;
            c.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(())
        })?;
        let standing = self.run(|c| migrate::standing(c, steps))?;
        if self.run(|c| Ok(c.is_readonly("main")?))? {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        match standing {
            Standing::Empty | Standing::Current => {}
            Standing::Older(version) => self.keep_before_migration(version)?,
            refused => return Err(self.refusal(refused, steps)),
        }
        self.run(|c| set_up(c, standing == Standing::Empty))?;
        if standing != Standing::Empty && self.small() {
            self.sound_or_refused()?;
        }
        if standing != Standing::Current {
            let path = self.path.clone();
            migrate::apply(&mut self.conn, steps).map_err(|fault| fault.of(&path))?;
        }
        Ok(())
    }

    fn refusal(&self, standing: Standing, steps: &[Step]) -> StoreError {
        let path = self.path.clone();
        match standing {
            Standing::Newer(found) => {
                let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
                StoreError::Newer { path, found, known }
            }
            Standing::Altered(version) => StoreError::Altered { path, version },
            _ => StoreError::NotOurs { path },
        }
    }

    fn small(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|file| file.len() <= CHECKED_AT_OPEN)
    }

    /// Runs something and names the file where it fails.
    fn run<T>(&self, work: impl FnOnce(&Connection) -> Try<T>) -> Result<T, StoreError> {
        work(&self.conn).map_err(|fault| fault.of(&self.path))
    }

    /// A small write of its own.
    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Try<T>) -> Result<T, StoreError> {
        let tx = self.begin()?;
        let answer = tx.run(work)?;
        tx.commit()?;
        Ok(answer)
    }
}

impl Tx<'_> {
    /// Makes everything visible and durable: it is on the disk when this returns.
    pub fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().map_err(|error| Fault::from(error).of(self.path))
    }

    fn run<T>(&self, work: impl FnOnce(&Connection) -> Try<T>) -> Result<T, StoreError> {
        work(&self.tx).map_err(|fault| fault.of(self.path))
    }
}

/// What holds for every connection that writes.
///
/// `synchronous=FULL`: a commit is on the disk before a mail goes out for it; that is one sync a
/// check and one a mail. `auto_vacuum` must come before the first table.
fn set_up(c: &Connection, empty: bool) -> Try<()> {
    if empty {
        c.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    c.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(())
}

#[cfg(test)]
mod tests;
