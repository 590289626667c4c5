//! `inspect`: what one stage sees of a file or an address. No state is touched; one JSON line per
//! input with `--json`.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;

use super::{Cli, Exit, args::InspectCommand, print, read};
use crate::{
    article::{document, page},
    baseline,
    profile::Profile,
    replay,
    resolve::Ledger,
};

/// Shows each input in turn; an input that cannot be read is told and the others go on.
pub async fn run(cli: &Cli, command: &InspectCommand, now: Timestamp) -> anyhow::Result<Exit> {
    let (InspectCommand::Feed(args) | InspectCommand::Page(args) | InspectCommand::Article(args)) =
        command;
    let profile = matches!(command, InspectCommand::Article(_)).then(Profile::embedded);
    let mut exit = Exit::Done;
    let mut out = print::out();
    for name in &args.inputs {
        let input = match read::input(cli, name).await {
            Ok(input) => input,
            Err(error) => {
                print::failure(&error);
                exit = Exit::Failed;
                continue;
            }
        };
        match (command, &profile) {
            (InspectCommand::Feed(_), _) => anyhow::bail!("not in this build yet"),
            (InspectCommand::Page(_), _) => web_page(&mut out, &input, args.json)?,
            (InspectCommand::Article(_), Some(profile)) => {
                article(&mut out, &input, (profile, now), args.json)?;
            }
            (InspectCommand::Article(_), None) => unreachable!("loaded above"),
        }
    }
    Ok(exit)
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
