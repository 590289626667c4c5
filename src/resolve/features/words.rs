//! Shared words: cosine with the closest telling, what the tellings cover, copies of one text.

use crate::{
    model::event::{Event, Telling, Words},
    resolve::ledger::Ledger,
};

use super::Telltale;

/// TF-IDF cosine with the closest of its newest tellings, and the share of the lead's weight that
/// the event's words cover.
pub(super) fn words(tale: &Telltale<'_>, event: &Event, ledger: &Ledger) -> [f64; 2] {
    let mut best: f64 = 0.0;
    let own = norm(tale.words, ledger);
    for telling in newest(event) {
        let dot = dot(tale.words, &telling.words, ledger);
        let other = norm(&telling.words, ledger);
        if own > 0.0 && other > 0.0 {
            best = best.max(dot / (own * other));
        }
    }
    [best, covered(tale.lead, event, ledger)]
}

/// Share of the words' weight that the newest tellings of an event cover.
pub fn covered(words: &Words, event: &Event, ledger: &Ledger) -> f64 {
    coverage(words, event, ledger).0
}

/// The weight of the words that no telling of an event has, 0 for none, about 1 for three rare ones.
pub fn uncovered(words: &Words, event: &Event, ledger: &Ledger) -> f64 {
    let total: f64 = words.iter().map(|(w, _)| ledger.idf(*w)).sum();
    ((total - coverage(words, event, ledger).1).max(0.0) / 7.0).ln_1p()
}

/// [`covered`], with the weight that is covered.
pub(super) fn coverage(words: &Words, event: &Event, ledger: &Ledger) -> (f64, f64) {
    let tellings: Vec<_> = newest(event).collect();
    let knows = |word: u32| {
        tellings.iter().any(|t| t.words.binary_search_by_key(&word, |(w, _)| *w).is_ok())
    };
    let total: f64 = words.iter().map(|(w, _)| ledger.idf(*w)).sum();
    let found: f64 = words.iter().filter(|(w, _)| knows(*w)).map(|(w, _)| ledger.idf(*w)).sum();
    (if total > 0.0 { found / total } else { 0.0 }, found)
}

/// The last tellings that kept their words.
pub(super) fn newest(event: &Event) -> impl Iterator<Item = &Telling> {
    event.articles.iter().rev().filter(|t| !t.words.is_empty()).take(12)
}

/// Simhashes of copies of one text differ in few of 64 bits.
pub(super) fn near(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= 6
}

pub(super) fn weight(word: u32, count: u8, ledger: &Ledger) -> f64 {
    (1.0 + f64::from(count.max(1)).ln()) * ledger.idf(word)
}

pub(super) fn norm(words: &Words, ledger: &Ledger) -> f64 {
    words.iter().map(|(w, n)| weight(*w, *n, ledger).powi(2)).sum::<f64>().sqrt()
}

pub(super) fn dot(a: &Words, b: &Words, ledger: &Ledger) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += weight(a[i].0, a[i].1, ledger) * weight(b[j].0, b[j].1, ledger);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
