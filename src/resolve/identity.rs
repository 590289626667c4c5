//! The decision: the best-scoring candidate, or none.

use crate::{
    model::{event::EventId, verdict::Candidate},
    profile::Profile,
};

use super::{
    features::{self, NAMES, Telltale},
    ledger::Ledger,
};

/// How many candidates are kept for `explain`.
const SHOWN: usize = 5;

/// The event a mention belongs to, and what was weighed, best first.
#[derive(Debug)]
pub struct Identity {
    /// The same event, where there is one.
    pub event: Option<EventId>,
    /// Weighed events.
    pub candidates: Vec<Candidate>,
}

/// Weighs the known events and takes the best one whose score is above 0.
pub fn resolve(tale: &Telltale<'_>, ledger: &Ledger, profile: &Profile, today: jiff::civil::Date) -> Identity {
    let known = ledger.candidates(tale.mention, tale.words, today, profile);
    let prefix = if features::is_primary(tale.mention) { "same" } else { "recall" };
    let mut candidates: Vec<Candidate> = known
        .into_iter()
        .map(|event| weigh(tale, event, ledger, profile, prefix))
        .collect();
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.event.cmp(&b.event)));
    candidates.truncate(SHOWN);
    let event = candidates.first().filter(|best| best.score > 0.0).map(|best| best.event.clone());
    Identity { event, candidates }
}

fn weigh(
    tale: &Telltale<'_>,
    event: &crate::model::event::Event,
    ledger: &Ledger,
    profile: &Profile,
    prefix: &str,
) -> Candidate {
    let values = features::of(tale, event, ledger, profile);
    let mut score = profile.number(&format!("{prefix}.bias"));
    let mut shown = Vec::new();
    for (name, value) in NAMES.iter().zip(values) {
        let part = value * profile.number(&format!("{prefix}.{name}"));
        score += part;
        if value != 0.0 {
            shown.push(((*name).to_owned(), value, part));
        }
    }
    Candidate { event: event.id.clone(), score, features: shown }
}
