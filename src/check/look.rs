//! One visit to each source: asked concurrently and politely, read off the async threads. A failure
//! is an outcome of that source; the others go on.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    feed::{self, FeedDocument, FeedError},
    io::http::{Client, Request, Response, Wanted},
    model::{
        entry::Entry,
        look::{Failure, FailureKind, Look, Outcome, SourceState, Wish},
        source::{Source, SourceKind, Validators},
    },
};

/// News sitemaps followed from one index.
const CHILDREN: usize = 3;

/// A look with what it brought.
#[derive(Debug)]
pub struct Looked {
    /// What is stored of it.
    pub look: Look,
    /// The entries, as the source states them.
    pub entries: Vec<Entry>,
}

/// How looks are bounded.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Looks in flight, bodies included.
    pub at_once: usize,
    /// Largest body.
    pub max_bytes: u64,
    /// No look begins later than so long after the first.
    pub deadline: std::time::Duration,
    /// The instant of the check.
    pub now: Timestamp,
}

/// Looks at all of them; sorted by source id. Stops asking when told to stop: what was not asked is
/// not in the answer.
pub async fn all(
    client: &Client,
    due: Vec<(Source, SourceState)>,
    bounds: &Bounds,
    stop: &CancellationToken,
) -> Vec<Looked> {
    let began = std::time::Instant::now();
    let parsers = Arc::new(Semaphore::new(cores()));
    let mut waiting = by_turns(due).into_iter();
    let mut flying: JoinSet<Looked> = JoinSet::new();
    let mut done = Vec::new();
    loop {
        while flying.len() < bounds.at_once
            && !stop.is_cancelled()
            && began.elapsed() < bounds.deadline
        {
            let Some((source, state)) = waiting.next() else { break };
            let (client, bounds) = (client.clone(), bounds.clone());
            let parsers = Arc::clone(&parsers);
            flying.spawn(async move { one(&client, &source, &state, (&bounds, &parsers)).await });
        }
        tokio::select! {
            next = flying.join_next() => match next {
                Some(Ok(looked)) => done.push(looked),
                Some(Err(error)) => tracing::error!(%error, "a look was lost"),
                None => break,
            },
            () = stop.cancelled() => {
                flying.abort_all();
                break;
            }
        }
    }
    done.sort_by(|a, b| a.look.source.cmp(&b.look.source));
    done
}

/// Hosts take turns, so that one host's spacing does not hold up the others.
fn by_turns(due: Vec<(Source, SourceState)>) -> Vec<(Source, SourceState)> {
    let mut rank: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranked: Vec<_> = due
        .into_iter()
        .map(|pair| {
            let host = pair.0.url.host_str().unwrap_or("").to_owned();
            let turn = rank.entry(host).and_modify(|turn| *turn += 1).or_default();
            (*turn, pair)
        })
        .collect();
    ranked.sort_by_key(|(turn, _)| *turn);
    ranked.into_iter().map(|(_, pair)| pair).collect()
}

/// Bodies are read by as many threads as there are cores.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, Into::into)
}

async fn one(
    client: &Client,
    source: &Source,
    state: &SourceState,
    (bounds, parsers): (&Bounds, &Arc<Semaphore>),
) -> Looked {
    let began = std::time::Instant::now();
    let request = Request {
        url: state.moved_to.as_deref().and_then(|to| to.parse().ok()).unwrap_or(source.url.clone()),
        validators: state.validators.clone(),
        wanted: if matches!(source.kind, SourceKind::Listing(_)) {
            Wanted::Page
        } else {
            Wanted::Feed
        },
        max_bytes: bounds.max_bytes,
    };
    let mut look = Look::new(source.id.clone(), bounds.now);
    let mut looked = match client.get(&request).await {
        Ok(response) => {
            look.validators = response.validators.clone();
            look.moved_to = response.permanent_move.as_ref().map(Url::to_string);
            look.max_age = response.max_age;
            read(client, source, state, (response, look, bounds, parsers)).await
        }
        Err(failure) => failed(look, failure),
    };
    looked.look.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    looked
}

async fn read(
    client: &Client,
    source: &Source,
    state: &SourceState,
    (response, mut look, bounds, parsers): (Response, Look, &Bounds, &Arc<Semaphore>),
) -> Looked {
    look.bytes = response.body.len() as u64;
    if response.is_unchanged() {
        look.outcome = Outcome::Unchanged;
        look.body_hash = state.body_hash;
        look.entries = state.entries;
        return Looked { look, entries: Vec::new() };
    }
    let hash = xxh3_64(&response.body);
    look.body_hash = Some(hash);
    if state.body_hash == Some(hash) {
        look.outcome = Outcome::Unchanged;
        look.entries = state.entries;
        return Looked { look, entries: Vec::new() };
    }
    match parse(source.clone(), response, Arc::clone(parsers)).await {
        Ok(mut document) => {
            follow(client, source, &mut document, (bounds, parsers)).await;
            look.entries = document.entries.len();
            look.newest = document.newest().filter(|at| *at <= bounds.now);
            look.oldest = document.entries.iter().filter_map(Entry::date).min();
            look.wish = Some(Wish {
                ttl: document.hints.ttl,
                skip_hours: document.hints.skip_hours.clone(),
                skip_days: document.hints.skip_days.clone(),
            });
            look.warnings = document.warnings;
            Looked { look, entries: document.entries }
        }
        Err(failure) => failed(look, failure),
    }
}

/// A sitemap index has its entries in the documents it points to: the newest few.
async fn follow(
    client: &Client,
    source: &Source,
    document: &mut FeedDocument,
    (bounds, parsers): (&Bounds, &Arc<Semaphore>),
) {
    let mut children = std::mem::take(&mut document.children);
    children.sort_by_key(|child| std::cmp::Reverse(child.modified));
    for child in children.into_iter().take(CHILDREN) {
        let Ok(url) = child.url.parse::<Url>() else { continue };
        let request = Request {
            url,
            validators: Validators::default(),
            wanted: Wanted::Feed,
            max_bytes: bounds.max_bytes,
        };
        let read = match client.get(&request).await {
            Ok(response) => parse(source.clone(), response, Arc::clone(parsers)).await,
            Err(failure) => Err(failure),
        };
        match read {
            Ok(read) => {
                document.entries.extend(read.entries);
                document.warnings.extend(read.warnings);
            }
            Err(failure) => document.warnings.push(format!("{}: {}", child.url, failure.message)),
        }
    }
}

async fn parse(
    source: Source,
    response: Response,
    parsers: Arc<Semaphore>,
) -> Result<FeedDocument, Failure> {
    let _turn = parsers.acquire_owned().await;
    let read = tokio::task::spawn_blocking(move || document(&source, &response)).await;
    read.unwrap_or_else(|error| {
        let message = format!("reading it went wrong inside the program: {error}");
        Err(Failure { kind: FailureKind::Other, message, retry_after: None })
    })
}

/// The bytes of an answer as a document of the kind the source is configured as.
pub fn document(source: &Source, response: &Response) -> Result<FeedDocument, Failure> {
    let zone = source.timezone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let zone = zone.unwrap_or(TimeZone::UTC);
    let (body, kind, url) = (&response.body, response.content_type.as_deref(), &response.final_url);
    let read = match &source.kind {
        SourceKind::Feed => feed::read_in_zone(body, kind, url, &zone),
        SourceKind::Listing(rules) => feed::listing::read(body, kind, rules, url, &zone),
        SourceKind::Sitemap => feed::sitemap::read(body, kind, url, &zone),
        SourceKind::Gdelt => feed::gdelt::read(body, kind, url),
    };
    read.map_err(|error| {
        let kind = match &error {
            FeedError::Empty => FailureKind::Empty,
            FeedError::SelectorBroke { .. } => FailureKind::SelectorBroke,
            FeedError::NotAFeed { .. } | FeedError::Json(_) => FailureKind::NotAFeed,
            FeedError::Service(_) => FailureKind::Other,
        };
        Failure { kind, message: error.to_string(), retry_after: None }
    })
}

fn failed(mut look: Look, failure: Failure) -> Looked {
    look.outcome = Outcome::Failed(failure);
    Looked { look, entries: Vec::new() }
}
