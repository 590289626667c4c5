//! The demonstration itself: a store of its own, the papers on loopback, two checks with a
//! simulated clock, and the mails in a folder that stays.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};
use tokio_util::sync::CancellationToken;

use super::{
    press::{self, Format, Paper, Press, Story},
    stories,
    tell::{self, Silent, Why},
};
use crate::{
    check::{self, Desk, Wish, report::Report},
    cli::{
        Exit,
        open::{DATABASE, take_seeds},
        print::{self, DIM, STRONG, styled},
        send::Post,
    },
    config::Config,
    deliver,
    io::{files, http::Client, store::Store},
    mail::{Templates, words},
    profile::Profile,
};

/// When the two checks take place.
const CHECKS: [(&str, &str); 2] =
    [("first check", "2026-03-11T09:30:00Z"), ("second check", "2026-03-12T11:00:00Z")];

/// Shows the whole of it. Mails go into `out`, or into a new temporary folder.
pub async fn run(out: Option<&Path>) -> anyhow::Result<Exit> {
    let mails = mail_folder(out)?;
    let state = tempfile::tempdir().context("cannot make a temporary folder")?;
    let papers = stories::papers();
    let press = Press::open(papers.clone()).await.context("cannot serve on 127.0.0.1")?;
    let config = Arc::new(configuration(&press, &papers)?);
    let desk = Desk {
        client: Client::new(&config.http)?,
        profile: Arc::new(Profile::embedded()),
        seed: 0,
        config,
    };
    let mut store = Store::open(state.path().join(DATABASE))?;
    let begin = CHECKS[0].1.parse::<Timestamp>()?;
    let seeds = take_seeds(&mut store, &files::built_in_seeds(), &desk.profile, begin)?;
    let known = store.load_events()?.len();

    let mut screen = print::out();
    writeln!(screen, "{}", styled(STRONG, "cpec-watch demonstration"))?;
    writeln!(
        screen,
        "Five papers on loopback tell two days of a bombing. They and it are invented;\n\
         the past attacks they recall are not.\n\
         Known before: {known} events of {seeds} seed documents.\n",
    )?;
    for paper in &papers {
        writeln!(
            screen,
            "  {:17} {:12} at {}",
            paper.name,
            format(paper),
            press::source_path(paper)
        )?;
    }
    let mailer = deliver::mailer(&desk.config.mail, &mails);
    let mut post = Post::new(mailer, Templates::embedded());
    let mut stories = stories::all();
    for (name, at) in CHECKS {
        let now = at.parse::<Timestamp>()?;
        let (out, later) = stories.into_iter().partition(|story| story.published <= now);
        stories = later;
        let out: Vec<_> = out;
        out.iter().for_each(|story| press.publish(story.clone()));
        let stop = CancellationToken::new();
        let mut report = check::run(&desk, &mut store, &Wish::default(), (now, &stop)).await?;
        report.mail = post.deliver(&desk, &mut store, now).await?;
        anyhow::ensure!(report.failed.is_empty(), "a paper of the demonstration could not be read");
        writeln!(
            screen,
            "\n{}  {}",
            styled(STRONG, format!("{}, {name}", local(now))),
            styled(DIM, counts(&report))
        )?;
        tell::check(&mut screen, &report, &silent(&store, &press, (&papers, &out))?)?;
    }
    writeln!(
        screen,
        "\nThe mails lie in {}\nOpen one in a mail program. Nothing else is left behind.",
        mails.display()
    )?;
    Ok(Exit::Done)
}

fn mail_folder(out: Option<&Path>) -> anyhow::Result<PathBuf> {
    match out {
        Some(folder) => {
            let made = std::fs::create_dir_all(folder);
            made.with_context(|| format!("cannot make the folder {}", folder.display()))?;
            Ok(folder.to_owned())
        }
        None => {
            let folder = tempfile::Builder::new().prefix("cpec-watch-demo-").tempdir();
            Ok(folder.context("cannot make a temporary folder")?.keep())
        }
    }
}

fn local(at: Timestamp) -> String {
    let zone = TimeZone::get("Asia/Karachi").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%a %-d %B %Y, %H:%M").to_string()
}

fn format(paper: &Paper) -> &'static str {
    match paper.format {
        Format::Rss => "RSS",
        Format::Atom => "Atom",
        Format::JsonFeed => "JSON Feed",
        Format::Listing => "listing page",
        Format::Sitemap => "news sitemap",
    }
}

fn counts(report: &Report) -> String {
    let events: BTreeSet<_> = report.developments.iter().map(|told| &told.event).collect();
    format!(
        "{} read, {} to tell",
        words::plural(report.articles, "article", "articles"),
        words::plural(events.len(), "event", "events")
    )
}

/// The articles of this check that brought nothing new, as the store has them.
fn silent(
    store: &Store,
    press: &Press,
    (papers, stories): (&[Paper], &[Story]),
) -> anyhow::Result<Vec<Silent>> {
    let mut silent = Vec::new();
    for story in stories {
        let link = format!("{}{}", press.base(), story.path());
        let stored = match store.article_at(&link)? {
            Some(stored) => Some(stored),
            None => store.article_at(&format!("{link}?utm_source=rss"))?,
        };
        let Some(stored) = stored else { continue };
        let assessment = store.assessment(&stored.article.id)?;
        let paper = papers.iter().find(|paper| paper.id == story.paper);
        if let Some(why) = assessment.as_ref().map_or(Some(Why::Other), tell::silence) {
            let outlet = paper.map_or_else(String::new, |paper| paper.name.clone());
            silent.push(Silent { outlet, title: story.title.clone(), why });
        }
    }
    silent.sort_by(|a, b| (a.why, &a.outlet).cmp(&(b.why, &b.outlet)));
    Ok(silent)
}

/// A configuration as an operator would write it, for papers on loopback.
pub fn configuration(press: &Press, papers: &[Paper]) -> anyhow::Result<Config> {
    let main = "[http]\nallow_private = [\"127.0.0.1\"]\nspacing = \"0s\"\nper_host = 8\n\
        [check]\nfull_text_chars = 600\n[schedule]\nadaptive = false\njitter = 0.0\n\
        [alert]\ngrouping = \"0s\"\n[mail]\nfrom = \"cpec-watch <watch@example.org>\"\n\
        list_id = \"watch.example.org\"\n\
        [[recipient]]\naddress = \"desk@example.org\"\nname = \"The desk\"\ndigest = []\n\
        [[recipient.route]]\ntell = \"alert\"\n";
    let sources: Vec<_> = papers.iter().map(|paper| source(press, paper)).collect();
    Config::parse(
        ("demo", main),
        ("demo sources", &sources.join("\n")),
        &std::collections::BTreeMap::new(),
    )
    .map_err(|errors| {
        anyhow::anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn source(press: &Press, paper: &Paper) -> String {
    let kind = match paper.format {
        Format::Listing => "listing",
        Format::Sitemap => "sitemap",
        _ => "feed",
    };
    let rules = match paper.format {
        Format::Listing => {
            "\n[source.listing]\nitem = \"article.teaser\"\ntitle = \"h2 a\"\ndate = \".date\"\n\
             date_formats = [\"%d %B %Y, %H:%M\"]\nsummary = \"p\"\n"
        }
        _ => "",
    };
    format!(
        "[[source]]\nid = \"{}\"\nname = \"{}\"\nkind = \"{kind}\"\nurl = \"{}\"\nlanguage = \"en\"\n\
         timezone = \"Asia/Karachi\"\n{rules}",
        paper.id,
        paper.name,
        press.source_url(paper),
    )
}
