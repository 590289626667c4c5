//! `search`, `export`, `backup`, `restore`, `prune`: what is stored, found, written out, kept safe,
//! let go.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use jiff::Timestamp;

use super::{
    Cli, Exit, Refused,
    open::{DATABASE, Instance},
    print::{self, DIM, STRONG, styled},
};
use crate::{io::store, upkeep};

/// `search`
pub(super) fn search(cli: &Cli, query: &str, limit: usize, json: bool) -> anyhow::Result<Exit> {
    let store = Instance::load(cli)?.store_to_read()?;
    let hits = store.search(query, limit)?;
    let mut out = print::out();
    for hit in &hits {
        if json {
            print::json_line(&mut out, hit)?;
            continue;
        }
        let at = hit.published.map_or_else(|| "undated".into(), |at| at.strftime("%F").to_string());
        writeln!(out, "{}  {}", styled(STRONG, &hit.title), styled(DIM, &hit.article))?;
        writeln!(out, "  {at}  {}  {}", hit.outlet, hit.url)?;
        writeln!(out, "  {}", hit.snippet)?;
    }
    if hits.is_empty() && !json {
        writeln!(out, "Nothing stored has these words.")?;
    }
    Ok(Exit::Done)
}

/// `export`
pub(super) fn export(cli: &Cli, file: Option<&Path>) -> anyhow::Result<Exit> {
    let store = Instance::load(cli)?.store_to_read()?;
    let mut out: Box<dyn Write> = match file {
        Some(path) => {
            let file = File::create(path);
            Box::new(BufWriter::new(
                file.with_context(|| format!("cannot write {}", path.display()))?,
            ))
        }
        None => Box::new(print::out()),
    };
    let written = store.export(|value| {
        serde_json::to_writer(&mut out, value).map_err(std::io::Error::from)?;
        out.write_all(b"\n")
    })?;
    written.and_then(|()| out.flush()).context("the export is not whole")?;
    Ok(Exit::Done)
}

/// `backup`
pub(super) fn backup(cli: &Cli, file: &Path) -> anyhow::Result<Exit> {
    let store = Instance::load(cli)?.store_to_read()?;
    store.backup(file)?;
    writeln!(print::out(), "{} is a whole copy", file.display())?;
    Ok(Exit::Done)
}

/// `prune`
pub(super) fn prune(cli: &Cli, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let _alone = instance.lock("prune", true, now)?;
    let gone = upkeep::prune(&mut instance.store(now)?, &instance.config.retention, now)?;
    writeln!(
        print::out(),
        "let go of {} articles, {} texts, {} looks, {} messages; that they were seen is kept",
        gone.articles,
        gone.texts,
        gone.looks,
        gone.notices,
    )?;
    Ok(Exit::Done)
}

/// `restore`
pub(super) fn restore(cli: &Cli, file: &Path, force: bool, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let database = instance.paths.state.join(DATABASE);
    // A daemon that has the store open would go on writing into the former one.
    let _no_daemon = instance.lock_daemon(now)?;
    let _alone = instance.lock("restore", false, now)?;
    if database.exists() && !force {
        let place = database.display();
        return Err(
            Refused(format!("{place} is there; --force puts the backup in its place")).into()
        );
    }
    let done = store::restore(file, &database, now)?;
    let mut out = print::out();
    writeln!(out, "{} is the database now", file.display())?;
    if let Some(kept) = done.kept {
        writeln!(out, "the former one is kept as {}", kept.display())?;
    }
    Ok(Exit::Done)
}
