//! Asks servers, politely and safely: a [`Request`] in, a [`Response`] or a classified
//! [`Failure`] out. One [`Client`] for all hosts holds the connections, the spacing of hosts and
//! what their robots.txt say. Redirects are followed here, hop by hop, each address vetted.

mod address;
mod body;
mod failure;
mod gate;
mod headers;
mod manners;
pub mod robots;
mod wall;

use std::{
    fs,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::header::{ACCEPT, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use tokio::sync::Semaphore;
use url::Url;

use crate::{
    config::HttpPolicy,
    model::{
        look::{Failure, FailureKind},
        source::Validators,
    },
};

use self::{address::Guard, failure::failed, gate::Gates, manners::Manners};

/// What is wanted from an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A feed, sitemap or API answer: made for programs, robots.txt does not apply.
    Feed,
    /// A page made for people: robots.txt is asked first.
    Page,
}

/// One question to a server.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where.
    pub url: Url,
    /// Sent back verbatim; empty asks unconditionally.
    pub validators: Validators,
    /// What for.
    pub wanted: Wanted,
    /// Largest body after decompression.
    pub max_bytes: u64,
}

/// An answer that was read to its end.
#[derive(Debug, Clone)]
pub struct Response {
    /// 200, or 304 where nothing has changed; another 2xx as it came.
    pub status: u16,
    /// Decompressed; empty for 304.
    pub body: Vec<u8>,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// To send next time. For a 304 without new ones: those that were sent.
    pub validators: Validators,
    /// Where the answer came from, after redirects.
    pub final_url: Url,
    /// Where it has moved for good: the end of an unbroken row of 301 and 308.
    pub permanent_move: Option<Url>,
    /// How long the server asks not to be asked again, seconds.
    pub max_age: Option<u64>,
    /// `Link` headers, one string each (`WebSub` hubs, canonical addresses).
    pub links: Vec<String>,
}

impl Response {
    /// The server says that nothing has changed.
    pub fn is_unchanged(&self) -> bool {
        self.status == 304
    }
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file of certificate authorities.
    #[error("http.ca_file {}: {reason}; name a readable PEM file", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The list of networks.
    #[error(
        "http.allow_private: {0:?} is no host, address or network; write for example \"10.1.0.0/16\""
    )]
    Network(String),
    /// TLS or the proxy.
    #[error("the HTTP client cannot start ({0}); are the system's CA certificates installed?")]
    Build(String),
}

/// Asks servers. Cheap to clone; all clones share connections and manners.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    inner: reqwest::Client,
    policy: HttpPolicy,
    guard: Arc<Guard>,
    all: Semaphore,
    gates: Gates,
    manners: Manners,
}

impl Client {
    /// A client by the operator's policy.
    pub fn new(policy: &HttpPolicy) -> Result<Self, ClientError> {
        // A second client finds the provider installed, which is as good.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let guard = Arc::new(Guard::new(&policy.allow_private).map_err(ClientError::Network)?);
        let mut builder = reqwest::Client::builder()
            .user_agent(&policy.user_agent)
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .connect_timeout(policy.connect_timeout)
            .read_timeout(policy.read_timeout)
            .pool_max_idle_per_host(policy.per_host)
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(address::Resolver::new(Arc::clone(&guard)));
        if let Some(path) = &policy.ca_file {
            builder = builder.tls_certs_merge(authorities(path)?);
        }
        builder = match &policy.proxy {
            Some(proxy) => {
                let all = reqwest::Proxy::all(proxy);
                builder.proxy(all.map_err(|error| ClientError::Build(error.to_string()))?)
            }
            None => builder.no_proxy(),
        };
        let inner = builder.build().map_err(|error| ClientError::Build(failure::chain(&error)))?;
        let shared = Shared {
            inner,
            guard,
            all: Semaphore::new(policy.concurrency),
            gates: Gates::new(policy.per_host, policy.spacing, &policy.host_spacing),
            manners: Manners::new(&policy.user_agent),
            policy: policy.clone(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Asks once, following redirects. Waits for its turn at the host first.
    pub async fn get(&self, request: &Request) -> Result<Response, Failure> {
        let shared = &*self.shared;
        let mut hops = Hops::new(request.url.clone(), shared.policy.total_timeout);
        loop {
            shared.guard.vet(&hops.url)?;
            if request.wanted == Wanted::Page && shared.policy.robots {
                self.ask_robots(&hops.url).await?;
            }
            match self.hop(request, &mut hops).await? {
                Step::Done(response) => return Ok(*response),
                Step::Redirect { to, permanent } => {
                    hops.follow(to, permanent, shared.policy.max_redirects)?;
                }
            }
        }
    }

    /// One request to one address: gate, head, body.
    async fn hop(&self, request: &Request, hops: &mut Hops) -> Result<Step, Failure> {
        let shared = &*self.shared;
        let gate = shared.gates.of(&hops.url);
        let turn = gate.turn().await?;
        let _room = shared.all.acquire().await.map_err(|_| failure::stopped())?;
        let began = Instant::now();
        let left = hops.left.ok_or_else(|| failure::too_slow(shared.policy.total_timeout))?;
        let answer = tokio::time::timeout(left, self.exchange(request, hops)).await;
        hops.left = left.checked_sub(began.elapsed()).filter(|left| !left.is_zero());
        let answer = answer.unwrap_or_else(|_| Err(failure::too_slow(shared.policy.total_timeout)));
        if let Err(Failure { retry_after: Some(seconds), .. }) = &answer {
            gate.close_for(Duration::from_secs(*seconds));
        }
        drop(turn);
        answer
    }

    async fn exchange(&self, request: &Request, hops: &Hops) -> Result<Step, Failure> {
        let sent = self.ask(request, &hops.url).send().await;
        let response = sent.map_err(|error| failure::of_request(&error))?;
        let status = response.status();
        if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            let to = headers::location(response.headers(), &hops.url)?;
            let permanent = matches!(status.as_u16(), 301 | 308);
            return Ok(Step::Redirect { to, permanent });
        }
        if status.as_u16() != 304 && !status.is_success() {
            return Err(wall::refusal(response).await);
        }
        let heads = response.headers();
        let mut answer = Response {
            status: status.as_u16(),
            body: Vec::new(),
            content_type: headers::text(heads, "content-type"),
            validators: headers::validators(heads),
            final_url: hops.url.clone(),
            permanent_move: hops.moved.clone(),
            max_age: headers::max_age(heads),
            links: headers::all(heads, "link"),
        };
        if answer.is_unchanged() {
            if answer.validators == Validators::default() {
                answer.validators = request.validators.clone();
            }
            return Ok(Step::Done(Box::new(answer)));
        }
        headers::fit(heads)?;
        answer.body = body::read(response, request.max_bytes).await?;
        if let Some(name) = wall::in_page(answer.content_type.as_deref(), &answer.body) {
            return Err(failed(
                FailureKind::BotWall,
                format!("a bot challenge ({name}) instead of the content"),
            ));
        }
        Ok(Step::Done(Box::new(answer)))
    }

    fn ask(&self, request: &Request, url: &Url) -> reqwest::RequestBuilder {
        let accept = match request.wanted {
            Wanted::Feed => {
                "application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, \
                 application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
            }
            Wanted::Page => "text/html, application/xhtml+xml, */*;q=0.5",
        };
        let mut ask = self.shared.inner.get(url.clone()).header(ACCEPT, accept);
        if let Some(value) = request.validators.etag.as_deref().and_then(headers::verbatim) {
            ask = ask.header(IF_NONE_MATCH, value);
        }
        if let Some(value) = request.validators.last_modified.as_deref().and_then(headers::verbatim)
        {
            ask = ask.header(IF_MODIFIED_SINCE, value);
        }
        ask
    }
}

enum Step {
    Done(Box<Response>),
    Redirect { to: Url, permanent: bool },
}

/// Where a request has got to.
struct Hops {
    url: Url,
    count: usize,
    /// Time left for the servers; `None` is none.
    left: Option<Duration>,
    /// All hops so far were permanent.
    unbroken: bool,
    moved: Option<Url>,
}

impl Hops {
    fn new(url: Url, total: Duration) -> Self {
        Self { url, count: 0, left: Some(total), unbroken: true, moved: None }
    }

    fn follow(&mut self, to: Url, permanent: bool, most: usize) -> Result<(), Failure> {
        self.count += 1;
        if self.count > most {
            let message = format!("more than {most} redirects, the last to {to}");
            return Err(failed(FailureKind::Redirect, message));
        }
        if self.url.scheme() == "https" && to.scheme() == "http" {
            let message = format!("redirected from https to plain http ({to})");
            return Err(failed(FailureKind::Redirect, message));
        }
        self.unbroken &= permanent;
        if self.unbroken {
            self.moved = Some(to.clone());
        }
        self.url = to;
        Ok(())
    }
}

fn authorities(path: &PathBuf) -> Result<Vec<reqwest::Certificate>, ClientError> {
    let wrong = |reason: String| ClientError::CaFile { path: path.clone(), reason };
    let pem = fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let list = reqwest::Certificate::from_pem_bundle(&pem)
        .map_err(|error| wrong(failure::chain(&error)))?;
    if list.is_empty() { Err(wrong("holds no certificate".to_owned())) } else { Ok(list) }
}
