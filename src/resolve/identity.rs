//! The decision: the best-scoring candidate, or none.

use jiff::civil::Date;

use crate::{
    model::{
        event::{Event, EventId, Role},
        verdict::Candidate,
    },
    profile::Profile,
};

use super::{
    features::{self, NAMES, Telltale},
    ledger::Ledger,
};

/// The event a mention belongs to, and what was weighed, best first.
#[derive(Debug)]
pub struct Identity {
    /// The same event, where there is one.
    pub event: Option<EventId>,
    /// Weighed events, best first.
    pub candidates: Vec<Candidate>,
}

/// Weights of the features, the bias apart.
struct Weights {
    bias: f64,
    of: [f64; NAMES.len()],
}

impl Weights {
    /// Reports are weighed by the profile's `same.*`, recalls by `recall.*`.
    fn of(role: Role, profile: &Profile) -> Self {
        let prefix = match role {
            Role::Primary => "same",
            Role::Background => "recall",
        };
        Self {
            bias: profile.number(&format!("{prefix}.bias")),
            of: NAMES.map(|name| profile.number(&format!("{prefix}.{name}"))),
        }
    }
}

/// Weighs the known events and takes the best one whose score is above 0.
pub fn resolve(tale: &Telltale<'_>, ledger: &Ledger, profile: &Profile, today: Date) -> Identity {
    let weights = Weights::of(tale.mention.role, profile);
    let mut candidates: Vec<Candidate> = ledger
        .candidates(tale.mention, tale.words, today, profile)
        .into_iter()
        .map(|event| weigh(tale, event, ledger, profile, &weights))
        .collect();
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.event.cmp(&b.event)));
    let event = candidates.first().filter(|best| best.score > 0.0).map(|best| best.event.clone());
    Identity { event, candidates }
}

fn weigh(
    tale: &Telltale<'_>,
    event: &Event,
    ledger: &Ledger,
    profile: &Profile,
    weights: &Weights,
) -> Candidate {
    let values = features::of(tale, event, ledger, profile);
    let parts = NAMES.iter().zip(values).zip(weights.of).filter(|((_, value), _)| *value != 0.0);
    let features: Vec<(String, f64, f64)> =
        parts.map(|((name, value), weight)| ((*name).to_owned(), value, value * weight)).collect();
    let score = weights.bias + features.iter().map(|(_, _, part)| part).sum::<f64>();
    Candidate { event: event.id.clone(), score, features }
}
