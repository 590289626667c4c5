//! Copies of the database while everything runs: whole or not at all, in one file.

use std::{
    fs::File,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, backup::Backup};

use super::{
    Store, StoreError,
    error::{Fault, Try},
    safety::backup_folder,
};

impl Store {
    /// Copies the database as it now stands to `to`, replacing what is there only when the copy is
    /// complete and on the disk. Writers need not wait.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if same_file(to, &self.path) {
            return Err(StoreError::Open {
                path: to.to_owned(),
                reason: "it is the database itself; give another name".to_owned(),
            });
        }
        let file = |source| StoreError::File { path: to.to_owned(), source };
        let folder = to.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(file)?;
        let unfinished = tempfile::Builder::new()
            .prefix(".unfinished-")
            .suffix(".db")
            .tempfile_in(folder)
            .map_err(file)?
            .into_temp_path();
        copy(&self.conn, &unfinished).map_err(|fault| fault.of(to))?;
        // A copy of a damaged store must not take the place of a sound one.
        if let Some(detail) = super::safety::fault_of(&unfinished).map_err(|f| f.of(to))? {
            let (path, backup) = (self.path.clone(), super::safety::newest_backup(&self.path));
            return Err(StoreError::Corrupt { path, detail, backup });
        }
        File::open(&unfinished).and_then(|f| f.sync_all()).map_err(file)?;
        unfinished.persist(to).map_err(|e| file(e.error))?;
        File::open(folder).and_then(|f| f.sync_all()).map_err(file)
    }

    /// Makes a copy in `folder` unless the newest there is younger than `age`, and keeps the newest
    /// `keep` of them. Gives the copy it made.
    pub fn backup_if_older(
        &self,
        folder: &Path,
        age: SignedDuration,
        keep: usize,
        now: Timestamp,
    ) -> Result<Option<PathBuf>, StoreError> {
        let mut known = copies(folder, &self.path);
        let stem = stem(&self.path);
        // A copy from the future was made by a clock that was wrong: it does not count, and goes first.
        let made = |path: &PathBuf| time_of(path, &stem).filter(|at| *at <= now);
        if known.iter().filter_map(made).max().is_some_and(|at| now.duration_since(at) < age) {
            return Ok(None);
        }
        known.sort_by_key(made);
        let path = folder.join(format!("{stem}-{}.db", now.strftime("%Y%m%dT%H%M%SZ")));
        self.backup(&path)?;
        known.retain(|old| *old != path);
        let too_many = (known.len() + 1).saturating_sub(keep.max(1));
        for old in known.drain(..too_many.min(known.len())) {
            std::fs::remove_file(&old).map_err(|source| StoreError::File { path: old, source })?;
        }
        Ok(Some(path))
    }

    /// Before the layout changes, the database is kept as it is.
    pub(super) fn keep_before_migration(&self, version: u32) -> Result<(), StoreError> {
        if self.path == Path::new(":memory:") {
            return Ok(());
        }
        let name = format!("{}-before-version-{}.db", stem(&self.path), version + 1);
        self.backup(&backup_folder(&self.path).join(name))
    }
}

/// Copies in one step: a snapshot, which in WAL mode lets writers go on.
fn copy(from: &Connection, to: &Path) -> Try<()> {
    let mut into = Connection::open(to)?;
    {
        let backup = Backup::new(from, &mut into)?;
        backup.run_to_completion(i32::MAX, Duration::from_millis(20), None)?;
    }
    // One file that can be copied anywhere, and no -wal beside it.
    let mode: String = into.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode != "delete" {
        return Err(Fault::value(format!("journal mode {mode} of a copy")));
    }
    Ok(())
}

/// Copies of a database in a folder, oldest first by the time in their names.
pub(super) fn copies(folder: &Path, database: &Path) -> Vec<PathBuf> {
    let stem = stem(database);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut copies: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| time_of(path, &stem).is_some())
        .collect();
    copies.sort();
    copies
}

/// `watch-20261124T060000Z.db` → the instant in it.
fn time_of(path: &Path, stem: &str) -> Option<Timestamp> {
    let name = path.file_name()?.to_str()?;
    let time = name.strip_prefix(stem)?.strip_prefix('-')?.strip_suffix(".db")?;
    let civil = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "store".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
