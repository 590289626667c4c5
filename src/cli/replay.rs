//! `replay`: a recorded stream through the pipeline of a check, one decision line an article.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
};

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, Refused, args::ReplayArgs, baseline, explain, print, read};
use crate::{
    model::{
        article::ArticleId,
        event::Event,
        ruling::{Ruled, Ruling},
    },
    profile::Profile,
    replay::{
        self, DecisionLine, Recorded,
        score::{self, Gold},
    },
    resolve::Ledger,
};

/// Runs the stream and writes the decisions.
pub(super) fn run(args: &ReplayArgs) -> anyhow::Result<Exit> {
    let profile = read::profile(args.profile.as_deref())?;
    let mut ledger = known(args.baseline.as_deref(), &profile)?;
    // Labels that cannot be read are told before the work, not after it.
    let gold = args.gold.as_deref().map(labels).transpose()?;
    let mut rulings = args.rulings.as_deref().map(rulings).transpose()?.unwrap_or_default();
    let stream = open(&args.articles)?;
    let mut out = sink(&args.out)?;
    let bar = print::progress(lines(&args.articles)?, "replay");
    let mut clock = Timestamp::UNIX_EPOCH;
    let mut decisions = Vec::new();
    for (index, line) in stream.lines().enumerate() {
        let place = || format!("{}:{}", args.articles.display(), index + 1);
        let line = line.with_context(place)?;
        if line.trim().is_empty() {
            continue;
        }
        let sinks = (&mut clock, &mut out as &mut dyn Write, args.explain.as_slice());
        let decision = decide(&line, &profile, &mut ledger, sinks).with_context(place)?;
        obey(&mut rulings, &mut ledger, &profile, clock);
        if gold.is_some() {
            decisions.push(decision);
        }
        bar.inc(1);
    }
    out.flush().with_context(|| format!("cannot write {}", args.out.display()))?;
    bar.finish_and_clear();
    for ruling in &rulings {
        eprintln!("not obeyed, its event or article never came: {ruling}");
    }
    if let (Some(gold), Some(path)) = (gold, &args.gold) {
        let score = score::score(&gold, &decisions)
            .map_err(|reason| Refused(format!("{}: {reason}", path.display())))?;
        // Where the decisions are on standard output, the figures must not be among them.
        if args.out == Path::new("-") {
            eprint!("{score}");
        } else {
            write!(print::out(), "{score}")?;
        }
    }
    Ok(Exit::Done)
}

/// Corrections, one a line, in the order they were made.
fn rulings(path: &Path) -> anyhow::Result<Vec<Ruling>> {
    let mut rulings = Vec::new();
    for (index, line) in open(path)?.lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            let ruled: Ruled = serde_json::from_str(&line).map_err(|error| {
                Refused(format!("{}:{}: no ruling: {error}", path.display(), index + 1))
            })?;
            rulings.push(ruled.ruling);
        }
    }
    Ok(rulings)
}

/// Carries out the corrections whose events and articles are there, and takes them off the list.
fn obey(rulings: &mut Vec<Ruling>, ledger: &mut Ledger, profile: &Profile, now: Timestamp) {
    rulings.retain(|ruling| {
        let told = |event: &Event, article: &ArticleId| {
            event.articles.iter().any(|telling| telling.article == *article)
        };
        let known: Vec<_> = ruling.events().into_iter().map(|id| ledger.get(id)).collect();
        let ready = known.iter().all(Option::is_some)
            && ruling.articles().iter().all(|a| known.iter().flatten().any(|e| told(e, a)));
        !(ready && ledger.obey(ruling.clone(), profile, now).is_ok())
    });
}

/// The labels of a stream, one a line.
fn labels(path: &Path) -> anyhow::Result<Vec<Gold>> {
    let mut labels = Vec::new();
    for (index, line) in open(path)?.lines().enumerate() {
        let place = || format!("{}:{}: not a label", path.display(), index + 1);
        let line = line.with_context(place)?;
        if !line.trim().is_empty() {
            labels.push(serde_json::from_str(&line).with_context(place)?);
        }
    }
    Ok(labels)
}

/// The ledger before the stream: empty, or what documents and seed records tell.
fn known(path: Option<&Path>, profile: &Profile) -> anyhow::Result<Ledger> {
    let mut ledger = Ledger::default();
    let Some(path) = path else { return Ok(ledger) };
    if path.is_dir() {
        let mut seeds = Vec::new();
        for file in read::folder_files(path, "toml")? {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?;
            let name = file.display().to_string();
            seeds.push(crate::baseline::parse(&name, &text, profile).map_err(Refused)?);
        }
        crate::baseline::take(&seeds, profile, &mut ledger);
    }
    for (_, document) in baseline::documents(&[path.to_owned()])? {
        // A document is never younger than the stream it is the baseline of.
        baseline::take(document, profile, &mut ledger, Timestamp::MAX);
    }
    Ok(ledger)
}

fn decide(
    line: &str,
    profile: &Profile,
    ledger: &mut Ledger,
    (clock, out, explained): (&mut Timestamp, &mut dyn Write, &[String]),
) -> anyhow::Result<DecisionLine> {
    let recorded: Recorded = serde_json::from_str(line)?;
    let article = recorded.into_article().map_err(anyhow::Error::msg)?;
    *clock = article.published.unwrap_or(*clock);
    let (assessment, decision) = replay::step(&article, profile, ledger, *clock);
    if explained.contains(&decision.id) {
        explain::assessment(&mut print::out(), &article, &assessment, profile)?;
    }
    serde_json::to_writer(&mut *out, &decision)?;
    out.write_all(b"\n")?;
    Ok(decision)
}

fn open(path: &Path) -> anyhow::Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(BufReader::new(file))
}

fn lines(path: &Path) -> anyhow::Result<u64> {
    Ok(open(path)?.split(b'\n').count() as u64)
}

fn sink(path: &Path) -> anyhow::Result<Box<dyn Write>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufWriter::new(std::io::stdout())));
    }
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Box::new(BufWriter::new(file)))
}
