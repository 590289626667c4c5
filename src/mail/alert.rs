//! One event and what is new about it → what an alert, update or correction tells, in words.
//!
//! Everything here is plain data a template can print; nothing is escaped yet, and every text from
//! outside is one line without control characters.

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::{
    figures::{self, ChangeLine, Figure, TollPoint},
    sources,
    words::{self, line},
};
use crate::{
    model::{
        article::ArticleId,
        event::{Event, Telling},
        notice::{Development, Severity},
        verdict::Verdict,
    },
    profile::Profile,
};

/// Most articles listed with a link.
const LISTED: usize = 8;
/// Most sentences quoted, and most of one article.
const QUOTED: usize = 4;
const QUOTED_OF_ONE: usize = 2;

/// What mail needs to know of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleRef {
    /// Which.
    pub article: ArticleId,
    /// Its headline.
    pub title: String,
    /// Who published it.
    pub outlet: String,
    /// Where; empty where it has no address.
    pub url: String,
    /// BCP 47 language; empty where unknown.
    pub lang: String,
}

/// An event, what is new about it, and the articles that tell of it.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The event as the ledger holds it now.
    pub event: &'a Event,
    /// What is told in this mail, oldest first; not empty.
    pub developments: &'a [Development],
    /// The articles known of the event; those not listed here are named without title or link.
    pub articles: &'a [ArticleRef],
}

/// What kind of mail about an event this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Nobody told it before.
    New,
    /// Something material is new.
    Update,
    /// What was told before is taken back or was wrong.
    Correction,
}

/// An article with its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Headline, or "(no title)".
    pub title: String,
    /// Who published it.
    pub outlet: String,
    /// A web address, where it has one.
    pub url: Option<String>,
    /// Language tag; empty where unknown.
    pub lang: String,
    /// Direction of the headline.
    pub dir: &'static str,
    /// When it was published.
    pub at: String,
    /// Outlets that carry the same text or rest on the same agency.
    pub copies: Vec<String>,
}

/// A sentence the development rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The sentence.
    pub text: String,
    /// Who published it.
    pub outlet: String,
    /// Language tag; empty where unknown.
    pub lang: String,
    /// Direction.
    pub dir: &'static str,
}

/// The mail this one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// When it went out.
    pub at: String,
    /// What it said that is told otherwise now ("Killed: 15").
    pub said: Vec<String>,
}

/// Everything an alert, update or correction tells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alert {
    /// Which kind of mail.
    pub turn: Turn,
    /// The event's id, for `explain`.
    pub event: String,
    /// The event type in words.
    pub kind: String,
    /// How grave.
    pub severity: Severity,
    /// What happened, a line.
    pub headline: String,
    /// Direction of the headline.
    pub headline_dir: &'static str,
    /// Places, finest first.
    pub places: Vec<String>,
    /// When it happened, as precisely as known.
    pub when: String,
    /// Figures of people.
    pub figures: Vec<Figure>,
    /// Claims, causes, arrests and other facts.
    pub facts: Vec<Figure>,
    /// What changed; empty for a new event.
    pub changes: Vec<ChangeLine>,
    /// The toll as it was told over time; empty where it did not change twice.
    pub toll: Vec<TollPoint>,
    /// Independent sources.
    pub voices: usize,
    /// Articles in all, copies included.
    pub article_count: usize,
    /// The articles, oldest first, copies under the first of them.
    pub links: Vec<Link>,
    /// How many voices are not listed.
    pub unlisted: usize,
    /// The sentences it rests on.
    pub quotes: Vec<Quote>,
    /// Why it is told.
    pub why: Vec<String>,
    /// The mail this one answers; filled by [`Alert::answering`].
    pub earlier: Option<Earlier>,
    /// When the event was first heard of.
    pub first_told: String,
}

impl Alert {
    /// What is to be told of one event, times in `zone`.
    pub fn new(matter: &Matter<'_>, profile: &Profile, zone: &TimeZone) -> Self {
        let event = matter.event;
        let merged = figures::merged_changes(matter.developments);
        let turn = turn(matter.developments, &merged);
        let changes = match turn {
            Turn::New => Vec::new(),
            _ => figures::change_lines(event, &merged, profile),
        };
        let told_in_update = if turn == Turn::New { &[][..] } else { &merged[..] };
        let voices = sources::voices(event);
        let links: Vec<Link> = voices.iter().take(LISTED).map(|v| link(v, matter, zone)).collect();
        Self {
            turn,
            event: line(&event.id.0),
            kind: words::type_label(&event.kind, profile),
            severity: matter.developments.iter().map(|d| d.severity).max().unwrap_or(Severity::Low),
            headline: line(&event.title),
            headline_dir: words::direction(&event.title),
            places: words::place_chain(&event.places, profile),
            when: words::interval(event.when.as_ref()),
            figures: figures::counts(event, told_in_update, profile),
            facts: figures::others(event, told_in_update, profile),
            changes,
            toll: figures::toll(event, zone),
            voices: voices.len(),
            article_count: voices.iter().map(|v| 1 + v.copies.len()).sum(),
            unlisted: voices.len() - links.len(),
            links,
            quotes: quotes(matter),
            why: why(matter.developments, profile),
            earlier: None,
            first_told: words::instant(event.first_told, zone),
        }
    }

    /// The same, as an answer to a mail sent at `at`: a correction repeats what that one said.
    #[must_use]
    pub fn answering(mut self, at: Timestamp, zone: &TimeZone) -> Self {
        let said = self
            .changes
            .iter()
            .filter_map(|c| c.before.as_ref().map(|before| format!("{}: {before}", c.label)))
            .collect();
        self.earlier = Some(Earlier { at: words::instant(at, zone), said });
        self
    }
}

/// New where any development is; a correction where a figure falls or a report is denied.
fn turn(developments: &[Development], changes: &[figures::Merged]) -> Turn {
    if developments.iter().any(|d| d.verdict == Verdict::New) {
        Turn::New
    } else if changes.iter().any(figures::Merged::takes_back) {
        Turn::Correction
    } else {
        Turn::Update
    }
}

/// Why each development is told, in a reader's words: the scores are for `explain`.
fn why(developments: &[Development], profile: &Profile) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for development in developments {
        let told: Vec<String> = if development.changes.is_empty() {
            development
                .reasons
                .first()
                .map(|reason| words::capital(&line(reason)))
                .into_iter()
                .collect()
        } else {
            development.changes.iter().map(|c| figures::told_because(c, profile)).collect()
        };
        for reason in told {
            if !reason.is_empty() && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

fn quotes(matter: &Matter<'_>) -> Vec<Quote> {
    let mut quotes: Vec<Quote> = Vec::new();
    for development in matter.developments.iter().rev() {
        let told = matter.articles.iter().find(|a| a.article == development.article);
        let telling = matter.event.articles.iter().find(|t| t.article == development.article);
        let outlet = told.map(|a| &a.outlet).or(telling.map(|t| &t.outlet));
        let mut of_this = 0;
        for sentence in &development.evidence {
            let text = words::shorten(&words::sentence(sentence), 600);
            let full = of_this == QUOTED_OF_ONE || quotes.len() == QUOTED;
            if full || text.is_empty() || quotes.iter().any(|q| q.text == text) {
                continue;
            }
            of_this += 1;
            quotes.push(Quote {
                dir: words::direction(&text),
                text,
                outlet: outlet_name(outlet.map_or("", String::as_str)),
                lang: told.map(|a| language_tag(&a.lang)).unwrap_or_default(),
            });
        }
    }
    quotes
}

fn link(voice: &sources::Voice<'_>, matter: &Matter<'_>, zone: &TimeZone) -> Link {
    let find = |telling: &Telling| matter.articles.iter().find(|a| a.article == telling.article);
    let told = find(voice.first);
    let title = told.map(|a| line(&a.title)).filter(|t| !t.is_empty());
    let title = title.unwrap_or_else(|| "(no title)".to_owned());
    let mut copies: Vec<String> = Vec::new();
    for copy in &voice.copies {
        let name = outlet_name(&copy.outlet);
        if copy.outlet != voice.first.outlet && !copies.contains(&name) {
            copies.push(name);
        }
    }
    Link {
        dir: words::direction(&title),
        title: words::shorten(&title, 200),
        outlet: outlet_name(&voice.first.outlet),
        url: told.and_then(|a| words::web_address(&a.url)),
        lang: told.map(|a| language_tag(&a.lang)).unwrap_or_default(),
        at: words::short_instant(voice.first.at, zone),
        copies,
    }
}

/// An outlet's name; after one written right to left a mark keeps what follows in its order.
pub(super) fn outlet_name(outlet: &str) -> String {
    let name = line(outlet);
    match words::direction(&name) {
        _ if name.is_empty() => "unnamed source".to_owned(),
        "rtl" => format!("{name}\u{200e}"),
        _ => name,
    }
}

/// A language tag that is safe in an attribute; empty where it is not a tag.
fn language_tag(lang: &str) -> String {
    let fits = lang.len() <= 16 && lang.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if fits { lang.to_owned() } else { String::new() }
}
