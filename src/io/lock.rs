//! One check at a time, and one daemon, across processes: locks on files beside the database. The
//! system lets go of them when their holder ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who holds a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process.
    pub pid: u32,
    /// Since when.
    pub since: Timestamp,
    /// What it does (`check`, `run`).
    pub what: String,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else has it.
    #[error("{}: {}; {}", path.display(), told(holder.as_ref()), advice(path))]
    Held {
        /// The lock file.
        path: PathBuf,
        /// Who, where it says.
        holder: Option<Holder>,
    },
    /// The file cannot be opened or locked.
    #[error("{}: cannot be locked: {source}; check that the folder can be written", path.display())]
    File {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// What helps: a daemon does not end by waiting.
fn advice(path: &Path) -> &'static str {
    if path.extension().is_some_and(|end| end == "run") {
        "stop it first (systemctl stop cpec-watch)"
    } else {
        "wait for it (--wait) or try again"
    }
}

fn told(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder { pid, since, what }) => {
            let since = since.strftime("%Y-%m-%d %H:%M:%S UTC");
            format!("another cpec-watch ({what}, process {pid}) has been at work since {since}")
        }
        None => "another cpec-watch is at work".to_owned(),
    }
}

/// How often a waiting process asks again.
const PAUSE: Duration = Duration::from_millis(50);

/// The right to check. Dropping it lets the next one in.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// The lock of a database: `<database>.lock`.
    pub fn path_of(database: &Path) -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }

    /// Takes the lock of a database, or says at once who has it.
    pub fn take(database: &Path, what: &str, now: Timestamp) -> Result<Self, LockError> {
        Self::take_file(Self::path_of(database), what, now)
    }

    /// The right to be the one daemon of a database, held as long as it runs: `<database>.run`.
    /// It does not keep others from checking between two of its checks.
    pub fn daemon(database: &Path, what: &str, now: Timestamp) -> Result<Self, LockError> {
        Self::take_file(Self::daemon_path(database), what, now)
    }

    fn daemon_path(database: &Path) -> PathBuf {
        let mut name = database.as_os_str().to_owned();
        name.push(".run");
        PathBuf::from(name)
    }

    fn take_file(path: PathBuf, what: &str, now: Timestamp) -> Result<Self, LockError> {
        let fault = |source| LockError::File { path: path.clone(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(fault)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held { holder: read_holder(&mut file), path });
            }
            Err(TryLockError::Error(source)) => return Err(fault(source)),
        }
        let holder = Holder { pid: std::process::id(), since: now, what: what.to_owned() };
        let text = serde_json::to_string(&holder).expect("plain fields serialise");
        // A holder that cannot be written is no reason not to work.
        let _ = file.set_len(0).and_then(|()| file.write_all(text.as_bytes()));
        Ok(Self { file })
    }

    /// Takes the lock, waiting up to `most` for whoever has it.
    pub fn wait(
        database: &Path,
        what: &str,
        now: Timestamp,
        most: Duration,
    ) -> Result<Self, LockError> {
        let mut waited = Duration::ZERO;
        loop {
            match Self::take(database, what, now) {
                Err(LockError::Held { .. }) if waited < most => {
                    std::thread::sleep(PAUSE);
                    waited += PAUSE;
                }
                answer => return answer,
            }
        }
    }

    /// Who holds the lock of a database now, where somebody does.
    pub fn holder(database: &Path) -> Option<Holder> {
        Self::holder_of(&Self::path_of(database))
    }

    fn holder_of(path: &Path) -> Option<Holder> {
        let mut file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => read_holder(&mut file),
            _ => None,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file stays: removing it would let two processes hold locks on two files of one name.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn read_holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
