//! The demonstration itself: a store of its own, the papers on loopback, two checks with a
//! simulated clock, and the mails in a folder that stays.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use jiff::{Timestamp, tz::TimeZone};
use tokio_util::sync::CancellationToken;

use super::{
    press::{Format, Paper, Press},
    stories,
};
use crate::{
    check::{self, Desk, Wish},
    cli::{
        Exit,
        args::ReportFormat,
        check::write,
        open::{DATABASE, take_seeds},
        print::{self, DIM, STRONG, styled},
        send::Post,
    },
    config::Config,
    deliver,
    io::{files, http::Client, store::Store},
    mail::Templates,
    profile::Profile,
};

/// When the two checks take place.
const CHECKS: [(&str, &str); 2] = [
    ("first check", "2026-03-11T09:30:00Z"),
    ("second check, a day later", "2026-03-12T11:00:00Z"),
];

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
        "Papers, articles and the bombing they tell of are invented; the past events they recall are not.\n\
         Baseline: {seeds} seed documents, {known} known events.\n\
         Sources: {} on {}, asked over HTTP.",
        papers.iter().map(told).collect::<Vec<_>>().join(", "),
        press.base(),
    )?;
    let mailer = deliver::mailer(&desk.config.mail, &mails);
    let mut post = Post::new(mailer, Templates::embedded());
    let mut stories = stories::all();
    let mut files = Vec::new();
    for (name, at) in CHECKS {
        let now = at.parse::<Timestamp>()?;
        let (out, later) = stories.into_iter().partition(|story| story.published <= now);
        stories = later;
        let out: Vec<_> = out;
        writeln!(
            screen,
            "\n{}  {}",
            styled(STRONG, format!("{}: {name}", local(now))),
            styled(DIM, format!("{} new articles are out", out.len()))
        )?;
        out.into_iter().for_each(|story| press.publish(story));
        let stop = CancellationToken::new();
        let mut report = check::run(&desk, &mut store, &Wish::default(), (now, &stop)).await?;
        report.mail = post.deliver(&desk, &mut store, now).await?;
        write(&mut screen, &report, ReportFormat::Text)?;
        anyhow::ensure!(report.failed.is_empty(), "a paper of the demonstration could not be read");
        files.append(&mut report.mail.files);
    }
    writeln!(
        screen,
        "\nEverything else was recorded silently. The mails are in {}",
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
    at.to_zoned(zone).strftime("%A %-d %B %Y, %H:%M").to_string()
}

fn told(paper: &Paper) -> String {
    let format = match paper.format {
        Format::Rss => "RSS",
        Format::Atom => "Atom",
        Format::JsonFeed => "JSON Feed",
        Format::Listing => "listing page",
        Format::Sitemap => "news sitemap",
    };
    format!("{} ({format})", paper.name)
}

/// A configuration as an operator would write it, for papers on loopback.
pub fn configuration(press: &Press, papers: &[Paper]) -> anyhow::Result<Config> {
    let main = "[http]\nallow_private = [\"127.0.0.1\"]\nspacing = \"0s\"\nper_host = 8\n\
        [check]\nfull_text_chars = 600\n[schedule]\nadaptive = false\njitter = 0.0\n\
        [alert]\ngrouping = \"0s\"\n[mail]\nfrom = \"cpec-watch <watch@example.org>\"\n\
        list_id = \"watch.example.org\"\n\
        [[recipient]]\naddress = \"desk@example.org\"\nname = \"The desk\"\n";
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
