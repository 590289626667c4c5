//! `fit`: the weights of a profile from labelled streams.

use std::path::Path;

use anyhow::Context;

use super::{Exit, Refused, args::FitArgs, print, read};
use crate::{
    profile::Profile,
    replay::{Recorded, score::Gold},
    train::{self, Cases, Stream},
};

/// Fits, says how well, and writes the weights where wanted.
pub(super) fn run(args: &FitArgs) -> anyhow::Result<Exit> {
    let profile = read::profile(args.profile.as_deref())?;
    let mut streams = Vec::new();
    let bar = print::progress(args.stream.len() as u64, "streams");
    for folder in &args.stream {
        streams.push(cases(folder, &profile)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let fitted = train::fit(&streams, args.penalty);
    for (folder, cases) in args.stream.iter().zip(&streams) {
        anstream::println!(
            "{}: {} articles report an event, {} without one found, {} whose event no index brought up",
            folder.display(),
            cases.reporting,
            cases.unread,
            cases.unreached,
        );
    }
    for model in &fitted {
        let other = model.other_stream.map_or(String::new(), |s| format!(", other stream {s:.3}"));
        anstream::println!(
            "{:<10} {:>5} cases  right: fitted {:.3}, held out {:.3}{other}",
            model.name,
            model.cases,
            model.fitted,
            model.held_out,
        );
    }
    if let Some(out) = &args.cases {
        let text: String = streams.iter().map(train::as_lines).collect();
        std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
    }
    if let Some(out) = &args.out {
        let text = train::as_toml(&profile.numbers, &fitted);
        std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
    }
    Ok(Exit::Done)
}

fn cases(folder: &Path, profile: &Profile) -> anyhow::Result<Cases> {
    let articles: Vec<Recorded> = lines(&folder.join("articles.jsonl"))?;
    let labels: Vec<Gold> = lines(&folder.join("gold.jsonl"))?;
    if articles.len() != labels.len() {
        let (a, g) = (articles.len(), labels.len());
        return Err(Refused(format!("{}: {a} articles but {g} labels", folder.display())).into());
    }
    let mut stream = Stream::new();
    for (recorded, labels) in articles.into_iter().zip(labels) {
        let id = recorded.id.clone();
        if id != labels.id {
            let wrong = &labels.id;
            let place = folder.display();
            return Err(Refused(format!("{place}: label {wrong} stands where {id} should")).into());
        }
        let article = recorded.into_article().map_err(|error| Refused(format!("{id}: {error}")))?;
        stream.push((article, labels));
    }
    let mut cases = Cases::default();
    train::collect(&stream, profile, &mut cases);
    Ok(cases)
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    numbered
        .map(|(n, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), n + 1))
        })
        .collect()
}
