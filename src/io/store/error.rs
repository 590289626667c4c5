//! What can go wrong with the store, with the file and what to do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the write lock.
    #[error(
        "{}: another program is writing to it and did not finish within {seconds} s; wait for the \
         other cpec-watch, or stop it, and try again", path.display()
    )]
    Busy {
        /// The database.
        path: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// File or folder cannot be written.
    #[error(
        "{}: cannot be written; give the user that runs cpec-watch write access to the file and to \
         its folder (it needs room for -wal and -shm beside it)", path.display()
    )]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// No space.
    #[error(
        "{}: the disk is full, nothing of this was stored; free some space and try again",
        path.display()
    )]
    Full {
        /// The database.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("{}: the database is damaged ({detail}); {}", path.display(), advice(path, backup.as_deref()))]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What `SQLite` says.
        detail: String,
        /// The newest backup that can be read.
        backup: Option<PathBuf>,
    },
    /// Written by a later version of the program.
    #[error(
        "{}: written by a newer cpec-watch (database version {found}, this program knows {known}); \
         install that version, or restore a backup made by this one", path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The latest this program knows.
        known: u32,
    },
    /// Some other program's database.
    #[error("{}: not a database of cpec-watch; set another file as the store", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// A migration that was applied is not the one this program carries.
    #[error(
        "{}: step {version} of its layout is not the one this program was built with; it was made \
         by an unreleased build: restore a backup or begin with a new file", path.display()
    )]
    Altered {
        /// The database.
        path: PathBuf,
        /// The step.
        version: u32,
    },
    /// The file cannot be opened or created.
    #[error("{}: cannot be opened: {reason}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// A stored value cannot be read back.
    #[error("{}: a stored value cannot be read ({what}); run `cpec-watch restore` with a backup", path.display())]
    Unreadable {
        /// The database.
        path: PathBuf,
        /// Which.
        what: String,
    },
    /// Reading or writing a file beside the database.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Anything else that `SQLite` says.
    #[error("{}: {message}", path.display())]
    Other {
        /// The database.
        path: PathBuf,
        /// What it says.
        message: String,
    },
}

fn advice(path: &Path, backup: Option<&Path>) -> String {
    match backup {
        Some(backup) => format!(
            "stop cpec-watch and run `cpec-watch restore {}`; the damaged file is kept aside",
            backup.display()
        ),
        None => format!(
            "there is no backup beside it; move {} away to begin anew (known events are then taken \
             from the baseline only)",
            path.display()
        ),
    }
}

/// What the inside of the store fails with, before it is known of which file.
#[derive(Debug)]
pub(super) enum Fault {
    Sql(rusqlite::Error),
    Value(String),
}

pub(super) type Try<T> = Result<T, Fault>;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Value(error.to_string())
    }
}

impl Fault {
    /// A value that is not what it should be.
    pub(super) fn value(what: impl std::fmt::Display) -> Self {
        Self::Value(what.to_string())
    }

    /// With the file it happened to.
    pub(super) fn of(self, path: &Path) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Value(what) => StoreError::Unreadable { path, what },
            Self::Sql(error) => from_sql(error, path),
        }
    }
}

fn from_sql(error: rusqlite::Error, path: PathBuf) -> StoreError {
    let detail = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Busy { path, seconds: super::BUSY.as_secs() }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly { path },
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            let backup = super::safety::newest_backup(&path);
            StoreError::Corrupt { path, detail, backup }
        }
        Some(ErrorCode::CannotOpen) => StoreError::Open {
            path,
            reason: format!("{detail}; check that the folder exists and can be written"),
        },
        _ => match error {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => {
                StoreError::Unreadable { path, what: detail }
            }
            _ => StoreError::Other { path, message: detail },
        },
    }
}
