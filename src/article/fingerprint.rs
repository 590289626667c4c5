//! Text → what tells copies apart: a 64-bit simhash to find near-copies fast, a set of shingles to
//! measure how much of one text stands in another.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Words a shingle.
const WORDS: usize = 3;
/// Bits in which two copies of one text may differ. Texts that share nothing differ in about 32.
const NEAR: u32 = 10;
/// Share of the shorter text that stands in the longer one when one is a copy of the other.
const COPY: f64 = 0.6;
/// Texts with fewer shingles are compared whole, not by what they contain.
const SHORT: usize = 25;
/// Names by which a text is found in an index of texts.
const KEYS: usize = 8;

/// 64-bit simhash over the word 3-shingles of a text; 0 for a text without words.
pub fn fingerprint(text: &str) -> u64 {
    let mut votes = [0_i32; 64];
    for hash in shingle_hashes(text) {
        for (bit, vote) in votes.iter_mut().enumerate() {
            *vote += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    votes.iter().enumerate().filter(|(_, vote)| **vote > 0).fold(0, |sum, (bit, _)| sum | 1 << bit)
}

/// Whether two fingerprints are of copies of one text. A text without words is near to none.
pub fn near(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= NEAR
}

/// The word 3-shingles of a text, as a sorted set of hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// The shingles of a text.
    pub fn of(text: &str) -> Self {
        let mut hashes = shingle_hashes(text);
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the text had no words.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The smallest hashes: two copies of a text nearly always share one, other texts hardly ever.
    pub fn keys(&self) -> &[u64] {
        &self.0[..self.0.len().min(KEYS)]
    }

    fn shared(&self, other: &Self) -> usize {
        let (mut left, mut right, mut count) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.0.get(left), other.0.get(right)) {
            count += usize::from(a == b);
            left += usize::from(a <= b);
            right += usize::from(b <= a);
        }
        count
    }
}

/// How much of the shorter text stands in the longer one, 0 to 1. Of two short texts, how much they
/// share of both.
pub fn overlap(a: &Shingles, b: &Shingles) -> f64 {
    let least = a.len().min(b.len());
    if least == 0 {
        return 0.0;
    }
    let shared = a.shared(b);
    if least < SHORT {
        return shared as f64 / (a.len() + b.len() - shared) as f64;
    }
    shared as f64 / least as f64
}

/// Whether one text is a copy of the other: the same report, cut or lightly edited.
pub fn is_copy(a: &Shingles, b: &Shingles) -> bool {
    overlap(a, b) >= COPY
}

/// Groups texts that are copies of one another; each gets the smallest index of its group.
pub fn groups(texts: &[Shingles]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..texts.len()).collect();
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (index, text) in texts.iter().enumerate() {
        let mut candidates: Vec<usize> =
            text.keys().iter().filter_map(|key| seen.get(key)).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        if let Some(first) = candidates.into_iter().find(|other| is_copy(text, &texts[*other])) {
            group[index] = group[first];
        }
        for key in text.keys() {
            seen.entry(*key).or_default().push(index);
        }
    }
    group
}

/// Words are runs of letters and digits, in lower case; an apostrophe stays inside its word.
fn shingle_hashes(text: &str) -> Vec<u64> {
    let lower = text.to_lowercase();
    let words: Vec<u64> = lower
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(|word| xxh3_64(word.as_bytes()))
        .collect();
    if words.is_empty() {
        return Vec::new();
    }
    let width = WORDS.min(words.len());
    words
        .windows(width)
        .map(|window| window.iter().fold(0, |seed, word| xxh3_64_with_seed(&word.to_le_bytes(), seed)))
        .collect()
}
