//! What one check did: the log line, the output of `check` in three formats, its exit code, and
//! what tests look at.

use std::fmt::Write;

use jiff::Timestamp;
use serde::Serialize;

use super::{decide::Decided, look::Looked};
use crate::{
    model::{
        article::ArticleId,
        event::EventId,
        look::{Failure, FailureKind, Outcome},
        notice::{Development, Severity},
        source::SourceId,
        verdict::{Change, Verdict},
    },
    profile::Profile,
    replay,
};

/// What one check did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The instant it worked with.
    pub at: Timestamp,
    /// Nothing was stored or sent.
    pub dry_run: bool,
    /// It was asked to stop before its end: what is left stays due and unseen.
    pub stopped: bool,
    /// Sources asked.
    pub looked: usize,
    /// Of these, unchanged since the last look.
    pub unchanged: usize,
    /// Of these, failed, with the reason.
    pub failed: Vec<Failed>,
    /// Entries read.
    pub entries: usize,
    /// Of these, never seen before.
    pub unseen: usize,
    /// Of these, left unseen for the next look because of a cap.
    pub left: usize,
    /// Pages fetched for entries without their full text.
    pub pages: usize,
    /// Articles decided about.
    pub articles: usize,
    /// Of these, of the topic.
    pub relevant: usize,
    /// Tellings of known events with nothing new.
    pub repeats: usize,
    /// Events that were only recalled.
    pub recalled: usize,
    /// What is new, in the order found.
    pub developments: Vec<Told>,
    /// Notices queued with it.
    pub notices: usize,
    /// What the delivery after it did.
    pub mail: Mail,
    /// What was mended or is odd, for the operator.
    pub warnings: Vec<String>,
}

/// A source that failed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failed {
    /// Which.
    pub source: SourceId,
    /// The class of failure.
    pub kind: FailureKind,
    /// What happened, in words.
    pub message: String,
}

/// What the delivery did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Mail {
    /// Messages the server or folder took.
    pub sent: usize,
    /// Messages to be tried again.
    pub retried: usize,
    /// Messages given up for now (`mail queue` shows them).
    pub dead: usize,
    /// Messages that wait because of the hourly limit or an unusable server.
    pub held: usize,
    /// The files written, where mail goes into a folder.
    pub files: Vec<std::path::PathBuf>,
    /// What went wrong.
    pub errors: Vec<String>,
}

/// A development as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// `new` or `update`.
    pub verdict: Verdict,
    /// The event.
    pub event: EventId,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// A line for people.
    pub title: String,
    /// First and last day, as far as known.
    pub when: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Place names, finest first.
    pub places: Vec<String>,
    /// How grave.
    pub severity: Severity,
    /// What changed.
    pub changes: Vec<Change>,
    /// Why it is told.
    pub reasons: Vec<String>,
    /// The sentences it rests on.
    pub evidence: Vec<String>,
    /// The article that brought it.
    pub article: ArticleId,
    /// Its headline.
    pub headline: String,
    /// Its outlet.
    pub outlet: String,
    /// Its address.
    pub url: String,
}

/// The report of a check.
pub fn of(
    looked: &[Looked],
    decided: &Decided,
    profile: &Profile,
    (now, dry_run): (Timestamp, bool),
) -> Report {
    let judged = || decided.cases.iter().filter_map(|case| case.assessment.as_ref());
    let mut report = Report {
        at: now,
        dry_run,
        looked: looked.len(),
        pages: decided.cases.iter().filter(|case| case.fetched).count(),
        articles: judged().count(),
        relevant: judged().filter(|assessment| assessment.relevant).count(),
        repeats: decided.count(Verdict::Repeat),
        recalled: decided.count(Verdict::Background),
        developments: decided.developments.iter().map(|d| told(d, decided, profile)).collect(),
        warnings: decided.warnings.clone(),
        ..Report::default()
    };
    for look in looked.iter().map(|looked| &looked.look) {
        report.unseen += look.unseen;
        report.left += look.left;
        let source = look.source.clone();
        report.warnings.extend(look.warnings.iter().map(|warning| format!("{source}: {warning}")));
        match &look.outcome {
            Outcome::Fresh => report.entries += look.entries,
            Outcome::Unchanged => report.unchanged += 1,
            Outcome::Failed(Failure { kind, message, .. }) => {
                report.failed.push(Failed { source, kind: kind.clone(), message: message.clone() });
            }
        }
    }
    report
}

fn told(development: &Development, decided: &Decided, profile: &Profile) -> Told {
    let event = decided.events.iter().find(|event| event.id == development.event);
    let article = decided.cases.iter().map(|case| &case.article);
    let article = article.into_iter().find(|article| article.id == development.article);
    Told {
        verdict: development.verdict,
        event: development.event.clone(),
        kind: event.map(|event| kind(&event.kind, profile)).unwrap_or_default(),
        title: event.map(|event| event.title.clone()).unwrap_or_default(),
        when: event.and_then(|event| event.when).map(|when| (when.start, when.end)),
        places: event.map(|event| replay::place_names(&event.places, profile)).unwrap_or_default(),
        severity: development.severity,
        changes: development.changes.clone(),
        reasons: development.reasons.clone(),
        evidence: development.evidence.clone(),
        article: development.article.clone(),
        headline: article.map(|article| article.title.clone()).unwrap_or_default(),
        outlet: article.map(|article| article.outlet.clone()).unwrap_or_default(),
        url: article.map(|article| article.url.clone()).unwrap_or_default(),
    }
}

fn kind(id: &str, profile: &Profile) -> String {
    profile.kind(id).map_or_else(|| id.to_owned(), |ix| profile.types[ix].label.clone())
}

impl Report {
    /// One line for the log.
    pub fn log(&self) {
        tracing::info!(
            looked = self.looked,
            unchanged = self.unchanged,
            failed = self.failed.len(),
            unseen = self.unseen,
            left = self.left,
            articles = self.articles,
            relevant = self.relevant,
            developments = self.developments.len(),
            sent = self.mail.sent,
            retried = self.mail.retried,
            "checked {} sources: {} articles, {} developments",
            self.looked,
            self.articles,
            self.developments.len(),
        );
        for failed in &self.failed {
            tracing::warn!(source = %failed.source, kind = ?failed.kind, "{}", failed.message);
        }
        for warning in &self.warnings {
            tracing::debug!("{warning}");
        }
        for error in &self.mail.errors {
            tracing::error!("mail: {error}");
        }
    }

    /// The counts as two lines for people.
    pub fn summary(&self) -> String {
        let mut text = format!(
            "{} looked at, {} unchanged, {} failed; {}, {} never seen",
            count(self.looked, "source"),
            self.unchanged,
            self.failed.len(),
            count(self.entries, "entry"),
            self.unseen,
        );
        if self.left > 0 {
            let _ = write!(text, " ({} left for the next look)", self.left);
        }
        let _ = write!(
            text,
            "\n{} read, {} of the topic: {}, {}, {} recalled",
            count(self.articles, "article"),
            self.relevant,
            count(self.developments.len(), "development"),
            count(self.repeats, "repeat"),
            self.recalled,
        );
        text
    }

    /// The report in Markdown.
    pub fn markdown(&self) -> String {
        let mut text =
            format!("# Check of {}\n\n{}\n", self.at, self.summary().replace('\n', "\n\n"));
        for told in &self.developments {
            let _ = write!(text, "\n## {}: {}\n\n", word(told.verdict), told.title);
            let _ = writeln!(text, "{}\n", place_and_time(told));
            for change in &told.changes {
                let _ = writeln!(text, "- {}", change_line(change));
            }
            for sentence in told.evidence.iter().take(1) {
                let _ = writeln!(text, "\n> {}\n", sentence.trim().replace('\n', " "));
            }
            let _ = writeln!(text, "[{}]({}) ({})", told.headline, told.url, told.outlet);
        }
        if !self.failed.is_empty() {
            text.push_str("\n## Sources that failed\n\n");
            for failed in &self.failed {
                let _ = writeln!(text, "- `{}`: {}", failed.source, failed.message);
            }
        }
        text
    }
}

/// `NEW` or `UPDATE`.
pub fn word(verdict: Verdict) -> &'static str {
    if verdict == Verdict::Update { "UPDATE" } else { "NEW" }
}

/// Where and when, on one line.
pub fn place_and_time(told: &Told) -> String {
    let place =
        if told.places.is_empty() { "place unknown".into() } else { told.places.join(", ") };
    match told.when {
        Some((from, to)) if from == to => format!("{}, {place}, {from}", told.kind),
        Some((from, to)) => format!("{}, {place}, {from} to {to}", told.kind),
        None => format!("{}, {place}", told.kind),
    }
}

/// A changed fact on one line.
pub fn change_line(change: &Change) -> String {
    let key = change.key.to_string().replace('_', " ");
    match &change.before {
        Some(before) => format!("{key}: {before} → {} ({})", change.after, change.reason),
        None => format!("{key}: {} ({})", change.after, change.reason),
    }
}

fn count(n: usize, what: &str) -> String {
    match (n, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{n} {stem}ies"),
        _ => format!("{n} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_english() {
        assert_eq!(count(1, "entry"), "1 entry");
        assert_eq!(count(0, "entry"), "0 entries");
        assert_eq!(count(2, "source"), "2 sources");
    }
}
