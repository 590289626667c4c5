//! Identity of items through real checks: a feed on loopback, a database, and what users of other
//! readers complain of. One article must stay one article, and its edits must be read.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, http::StatusCode, http::Uri};
use cpec_watch::{
    check::{self, Choice, Desk, Wish, report::Report},
    config::{Config, HttpPolicy},
    io::{http::Client, serve::Server, store::Store},
    model::{
        article::ArticleId,
        source::{Schedule, Source, SourceId, SourceKind},
        verdict::Verdict,
    },
    profile::Profile,
};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

const LINK: &str = "https://www.indus-herald.test/news/1900001/blast-near-hub";
const TITLE: &str = "Two Chinese engineers killed in blast near Hub";
const DAY: &str = "2026-03-11T06:00:00Z";
const LEDE: &str = "HUB: Two Chinese engineers were killed and five other people were injured when a roadside \
                    bomb hit a van of the Hub power plant in Balochistan on Wednesday morning, police said.";
const REST: &str = "The van was taking staff from the camp to the plant when the device went off on the \
                    coastal road. The injured were taken to a hospital in Karachi. No group has claimed \
                    responsibility for the attack. The plant belongs to the China-Pakistan Economic Corridor.";

/// One item as its feed writes it.
#[derive(Clone)]
struct Item {
    guid: String,
    link: String,
    title: String,
    date: String,
    text: String,
    outlet: String,
}

fn item() -> Item {
    Item {
        guid: "herald-1".to_owned(),
        link: LINK.to_owned(),
        title: TITLE.to_owned(),
        date: DAY.to_owned(),
        text: format!("<p>{LEDE}</p><p>{REST}</p>"),
        outlet: String::new(),
    }
}

fn rss(items: &[Item]) -> String {
    let mut xml = "<rss version=\"2.0\"><channel><title>Paper</title>".to_owned();
    for Item { guid, link, title, date, text, outlet } in items {
        let date = date.parse::<Timestamp>().unwrap().strftime("%a, %d %b %Y %H:%M:%S GMT");
        let source =
            if outlet.is_empty() { String::new() } else { format!("<source>{outlet}</source>") };
        xml += &format!(
            "<item><title><![CDATA[{title}]]></title><link><![CDATA[{link}]]></link>\
             <guid isPermaLink=\"false\">{guid}</guid><pubDate>{date}</pubDate>{source}\
             <description><![CDATA[{text}]]></description></item>"
        );
    }
    xml + "</channel></rss>"
}

/// A few papers, a database, and the time.
struct World {
    pages: Arc<Mutex<BTreeMap<String, String>>>,
    server: Server,
    desk: Desk,
    store: Store,
    now: Timestamp,
}

impl World {
    /// Papers with full text in their feeds; those named "…-pages" want their pages fetched.
    async fn of(papers: &[&str]) -> Self {
        let pages: Arc<Mutex<BTreeMap<String, String>>> = Arc::default();
        let shelf = Arc::clone(&pages);
        let router = Router::new().fallback(move |uri: Uri| async move {
            let page = shelf.lock().unwrap().get(uri.path()).cloned();
            page.ok_or(StatusCode::NOT_FOUND)
        });
        let server = Server::start(router).await.unwrap();
        let source = |name: &&str| Source {
            id: SourceId((*name).to_owned()),
            name: (*name).to_owned(),
            url: format!("http://{}/{name}", server.address()).parse().unwrap(),
            kind: SourceKind::Feed,
            language: None,
            weight: 0.5,
            outlet: None,
            schedule: Schedule::Every(900),
            timezone: None,
            full_text: !name.ends_with("-pages"),
            max_entries: 200,
            search: false,
            enabled: true,
        };
        let mut config = Config::default();
        config.sources = papers.iter().map(source).collect();
        config.http = HttpPolicy {
            total_timeout: Duration::from_secs(20),
            spacing: Duration::ZERO,
            allow_private: vec!["127.0.0.0/8".to_owned()],
            ..HttpPolicy::default()
        };
        let desk = Desk {
            client: Client::new(&config.http).unwrap(),
            profile: Arc::new(Profile::embedded()),
            seed: 0,
            config: Arc::new(config),
        };
        let now = "2026-03-11T07:00:00Z".parse().unwrap();
        Self { pages, server, desk, store: Store::open_in_memory().unwrap(), now }
    }

    async fn paper() -> Self {
        Self::of(&["herald"]).await
    }

    fn publish(&self, path: &str, body: String) {
        self.pages.lock().unwrap().insert(format!("/{path}"), body);
    }

    /// A check an hour after the last one.
    async fn check(&mut self) -> Report {
        let wish = Wish { sources: Choice::All, dry_run: false };
        self.now += SignedDuration::from_hours(1);
        let stop = CancellationToken::new();
        let report =
            check::run(&self.desk, &mut self.store, &wish, (self.now, &stop)).await.unwrap();
        assert!(report.failed.is_empty(), "{:?}", report.failed);
        report
    }

    async fn look(&mut self, items: &[Item]) -> Report {
        self.publish("herald", rss(items));
        self.check().await
    }

    fn articles(&self) -> u64 {
        let stats = self.store.stats().unwrap();
        stats.rows.iter().find(|(table, _)| table == "article").unwrap().1
    }

    fn verdicts(&self) -> Vec<Verdict> {
        let all = self.store.developments(Timestamp::UNIX_EPOCH).unwrap();
        all.iter().map(|development| development.verdict).collect()
    }

    fn revisions(&self) -> usize {
        let known = self.store.article_of_key(&format!("u:{}", LINK.replace("www.", ""))).unwrap();
        known.map_or(0, |id: ArticleId| self.store.revisions(&id).unwrap().len())
    }
}

/// Whatever `change` does to the item, it stays one article, told once, read once.
async fn stays_one(change: impl Fn(&mut Item)) {
    let mut world = World::paper().await;
    world.look(&[item()]).await;
    assert_eq!((world.articles(), world.verdicts()), (1, vec![Verdict::New]));
    let mut other = item();
    change(&mut other);
    let report = world.look(&[other]).await;
    assert_eq!(report.developments.len(), 0, "{:?}", report.developments);
    assert_eq!((world.articles(), world.verdicts(), world.revisions()), (1, vec![Verdict::New], 0));
}

#[tokio::test]
async fn a_new_guid_for_an_old_item_is_no_new_article() {
    stays_one(|item| item.guid = "herald-1-again".to_owned()).await;
}

#[tokio::test]
async fn tracking_parameters_make_no_new_article() {
    stays_one(|item| {
        item.guid = format!("{LINK}?fbclid=x");
        item.link = format!("{LINK}?utm_source=rss&utm_medium=feed#comments");
    })
    .await;
}

#[tokio::test]
async fn http_and_https_twins_are_one_article() {
    stays_one(|item| {
        item.guid = "other".to_owned();
        item.link = LINK.replace("https://www.", "http://");
    })
    .await;
}

#[tokio::test]
async fn an_amp_twin_is_no_new_article() {
    stays_one(|item| {
        item.guid = "amp".to_owned();
        item.link = format!("{LINK}/amp/");
    })
    .await;
}

#[tokio::test]
async fn a_bumped_date_is_no_new_article() {
    stays_one(|item| item.date = "2026-03-11T08:30:00Z".to_owned()).await;
}

#[tokio::test]
async fn a_repost_under_a_new_address_and_guid_is_no_new_article() {
    stays_one(|item| {
        item.guid = "herald-2".to_owned();
        item.link = "https://www.indus-herald.test/news/1900777/hub-blast".to_owned();
        item.date = "2026-03-11T09:00:00Z".to_owned();
    })
    .await;
}

#[tokio::test]
async fn other_markup_around_the_same_words_is_no_edit() {
    stays_one(|item| item.text = format!("<div class=\"ad-7\">{LEDE}<br/><br/>{REST}</div>")).await;
}

#[tokio::test]
async fn a_google_news_wrapper_is_no_new_article() {
    let mut world = World::of(&["herald", "search"]).await;
    world.publish("search", rss(&[]));
    world.look(&[item()]).await;
    let wrapped = Item {
        guid: "CBMiXyz".to_owned(),
        link: "https://news.google.com/rss/articles/CBMiXyz?oc=5".to_owned(),
        title: format!("{TITLE} - Indus Herald"),
        text: format!("<a href=\"https://news.google.com/x\">{TITLE}</a>"),
        outlet: "Indus-Herald".to_owned(),
        ..item()
    };
    world.publish("search", rss(&[wrapped]));
    world.check().await;
    assert_eq!((world.articles(), world.verdicts()), (1, vec![Verdict::New]));
}

#[tokio::test]
async fn an_edited_title_is_a_revision_and_no_new_article() {
    let mut world = World::paper().await;
    world.look(&[item()]).await;
    let title = "Blast near Hub kills two Chinese engineers".to_owned();
    let report = world.look(&[Item { title, ..item() }]).await;
    assert_eq!(report.developments.len(), 0, "{:?}", report.developments);
    assert_eq!((world.articles(), world.verdicts(), world.revisions()), (1, vec![Verdict::New], 1));
}

#[tokio::test]
async fn an_edited_text_is_a_revision_and_not_told_again() {
    let mut world = World::paper().await;
    world.look(&[item()]).await;
    let edited = Item { text: item().text.replace("taking staff", "carrying workers"), ..item() };
    let report = world.look(std::slice::from_ref(&edited)).await;
    assert_eq!(report.developments.len(), 0, "{:?}", report.developments);
    assert_eq!((world.articles(), world.verdicts(), world.revisions()), (1, vec![Verdict::New], 1));
    // And back again: those words were read.
    world.look(&[item()]).await;
    world.look(&[edited]).await;
    assert_eq!((world.articles(), world.revisions()), (1, 1));
}

#[tokio::test]
async fn a_toll_that_rises_in_an_edited_article_is_an_update() {
    let mut world = World::paper().await;
    world.look(&[item()]).await;
    let title = "Four Chinese engineers killed in blast near Hub".to_owned();
    let text = item().text.replace("Two Chinese engineers were", "Four Chinese engineers were");
    let report = world.look(&[Item { title, text, ..item() }]).await;
    assert_eq!(world.verdicts(), [Verdict::New, Verdict::Update]);
    assert_eq!((world.articles(), world.revisions()), (1, 1));
    let told = &report.developments[0];
    assert!(told.reasons.iter().any(|why| why.contains("changed by its source")), "{told:?}");
    let all = world.store.developments(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(all[0].event, all[1].event);
    assert!(
        all[1].changes.iter().any(|change| change.after.count() == Some(4)),
        "{:?}",
        all[1].changes
    );
}

#[tokio::test]
async fn a_changed_page_behind_a_changed_summary_is_read_again() {
    let mut world = World::of(&["herald-pages"]).await;
    let base = format!("http://{}", world.server.address());
    let page = |lede: &str| {
        let more = "Officials said an inquiry had begun and that the road would stay closed until evening. ".repeat(4);
        format!(
            "<html><body><article><h1>{TITLE}</h1><p>{lede}</p><p>{REST}</p><p>{more}</p></article></body></html>"
        )
    };
    let entry = Item { link: format!("{base}/news/1"), text: LEDE.to_owned(), ..item() };
    world.publish("news/1", page(LEDE));
    world.publish("herald-pages", rss(std::slice::from_ref(&entry)));
    assert_eq!(world.check().await.pages, 1);
    // Nothing said, nothing asked.
    world.publish("herald-pages", rss(std::slice::from_ref(&entry)) + " ");
    assert_eq!(world.check().await.pages, 0);
    let risen = LEDE.replace("Two Chinese engineers were", "Four Chinese engineers were");
    world.publish("news/1", page(&risen));
    world.publish("herald-pages", rss(&[Item { text: risen, ..entry.clone() }]));
    assert_eq!(world.check().await.pages, 1);
    assert_eq!((world.articles(), world.verdicts()), (1, vec![Verdict::New, Verdict::Update]));
    // A page that no longer answers takes nothing away from what was read.
    world.pages.lock().unwrap().remove("/news/1");
    world.publish("herald-pages", rss(&[Item { text: "The page has moved.".to_owned(), ..entry }]));
    world.check().await;
    let id =
        world.store.article_of_key(&format!("g:herald-pages:{}", item().guid)).unwrap().unwrap();
    assert!(
        world.store.article(&id).unwrap().unwrap().article.text.contains("No group has claimed")
    );
}

#[tokio::test]
async fn guids_that_a_feed_repeats_hide_no_item() {
    let mut world = World::paper().await;
    let other = Item {
        link: "https://www.indus-herald.test/news/1900002/cotton".to_owned(),
        title: "Cotton prices ease as traders wait for rain".to_owned(),
        text: "<p>Traders in Multan said the mood was calm on Wednesday.</p>".to_owned(),
        ..item()
    };
    world.look(&[item(), other]).await;
    assert_eq!(world.articles(), 2);
}

#[tokio::test]
async fn entries_that_say_nothing_are_told_and_left_out() {
    let mut world = World::paper().await;
    let empty = "<item><category>x</category></item>";
    world.publish(
        "herald",
        rss(&[item()]).replace("</channel>", &format!("{empty}{empty}</channel>")),
    );
    let report = world.check().await;
    assert_eq!(world.articles(), 1);
    assert!(
        report.warnings.iter().any(|w| w.contains("2 entries say nothing at all")),
        "{:?}",
        report.warnings
    );
}
