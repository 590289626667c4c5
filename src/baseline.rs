//! What is taken as known before the first look: seed records (facts in our own words) and raw
//! documents. Everything here is recorded silently; nothing of it is a development.

pub mod order;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    article::{self, document::Document},
    mention::words,
    model::{
        article::{Article, ArticleId},
        date::{Interval, Precision},
        event::{EventId, Mention, Role, Telling},
        fact::{Fact, FactKey, FactValue, Qualifier},
        verdict::{Assessment, Decision, Verdict},
    },
    profile::Profile,
    resolve::{Ledger, features::Telltale, identity, ledger},
    text::spelling::nearest,
};

/// A seed document as recorded under `seeds/`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The file the facts were read from.
    pub file: String,
    /// Its headline; empty where it has none.
    pub title: String,
    /// Who published it; empty where it does not say.
    pub outlet: String,
    /// ISO day of publication, stated or inferred.
    pub published: Date,
    /// BCP 47 language.
    pub language: String,
    /// What it tells of.
    #[serde(rename = "event", default)]
    pub events: Vec<SeedEvent>,
}

/// One event as one seed document tells it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedEvent {
    /// The same key in several documents is the same happening.
    pub key: String,
    /// What the document does with it.
    pub role: Role,
    /// Event type id of the profile.
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    /// `2024`, `2024-10`, `2024-10-06` or `2024-11-20/2024-12-15`.
    pub date: Option<Spanned<String>>,
    /// Place ids of the profile, finest first.
    #[serde(default)]
    pub places: Vec<Spanned<String>>,
    /// Actor ids of the profile.
    #[serde(default)]
    pub actors: Vec<Spanned<String>>,
    /// What it says, in our own words.
    pub told: String,
    /// Figures and other facts.
    #[serde(default)]
    pub facts: BTreeMap<String, toml::Value>,
}

/// Reads one seed record and checks its ids against the profile.
///
/// # Errors
/// A sentence that names the file, the line where TOML knows it, and what to write.
pub fn parse(name: &str, text: &str, profile: &Profile) -> Result<Seed, String> {
    let line = |at: usize| text[..text.floor_char_boundary(at)].matches('\n').count() + 1;
    let seed: Seed = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        format!("{name}:{}: {}", line(at), error.message().replace('\n', "; "))
    })?;
    for event in &seed.events {
        let fault = |word: &Spanned<String>, what: &str| {
            format!("{name}:{}: event {:?}: {what}", line(word.span().start), event.key)
        };
        let unknown = |word: &Spanned<String>, what: &str, known: &[&str]| {
            let id = word.get_ref();
            let hint = nearest(id, known).map(|near| format!("; did you mean {near:?}?"));
            fault(word, &format!("no {what} {id:?} in the profile{}", hint.unwrap_or_default()))
        };
        if profile.kind(event.kind.get_ref()).is_none() {
            let known: Vec<_> = profile.types.iter().map(|kind| kind.id.as_str()).collect();
            return Err(unknown(&event.kind, "event type", &known));
        }
        if let Some(id) = event.places.iter().find(|id| profile.place(id.get_ref()).is_none()) {
            let known: Vec<_> = profile.places.iter().map(|place| place.id.as_str()).collect();
            return Err(unknown(id, "place", &known));
        }
        if let Some(id) = event.actors.iter().find(|id| profile.actor(id.get_ref()).is_none()) {
            let known: Vec<_> = profile.actors.iter().map(|actor| actor.id.as_str()).collect();
            return Err(unknown(id, "actor", &known));
        }
        if let Some(date) = &event.date
            && interval(date.get_ref()).is_none()
        {
            let text = date.get_ref();
            return Err(fault(
                date,
                &format!(
                    "{text:?} is no date; write 2024, 2024-10, 2024-10-06 or 2024-11-20/2024-12-15"
                ),
            ));
        }
    }
    Ok(seed)
}

/// Takes seeds as known. Gives each as an article with what was recorded of it.
pub fn take(seeds: &[Seed], profile: &Profile, ledger: &mut Ledger) -> Vec<(Article, Assessment)> {
    let mut keys: BTreeMap<&str, EventId> = BTreeMap::new();
    seeds
        .iter()
        .map(|seed| {
            let article = article_of(seed, profile);
            let decisions = seed
                .events
                .iter()
                .map(|event| {
                    let mention = mention_of(event, &article);
                    record(mention, event, &mut keys, &article, (profile, ledger))
                })
                .collect();
            let assessment = Assessment {
                article: article.id.clone(),
                relevant: true,
                score: 1.0,
                reasons: vec!["a seed document".to_owned()],
                decisions,
                set_aside: None,
            };
            (article, assessment)
        })
        .collect()
}

/// The article behind a raw document. A document that does not say when it was published gets the
/// newest day it tells of, else the last day it can have been, as far as its own dates tell.
pub fn article_of_document(document: Document, profile: &Profile, now: Timestamp) -> Article {
    let zone = TimeZone::get(&profile.timezone).unwrap_or(TimeZone::UTC);
    let inferred = document.published_hint.and_then(|hint| {
        let noon = hint.likely().at(12, 0, 0, 0).to_zoned(zone);
        noon.ok().map(|noon| noon.timestamp().min(now))
    });
    let url = document.url.unwrap_or_default();
    let id = document.id.map_or_else(|| ArticleId::of(&url, &document.text), ArticleId);
    Article {
        id,
        url,
        outlet: document.outlet.unwrap_or_default(),
        source: None,
        lang: document.language.unwrap_or_default(),
        title: document.title,
        fingerprint: article::fingerprint(&document.text),
        text: document.text,
        author: document.author,
        published: document.published.or(inferred),
        modified: None,
    }
}

fn article_of(seed: &Seed, profile: &Profile) -> Article {
    let text: Vec<&str> = seed.events.iter().map(|e| e.told.as_str()).collect();
    let text = text.join("\n");
    let zone = TimeZone::get(&profile.timezone).unwrap_or(TimeZone::UTC);
    let noon = seed.published.at(12, 0, 0, 0).to_zoned(zone);
    Article {
        id: ArticleId(format!("seed-{}", seed.file.split(['_', '.']).next().unwrap_or(&seed.file))),
        url: String::new(),
        outlet: seed.outlet.clone(),
        source: None,
        lang: seed.language.clone(),
        title: if seed.title.is_empty() { seed.file.clone() } else { seed.title.clone() },
        fingerprint: article::fingerprint(&text),
        text,
        author: None,
        published: noon.ok().map(|z| z.timestamp()),
        modified: None,
    }
}

fn mention_of(event: &SeedEvent, article: &Article) -> Mention {
    Mention {
        role: event.role,
        kind: event.kind.get_ref().clone(),
        when: event.date.as_ref().and_then(|date| interval(date.get_ref())),
        places: event.places.iter().map(|id| id.get_ref().clone()).collect(),
        actors: event.actors.iter().map(|id| id.get_ref().clone()).collect(),
        facts: event.facts.iter().map(|(key, value)| fact(key, value, event, article)).collect(),
        evidence: vec![event.told.clone()],
        reasons: vec!["recorded in a seed document".to_owned()],
    }
}

fn fact(key: &str, value: &toml::Value, event: &SeedEvent, article: &Article) -> Fact {
    let value = match value {
        toml::Value::Integer(n) => FactValue::Count(u64::try_from(*n).unwrap_or(0)),
        toml::Value::String(text) => FactValue::Text(text.clone()),
        other => FactValue::Text(other.to_string()),
    };
    Fact {
        key: FactKey::new(key),
        value,
        qualifier: Qualifier::Exact,
        said_by: None,
        article: article.id.clone(),
        outlet: article.outlet.clone(),
        at: article.published.unwrap_or(Timestamp::UNIX_EPOCH),
        evidence: event.told.clone(),
        lead: event.role == Role::Primary,
    }
}

fn record<'s>(
    mention: Mention,
    seed: &'s SeedEvent,
    keys: &mut BTreeMap<&'s str, EventId>,
    article: &Article,
    (profile, ledger): (&Profile, &mut Ledger),
) -> Decision {
    let at = article.published.unwrap_or(Timestamp::UNIX_EPOCH);
    let words = words::of_text(&mention.evidence, &mention);
    let today = crate::assess::day_of(at, profile);
    let tale = Telltale::recall(&mention, &words, at);
    let weighed = identity::resolve(&tale, ledger, profile, today);
    // One key is one event; what has another key is another, however alike.
    let alike = weighed.event.filter(|id| !keys.values().any(|taken| taken == id));
    let known = keys.get(seed.key.as_str()).cloned().or(alike);
    let id = known.clone().unwrap_or_else(|| ledger.fresh_id(&mention, today, profile));
    let telling = Telling {
        article: article.id.clone(),
        outlet: article.outlet.clone(),
        at,
        fingerprint: article.fingerprint,
        agency: None,
        words,
        role: mention.role,
    };
    if known.is_some() {
        ledger.append(&id, &mention, telling, profile);
        ledger.state(&id, mention.facts.iter().cloned());
    } else {
        let mut event = ledger::found(id.clone(), &seed.told, &mention, telling, true);
        event.history = true;
        ledger.insert(event, profile);
    }
    keys.insert(&seed.key, id.clone());
    Decision {
        mention,
        event: id,
        verdict: Verdict::Background,
        changes: Vec::new(),
        reasons: vec!["part of the baseline".to_owned()],
        candidates: weighed.candidates,
        signs: Vec::new(),
        founding: Vec::new(),
    }
}

/// Days meant by an ISO date, month, year or range of dates.
pub(crate) fn interval(text: &str) -> Option<Interval> {
    if let Some((from, to)) = text.split_once('/') {
        let (start, end) = (from.parse().ok()?, to.parse().ok()?);
        return (start <= end).then_some(Interval { start, end, precision: Precision::Week });
    }
    if let Ok(day) = text.parse::<Date>() {
        return Some(Interval::day(day));
    }
    let mut parts = text.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    match parts.next() {
        None => Some(Interval {
            start: Date::new(year, 1, 1).ok()?,
            end: Date::new(year, 12, 31).ok()?,
            precision: Precision::Year,
        }),
        Some(month) => {
            let start = Date::new(year, month.parse().ok()?, 1).ok()?;
            Some(Interval { start, end: start.last_of_month(), precision: Precision::Month })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_every_precision_are_read() {
        assert_eq!(interval("2024").unwrap().precision, Precision::Year);
        assert_eq!(interval("2024-10").unwrap().end.to_string(), "2024-10-31");
        assert_eq!(interval("2024-10-06").unwrap().precision, Precision::Day);
        assert!(interval("2024-11-20/2024-12-15").is_some());
        assert!(interval("October").is_none());
    }
}
