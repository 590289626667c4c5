//! `sources`: how they fare, what they would give now, where a site has more, OPML in and out.

use std::{collections::BTreeMap, io::Write, path::Path};

use anyhow::Context;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    Cli, Exit, Refused,
    args::SourcesCommand,
    open::Instance,
    print::{self, BAD, DIM, GOOD, STRONG, styled},
};
use crate::{
    check::look::{self, Looked},
    feed::opml,
    model::{
        look::{Outcome, SourceState},
        source::{Source, SourceKind},
    },
    plan,
};

/// `sources …`
pub(super) async fn run(
    cli: &Cli,
    command: &SourcesCommand,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    match command {
        SourcesCommand::List { json } => list(&instance, *json, now),
        SourcesCommand::Test { sources, json } => test(&instance, sources, (*json, now)).await,
        SourcesCommand::Discover { url } => super::discover::run(&instance, url).await,
        SourcesCommand::ImportOpml { file } => import_opml(file),
        SourcesCommand::ExportOpml => export_opml(&instance),
    }
}

fn list(instance: &Instance, json: bool, now: Timestamp) -> anyhow::Result<Exit> {
    let states = match instance.store_to_read() {
        Ok(store) => store.source_states()?,
        Err(_) => BTreeMap::new(), // nothing was looked at yet
    };
    let mut out = print::out();
    let mut table = print::table(&[
        "source",
        "kind",
        "state",
        "last good",
        "newest",
        "next look",
        "what is wrong",
    ]);
    for source in &instance.config.sources {
        let state = states.get(&source.id).cloned().unwrap_or_default();
        if json {
            print::json_line(&mut out, &line(source, &state, instance, now))?;
            continue;
        }
        table.add_row([
            source.id.to_string(),
            kind(source).into(),
            health(source, &state, instance, now).into(),
            print::ago(state.last_good, now),
            print::ago(state.newest, now),
            if source.enabled { next(&state, now) } else { "-".into() },
            trouble(&state, now),
        ]);
    }
    if !json {
        print::write_table(&mut out, &table)?;
    }
    Ok(Exit::Done)
}

fn next(state: &SourceState, now: Timestamp) -> String {
    match state.next_look {
        Some(at) if at > now => print::ago(Some(at), now),
        _ => "now".into(),
    }
}

fn health(
    source: &Source,
    state: &SourceState,
    instance: &Instance,
    now: Timestamp,
) -> &'static str {
    let silent = plan::silent_for(state, instance.config.health.silent_after, now);
    match () {
        () if !source.enabled => "off",
        () if state.last_look.is_none() => "not asked",
        () if state.failures > 0 => "failing",
        () if silent.is_some() => "silent",
        () => "good",
    }
}

fn trouble(state: &SourceState, now: Timestamp) -> String {
    let Some(failure) = &state.last_failure else { return "-".into() };
    let since = print::ago(state.failing_since, now);
    format!(
        "{}, first {since}, {} in a row",
        print::shortened(&failure.message, 80),
        state.failures
    )
}

fn line(
    source: &Source,
    state: &SourceState,
    instance: &Instance,
    now: Timestamp,
) -> serde_json::Value {
    serde_json::json!({
        "id": source.id, "name": source.name, "url": source.url, "kind": kind(source),
        "enabled": source.enabled, "health": health(source, state, instance, now),
        "state": state,
    })
}

fn kind(source: &Source) -> &'static str {
    match source.kind {
        SourceKind::Feed => "feed",
        SourceKind::Listing(_) => "listing",
        SourceKind::Sitemap => "sitemap",
        SourceKind::Gdelt => "gdelt",
    }
}

async fn test(
    instance: &Instance,
    wanted: &[String],
    (json, now): (bool, Timestamp),
) -> anyhow::Result<Exit> {
    let desk = instance.desk()?;
    let sources = &instance.config.sources;
    if let Some(id) = wanted.iter().find(|id| sources.iter().all(|source| source.id.0 != **id)) {
        return Err(Refused(format!("no source {id:?}; `sources list` shows them")).into());
    }
    let chosen = sources.iter().filter(|source| {
        if wanted.is_empty() { source.enabled } else { wanted.contains(&source.id.0) }
    });
    let due = chosen.map(|source| (source.clone(), SourceState::default())).collect::<Vec<_>>();
    let bar = print::waiting(&format!("asking {} sources", due.len()));
    let bounds = crate::check::look_bounds(&desk, now);
    let looked = look::all(&desk.client, due, &bounds, &CancellationToken::new()).await;
    bar.finish_and_clear();
    let mut out = print::out();
    let mut exit = Exit::Done;
    for looked in &looked {
        if matches!(looked.look.outcome, Outcome::Failed(_)) {
            exit = Exit::SomeFailed;
        }
        if json {
            print::json_line(&mut out, &looked.look)?;
        } else {
            tested(&mut out, looked, now)?;
        }
    }
    Ok(exit)
}

fn tested(out: &mut impl Write, looked: &Looked, now: Timestamp) -> anyhow::Result<()> {
    let look = &looked.look;
    let name = styled(STRONG, &look.source);
    match &look.outcome {
        Outcome::Failed(failure) => {
            writeln!(out, "{} {name}: {}", styled(BAD, "failed"), failure.message)?;
        }
        _ => {
            let newest = print::ago(look.newest, now);
            let (n, kb) = (look.entries, look.bytes.div_ceil(1024));
            writeln!(
                out,
                "{} {name}: {n} entries, newest {newest}, {kb} KB",
                styled(GOOD, "good  ")
            )?;
            for entry in looked.entries.iter().take(3) {
                writeln!(out, "         {}", styled(DIM, print::shortened(&entry.title, 90)))?;
            }
        }
    }
    if let Some(to) = &look.moved_to {
        writeln!(out, "         moved for good: write {to} into sources.toml")?;
    }
    for warning in look.warnings.iter().take(3) {
        writeln!(out, "         warning: {warning}")?;
    }
    Ok(())
}

fn import_opml(file: &Path) -> anyhow::Result<Exit> {
    let text = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let feeds =
        opml::read(&text).map_err(|error| Refused(format!("{}: {error}", file.display())))?;
    let mut out = print::out();
    writeln!(
        out,
        "# {} sources from {}: add them to sources.toml",
        feeds.len(),
        super::read::short_name(file)
    )?;
    for feed in &feeds {
        write!(out, "\n{}", opml::as_toml(feed))?;
    }
    Ok(Exit::Done)
}

fn export_opml(instance: &Instance) -> anyhow::Result<Exit> {
    let sources = &instance.config.sources;
    let feeds = sources.iter().filter(|source| matches!(source.kind, SourceKind::Feed));
    let feeds: Vec<_> = feeds
        .map(|source| opml::Outline {
            id: Some(source.id.0.clone()),
            title: source.name.clone(),
            folder: source.language.clone(),
            ..opml::Outline::at(source.url.clone())
        })
        .collect();
    let others = sources.len() - feeds.len();
    if others > 0 {
        anstream::eprintln!("note: {others} sources that are no feeds have no place in OPML");
    }
    write!(print::out(), "{}", opml::write(&feeds))?;
    Ok(Exit::Done)
}
