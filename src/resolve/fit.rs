//! Fits weights on labelled streams: a conditional logit over "which of these, or none" with an L2
//! penalty, by gradient descent. With one candidate a case it is a logistic regression. Cross-validated
//! by event, so that no event is weighed by what was learnt from its own articles.

/// One mention with what could be its event.
#[derive(Debug, Clone)]
pub struct Case {
    /// The article it was met in.
    pub article: String,
    /// Which fold it is held out in: the same for all articles of one event.
    pub fold: usize,
    /// Features of each candidate, and whether it is the true event. None true: a new event.
    pub candidates: Vec<(Vec<f64>, bool)>,
}

/// Fitted weights, the bias last.
pub type Weights = Vec<f64>;

/// Steps of the descent; the loss is convex and flat long before.
const STEPS: usize = 400;

/// Fits weights on `cases`, starting from nothing. `penalty` is the L2 strength per case.
pub fn fit(cases: &[&Case], penalty: f64) -> Weights {
    let width =
        cases.iter().flat_map(|c| &c.candidates).map(|(f, _)| f.len()).max().unwrap_or(0) + 1;
    let (mut weights, mut mean, mut square) =
        (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
    for step in 1..=STEPS {
        let mut gradient = slope(cases, &weights);
        for (g, w) in gradient.iter_mut().zip(&weights) {
            *g = *g / cases.len().max(1) as f64 + penalty * w;
        }
        // Adam (Kingma and Ba, 2015) with its usual constants.
        let t = i32::try_from(step).unwrap_or(i32::MAX);
        for n in 0..weights.len() {
            mean[n] = 0.9 * mean[n] + 0.1 * gradient[n];
            square[n] = 0.999 * square[n] + 0.001 * gradient[n] * gradient[n];
            let m = mean[n] / (1.0 - 0.9_f64.powi(t));
            let s = square[n] / (1.0 - 0.999_f64.powi(t));
            weights[n] -= 0.05 * m / (s.sqrt() + 1e-8);
        }
    }
    weights
}

/// The score of one candidate.
pub fn score(features: &[f64], weights: &[f64]) -> f64 {
    features.iter().zip(weights).map(|(f, w)| f * w).sum::<f64>() + weights[weights.len() - 1]
}

/// Gradient of the summed negative log-likelihood.
fn slope(cases: &[&Case], weights: &[f64]) -> Weights {
    let mut gradient = vec![0.0; weights.len()];
    let bias = weights.len() - 1;
    for case in cases {
        let scores: Vec<f64> = case.candidates.iter().map(|(f, _)| score(f, weights)).collect();
        let top = scores.iter().copied().fold(0.0, f64::max);
        let total = (-top).exp() + scores.iter().map(|s| (s - top).exp()).sum::<f64>();
        for ((features, truth), score) in case.candidates.iter().zip(&scores) {
            let pull = (score - top).exp() / total - f64::from(u8::from(*truth));
            for (g, f) in gradient.iter_mut().zip(features) {
                *g += pull * f;
            }
            gradient[bias] += pull;
        }
    }
    gradient
}

/// The share of cases decided rightly: the true event on top and above 0, or none above 0.
pub fn accuracy(cases: &[&Case], weights: &[f64]) -> f64 {
    let right = cases
        .iter()
        .filter(|case| {
            let best = case
                .candidates
                .iter()
                .map(|(f, truth)| (score(f, weights), *truth))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let known = case.candidates.iter().any(|(_, truth)| *truth);
            match best {
                Some((score, truth)) if score > 0.0 => truth,
                _ => !known,
            }
        })
        .count();
    right as f64 / cases.len().max(1) as f64
}

/// Mean accuracy on held-out folds.
pub fn cross_validate(cases: &[Case], folds: usize, penalty: f64) -> f64 {
    let mut sum = 0.0;
    for held in 0..folds {
        let (test, train): (Vec<&Case>, Vec<&Case>) =
            cases.iter().partition(|case| case.fold % folds == held);
        sum += accuracy(&test, &fit(&train, penalty)) * test.len() as f64;
    }
    sum / cases.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_feature_is_learnt() {
        let case = |n: usize| {
            let truth = n.is_multiple_of(2);
            let telling = f64::from(u8::from(truth));
            Case {
                article: n.to_string(),
                fold: n,
                candidates: vec![(vec![telling, 0.0], truth), (vec![0.0, 1.0], false)],
            }
        };
        let cases: Vec<Case> = (0..40).map(case).collect();
        let all: Vec<&Case> = cases.iter().collect();
        let weights = fit(&all, 0.001);
        assert!(weights[0] > 1.0 && weights[2] < 0.0, "{weights:?}");
        assert!(cross_validate(&cases, 5, 0.001) > 0.95);
    }
}
