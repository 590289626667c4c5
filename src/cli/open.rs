//! Opens what commands work with: configuration, topic, store, the lock of a check, the desk. On
//! the first start the seeds are taken as known, silently.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::{Cli, Refused};
use crate::{
    baseline,
    check::Desk,
    config::Config,
    io::{
        files::{self, Paths},
        http::Client,
        lock::Lock,
        store::{self, Imported, Store},
    },
    model::{article::Article, verdict::Assessment},
    profile::Profile,
    resolve::Ledger,
};

/// Name of the database in the state folder.
pub const DATABASE: &str = "cpec-watch.db";

/// How long `--wait` and corrections wait for a running check.
const LONGEST_WAIT: Duration = Duration::from_mins(30);

/// What the operator wrote, read.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The configuration.
    pub config: Arc<Config>,
    /// The topic.
    pub profile: Arc<Profile>,
    /// Name and text of each seed document.
    pub seeds: Vec<(String, String)>,
    /// Where things lie.
    pub paths: Paths,
}

impl Instance {
    /// Reads the configuration that the command line names.
    pub fn load(cli: &Cli) -> anyhow::Result<Self> {
        Self::load_from(cli.config.as_deref())
    }

    /// Reads a configuration.
    pub fn load_from(path: Option<&Path>) -> anyhow::Result<Self> {
        let loaded = files::load(path).map_err(|error| Refused(error.to_string()))?;
        Ok(Self {
            config: Arc::new(loaded.config),
            profile: Arc::new(loaded.profile),
            seeds: loaded.seeds,
            paths: loaded.paths,
        })
    }

    /// Opens the store; on the first start the seeds are taken as known.
    pub fn store(&self, now: Timestamp) -> anyhow::Result<Store> {
        let mut store = Store::open(self.paths.state.join(DATABASE))?;
        take_seeds(&mut store, &self.seeds, &self.profile, now)?;
        Ok(store)
    }

    /// Opens a store that is there, to look only.
    pub fn store_to_read(&self) -> anyhow::Result<Store> {
        let path = self.paths.state.join(DATABASE);
        if !path.exists() {
            anyhow::bail!("{} is not there yet; `cpec-watch check` makes it", path.display());
        }
        Ok(Store::open_read_only(path)?)
    }

    /// What checks work with.
    pub fn desk(&self) -> anyhow::Result<Desk> {
        Ok(Desk {
            config: Arc::clone(&self.config),
            profile: Arc::clone(&self.profile),
            client: Client::new(&self.config.http).map_err(|error| Refused(error.to_string()))?,
            seed: xxh3_64(self.paths.state.as_os_str().as_encoded_bytes()),
        })
    }

    /// The right to be the one daemon of the store, until dropped.
    pub fn lock_daemon(&self, now: Timestamp) -> anyhow::Result<Lock> {
        Ok(Lock::daemon(&self.paths.state.join(DATABASE), "run", now)?)
    }

    /// Where copies of the store go.
    pub fn backups(&self) -> PathBuf {
        let folder = self.config.backup.folder.clone();
        folder.unwrap_or_else(|| store::backup_folder(&self.paths.state.join(DATABASE)))
    }

    /// Holds off every other check on the same store until dropped; `what` is told to who is held.
    pub fn lock(&self, what: &str, wait: bool, now: Timestamp) -> anyhow::Result<Lock> {
        let database = self.paths.state.join(DATABASE);
        Ok(if wait {
            Lock::wait(&database, what, now, LONGEST_WAIT)?
        } else {
            Lock::take(&database, what, now)?
        })
    }
}

/// Takes seeds that were not taken before as known.
pub fn take_seeds(
    store: &mut Store,
    seeds: &[(String, String)],
    profile: &Profile,
    now: Timestamp,
) -> anyhow::Result<usize> {
    let mut fresh = Vec::new();
    let mut parsed = Vec::new();
    for (name, text) in seeds {
        if store.imported(xxh3_64(text.as_bytes()))? {
            continue;
        }
        parsed.push(baseline::parse(name, text, profile).map_err(Refused)?);
        fresh.push((name, text));
    }
    if fresh.is_empty() {
        return Ok(0);
    }
    let mut ledger = Ledger::from_events(store.load_events()?, profile);
    let taken = baseline::take(&parsed, profile, &mut ledger);
    let known = taken.into_iter().zip(&fresh).map(|((article, assessment), (name, text))| Known {
        name: Path::new(name)
            .file_name()
            .map_or_else(|| (*name).clone(), |n| n.to_string_lossy().into()),
        hash: xxh3_64(text.as_bytes()),
        article,
        assessment,
    });
    keep_known(store, &known.collect::<Vec<_>>(), &mut ledger, now)?;
    Ok(fresh.len())
}

/// A document that is taken as known.
#[derive(Debug)]
pub struct Known {
    /// Its file name.
    pub name: String,
    /// Hash of its content.
    pub hash: u64,
    /// The article it became.
    pub article: Article,
    /// What it tells of.
    pub assessment: Assessment,
}

/// Stores documents taken as known with the events they told of, in one transaction.
pub fn keep_known(
    store: &mut Store,
    known: &[Known],
    ledger: &mut Ledger,
    now: Timestamp,
) -> anyhow::Result<()> {
    let tx = store.begin()?;
    for document in known {
        tx.save_article(&document.article, None, now)?;
        tx.save_assessment(&document.assessment, now)?;
        tx.record_import(&Imported {
            hash: document.hash,
            name: document.name.clone(),
            article: document.article.id.clone(),
            at: now,
        })?;
    }
    for id in ledger.take_touched() {
        if let Some(event) = ledger.get(&id) {
            tx.save_event(event)?;
        }
    }
    tx.commit()?;
    Ok(())
}
