//! `sources discover`, `sources test` and OPML through the real program, against sites on loopback.

use std::collections::BTreeMap;

use axum::{Router, http::StatusCode, http::Uri};
use cpec_watch::{config::Config, io::serve::Server, model::source::SourceKind};

use crate::cli::{Program, Ran};

const CONFIG: &str = "[http]\nallow_private = [\"127.0.0.0/8\"]\nspacing = \"0s\"\n";

/// A site of these pages, and a program that may ask it.
async fn site(pages: &[(&str, String)]) -> (Server, String) {
    let pages: BTreeMap<String, String> =
        pages.iter().map(|(path, body)| ((*path).to_owned(), body.clone())).collect();
    let router = Router::new().fallback(move |uri: Uri| async move {
        pages.get(uri.path()).cloned().ok_or(StatusCode::NOT_FOUND)
    });
    let server = Server::start(router).await.unwrap();
    let base = format!("http://{}", server.address());
    (server, base)
}

async fn run(sources: &str, args: &[&str]) -> Ran {
    let program =
        Program::new().file("config/cpec-watch.toml", CONFIG).file("config/sources.toml", sources);
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        program.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
    })
    .await
    .unwrap()
}

fn known(base: &str) -> String {
    format!(
        "[[source]]\nid = \"quay\"\nname = \"Quay & Co\"\nurl = \"{base}/rss\"\nlanguage = \"en\"\n"
    )
}

/// The sources that printed lines configure.
fn configured(toml: &str) -> Config {
    Config::parse(("cpec-watch.toml", CONFIG), ("sources.toml", toml), &BTreeMap::new()).unwrap()
}

fn feed() -> String {
    "<rss version=\"2.0\"><channel><title>Quay Paper</title><item><title>Ferry runs again</title>\
     <link>/n/1</link><pubDate>Tue, 07 Jan 2025 10:00:00 GMT</pubDate></item></channel></rss>"
        .to_owned()
}

fn list() -> String {
    let item = |n: usize| {
        format!(
            "<div class='story'><h3><a href='/n/{n}'>The ferry to island number {n} runs again</a></h3>\
             <span class='posted'>{n} January 2025</span></div>"
        )
    };
    format!(
        "<html><head><title>Quay Paper, latest</title></head><body>{}</body></html>",
        (1..9).map(item).collect::<String>()
    )
}

#[tokio::test]
async fn discover_finds_the_feed_a_page_names_and_the_sitemap_in_its_usual_place() {
    let page = "<html><head><link rel=alternate type=application/rss+xml href=/odd/place.xml></head></html>";
    let sitemap =
        "<urlset><url><loc>http://x.test/n/1</loc><lastmod>2025-01-07</lastmod></url></urlset>";
    let (_server, base) = site(&[
        ("/", page.to_owned()),
        ("/odd/place.xml", feed()),
        ("/sitemap.xml", sitemap.to_owned()),
    ])
    .await;
    let ran = run(&known(&base), &["sources", "discover", &format!("{base}/")]).await.status(0);
    let config = configured(&ran.stdout);
    let kinds: Vec<_> = config
        .sources
        .iter()
        .map(|source| (source.url.path().to_owned(), matches!(source.kind, SourceKind::Sitemap)))
        .collect();
    assert_eq!(
        kinds,
        [("/odd/place.xml".to_owned(), false), ("/sitemap.xml".to_owned(), true)],
        "{ran:?}"
    );
}

#[tokio::test]
async fn discover_proposes_selectors_that_can_be_written_into_sources_toml() {
    let (_server, base) = site(&[("/latest", list())]).await;
    let page = format!("{base}/latest");
    let ran = run(&known(&base), &["sources", "discover", &page]).await.status(0);
    let config = configured(&ran.stdout);
    let [source] = &config.sources[..] else { panic!("{ran:#?}") };
    let SourceKind::Listing(rules) = &source.kind else { panic!("{source:?}") };
    assert_eq!((rules.item.as_str(), rules.date.as_deref()), ("div.story", Some(".posted")));
    // What was proposed is what is read.
    let ran = run(&ran.stdout, &["sources", "test"]).await.status(0);
    ran.stdout_has("8 entries").stdout_has("The ferry to island number 1 runs again");
}

#[tokio::test]
async fn discover_of_a_page_without_anything_says_so() {
    let (_server, base) =
        site(&[("/", "<html><body><p>Closed.</p></body></html>".to_owned())]).await;
    run(&known(&base), &["sources", "discover", &base])
        .await
        .status(1)
        .stdout_has("No feed, news sitemap or list");
}

#[tokio::test]
async fn opml_out_and_in_again_gives_the_same_sources() {
    let sources = known("http://paper.test")
        + "[[source]]\nid = \"rozana\"\nname = \"روزنامہ\"\nurl = \"http://b.test/f?a=1&b=2\"\nlanguage = \"ur\"\n";
    let program =
        Program::new().file("config/cpec-watch.toml", CONFIG).file("config/sources.toml", &sources);
    let out = program.run(&["sources", "export-opml"]).status(0).stderr("");
    let program = program.file("list.opml", &out.stdout);
    let back = program.run(&["sources", "import-opml", "list.opml"]).status(0);
    assert_eq!(configured(&back.stdout).sources, configured(&sources).sources);
}
