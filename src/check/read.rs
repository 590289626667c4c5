//! Unseen entries → articles: the entry's own text where it is whole, else the page behind it,
//! fetched politely; then cleaned. In the order of the entries.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::{
    article::{self, clean, page, plain},
    config::{CheckPolicy, Freshness},
    feed::identity,
    io::http::{Client, Request, Response, Wanted},
    model::{
        article::{Article, ArticleId},
        entry::Entry,
        source::{Source, SourceId, Validators},
    },
    profile::{Found, Profile},
};

/// Entries turned into articles in one go off the async threads.
const CHUNK: usize = 64;

/// An entry that was never seen before, or says something else now.
#[derive(Debug, Clone)]
pub struct Unseen {
    /// Where it stands.
    pub source: Arc<Source>,
    /// What the source states.
    pub entry: Entry,
    /// What it will be known by.
    pub keys: Vec<String>,
    /// The key of what it says.
    pub words: String,
    /// The article that it was, where its source has changed it.
    pub revises: Option<ArticleId>,
}

/// An article on its way to be decided about.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The article.
    pub article: Article,
    /// What it will be known by.
    pub keys: Vec<String>,
    /// The key of what its entry says.
    pub words: String,
    /// It is another reading of an article that is known.
    pub again: bool,
    /// Its page was fetched.
    pub fetched: bool,
    /// What was odd.
    pub warnings: Vec<String>,
}

/// What reading needs beside the entries.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Asks servers.
    pub client: Client,
    /// Tells whether a page may be worth asking for.
    pub profile: Arc<Profile>,
    /// What may be fetched.
    pub policy: CheckPolicy,
    /// What is believed of dates.
    pub freshness: Freshness,
    /// Largest page.
    pub max_bytes: u64,
    /// Pages in flight.
    pub at_once: usize,
    /// The instant of the check.
    pub now: Timestamp,
}

/// Reads all of them. Told to stop, it gives what it has: the rest stays unseen.
pub async fn all(desk: &Desk, unseen: Vec<Unseen>, stop: &CancellationToken) -> Vec<Draft> {
    let mut drafts = BTreeMap::new();
    let (with_page, without): (Vec<_>, Vec<_>) =
        unseen.into_iter().enumerate().partition(|(_, unseen)| wants_page(desk, unseen));
    let mut at_work = JoinSet::new();
    let desk = Arc::new(desk.clone());
    // As many threads as there are cores: each that ever reads keeps its own automata in memory.
    let mut chunks = without.chunks(CHUNK).map(<[_]>::to_vec);
    loop {
        for chunk in chunks.by_ref().take(super::look::cores() - at_work.len()) {
            let desk = Arc::clone(&desk);
            at_work.spawn_blocking(move || {
                let draft = |(n, unseen): &(usize, Unseen)| (*n, draft(&desk, unseen, None, None));
                chunk.iter().map(draft).collect::<Vec<_>>()
            });
        }
        match at_work.join_next().await {
            Some(Ok(done)) => drafts.extend(done),
            Some(Err(error)) => tracing::error!(%error, "articles were lost; they stay unseen"),
            None => break,
        }
    }
    fetch(&desk, with_page, stop, &mut drafts).await;
    drafts.into_values().collect()
}

async fn fetch(
    desk: &Arc<Desk>,
    wanted: Vec<(usize, Unseen)>,
    stop: &CancellationToken,
    drafts: &mut BTreeMap<usize, Draft>,
) {
    let parsers = Arc::new(Semaphore::new(super::look::cores()));
    let mut waiting = by_turns(wanted).into_iter();
    let mut flying: JoinSet<(usize, Draft)> = JoinSet::new();
    loop {
        while flying.len() < desk.at_once && !stop.is_cancelled() {
            let Some((n, unseen)) = waiting.next() else { break };
            let (desk, parsers) = (Arc::clone(desk), Arc::clone(&parsers));
            flying.spawn(async move { (n, one(desk, unseen, parsers).await) });
        }
        tokio::select! {
            next = flying.join_next() => match next {
                Some(Ok((n, draft))) => { drafts.insert(n, draft); }
                Some(Err(error)) => tracing::error!(%error, "a page was lost; it stays unseen"),
                None => break,
            },
            () = stop.cancelled() => {
                flying.abort_all();
                break;
            }
        }
    }
}

/// Hosts take turns.
fn by_turns(wanted: Vec<(usize, Unseen)>) -> Vec<(usize, Unseen)> {
    let mut rank: BTreeMap<String, usize> = BTreeMap::new();
    let mut ranked: Vec<_> = wanted
        .into_iter()
        .map(|(n, unseen)| {
            let link = unseen.entry.link.as_deref().and_then(|link| link.parse::<Url>().ok());
            let host = link.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
            let turn = rank.entry(host).and_modify(|turn| *turn += 1).or_default();
            (*turn, n, unseen)
        })
        .collect();
    ranked.sort_by_key(|(turn, n, _)| (*turn, *n));
    ranked.into_iter().map(|(_, n, unseen)| (n, unseen)).collect()
}

async fn one(desk: Arc<Desk>, unseen: Unseen, parsers: Arc<Semaphore>) -> Draft {
    let answer = match unseen.entry.link.as_deref().map(str::parse::<Url>) {
        Some(Ok(url)) => {
            let request = Request {
                url,
                validators: Validators::default(),
                wanted: Wanted::Page,
                max_bytes: desk.max_bytes,
            };
            desk.client.get(&request).await.map_err(|failure| failure.message)
        }
        _ => Err("the entry has no address".to_owned()),
    };
    let _turn = parsers.acquire_owned().await;
    let (again, own) = (unseen.clone(), Arc::clone(&desk));
    let made = tokio::task::spawn_blocking(move || match answer {
        Ok(response) => draft(&desk, &unseen, Some(&response), None),
        Err(why) => draft(&desk, &unseen, None, Some(why)),
    });
    made.await.unwrap_or_else(|_| {
        draft(&own, &again, None, Some("reading the page went wrong inside the program".into()))
    })
}

/// A page is asked for where the entry has no full text and its words name anything of the topic's
/// world at all: sport from elsewhere is not worth a server's time.
fn wants_page(desk: &Desk, unseen: &Unseen) -> bool {
    let Unseen { source, entry, .. } = unseen;
    if !desk.policy.fetch_pages || source.full_text || source.search || entry.link.is_none() {
        return false;
    }
    if entry.content.as_ref().is_some_and(|text| text.len() >= desk.policy.full_text_chars) {
        return false;
    }
    let words = format!("{}\n{}", entry.title, entry.summary.as_deref().unwrap_or(""));
    desk.profile.scan(&words).iter().any(|name| match name.found {
        Found::Place(place) => desk.profile.is_home(place),
        Found::Trigger(..) | Found::Actor(_) | Found::Group(_) | Found::Word(_) => true,
        Found::Cue(_) => false,
    })
}

fn draft(
    desk: &Desk,
    unseen: &Unseen,
    response: Option<&Response>,
    problem: Option<String>,
) -> Draft {
    let Unseen { source, entry, keys, words, revises } = unseen;
    let link = entry.link.as_deref().unwrap_or("");
    let mut warnings: Vec<_> =
        problem.map(|why| format!("{link}: {why}; its summary is used")).into_iter().collect();
    let mut page = response.map(|response| {
        page::read(&response.body, response.content_type.as_deref(), Some(&response.final_url))
    });
    if let Some(wall) = page.as_ref().and_then(|page| page.wall) {
        warnings
            .push(format!("{link}: a {} page, not an article; its summary is used", wall.name()));
        page = None;
    }
    let page = page.filter(|page| !page.text.trim().is_empty()).unwrap_or_default();
    let own = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or("");
    let text = if page.text.is_empty() { plain::from_html(own) } else { page.text };
    let title = if entry.title.is_empty() { page.title } else { entry.title.clone() };
    let text = clean::clean(&title, &text).text;
    let believed = |at: Option<Timestamp>| at.filter(|at| *at <= latest(desk));
    let address = address(page.canonical.as_deref(), link);
    let mut keys = keys.clone();
    let fingerprint = article::fingerprint(&text);
    let outlet = outlet(source, entry, page.site);
    let found = Entry { link: Some(address.clone()), ..Entry::default() };
    let more = identity::keys(&found, &source.id).into_iter();
    for key in more.chain(identity::text_key(fingerprint, &outlet)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let article = Article {
        id: revises.clone().unwrap_or_else(|| ArticleId::of(&address, &format!("{title}\n{text}"))),
        url: if link.is_empty() { address } else { link.to_owned() },
        outlet,
        source: Some(source.id.clone()),
        lang: language(source, entry, page.language),
        fingerprint,
        title,
        text,
        author: entry.author.clone().or(page.author),
        published: believed(entry.published)
            .or(believed(page.published))
            .or(believed(entry.updated)),
        modified: believed(entry.updated).or(believed(page.modified)),
    };
    let (words, again) = (words.clone(), revises.is_some());
    Draft { article, keys, words, again, fetched: response.is_some(), warnings }
}

fn latest(desk: &Desk) -> Timestamp {
    desk.now.checked_add(desk.freshness.future).unwrap_or(desk.now)
}

/// The one address of an article: the canonical one of its page where that is on the same site,
/// without tracking parameters.
fn address(canonical: Option<&str>, link: &str) -> String {
    let host =
        |text: &str| text.parse::<Url>().ok().and_then(|url| url.host_str().map(str::to_owned));
    let canonical = canonical.filter(|address| link.is_empty() || host(address) == host(link));
    let address = canonical.unwrap_or(link);
    identity::canonical_url(address).unwrap_or_else(|| address.to_owned())
}

fn outlet(source: &Source, entry: &Entry, site: Option<String>) -> String {
    let stated = entry.outlet.clone().or_else(|| source.outlet.clone()).or(site);
    stated.unwrap_or_else(|| source.name.clone())
}

fn language(source: &Source, entry: &Entry, page: Option<String>) -> String {
    entry.language.clone().or(page).or_else(|| source.language.clone()).unwrap_or_default()
}

/// Sources by id, shared.
pub fn shelf(sources: &[Source]) -> BTreeMap<SourceId, Arc<Source>> {
    sources.iter().map(|source| (source.id.clone(), Arc::new(source.clone()))).collect()
}
