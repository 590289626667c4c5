//! Text → what tells copies apart: a 64-bit simhash to find near-copies fast, a set of shingles to
//! measure how much of one text stands in another.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Words a shingle.
const WORDS: usize = 3;
/// Bits in which two copies of one text may differ. Texts that share nothing differ in about 32.
const NEAR: u32 = 13;
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
        .map(|window| {
            window.iter().fold(0, |seed, word| xxh3_64_with_seed(&word.to_le_bytes(), seed))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "KARACHI: Two engineers were killed and ten other people hurt when a car loaded \
        with explosives was driven into their convoy near the airport late on Sunday, police said. The \
        convoy had left the terminal minutes before. Windows broke half a mile away and several cars burnt \
        out on the slip road, where fire crews worked until the early morning. A separatist group said in a \
        message to reporters that one of its members had carried out the attack. The embassy asked for a \
        thorough inquiry and for better protection of its citizens, and the interior ministry promised \
        both. Investigators took away the engine block of the car and were looking at pictures from the \
        cameras along the road. The airport stayed open, though some flights were late.";

    const OTHER: &str = "Investigators believe that the man who drove a car full of explosives into a convoy \
        near Karachi airport on Sunday had bought it only a month before in the south of Punjab, three \
        officials told this paper. The vehicle's number plate belonged to another car. Police have held \
        four people over the purchase, one of them a bank clerk, and want to speak to a fifth, who is thought \
        to have watched the hotel where the engineers stayed. Two engineers died in the blast, which the \
        separatist group claimed within hours. Their embassy has asked for the culprits to be punished, \
        and a team of its own experts is expected on Wednesday to see the place and to read the files.";

    #[test]
    fn copies_with_boilerplate_and_small_edits_are_near() {
        let copy = STORY
            .replace("KARACHI: ", "KARACHI (Coast Wire) - ")
            .replace("ten other people", "at least ten others")
            .replace("inquiry", "investigation");
        let apart = (fingerprint(STORY) ^ fingerprint(&copy)).count_ones();
        assert!(near(fingerprint(STORY), fingerprint(&copy)), "{apart} bits apart");
        let (a, b) =
            (Shingles::of(STORY), Shingles::of(&format!("{copy} Read more about the coast.")));
        assert!(overlap(&a, &b) > 0.8, "{}", overlap(&a, &b));
        assert!(is_copy(&a, &b));
    }

    #[test]
    fn a_copy_cut_short_is_still_contained() {
        let half = &STORY[..STORY.floor_char_boundary(STORY.len() / 2)];
        let (a, b) = (Shingles::of(STORY), Shingles::of(half));
        assert!(overlap(&a, &b) > 0.95);
        assert!(is_copy(&a, &b));
    }

    #[test]
    fn another_story_on_the_same_event_is_no_copy() {
        assert!(!near(fingerprint(STORY), fingerprint(OTHER)));
        let (a, b) = (Shingles::of(STORY), Shingles::of(OTHER));
        assert!(overlap(&a, &b) < 0.2, "{}", overlap(&a, &b));
        assert!(!is_copy(&a, &b));
    }

    #[test]
    fn case_and_punctuation_do_not_matter_and_empty_texts_are_near_nothing() {
        assert_eq!(fingerprint("Two men, hurt!"), fingerprint("two men hurt"));
        assert_eq!(fingerprint(" … "), 0);
        assert!(!near(0, 0));
        assert!(overlap(&Shingles::default(), &Shingles::of("a b c")).abs() < f64::EPSILON);
    }

    #[test]
    fn copies_form_one_group() {
        let edited = STORY.replace("late on Sunday", "on Sunday night");
        let texts: Vec<Shingles> =
            [STORY, OTHER, &edited, STORY].into_iter().map(Shingles::of).collect();
        assert_eq!(groups(&texts), [0, 1, 0, 0]);
    }
}
