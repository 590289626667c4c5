//! A recorded stream through the very pipeline of a check, with the articles' own dates as the
//! clock: JSON lines in, one decision line an article out.

pub mod score;

use std::collections::BTreeMap;

use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

use crate::{
    article, assess,
    model::{
        article::{Article, ArticleId},
        event::Role,
        fact::{FactValue, Qualifier},
        verdict::{Assessment, Decision, Verdict},
    },
    profile::Profile,
    resolve::Ledger,
};

/// One line of a recorded stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its name in the stream.
    pub id: String,
    /// Where it was read.
    #[serde(default)]
    pub url: String,
    /// Who published it.
    #[serde(default)]
    pub outlet: String,
    /// RFC 3339, with or without a zone name.
    pub published: Option<String>,
    /// BCP 47 language.
    #[serde(default)]
    pub lang: String,
    /// Headline.
    #[serde(default)]
    pub title: String,
    /// Text, possibly with page furniture.
    pub text: String,
}

/// One event of a decision line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecidedEvent {
    /// Event id.
    pub event: String,
    /// Event type id of the profile.
    #[serde(rename = "type")]
    pub kind: String,
    /// `primary` or `background`.
    pub role: Role,
    /// `new`, `update` or `repeat`; a background mention is `repeat`.
    pub status: &'static str,
    /// First day, ISO.
    pub date_start: Option<String>,
    /// Last day, ISO.
    pub date_end: Option<String>,
    /// Place names, finest first, with what contains them.
    pub places: Vec<String>,
    /// What the article states.
    pub facts: BTreeMap<String, serde_json::Value>,
    /// Qualifiers of figures that are not exact.
    pub qualifier: BTreeMap<String, Qualifier>,
    /// Keys of changed facts.
    pub changed: Vec<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// The sentences it rests on.
    pub evidence: Vec<String>,
}

/// One decision line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecisionLine {
    /// The article's name in the stream.
    pub id: String,
    /// It is of the topic.
    pub relevant: bool,
    /// How strongly, 0 to 1.
    pub score: f64,
    /// What it tells of.
    pub events: Vec<DecidedEvent>,
}

impl Recorded {
    /// The article behind the line, cleaned.
    ///
    /// # Errors
    /// Where `published` is no date.
    pub fn into_article(self) -> Result<Article, String> {
        let published = self.published.as_deref().map(parse_time).transpose()?;
        let text = article::clean::clean(&self.title, &self.text).text;
        Ok(Article {
            id: ArticleId(self.id),
            url: self.url,
            outlet: self.outlet,
            source: None,
            lang: self.lang,
            title: self.title,
            fingerprint: article::fingerprint(&text),
            text,
            author: None,
            published,
            modified: None,
        })
    }
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    text.parse::<Timestamp>().or_else(|_| text.parse::<Zoned>().map(|z| z.timestamp())).map_err(
        |_| format!("\"published\": {text:?} is no RFC 3339 time like 2026-01-07T09:00:00+05:00"),
    )
}

/// Decides about the next article of a stream. An article without a date gets the clock's.
pub fn step(
    article: &Article,
    profile: &Profile,
    ledger: &mut Ledger,
    clock: Timestamp,
) -> (Assessment, DecisionLine) {
    let now = article.published.unwrap_or(clock);
    let assessment = assess::assess(article, profile, ledger, now);
    let line = line_of(&assessment, profile);
    (assessment, line)
}

/// The decision line of an assessment.
pub fn line_of(assessment: &Assessment, profile: &Profile) -> DecisionLine {
    DecisionLine {
        id: assessment.article.0.clone(),
        relevant: assessment.relevant,
        score: (assessment.score * 1000.0).round() / 1000.0,
        events: assessment.decisions.iter().map(|d| event_of(d, profile)).collect(),
    }
}

fn event_of(decision: &Decision, profile: &Profile) -> DecidedEvent {
    let mention = &decision.mention;
    let mut facts = BTreeMap::new();
    let mut qualifier = BTreeMap::new();
    for fact in &mention.facts {
        let value = match &fact.value {
            FactValue::Count(n) => serde_json::Value::from(*n),
            FactValue::Text(text) => serde_json::Value::from(text.clone()),
            FactValue::Date(date) => serde_json::Value::from(date.to_string()),
        };
        if facts.insert(fact.key.0.clone(), value).is_none() && fact.qualifier != Qualifier::Exact {
            qualifier.insert(fact.key.0.clone(), fact.qualifier);
        }
    }
    DecidedEvent {
        event: decision.event.0.clone(),
        kind: mention.kind.clone(),
        role: mention.role,
        status: match decision.verdict {
            Verdict::New => "new",
            Verdict::Update => "update",
            _ => "repeat",
        },
        date_start: mention.when.map(|w| w.start.to_string()),
        date_end: mention.when.map(|w| w.end.to_string()),
        places: place_names(&mention.places, profile),
        facts,
        qualifier,
        changed: decision.changes.iter().map(|c| c.key.0.clone()).collect(),
        reasons: decision.reasons.clone(),
        evidence: mention.evidence.clone(),
    }
}

/// Names of places with what contains them, finest first, each once.
pub fn place_names(ids: &[String], profile: &Profile) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for place in ids.iter().filter_map(|id| profile.place(id)) {
        for ix in profile.chain(place) {
            let name = &profile.places[ix].name;
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    names
}
