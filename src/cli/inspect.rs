//! `inspect`: what one stage sees of a file or an address. No state is touched; one JSON line per
//! input with `--json`.

use std::io::Write;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use url::Url;

use super::{Cli, Exit, args::InspectCommand, open::Instance, print, read};
use crate::{
    article::{document, page},
    baseline, feed,
    io::http::Wanted,
    model::entry::Entry,
    profile::Profile,
    replay,
    resolve::Ledger,
};

/// Shows each input in turn; an input that cannot be read is told and the others go on.
pub(super) async fn run(
    cli: &Cli,
    command: &InspectCommand,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let (InspectCommand::Feed(args) | InspectCommand::Page(args) | InspectCommand::Article(args)) =
        command;
    // Only an article is held against the topic; feeds and pages are read without it.
    let instance = match command {
        InspectCommand::Article(_) => Some(Instance::load(cli)?),
        InspectCommand::Feed(_) | InspectCommand::Page(_) => None,
    };
    let profile = instance.map(|instance| instance.profile);
    let mut exit = Exit::Done;
    let mut out = print::out();
    for name in &args.inputs {
        let input = match read::input(cli, name, wanted(command)).await {
            Ok(input) => input,
            Err(error) => {
                print::failure(&error);
                exit = Exit::Failed;
                continue;
            }
        };
        match (command, &profile) {
            (InspectCommand::Feed(_), _) => {
                if !web_feed(&mut out, &input, args.json)? {
                    exit = Exit::Failed;
                }
            }
            (InspectCommand::Page(_), _) => web_page(&mut out, &input, args.json)?,
            (InspectCommand::Article(_), Some(profile)) => {
                article(&mut out, &input, (profile, now), args.json)?;
            }
            (InspectCommand::Article(_), None) => unreachable!("loaded above"),
        }
    }
    Ok(exit)
}

fn wanted(command: &InspectCommand) -> Wanted {
    if matches!(command, InspectCommand::Feed(_)) { Wanted::Feed } else { Wanted::Page }
}

/// One line of `inspect feed --json`.
#[derive(Debug, Serialize)]
struct FeedLine<'a> {
    file: &'a str,
    format: Option<&'static str>,
    title: &'a str,
    entries: Vec<EntryLine<'a>>,
    warnings: &'a [String],
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct EntryLine<'a> {
    id: Option<&'a str>,
    link: Option<&'a str>,
    title: &'a str,
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
    summary_len: usize,
    content_len: usize,
}

/// Prints the entries; `false` where it is no feed.
fn web_feed(out: &mut impl Write, input: &read::Input, json: bool) -> anyhow::Result<bool> {
    let nowhere: Url = "https://feed.invalid/".parse().expect("a constant");
    let base = input.url.as_ref().unwrap_or(&nowhere);
    let kind = input.content_type.as_deref();
    let read = feed::read(&input.bytes, kind, base).or_else(|error| {
        // A sitemap is no feed, but the program reads it all the same.
        feed::sitemap::read(&input.bytes, kind, base, &TimeZone::UTC).map_err(|_| error)
    });
    let document = read.as_ref().ok();
    let entries = document.map_or(&[][..], |document| &document.entries);
    let line = FeedLine {
        file: &input.name,
        format: document.map(|document| document.format.as_str()),
        title: document.map_or("", |document| &document.title),
        entries: entries.iter().map(entry_line).collect(),
        warnings: document.map_or(&[], |document| &document.warnings),
        error: read.as_ref().err().map(ToString::to_string),
    };
    if json {
        print::json_line(out, &line)?;
        return Ok(line.error.is_none());
    }
    print::heading(out, line.file)?;
    if let Some(error) = &line.error {
        writeln!(out, "{}", print::styled(print::BAD, error))?;
        return Ok(false);
    }
    let pairs = [
        ("format", line.format.unwrap_or("-").to_owned()),
        ("title", line.title.to_owned()),
        ("entries", line.entries.len().to_string()),
    ];
    print::pairs(out, &pairs)?;
    print::warnings(out, line.warnings)?;
    let mut table = print::table(&["published", "title", "text", "link"]);
    for entry in &line.entries {
        table.add_row([
            entry.published.or(entry.updated).map_or_else(|| "-".into(), |at| at.to_string()),
            print::shortened(entry.title, 80),
            entry.summary_len.max(entry.content_len).to_string(),
            entry.link.unwrap_or("-").to_owned(),
        ]);
    }
    print::write_table(out, &table)?;
    Ok(true)
}

fn entry_line(entry: &Entry) -> EntryLine<'_> {
    let length = |text: &Option<String>| text.as_ref().map_or(0, |text| text.chars().count());
    EntryLine {
        id: entry.guid.as_deref(),
        link: entry.link.as_deref(),
        title: &entry.title,
        published: entry.published,
        updated: entry.updated,
        summary_len: length(&entry.summary),
        content_len: length(&entry.content),
    }
}

/// One line of `inspect page --json`.
#[derive(Debug, Serialize)]
struct PageLine<'a> {
    file: &'a str,
    title: &'a str,
    text: &'a str,
    published: Option<Timestamp>,
    modified: Option<Timestamp>,
    author: Option<&'a str>,
    language: Option<&'a str>,
    canonical: Option<&'a str>,
    site: Option<&'a str>,
    warnings: Vec<String>,
}

fn web_page(out: &mut impl Write, input: &read::Input, json: bool) -> anyhow::Result<()> {
    let page = page::read(&input.bytes, input.content_type.as_deref(), input.url.as_ref());
    let mut warnings = page.warnings.clone();
    warnings
        .extend(page.wall.map(|wall| format!("this is a {} page, not an article", wall.name())));
    let line = PageLine {
        file: &input.name,
        title: &page.title,
        text: &page.text,
        published: page.published,
        modified: page.modified,
        author: page.author.as_deref(),
        language: page.language.as_deref(),
        canonical: page.canonical.as_deref(),
        site: page.site.as_deref(),
        warnings,
    };
    if json {
        return print::json_line(out, &line);
    }
    let told = |value: Option<&str>| value.unwrap_or("-").to_owned();
    let time = |at: Option<Timestamp>| at.map_or_else(|| "-".into(), |at| at.to_string());
    print::heading(out, line.file)?;
    print::pairs(
        out,
        &[
            ("title", line.title.to_owned()),
            ("published", time(line.published)),
            ("modified", time(line.modified)),
            ("author", told(line.author)),
            ("site", told(line.site)),
            ("language", told(line.language)),
            ("canonical", told(line.canonical)),
            ("text", format!("{} words", line.text.split_whitespace().count())),
        ],
    )?;
    print::warnings(out, &line.warnings)?;
    writeln!(out, "\n{}\n", line.text)?;
    Ok(())
}

fn article(
    out: &mut impl Write,
    input: &read::Input,
    (profile, now): (&Profile, Timestamp),
    json: bool,
) -> anyhow::Result<()> {
    for document in document::read(&input.name, &input.bytes) {
        let name = document.name.clone();
        let warnings = document.warnings.clone();
        let article = baseline::article_of_document(document, profile, now);
        let mut ledger = Ledger::default();
        let (assessment, line) = replay::step(&article, profile, &mut ledger, now);
        if json {
            print::json_line(out, &line)?;
            continue;
        }
        print::heading(out, &name)?;
        print::warnings(out, &warnings)?;
        super::explain::assessment(out, &article, &assessment, profile)?;
    }
    Ok(())
}
