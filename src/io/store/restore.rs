//! A backup put in the place of the database. What stood there is kept aside.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::{
    BUSY, Store, StoreError,
    backup::stem,
    error::{Fault, Try},
    safety::verify,
};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the former database is kept; `None` where there was none.
    pub kept: Option<PathBuf>,
}

/// Puts `backup` in the place of `database`. The backup is checked first. A sound database is
/// overwritten in one transaction, so that a program that has it open sees one or the other; a
/// damaged one is kept aside with its log and replaced.
pub fn restore(backup: &Path, database: &Path, now: Timestamp) -> Result<Restored, StoreError> {
    verify(backup)?;
    let aside = database.with_file_name(format!(
        "{}-replaced-{}.db",
        stem(database),
        now.strftime("%Y%m%dT%H%M%SZ")
    ));
    if !database.exists() {
        put(backup, database)?;
        return Ok(Restored { kept: None });
    }
    match Store::open(database) {
        Ok(store) => {
            store.backup(&aside)?;
            drop(store);
            overwrite(backup, database).map_err(|fault| fault.of(database))?;
        }
        Err(
            StoreError::Corrupt { .. }
            | StoreError::Altered { .. }
            | StoreError::Newer { .. }
            | StoreError::Unreadable { .. },
        ) => {
            keep_aside(database, &aside)?;
            put(backup, database)?;
        }
        Err(other) => return Err(other),
    }
    Store::open(database).map(|_| Restored { kept: Some(aside) })
}

/// Writes the content of `backup` into an open database as one transaction.
fn overwrite(backup: &Path, database: &Path) -> Try<()> {
    let from = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut into = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    into.busy_timeout(BUSY)?;
    into.execute_batch("PRAGMA synchronous = FULL")?;
    let started = Backup::new(&from, &mut into)?;
    let step = started.step(-1)?;
    if step != rusqlite::backup::StepResult::Done {
        return Err(Fault::Sql(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY),
            None,
        )));
    }
    Ok(())
}

/// A damaged database copied aside with its side files, which are then taken away: they belong to
/// the damaged one. Killed anywhere in between, the damaged one is still refused at the next start;
/// the name is never without a database, which would be begun anew.
fn keep_aside(database: &Path, aside: &Path) -> Result<(), StoreError> {
    for end in ["", "-wal"] {
        let (from, to) = (with_end(database, end), with_end(aside, end));
        if from.exists() {
            std::fs::copy(&from, &to).map_err(|source| StoreError::File { path: to, source })?;
        }
    }
    for end in ["-wal", "-shm"] {
        let path = with_end(database, end);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(StoreError::File { path, source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file into its place: complete and on the disk before it has the name.
fn put(from: &Path, to: &Path) -> Result<(), StoreError> {
    let fault = |source| StoreError::File { path: to.to_owned(), source };
    let folder = to.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut unfinished = tempfile::NamedTempFile::new_in(folder).map_err(fault)?;
    let mut source =
        File::open(from).map_err(|source| StoreError::File { path: from.to_owned(), source })?;
    io::copy(&mut source, &mut unfinished).map_err(fault)?;
    unfinished.as_file().sync_all().map_err(fault)?;
    unfinished.persist(to).map_err(|e| fault(e.error))?;
    File::open(folder).and_then(|f| f.sync_all()).map_err(fault)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
