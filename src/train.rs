//! Labelled streams in, fitted weights out: what `cpec-watch fit` does. A stream is run through
//! [`assess`] with its labels as the truth, so that every case is met as a replay
//! meets it, and what was weighed is kept with the right answer. Four small logistic models are
//! fitted on that: *relevance* (is it of the topic?), *same* (which known event is this?), *found*
//! (where none fits, is it a fresh matter?) and *update* (is it news about the known one?). Each is cross-validated by event, and by stream where there
//! are several, so that nothing is judged by what it was fitted on.

use std::collections::{BTreeMap, HashMap};

use crate::{
    assess::{self, Standing, Terms},
    mention::relevance,
    model::{
        article::Article,
        event::{EventId, Role},
        verdict::{Assessment, Decision},
    },
    profile::Profile,
    replay::score::Gold,
    resolve::{
        Ledger, features,
        fit::{self, Case},
    },
    verdict::{found, update},
};
use jiff::Timestamp;

/// One labelled stream, in order.
pub type Stream = Vec<(Article, Gold)>;

/// Cases of the three models.
#[derive(Debug, Default)]
pub struct Cases {
    /// Which of the candidates, or none.
    pub same: Vec<Case>,
    /// Founds an event or not.
    pub found: Vec<Case>,
    /// News about the event or not.
    pub update: Vec<Case>,
    /// Of the topic or not.
    pub relevance: Vec<Case>,
    /// Articles that report a labelled event.
    pub reporting: usize,
    /// Articles whose true event no index brought up.
    pub unreached: usize,
    /// Articles that report a labelled event in which no event was found.
    pub unread: usize,
}

/// A fitted model.
#[derive(Debug)]
pub struct Fitted {
    /// `same`, `found`, `update` or `relevance`.
    pub name: &'static str,
    /// Weight by feature, `bias` among them.
    pub weights: Vec<(String, f64)>,
    /// How many cases it rests on.
    pub cases: usize,
    /// Share decided rightly on the very cases.
    pub fitted: f64,
    /// Share decided rightly when every event was held out in turn.
    pub held_out: f64,
    /// The same when every stream was held out in turn, where there are several.
    pub other_stream: Option<f64>,
}

/// Folds of the cross-validation by event.
const FOLDS: usize = 10;

/// Runs a stream with its labels as the truth and keeps every case.
pub fn collect(stream: &Stream, profile: &Profile, cases: &mut Cases) {
    let mut ledger = Ledger::default();
    let mut known: HashMap<&str, EventId> = HashMap::new();
    for (article, labels) in stream {
        let now = article.published.unwrap_or(Timestamp::UNIX_EPOCH);
        let fold = fold_of(labels.mentions.first().map_or(&labels.id, |m| &m.event));
        let label = labels.mentions.iter().find(|m| m.role == Role::Primary);
        cases.reporting += usize::from(label.is_some());
        // A later article about an event of the topic need not say so itself.
        if label.is_none_or(|label| !known.contains_key(label.event.as_str())) {
            let weighed = assess::relevance_of(article, profile, now).weighed;
            let candidate = (values(&weighed.stored()), labels.relevant);
            cases.relevance.push(Case {
                article: article.id.0.clone(),
                fold,
                candidates: vec![candidate],
            });
        }
        let truth = label.map(|label| known.get(label.event.as_str()).cloned());
        let terms = Terms { standing: Standing::News, truth };
        let assessment = assess::assess_as(article, profile, &mut ledger, now, &terms);
        let Some(decision) = primary(&assessment) else {
            cases.unread += usize::from(label.is_some());
            continue;
        };
        let first = label.is_none_or(|l| !known.contains_key(l.event.as_str()));
        if first {
            let candidate = (values(&decision.founding), label.is_some());
            cases.found.push(Case {
                article: article.id.0.clone(),
                fold,
                candidates: vec![candidate],
            });
        }
        let Some(label) = label else {
            cases.same(decision, None, (fold, &article.id.0));
            continue;
        };
        let fold = fold_of(&label.event);
        let event = known.get(label.event.as_str());
        cases.same(decision, event, (fold, &article.id.0));
        if event.is_some() && !decision.signs.is_empty() {
            let news = label.status != "repeat";
            cases.update.push(Case {
                article: article.id.0.clone(),
                fold,
                candidates: vec![(values(&decision.signs), news)],
            });
        }
        known.entry(label.event.as_str()).or_insert_with(|| decision.event.clone());
    }
}

impl Cases {
    fn same(
        &mut self,
        decision: &Decision,
        event: Option<&EventId>,
        (fold, article): (usize, &str),
    ) {
        let candidates: Vec<(Vec<f64>, bool)> = decision
            .candidates
            .iter()
            .map(|candidate| {
                let mut values = vec![0.0; features::NAMES.len()];
                for (name, value, _) in &candidate.features {
                    if let Some(at) = features::NAMES.iter().position(|n| n == name) {
                        values[at] = *value;
                    }
                }
                (values, Some(&candidate.event) == event)
            })
            .collect();
        if event.is_some() && !candidates.iter().any(|(_, same)| *same) {
            self.unreached += 1;
        }
        if !candidates.is_empty() {
            self.same.push(Case { article: article.to_owned(), fold, candidates });
        }
    }
}

/// What was read of the article's own matter, told or set aside.
fn primary(assessment: &Assessment) -> Option<&Decision> {
    let told = assessment.decisions.iter().find(|d| d.mention.role == Role::Primary);
    told.or(assessment.set_aside.as_ref())
}

fn values(parts: &[(String, f64, f64)]) -> Vec<f64> {
    parts.iter().map(|(_, value, _)| *value).collect()
}

/// The cases of one model as JSON lines: the article, each candidate's features by name, and which is
/// right.
pub fn as_lines(cases: &Cases) -> String {
    let models: [(&str, &[&str], &Vec<Case>); 4] = [
        ("relevance", &relevance::NAMES, &cases.relevance),
        ("same", &features::NAMES, &cases.same),
        ("found", &found::NAMES, &cases.found),
        ("update", &update::NAMES, &cases.update),
    ];
    let mut text = String::new();
    for (model, names, cases) in models {
        for case in cases {
            for (values, right) in &case.candidates {
                let named = names.iter().zip(values).filter(|(_, value)| **value != 0.0);
                let features: BTreeMap<&str, f64> = named.map(|(n, v)| (*n, *v)).collect();
                let article = &case.article;
                let line = serde_json::json!({
                    "model": model, "article": article, "features": features, "right": right
                });
                text.push_str(&format!("{line}\n"));
            }
        }
    }
    text
}

/// The same number for the same event, in every stream and run.
fn fold_of(event: &str) -> usize {
    let hash = xxhash_rust::xxh3::xxh3_64(event.as_bytes());
    usize::try_from(hash % 9973).unwrap_or(0)
}

/// Fits the three models on cases by stream. `penalty` is the L2 strength a case.
pub fn fit(streams: &[Cases], penalty: f64) -> Vec<Fitted> {
    type Pick = fn(&Cases) -> &Vec<Case>;
    let models: [(&'static str, &[&str], Pick); 4] = [
        ("same", &features::NAMES, |c| &c.same),
        ("found", &found::NAMES, |c| &c.found),
        ("update", &update::NAMES, |c| &c.update),
        ("relevance", &relevance::NAMES, |c| &c.relevance),
    ];
    models
        .into_iter()
        .map(|(name, features, pick)| {
            let by_stream: Vec<&Vec<Case>> = streams.iter().map(pick).collect();
            model((name, features), &by_stream, penalty)
        })
        .collect()
}

fn model(
    (name, features): (&'static str, &[&str]),
    streams: &[&Vec<Case>],
    penalty: f64,
) -> Fitted {
    let all: Vec<Case> = streams.iter().flat_map(|cases| cases.iter().cloned()).collect();
    let every: Vec<&Case> = all.iter().collect();
    let weights = fit::fit(&every, penalty);
    let named = features.iter().chain(&["bias"]).map(|n| (*n).to_owned());
    Fitted {
        name,
        cases: all.len(),
        fitted: fit::accuracy(&every, &weights),
        held_out: fit::cross_validate(&all, FOLDS, penalty),
        other_stream: (streams.len() > 1).then(|| across(streams, penalty)),
        weights: named.zip(weights).collect(),
    }
}

/// Each stream decided by what the others teach.
fn across(streams: &[&Vec<Case>], penalty: f64) -> f64 {
    let (mut right, mut total) = (0.0, 0.0);
    for held in 0..streams.len() {
        let others = streams.iter().enumerate().filter(|(n, _)| *n != held);
        let train: Vec<&Case> = others.flat_map(|(_, cases)| cases.iter()).collect();
        let test: Vec<&Case> = streams[held].iter().collect();
        right += fit::accuracy(&test, &fit::fit(&train, penalty)) * test.len() as f64;
        total += test.len() as f64;
    }
    if total > 0.0 { right / total } else { 1.0 }
}

/// The profile's numbers with the fitted ones in their place, as the text of a `weights.toml`.
pub fn as_toml(numbers: &BTreeMap<String, f64>, fitted: &[Fitted]) -> String {
    let mut numbers = numbers.clone();
    for model in fitted {
        let prefix = format!("{}.", model.name);
        numbers.retain(|key, _| !key.starts_with(&prefix));
        for (name, weight) in &model.weights {
            numbers.insert(format!("{prefix}{name}"), *weight);
        }
    }
    let mut text = String::from(
        "# Weights of relevance, identity and news, and the profile's other numbers.\n\
         # Written by `cpec-watch fit`; the README says on what and how.\n\n[numbers]\n",
    );
    for (key, number) in numbers {
        text.push_str(&format!("\"{key}\" = {number:.3}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitted_numbers_take_the_place_of_old_ones_and_others_stay() {
        let numbers = BTreeMap::from([
            ("freshness_days".to_owned(), 21.0),
            ("same.gone".to_owned(), 1.0),
            ("same.words".to_owned(), 1.0),
        ]);
        let fitted = Fitted {
            name: "same",
            weights: vec![("words".to_owned(), 2.5), ("bias".to_owned(), -1.0)],
            cases: 1,
            fitted: 1.0,
            held_out: 1.0,
            other_stream: None,
        };
        let text = as_toml(&numbers, &[fitted]);
        let lines: Vec<&str> = text.lines().skip(4).collect();
        assert_eq!(
            lines,
            ["\"freshness_days\" = 21.000", "\"same.bias\" = -1.000", "\"same.words\" = 2.500"]
        );
    }
}
