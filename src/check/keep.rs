//! What a check takes out of the store and puts into it: the unseen test before, the one
//! transaction after.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Choice, Desk, Wish,
    decide::Decided,
    look::Looked,
    read::{self, Unseen},
};
use crate::{
    config::Config,
    feed::identity,
    io::{steps, store::Store},
    model::{
        look::SourceState,
        notice::{Notice, NoticeId},
        source::{Source, SourceId},
    },
    plan,
};

/// The sources to look at with what is remembered of each.
pub(super) fn choose(
    config: &Config,
    wish: &Wish,
    states: &BTreeMap<SourceId, SourceState>,
    now: Timestamp,
) -> anyhow::Result<Vec<(Source, SourceState)>> {
    let chosen: Vec<&Source> = match &wish.sources {
        Choice::Due => plan::due(&config.sources, states, &config.schedule, now),
        Choice::All => config.sources.iter().filter(|source| source.enabled).collect(),
        Choice::Only(ids) => {
            if let Some(id) = ids.iter().find(|id| config.sources.iter().all(|s| s.id != **id)) {
                anyhow::bail!(crate::cli::Refused(format!(
                    "no source {id} in sources.toml; `cpec-watch sources list` shows them"
                )));
            }
            config.sources.iter().filter(|source| ids.contains(&source.id)).collect()
        }
    };
    let with_state =
        |source: &Source| (source.clone(), states.get(&source.id).cloned().unwrap_or_default());
    Ok(chosen.into_iter().map(with_state).collect())
}

/// Which entries were never seen, within what one look and one check may take in. What is cut is
/// counted in its look and comes again.
pub(super) fn take_unseen(
    store: &Store,
    config: &Config,
    looked: &mut [Looked],
) -> anyhow::Result<Vec<Unseen>> {
    let sources = read::shelf(&config.sources);
    let mut room = config.check.max_articles;
    let mut unseen = Vec::new();
    for looked in looked {
        let Some(source) = sources.get(&looked.look.source) else { continue };
        let mut entries = std::mem::take(&mut looked.entries);
        let stated = entries.len();
        entries.retain(|entry| !entry.is_empty());
        if entries.len() < stated {
            let empty = stated - entries.len();
            looked.look.warnings.push(format!("{empty} entries say nothing at all"));
        }
        let keys = identity::of_document(&entries, &source.id);
        let words = entries.iter().map(|entry| identity::words_key(entry, &source.id));
        let said: Vec<_> = keys.into_iter().zip(words).collect();
        let heard = store.heard(&source.id, &said)?;
        let all = entries.into_iter().zip(said).zip(heard);
        let fresh = all.filter_map(|((entry, (keys, words)), heard)| {
            let revises = heard.of_interest()?;
            Some(Unseen { source: source.clone(), entry, keys, words, revises })
        });
        let mut fresh: Vec<_> = fresh.collect();
        looked.look.unseen = fresh.len();
        let most = source.max_entries.min(room);
        if fresh.len() > most {
            fresh.sort_by_key(|unseen| std::cmp::Reverse(unseen.entry.date()));
            looked.look.left = fresh.len() - most;
            fresh.truncate(most);
        }
        room -= fresh.len();
        unseen.extend(fresh);
    }
    Ok(unseen)
}

/// Everything of one check: all of it, or nothing.
pub(super) fn commit(
    desk: &Desk,
    store: &mut Store,
    (looked, states): (&mut [Looked], &BTreeMap<SourceId, SourceState>),
    (decided, notices, released): (&Decided, &[Notice], &[(NoticeId, Timestamp)]),
    now: Timestamp,
) -> anyhow::Result<()> {
    let tx = store.begin()?;
    let sources = read::shelf(&desk.config.sources);
    for looked in looked {
        let look = &mut looked.look;
        let Some(source) = sources.get(&look.source) else { continue };
        let before = states.get(&look.source).cloned().unwrap_or_default();
        look.gap = plan::gap(&before, look);
        let state = plan::settle(source, &before, look, (&desk.config.schedule, now, desk.seed));
        tx.save_look(look, &state)?;
    }
    let mut marks: BTreeMap<Option<&SourceId>, Vec<_>> = BTreeMap::new();
    for case in &decided.cases {
        if let Some(assessment) = &case.assessment {
            tx.save_article(&case.article, case.wire.as_ref(), now)?;
            if assessment.relevant {
                tx.save_assessment(assessment, now)?;
            }
        }
        let id = case.assessment.is_some().then(|| case.article.id.clone());
        let keys = case.keys.iter().chain([&case.words]).cloned().collect();
        marks.entry(case.article.source.as_ref()).or_default().push((keys, id));
    }
    for (source, entries) in marks {
        tx.mark_seen(source, &entries, now)?;
    }
    for event in &decided.events {
        tx.save_event(event)?;
    }
    for development in &decided.developments {
        tx.save_development(development)?;
    }
    for notice in notices {
        tx.queue_notice(notice)?;
    }
    for (id, when) in released {
        tx.bring_forward(*id, *when)?;
    }
    steps::reached("storing");
    tx.commit()?;
    steps::reached("stored");
    Ok(())
}
