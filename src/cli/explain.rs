//! `explain`: every stage's decision about one article, with the words it rests on.

use std::io::Write;

use jiff::Timestamp;

use super::{
    Cli, Exit, Refused,
    open::Instance,
    print::{self, BAD, DIM, GOOD, STRONG, styled},
    read,
};
use crate::{
    article::document,
    assess, baseline,
    io::{http::Wanted, store::Store},
    model::{
        article::{Article, ArticleId},
        event::Role,
        fact::{Fact, Qualifier},
        verdict::{Assessment, Candidate, Decision, Verdict},
    },
    profile::Profile,
    replay,
    resolve::Ledger,
};

/// `explain`: a stored article by name or address, or a file or page that is not stored. What is
/// decided about an article that is not stored is decided against the ledger and forgotten.
pub async fn run(cli: &Cli, target: &str, (json, now): (bool, Timestamp)) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let store = instance.store_to_read().ok();
    let mut out = print::out();
    for (article, decided) in find(cli, &instance, store.as_ref(), (target, now)).await? {
        let decided = match decided {
            Some(decided) => decided,
            None => weigh(&article, store.as_ref(), &instance.profile, now)?,
        };
        if json {
            print::json_line(&mut out, &decided)?;
        } else {
            assessment(&mut out, &article, &decided, &instance.profile)?;
        }
    }
    Ok(Exit::Done)
}

type Found = Vec<(Article, Option<Assessment>)>;

async fn find(
    cli: &Cli,
    instance: &Instance,
    store: Option<&Store>,
    (target, now): (&str, Timestamp),
) -> anyhow::Result<Found> {
    if let Some(store) = store {
        let stored = match store.article(&ArticleId(target.to_owned()))? {
            Some(stored) => Some(stored),
            None => store.article_at(target)?,
        };
        if let Some(stored) = stored {
            let decided = store.assessment(&stored.article.id)?;
            return Ok(vec![(stored.article, decided)]);
        }
    }
    let is_address = target.starts_with("http://") || target.starts_with("https://");
    if !is_address && !std::path::Path::new(target).exists() {
        let words = format!("{target:?} is no stored article, no address and no file");
        return Err(Refused(words).into());
    }
    let input = read::input(cli, target, Wanted::Page).await?;
    let name = if is_address { "page.html".to_owned() } else { input.name.clone() };
    let documents = document::read(name.strip_suffix(".gz").unwrap_or(&name), &input.bytes);
    let article = |document| baseline::article_of_document(document, &instance.profile, now);
    Ok(documents.into_iter().map(|document| (article(document), None)).collect())
}

fn weigh(
    article: &Article,
    store: Option<&Store>,
    profile: &Profile,
    now: Timestamp,
) -> anyhow::Result<Assessment> {
    let events = store.map(Store::load_events).transpose()?.unwrap_or_default();
    let mut ledger = Ledger::from_events(events, profile);
    Ok(assess::assess(article, profile, &mut ledger, now))
}

/// Prints an assessment: relevance, then each event with its telling, its candidates, its verdict.
pub fn assessment(
    out: &mut impl Write,
    article: &Article,
    assessment: &Assessment,
    profile: &Profile,
) -> anyhow::Result<()> {
    let published = article.published.map_or_else(|| "unknown".into(), |at| at.to_string());
    print::pairs(
        out,
        &[
            ("article", article.id.to_string()),
            ("title", article.title.clone()),
            ("outlet", or_dash(&article.outlet)),
            ("published", published),
            ("text", format!("{} words", article.text.split_whitespace().count())),
        ],
    )?;
    let relevant =
        if assessment.relevant { styled(GOOD, "relevant") } else { styled(DIM, "not relevant") };
    writeln!(out, "\n{relevant} (score {:.2})", assessment.score)?;
    for reason in &assessment.reasons {
        writeln!(out, "  - {reason}")?;
    }
    if assessment.decisions.is_empty() && assessment.set_aside.is_none() {
        writeln!(out, "\nIt tells of no event.")?;
    }
    for decision in assessment.decisions.iter().chain(&assessment.set_aside) {
        writeln!(out)?;
        decided(out, decision, profile)?;
    }
    Ok(())
}

fn decided(out: &mut impl Write, decision: &Decision, profile: &Profile) -> anyhow::Result<()> {
    let mention = &decision.mention;
    let role = match mention.role {
        Role::Primary => "reported",
        Role::Background => "recalled",
    };
    writeln!(out, "{} {} ({role})", verdict(decision.verdict), styled(STRONG, &decision.event))?;
    let when = mention.when.map_or_else(
        || "not told".into(),
        |when| {
            if when.start == when.end {
                when.start.to_string()
            } else {
                format!("{} to {}", when.start, when.end)
            }
        },
    );
    print::pairs(
        out,
        &[
            ("  type", mention.kind.clone()),
            ("  when", when),
            ("  where", or_dash(&replay::place_names(&mention.places, profile).join(" < "))),
            ("  who", or_dash(&actors(&mention.actors, profile))),
        ],
    )?;
    for fact in &mention.facts {
        writeln!(out, "  {}", stated(fact))?;
    }
    for change in &decision.changes {
        let before = change.before.as_ref().map_or_else(|| "nothing".into(), ToString::to_string);
        writeln!(
            out,
            "  changed: {} from {before} to {} ({})",
            change.key, change.after, change.reason
        )?;
    }
    writeln!(out, "  why:")?;
    for reason in &decision.reasons {
        writeln!(out, "    - {reason}")?;
    }
    writeln!(out, "  words:")?;
    for sentence in &mention.evidence {
        writeln!(out, "    \u{201c}{}\u{201d}", sentence.trim())?;
    }
    weighed(out, "signs of news", &decision.signs)?;
    if decision.verdict != Verdict::Update && decision.verdict != Verdict::Repeat {
        weighed(out, "signs of a fresh matter", &decision.founding)?;
    }
    candidates(out, &decision.candidates)
}

/// What was weighed, the weightiest first.
fn weighed(out: &mut impl Write, what: &str, parts: &[(String, f64, f64)]) -> anyhow::Result<()> {
    let mut parts: Vec<_> = parts.iter().filter(|part| part.2 != 0.0).collect();
    if parts.is_empty() {
        return Ok(());
    }
    parts.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
    let told: Vec<_> =
        parts.iter().map(|(name, value, part)| format!("{name} {value:.2} ({part:+.2})")).collect();
    writeln!(out, "  {what}: {}", styled(DIM, told.join(", ")))?;
    Ok(())
}

fn candidates(out: &mut impl Write, candidates: &[Candidate]) -> anyhow::Result<()> {
    if candidates.is_empty() {
        writeln!(out, "  known events weighed: none came near")?;
        return Ok(());
    }
    writeln!(out, "  known events weighed:")?;
    for candidate in candidates.iter().take(5) {
        writeln!(out, "    {:+.2}  {}", candidate.score, candidate.event)?;
        let mut features: Vec<_> = candidate.features.iter().filter(|f| f.2 != 0.0).collect();
        features.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()));
        let told: Vec<_> = features
            .iter()
            .take(8)
            .map(|(name, value, part)| format!("{name} {value:.2} ({part:+.2})"))
            .collect();
        writeln!(out, "           {}", styled(DIM, told.join(", ")))?;
    }
    Ok(())
}

/// A verdict as a word, coloured.
pub fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::New => styled(BAD.bold(), "NEW"),
        Verdict::Update => styled(print::WARN.bold(), "UPDATE"),
        Verdict::Repeat => "repeat".into(),
        Verdict::Background => styled(DIM, "background"),
        Verdict::Irrelevant => styled(DIM, "irrelevant"),
    }
}

pub fn stated(fact: &Fact) -> String {
    let about = match fact.qualifier {
        Qualifier::Exact => "",
        Qualifier::AtLeast => "at least ",
        Qualifier::About => "about ",
        Qualifier::UpTo => "up to ",
    };
    let by = fact.said_by.as_ref().map(|who| format!(", says {who}")).unwrap_or_default();
    format!("{}: {about}{}{by}", fact.key, fact.value)
}

pub fn actors(ids: &[String], profile: &Profile) -> String {
    let names: Vec<_> = ids
        .iter()
        .map(|id| profile.actor(id).map_or(id.as_str(), |ix| profile.actors[ix].name.as_str()))
        .collect();
    names.join(", ")
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".into() } else { text.into() }
}
