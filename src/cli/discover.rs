//! `sources discover`: the feeds and news sitemaps of a site, and selectors for a page that lists
//! articles; each tried before it is named.

use std::{collections::BTreeSet, io::Write};

use anyhow::anyhow;
use scraper::{Html, Selector};
use url::Url;

use super::{Exit, open::Instance, print};
use crate::{
    feed::{self, FeedDocument, Format, opml, propose},
    io::http::{Client, Request, Wanted},
    model::source::Validators,
};

/// Where feeds are often found, from the root of a site.
const USUAL: &[&str] = &[
    "/feed",
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feeds/home",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap.xml",
];

/// Tries what a page links to and the usual places; prints lines for `sources.toml`.
pub(super) async fn run(instance: &Instance, page: &Url) -> anyhow::Result<Exit> {
    let desk = instance.desk()?;
    let most = instance.config.http.max_feed_bytes;
    let bar = print::waiting(&format!("asking {page}"));
    let (body, kind, url) =
        ask(&desk.client, page, most).await.map_err(|why| anyhow!("{page}: {why}"))?;
    let mut found = Vec::new();
    let mut listings = Vec::new();
    if let Some(document) = understood(&body, kind.as_deref(), &url) {
        found.push((url.clone(), document));
    } else {
        listings = propose::listings(&body, kind.as_deref(), &url);
        let mut tried = BTreeSet::new();
        let html = crate::article::charset::decode(&body, kind.as_deref()).0;
        let mut places = links(&html, &url);
        places.extend(sitemaps(&desk.client, &url, most).await);
        places.extend(USUAL.iter().filter_map(|path| url.join(path).ok()));
        for place in places {
            if !tried.insert(place.clone()) {
                continue;
            }
            let Ok((body, kind, at)) = ask(&desk.client, &place, most).await else { continue };
            let known = |found: &[(Url, FeedDocument)]| found.iter().any(|(url, _)| *url == at);
            if let Some(document) =
                understood(&body, kind.as_deref(), &at).filter(|_| !known(&found))
            {
                found.push((at, document));
            }
        }
    }
    bar.finish_and_clear();
    let mut out = print::out();
    for (url, document) in &found {
        write!(out, "{}", lines(url, document))?;
    }
    if found.is_empty() && listings.is_empty() {
        writeln!(
            out,
            "No feed, news sitemap or list of articles found. A page that lists articles can be \
             read with kind = \"listing\" and CSS selectors; config/sources.toml shows one."
        )?;
        return Ok(Exit::Failed);
    }
    // A feed is better than a page read by its looks, and one reading of a page is enough.
    let mut spare = !found.is_empty();
    for proposal in &listings {
        write!(out, "{}", listing(&url, proposal, spare))?;
        spare = true;
    }
    Ok(Exit::Done)
}

/// What a proposal reads, and its lines; those to spare are commented out.
fn listing(url: &Url, proposal: &propose::Proposal, spare: bool) -> String {
    let propose::Proposal { rules, document } = proposal;
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut toml = outline_toml(url, document).replace("kind = \"feed\"", "kind = \"listing\"");
    toml.push_str("[source.listing]\n");
    let parts = [
        ("item", Some(&rules.item)),
        ("link", rules.link.as_ref()),
        ("title", rules.title.as_ref()),
        ("date", rules.date.as_ref()),
    ];
    for (name, selector) in parts {
        if let Some(selector) = selector {
            toml.push_str(&format!("{name} = {}\n", quoted(selector)));
        }
    }
    if !rules.date_formats.is_empty() {
        let formats: Vec<_> = rules.date_formats.iter().map(|format| quoted(format)).collect();
        toml.push_str(&format!("date_formats = [{}]\n", formats.join(", ")));
    }
    if spare {
        toml = toml.lines().map(|line| format!("# {line}\n")).collect();
    }
    let newest = document.newest().map_or_else(|| "undated".into(), |at| at.to_string());
    let mut text = format!("# a page of {} articles, newest {newest}\n", document.entries.len());
    for entry in document.entries.iter().take(3) {
        text.push_str(&format!("#   {}\n", print::shortened(&entry.title, 80)));
    }
    format!("{text}{toml}\n")
}

async fn ask(
    client: &Client,
    url: &Url,
    max_bytes: u64,
) -> Result<(Vec<u8>, Option<String>, Url), String> {
    let request = Request {
        url: url.clone(),
        validators: Validators::default(),
        wanted: Wanted::Feed,
        max_bytes,
    };
    let answer = client.get(&request).await.map_err(|failure| failure.message)?;
    Ok((answer.body, answer.content_type, answer.final_url))
}

fn understood(body: &[u8], kind: Option<&str>, url: &Url) -> Option<FeedDocument> {
    let read = feed::read(body, kind, url)
        .or_else(|_| feed::sitemap::read(body, kind, url, &jiff::tz::TimeZone::UTC));
    read.ok().filter(|document| !document.entries.is_empty() || !document.children.is_empty())
}

/// Feeds that the page itself names.
fn links(html: &str, base: &Url) -> Vec<Url> {
    let selector = Selector::parse("link[rel~=alternate][href], a[href*=rss], a[href*=feed]")
        .expect("the selector is a constant");
    let page = Html::parse_document(html);
    let hrefs = page.select(&selector).filter(|element| {
        let kind = element.attr("type").unwrap_or("rss");
        ["rss", "atom", "xml", "feed"].iter().any(|word| kind.contains(word))
    });
    hrefs.filter_map(|element| base.join(element.attr("href")?).ok()).take(20).collect()
}

/// Sitemaps that robots.txt names.
async fn sitemaps(client: &Client, url: &Url, most: u64) -> Vec<Url> {
    let Ok(robots) = url.join("/robots.txt") else { return Vec::new() };
    let Ok((body, ..)) = ask(client, &robots, most).await else { return Vec::new() };
    let text = String::from_utf8_lossy(&body).into_owned();
    let named = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("sitemap").then(|| value.trim().parse().ok())?
    });
    named.take(8).collect()
}

fn lines(url: &Url, document: &FeedDocument) -> String {
    let kind = match document.format {
        Format::Sitemap | Format::SitemapIndex => "sitemap",
        _ => "feed",
    };
    let toml =
        outline_toml(url, document).replace("kind = \"feed\"", &format!("kind = \"{kind}\""));
    let newest = document.newest().map_or_else(|| "undated".into(), |at| at.to_string());
    let (n, format) = (document.entries.len(), document.format);
    format!("# {format}, {n} entries, newest {newest}\n{toml}\n")
}

/// The lines that name a source after its document, or else its host.
fn outline_toml(url: &Url, document: &FeedDocument) -> String {
    let title = if document.title.is_empty() {
        url.host_str().unwrap_or("source").to_owned()
    } else {
        document.title.clone()
    };
    opml::as_toml(&opml::Outline { title, url: url.clone(), ..opml::Outline::at(url.clone()) })
}
