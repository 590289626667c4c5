//! A weighted sum of named features, with the profile's numbers `<model>.<feature>` as weights and
//! `<model>.bias` as the bias: the one form in which anything here is weighed.

use super::Profile;

/// A weighed decision: the sum and what each feature brought to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The log-odds; above 0 is yes.
    pub sum: f64,
    /// Feature, value, contribution; all of them, in the order given.
    pub parts: Vec<(&'static str, f64, f64)>,
}

impl Weighed {
    /// The sum as a probability, 0 to 1.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.sum).exp())
    }

    /// The decision is yes.
    pub fn holds(&self) -> bool {
        self.sum > 0.0
    }

    /// The feature that did most for the outcome, in words with its contribution.
    pub fn most(&self) -> String {
        let most = self.parts.iter().max_by(|a, b| (a.2 * self.sum).total_cmp(&(b.2 * self.sum)));
        most.map_or_else(String::new, |(name, _, part)| {
            format!("{} {part:+.1}", name.replace('_', " "))
        })
    }

    /// The parts as they are stored with a decision.
    pub fn stored(&self) -> Vec<(String, f64, f64)> {
        self.parts.iter().map(|(name, value, part)| ((*name).to_owned(), *value, *part)).collect()
    }
}

impl Profile {
    /// Weighs features by the profile's numbers for `model`.
    pub fn weigh(&self, model: &str, names: &[&'static str], values: &[f64]) -> Weighed {
        let weight = |name: &str| self.number(&format!("{model}.{name}"));
        let part = |(name, value): (&&'static str, &f64)| (*name, *value, weight(name) * value);
        let parts: Vec<_> = names.iter().zip(values).map(part).collect();
        Weighed { sum: weight("bias") + parts.iter().map(|(.., part)| part).sum::<f64>(), parts }
    }
}
