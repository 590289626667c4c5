//! One article against the ledger: relevance, mentions, resolve, verdict. The pure heart that
//! `check`, `replay`, `baseline` and `explain` all call; the flow reads top to bottom in [`assess`].

use jiff::{Timestamp, civil::Date, tz::TimeZone};

mod reading;

use self::reading::Reading;
use crate::{
    mention::{
        document::Document, primary, recall, relevance, relevance::Relevance, role, stance::Stance,
    },
    model::{
        article::Article,
        event::EventId,
        verdict::{Assessment, Decision, Verdict},
    },
    profile::Profile,
    resolve::Ledger,
};

/// Whether what is assessed is news or the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A new article: developments are told.
    News,
    /// Taken as known: everything is recorded, nothing is a development.
    Baseline,
}

/// What is weighed beyond the article and the ledger.
#[derive(Debug, Clone)]
pub struct Terms {
    /// News or baseline.
    pub standing: Standing,
    /// For fitting: the event the article's matter is known to be (`Some(None)`: a new one).
    pub truth: Option<Option<EventId>>,
}

/// Decides about one article and records it in the ledger. `now` stands in where the article does
/// not say when it was published.
pub fn assess(
    article: &Article,
    profile: &Profile,
    ledger: &mut Ledger,
    now: Timestamp,
) -> Assessment {
    assess_as(article, profile, ledger, now, &Terms { standing: Standing::News, truth: None })
}

/// [`assess`] for news or for the baseline.
pub fn assess_as(
    article: &Article,
    profile: &Profile,
    ledger: &mut Ledger,
    now: Timestamp,
    terms: &Terms,
) -> Assessment {
    let at = article.published.unwrap_or(now).min(now);
    let today = day_of(at, profile);
    let mut document = Document::read(article, profile, today);
    let focus = role::assign(&mut document);
    let relevance = relevance::weigh(&document, profile);
    let stance = Stance::of(&document, &focus, profile);
    let read = Reading { article, document: &document, focus, stance, at, today, terms };

    let recalls = recall::read(&document, article, profile);
    let primary = primary::read(&document, &focus, article, profile)
        .map(|mention| read.decide_primary(mention, &recalls, &relevance, ledger, profile));
    let told = primary.as_ref().is_some_and(|d| {
        d.verdict != Verdict::Irrelevant && ledger.get(&d.event).is_some_and(|e| e.on_topic)
    });
    let relevant = relevance.score >= 0.5 || told;
    let (set_aside, mut decisions): (Vec<Decision>, Vec<Decision>) =
        primary.into_iter().partition(|d| d.verdict == Verdict::Irrelevant);
    if relevant {
        for mention in recalls {
            decisions.extend(read.decide_recall(mention, &decisions, ledger, profile));
        }
    }
    Assessment {
        article: article.id.clone(),
        relevant,
        score: relevance.score,
        reasons: reasons(&relevance, relevant, told),
        decisions,
        set_aside: set_aside.into_iter().next(),
    }
}

/// How strongly an article alone is tied to the topic.
pub fn relevance_of(article: &Article, profile: &Profile, now: Timestamp) -> Relevance {
    let at = article.published.unwrap_or(now).min(now);
    let mut document = Document::read(article, profile, day_of(at, profile));
    role::assign(&mut document);
    relevance::weigh(&document, profile)
}

/// The calendar day of an instant where the topic lives.
pub fn day_of(at: Timestamp, profile: &Profile) -> Date {
    let zone = TimeZone::get(&profile.timezone).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}

fn reasons(relevance: &Relevance, relevant: bool, told: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    match (relevance.score >= 0.5, relevant, told) {
        (true, ..) => reasons.push("the text ties a security matter to the topic".to_owned()),
        (false, true, _) => reasons.push("tells of a known event of the topic".to_owned()),
        _ => reasons.push("nothing in the text ties a security matter to the topic".to_owned()),
    }
    reasons.extend(relevance.evidence.iter().map(|line| format!("\u{201c}{line}\u{201d}")));
    reasons
}
