//! A mention against the ledger: with the event it belongs to, what is materially new in it
//! ([`update`]); with none, whether it founds a new one ([`found`]).

pub mod found;
pub mod update;

use crate::model::verdict::{Change, Verdict};

/// A verdict with what changed and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Facts that changed.
    pub changes: Vec<Change>,
    /// Why, in words.
    pub reasons: Vec<String>,
    /// Signs that were weighed: name, value, contribution.
    pub signs: Vec<(String, f64, f64)>,
}

impl Judgement {
    /// A verdict for one reason, nothing weighed.
    pub fn plain(verdict: Verdict, reason: &str) -> Self {
        let reasons = vec![reason.to_owned()];
        Self { verdict, changes: Vec::new(), reasons, signs: Vec::new() }
    }
}
