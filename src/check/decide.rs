//! Articles in, decisions out, one after the other in the order they were published: the same
//! input gives the same ledger. Nothing is stored here.

use std::{
    collections::{BTreeSet, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::{Timestamp, ToSpan};

use super::{Desk, read::Draft, revise};
use crate::{
    article,
    assess::{self, Standing, Terms},
    io::store::Store,
    model::{
        article::{Article, ArticleId},
        event::Event,
        notice::Development,
        source::SourceId,
        verdict::{Assessment, Verdict},
    },
    notice,
    resolve::Ledger,
};

/// Copies of one text run within so many days.
const WIRE_DAYS: i64 = 3;

/// One article with what was decided.
#[derive(Debug, Clone)]
pub struct Case {
    /// The article.
    pub article: Article,
    /// What it will be known by.
    pub keys: Vec<String>,
    /// The key of what its entry says.
    pub words: String,
    /// The decision; `None` where the article was known already under another name.
    pub assessment: Option<Assessment>,
    /// The first article of the group it is a copy in.
    pub wire: Option<ArticleId>,
    /// Its page was fetched.
    pub fetched: bool,
}

/// Everything decided in one check.
#[derive(Debug, Default)]
pub struct Decided {
    /// The articles, in the order they were decided.
    pub cases: Vec<Case>,
    /// Events that were founded or added to, as they now stand.
    pub events: Vec<Event>,
    /// What is new.
    pub developments: Vec<Development>,
    /// What was odd.
    pub warnings: Vec<String>,
}

/// Decides about all of them.
pub fn all(
    desk: &Desk,
    store: &Store,
    mut drafts: Vec<Draft>,
    (now, first_looks): (Timestamp, &BTreeSet<SourceId>),
) -> anyhow::Result<Decided> {
    let rank = |draft: &Draft| {
        let article = &draft.article;
        (article.published.unwrap_or(now), article.source.clone(), article.id.clone())
    };
    drafts.sort_by_cached_key(rank);
    let keys: Vec<_> = drafts.iter().map(|draft| draft.keys.clone()).collect();
    let unseen = store.unseen(&keys)?;

    let mut ledger = Ledger::from_events(store.load_events()?, &desk.profile);
    ledger.heed(store.rulings()?.into_iter().map(|ruled| ruled.ruling));
    let mut decided = Decided::default();
    let mut taken = HashSet::new();
    for (draft, unseen) in drafts.into_iter().zip(unseen) {
        decided.warnings.extend(draft.warnings);
        let twice = draft.keys.iter().any(|key| taken.contains(key));
        taken.extend(draft.keys.iter().cloned());
        let article = &draft.article;
        let before = if draft.again { revise::before(store, article, &ledger)? } else { None };
        let assessment = if twice || !draft.again && !unseen || draft.again && before.is_none() {
            None
        } else {
            let when = (now, standing(desk, article, (now, first_looks)));
            let mut made = assess(desk, article, &mut ledger, when, &mut decided.warnings);
            if let Some(before) = before.filter(|_| when.1 == Standing::News) {
                revise::judge(&mut made, &before, &desk.profile);
            }
            Some(made)
        };
        decided.cases.push(Case {
            article: draft.article,
            keys: draft.keys,
            words: draft.words,
            assessment,
            wire: None,
            fetched: draft.fetched,
        });
    }
    let touched = ledger.take_touched();
    decided.events = touched.iter().filter_map(|id| ledger.get(id).cloned()).collect();
    decided.developments = developments(desk, &decided.cases, &ledger, now);
    group_copies(store, &mut decided.cases, now)?;
    Ok(decided)
}

/// What is old, or was there before the first look where the operator wants that silent, is taken
/// as known.
fn standing(
    desk: &Desk,
    article: &Article,
    (now, first_looks): (Timestamp, &BTreeSet<SourceId>),
) -> Standing {
    let config = &desk.config;
    let first = article.source.as_ref().is_some_and(|source| first_looks.contains(source));
    let oldest = now.checked_sub(config.freshness.article).unwrap_or(Timestamp::MIN);
    if first && config.check.quiet_first_look || article.published.is_some_and(|at| at < oldest) {
        Standing::Baseline
    } else {
        Standing::News
    }
}

/// A panic over one article is that article's fault: it is told and the others go on.
fn assess(
    desk: &Desk,
    article: &Article,
    ledger: &mut Ledger,
    (now, standing): (Timestamp, Standing),
    warnings: &mut Vec<String>,
) -> Assessment {
    let terms = Terms { standing, truth: None };
    let work = || assess::assess_as(article, &desk.profile, ledger, now, &terms);
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        warnings.push(format!("{}: deciding about it went wrong inside the program", article.url));
        Assessment {
            article: article.id.clone(),
            relevant: false,
            score: 0.0,
            reasons: vec!["deciding about it went wrong inside the program".into()],
            decisions: Vec::new(),
            set_aside: None,
        }
    })
}

fn developments(desk: &Desk, cases: &[Case], ledger: &Ledger, now: Timestamp) -> Vec<Development> {
    let mut found = Vec::new();
    for assessment in cases.iter().filter_map(|case| case.assessment.as_ref()) {
        for decision in assessment.decisions.iter().filter(|d| d.verdict.is_development()) {
            let Some(event) = ledger.get(&decision.event) else { continue };
            if event.ignored {
                continue;
            }
            found.push(Development {
                event: event.id.clone(),
                article: assessment.article.clone(),
                verdict: decision.verdict,
                changes: decision.changes.clone(),
                reasons: decision.reasons.clone(),
                evidence: decision.mention.evidence.clone(),
                at: now,
                severity: notice::severity(
                    decision.verdict,
                    &decision.changes,
                    event,
                    &desk.profile,
                )
                .0,
            });
        }
    }
    found
}

/// Finds the wire group of each article of the topic, among themselves and the last days'.
fn group_copies(store: &Store, cases: &mut [Case], now: Timestamp) -> anyhow::Result<()> {
    let of_topic = |case: &Case| case.assessment.as_ref().is_some_and(|a| a.relevant);
    if !cases.iter().any(of_topic) {
        return Ok(());
    }
    let since = now.checked_sub((WIRE_DAYS * 24).hours()).unwrap_or(Timestamp::MIN);
    let mut known: Vec<(u64, ArticleId)> = Vec::new();
    for print in store.prints_since(since)? {
        known.push((print.fingerprint, print.wire.unwrap_or(print.article)));
    }
    for case in cases.iter_mut().filter(|case| of_topic(case)) {
        let print = case.article.fingerprint;
        case.wire = known
            .iter()
            .find(|(other, _)| print != 0 && article::near(*other, print))
            .map(|(_, head)| head.clone());
        let head = case.wire.clone().unwrap_or_else(|| case.article.id.clone());
        known.push((print, head));
    }
    Ok(())
}

impl Decided {
    /// How many decisions there are of a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let assessments = self.cases.iter().filter_map(|case| case.assessment.as_ref());
        let decisions = assessments.flat_map(|assessment| &assessment.decisions);
        decisions.filter(|decision| decision.verdict == verdict).count()
    }
}
