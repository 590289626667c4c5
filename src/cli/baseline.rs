//! `baseline`: documents taken as known, so that nothing they tell of is ever "new".

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Cli, Exit, Refused,
    args::BaselineCommand,
    open::{self, Instance, Known},
    print, read,
};
use crate::{
    article::document::{self, Document},
    assess::{self, Standing, Terms},
    baseline,
    model::event::EventId,
    profile::Profile,
    resolve::Ledger,
};

/// Endings of the files that a folder is searched for.
const ENDINGS: &[&str] = &["txt", "html", "htm", "md", "markdown", "jsonl", "json", "eml", "gz"];

/// `baseline import` or `baseline list`.
pub(super) fn run(cli: &Cli, command: &BaselineCommand, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    match command {
        BaselineCommand::Import { paths } => import(&instance, paths, now),
        BaselineCommand::List { json } => list(&instance, *json),
    }
}

fn import(instance: &Instance, paths: &[PathBuf], now: Timestamp) -> anyhow::Result<Exit> {
    let _alone = instance.lock("baseline import", true, now)?;
    let mut store = instance.store(now)?;
    let mut ledger = Ledger::from_events(store.load_events()?, &instance.profile);
    let mut out = print::out();
    let mut known = Vec::new();
    let mut hashes = BTreeSet::new();
    for (path, document) in baseline::order::by_day(documents(paths)?) {
        let hash = content_hash(&document);
        if store.imported(hash)? || !hashes.insert(hash) {
            writeln!(out, "{}: known already", path.display())?;
            continue;
        }
        if document.text.trim().is_empty() {
            let why = document.warnings.first().map_or("it holds no text", String::as_str);
            writeln!(out, "{}: skipped: {why}", path.display())?;
            continue;
        }
        let name = document.name.clone();
        let (case, events) = take(document, &instance.profile, &mut ledger, now);
        writeln!(out, "{}: {}", path.display(), told(&events))?;
        known.push(Known { name, hash, article: case.0, assessment: case.1 });
    }
    open::keep_known(&mut store, &known, &mut ledger, now)?;
    writeln!(out, "{} of them taken as known; {} events are known now", known.len(), ledger.len())?;
    Ok(Exit::Done)
}

const TERMS: Terms = Terms { standing: Standing::Baseline, truth: None };

type Case = (crate::model::article::Article, crate::model::verdict::Assessment);

/// Takes one document as known.
pub(super) fn take(
    document: Document,
    profile: &Profile,
    ledger: &mut Ledger,
    now: Timestamp,
) -> (Case, Vec<EventId>) {
    let article = baseline::article_of_document(document, profile, now);
    let assessment = assess::assess_as(&article, profile, ledger, now, &TERMS);
    let events = assessment.decisions.iter().map(|decision| decision.event.clone()).collect();
    ((article, assessment), events)
}

/// The documents of files and folders, in the order of their names.
pub(super) fn documents(paths: &[PathBuf]) -> anyhow::Result<Vec<(PathBuf, Document)>> {
    let mut found = Vec::new();
    for path in paths {
        if !path.exists() {
            return Err(Refused(format!("{} is not there", path.display())).into());
        }
        for file in files(path)? {
            let name = read::short_name(&file);
            let name = name.strip_suffix(".gz").unwrap_or(&name);
            let bytes = read::file(&file)?;
            found.extend(document::read(name, &bytes).into_iter().map(|d| (file.clone(), d)));
        }
    }
    Ok(found)
}

fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let entries =
        std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", path.display()))?.path();
        if entry.is_dir() {
            files.extend(self::files(&entry)?);
        } else if entry.extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known)) {
            files.push(entry);
        }
    }
    files.sort();
    Ok(files)
}

fn content_hash(document: &Document) -> u64 {
    xxh3_64(format!("{}\n{}", document.title, document.text).as_bytes())
}

fn told(events: &[EventId]) -> String {
    if events.is_empty() {
        return "tells of no event of the topic".into();
    }
    let names: BTreeSet<_> = events.iter().map(ToString::to_string).collect();
    let names: Vec<_> = names.into_iter().collect();
    format!("tells of {}", names.join(", "))
}

fn list(instance: &Instance, json: bool) -> anyhow::Result<Exit> {
    let store = instance.store_to_read()?;
    let mut out = print::out();
    let mut table = print::table(&["taken", "document", "article", "title", "events"]);
    for import in store.imports()? {
        if json {
            print::json_line(&mut out, &import)?;
            continue;
        }
        let stored = store.article(&import.article)?;
        let title = stored.map(|stored| stored.article.title).unwrap_or_default();
        table.add_row([
            import.at.strftime("%F").to_string(),
            import.name.clone(),
            import.article.to_string(),
            print::shortened(&title, 60),
            store.events_of(&import.article)?.len().to_string(),
        ]);
    }
    if !json {
        print::write_table(&mut out, &table)?;
    }
    Ok(Exit::Done)
}
