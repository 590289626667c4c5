//! Papers that publish on a loopback server: feeds, a listing page, a news sitemap and article
//! pages with the usual furniture. The demonstration and the story tests read them over real HTTP.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, Uri, header},
};
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use super::layout;
use crate::io::serve::Server;

/// How a paper announces its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0 with summaries; the text is on the page.
    Rss,
    /// Atom 1.0 with the full text.
    Atom,
    /// JSON Feed with summaries.
    JsonFeed,
    /// An HTML page that lists articles.
    Listing,
    /// A news sitemap.
    Sitemap,
}

/// A paper.
#[derive(Debug, Clone)]
pub struct Paper {
    /// Its name in addresses (`harbour-herald`).
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How it announces its articles.
    pub format: Format,
}

/// One article of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// Which paper.
    pub paper: String,
    /// Last part of its address.
    pub slug: String,
    /// When it came out.
    pub published: Timestamp,
    /// By-line.
    pub author: String,
    /// Headline.
    pub title: String,
    /// Paragraphs, separated by empty lines.
    pub text: String,
}

impl Story {
    /// Path of its page.
    pub fn path(&self) -> String {
        format!("/{}/{}", self.paper, self.slug)
    }

    /// Its paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
    }
}

/// An answer that a test puts in the place of what a paper would say.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Shelf {
    papers: Vec<Paper>,
    stories: Vec<Story>,
    answers: BTreeMap<String, Answer>,
    asked: BTreeMap<String, usize>,
}

/// The running papers.
#[derive(Debug)]
pub struct Press {
    shelf: Arc<Mutex<Shelf>>,
    server: Server,
}

impl Press {
    /// Opens papers without articles.
    pub async fn open(papers: Vec<Paper>) -> std::io::Result<Self> {
        let shelf = Arc::new(Mutex::new(Shelf { papers, ..Shelf::default() }));
        let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&shelf));
        Ok(Self { shelf, server: Server::start(router).await? })
    }

    /// Publishes an article.
    pub fn publish(&self, story: Story) {
        lock(&self.shelf).stories.push(story);
    }

    /// From now on a path answers this instead.
    pub fn override_path(&self, path: &str, answer: Answer) {
        lock(&self.shelf).answers.insert(path.to_owned(), answer);
    }

    /// A path answers as the paper would again.
    pub fn restore_path(&self, path: &str) {
        lock(&self.shelf).answers.remove(path);
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        lock(&self.shelf).asked.get(path).copied().unwrap_or(0)
    }

    /// `http://127.0.0.1:PORT`.
    pub fn base(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Where a paper announces its articles.
    pub fn source_url(&self, paper: &Paper) -> String {
        format!("{}{}", self.base(), source_path(paper))
    }
}

/// Path of the page or feed that announces a paper's articles.
pub fn source_path(paper: &Paper) -> String {
    let file = match paper.format {
        Format::Rss => "rss.xml",
        Format::Atom => "atom.xml",
        Format::JsonFeed => "feed.json",
        Format::Listing => "latest",
        Format::Sitemap => "news-sitemap.xml",
    };
    format!("/{}/{file}", paper.id)
}

fn lock(shelf: &Mutex<Shelf>) -> std::sync::MutexGuard<'_, Shelf> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(shelf): State<Arc<Mutex<Shelf>>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let mut shelf = lock(&shelf);
    *shelf.asked.entry(uri.path().to_owned()).or_default() += 1;
    if let Some(answer) = shelf.answers.get(uri.path()) {
        return given(answer);
    }
    let base = format!("http://{}", host(&headers));
    match page(&shelf, uri.path(), &base) {
        Some((kind, body)) => found(kind, body, &headers),
        None => reply(StatusCode::NOT_FOUND, Vec::new(), Body::from("no such page")),
    }
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("localhost")
}

fn page(shelf: &Shelf, path: &str, base: &str) -> Option<(&'static str, String)> {
    if path == "/robots.txt" {
        return Some(("text/plain", "User-agent: *\nAllow: /\n".into()));
    }
    if let Some(paper) = shelf.papers.iter().find(|paper| source_path(paper) == path) {
        let mut stories: Vec<_> =
            shelf.stories.iter().filter(|story| story.paper == paper.id).collect();
        stories.sort_by(|a, b| b.published.cmp(&a.published).then(a.slug.cmp(&b.slug)));
        return Some(layout::source(paper, &stories, base));
    }
    let story = shelf.stories.iter().find(|story| story.path() == path)?;
    let paper = shelf.papers.iter().find(|paper| paper.id == story.paper)?;
    let others: Vec<_> =
        shelf.stories.iter().filter(|other| other.paper == paper.id && *other != story).collect();
    Some(("text/html; charset=utf-8", layout::page(paper, story, &others, base)))
}

/// 304 where the guest already has it: a real server's manners, so that the second look is cheap.
fn found(kind: &'static str, body: String, headers: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{:016x}\"", xxh3_64(body.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let marks = vec![(header::ETAG.to_string(), tag.clone())];
    if known == Some(tag.as_str()) {
        return reply(StatusCode::NOT_MODIFIED, marks, Body::empty());
    }
    let mut all = marks;
    all.push((header::CONTENT_TYPE.to_string(), kind.into()));
    reply(StatusCode::OK, all, Body::from(body))
}

fn given(answer: &Answer) -> Response<Body> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    reply(status, answer.headers.clone(), Body::from(answer.body.clone()))
}

fn reply(status: StatusCode, headers: Vec<(String, String)>, body: Body) -> Response<Body> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    builder.body(body).expect("the headers are our own")
}
