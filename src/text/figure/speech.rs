//! What stands behind a figure: who claims it, whether it is denied or only imagined, and deaths
//! that are told without a count.

use super::{super::Number, Figure, Harm, Reference, Relation, bind::Binder};
use crate::model::fact::Qualifier;

impl Binder<'_> {
    /// The speaker of "said it had killed", "claimed its fighters killed".
    pub(super) fn claimed(&self, at: usize) -> Option<std::ops::Range<usize>> {
        // "an attack that killed two": the article tells what the attack did.
        if matches!(self.tokens.before(at, 1), "that" | "which") {
            return None;
        }
        let mut i = at;
        for _ in 0..32 {
            i = i.checked_sub(1)?;
            let word = self.word(i);
            if matches!(word, "." | ";") {
                return None;
            }
            let claims = matches!(word, "claimed" | "claims" | "claiming")
                && at > i + 1
                && !matches!(self.word(i + 1), "responsibility" | "the" | "credit");
            let party = (1..=8).any(|back| {
                matches!(
                    self.tokens.before(i, back),
                    "group"
                        | "outfit"
                        | "militants"
                        | "militant"
                        | "rebels"
                        | "rebel"
                        | "separatists"
                        | "separatist"
                        | "insurgents"
                        | "liberation"
                        | "brigade"
                        | "faction"
                        | "@party"
                )
            }) || self.party(i);
            let pluperfect = matches!(self.tokens.before(at, 1), "had" | "has" | "have");
            let claims = claims
                || (party && pluperfect && matches!(word, "said" | "says"))
                || (party && matches!(word, "put" | "puts"));
            let own = matches!(word, "said" | "says")
                && matches!(self.word(i + 1), "it" | "its" | "they" | "their" | "that")
                && at - i > 2
                && matches!(
                    self.word(i + 1 + usize::from(self.word(i + 1) == "that")),
                    "it" | "its" | "their" | "they"
                );
            if claims || own {
                let mut from = i;
                while from > 0
                    && i - from < 6
                    && !matches!(self.tokens.before(from, 1), "," | "." | ";" | "and" | "\"")
                {
                    from -= 1;
                }
                return Some(self.tokens.span(from, i));
            }
        }
        None
    }

    /// A party of the conflict (the profile marks them) speaks just before `at`.
    pub(super) fn party(&self, at: usize) -> bool {
        self.parties.iter().any(|to| *to <= at && at - to <= 8)
    }

    pub(super) fn negated(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| matches!(self.word(i), "not" | "never") || self.word(i).ends_with("n't"))
    }

    /// "could have killed", "planned to kill".
    pub(super) fn hypothetical(&self, at: usize) -> bool {
        let infinitive = matches!(
            self.word(at),
            "kill"
                | "wound"
                | "injure"
                | "abduct"
                | "kidnap"
                | "hurt"
                | "arrest"
                | "detain"
                | "die"
        );
        if infinitive
            && matches!(
                self.tokens.before(at, 1),
                "to" | "could" | "would" | "might" | "may" | "will" | "can" | "not"
            )
        {
            return true;
        }
        (1..=4).any(|back| {
            matches!(
                self.tokens.before(at, back),
                "could"
                    | "would"
                    | "might"
                    | "if"
                    | "threatened"
                    | "threatening"
                    | "plotting"
                    | "planned"
                    | "planning"
            )
        })
    }

    /// "a fatal shooting" kills someone, though nobody is counted.
    pub(super) fn implied(&mut self) {
        if self.out.iter().any(|f| f.harm == Harm::Killed) {
            return;
        }
        let found = (0..self.tokens.len()).find(|at| {
            matches!(self.word(*at), "fatal" | "deadly")
                && (1..=2)
                    .any(|n| matches!(self.word(at + n), "shooting" | "shootings" | "stabbing"))
        });
        let Some(at) = found else { return };
        let span = self.tokens.span(at, at + 2);
        self.out.push(Figure {
            harm: Harm::Killed,
            groups: Vec::new(),
            number: Number { span: span.clone(), low: 1, high: 1, qualifier: Qualifier::AtLeast },
            relation: Relation::Total,
            reference: Reference::Known,
            previous: None,
            claimed_by: None,
            negated: false,
            hypothetical: false,
            clause: u32::try_from(at + 1_000).unwrap_or(u32::MAX),
            noun: String::new(),
            trigger: span.clone(),
            span,
        });
    }
}
