//! What hosts allow: their robots.txt, fetched once a day through the same client and limits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::OnceCell;
use url::Url;

use super::{
    Client, Hops, Request, Step, Wanted,
    failure::failed,
    robots::{self, Robots},
};
use crate::model::{
    look::{Failure, FailureKind},
    source::Validators,
};

const KEPT: Duration = Duration::from_hours(24);
/// A server in trouble is asked again sooner.
const KEPT_BROKEN: Duration = Duration::from_mins(10);
/// RFC 9309 asks to read at least this much, and lets the rest go.
const MOST: u64 = 500 << 10;
const REDIRECTS: usize = 5;
/// A longer wish would mean never reading the host's news.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// What is known of hosts' wishes.
#[derive(Debug)]
pub(super) struct Manners {
    /// Our name in robots.txt, lower case.
    name: String,
    known: Mutex<HashMap<String, Entry>>,
}

#[derive(Debug, Clone)]
struct Entry {
    asked: Instant,
    answer: Arc<OnceCell<Answer>>,
}

#[derive(Debug)]
enum Answer {
    Rules(Robots),
    /// Cannot be asked: everything is forbidden until it can.
    Broken(String),
}

impl Manners {
    pub(super) fn new(user_agent: &str) -> Self {
        let end = user_agent.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_');
        let name = user_agent[..end.unwrap_or(user_agent.len())].to_ascii_lowercase();
        Self { name, known: Mutex::default() }
    }

    /// The entry of an origin; a new one where the old is stale.
    fn entry(&self, origin: &str) -> Arc<OnceCell<Answer>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known.get(origin) {
            let keep = match entry.answer.get() {
                Some(Answer::Broken(_)) => KEPT_BROKEN,
                Some(Answer::Rules(_)) | None => KEPT,
            };
            if entry.asked.elapsed() < keep {
                return Arc::clone(&entry.answer);
            }
        }
        let answer = Arc::new(OnceCell::new());
        known.insert(
            origin.to_owned(),
            Entry { asked: Instant::now(), answer: Arc::clone(&answer) },
        );
        answer
    }
}

impl Client {
    /// Fails where robots.txt forbids an address, or cannot be asked.
    pub(super) async fn ask_robots(&self, url: &Url) -> Result<(), Failure> {
        let manners = &self.shared.manners;
        let cell = manners.entry(&url[..url::Position::BeforePath]);
        let answer = cell.get_or_init(|| self.fetch_robots(url)).await;
        match answer {
            Answer::Rules(robots) => {
                let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
                if robots.allows(path) {
                    return Ok(());
                }
                let message =
                    format!("robots.txt of {} forbids {path}", url.host_str().unwrap_or(""));
                Err(failed(FailureKind::Robots, message))
            }
            Answer::Broken(why) => {
                let host = url.host_str().unwrap_or("");
                let message = format!(
                    "robots.txt of {host} cannot be read ({why}), so nothing is fetched for now"
                );
                Err(failed(FailureKind::Robots, message))
            }
        }
    }

    async fn fetch_robots(&self, page: &Url) -> Answer {
        let Ok(url) = page.join("/robots.txt") else { return Answer::Rules(Robots::default()) };
        match self.read_robots(url).await {
            Ok(body) => {
                let robots = robots::parse(&body, &self.shared.manners.name);
                if let Some(delay) = robots.delay() {
                    self.shared.gates.of(page).slow_down(delay.min(LONGEST_DELAY));
                }
                Answer::Rules(robots)
            }
            Err(Failure { kind, message, .. }) => match kind {
                FailureKind::Http(400..=499)
                | FailureKind::BotWall
                | FailureKind::NotAFeed
                | FailureKind::TooLarge
                | FailureKind::Redirect => Answer::Rules(Robots::default()),
                _ => Answer::Broken(message),
            },
        }
    }

    async fn read_robots(&self, url: Url) -> Result<Vec<u8>, Failure> {
        let request = Request {
            url: url.clone(),
            validators: Validators::default(),
            wanted: Wanted::Feed,
            max_bytes: MOST,
        };
        let mut hops = Hops::new(url, self.shared.policy.total_timeout);
        loop {
            self.shared.guard.vet(&hops.url)?;
            match self.hop(&request, &mut hops).await? {
                Step::Done(response) => return Ok(response.body),
                Step::Redirect { to, permanent } => hops.follow(to, permanent, REDIRECTS)?,
            }
        }
    }
}
