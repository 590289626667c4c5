//! The words that tell one story from another: hashed, counted, the common ones left out.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

use super::document::{Document, Line};
use crate::{
    model::event::{Mention, Words},
    profile::{Found, Profile},
};

/// English words that say nothing about which story it is.
const COMMON: &[&str] = &[
    "about",
    "above",
    "according",
    "across",
    "added",
    "after",
    "again",
    "against",
    "ago",
    "all",
    "almost",
    "along",
    "already",
    "also",
    "although",
    "always",
    "among",
    "and",
    "another",
    "any",
    "anyone",
    "are",
    "around",
    "asked",
    "away",
    "back",
    "because",
    "been",
    "before",
    "began",
    "behind",
    "being",
    "between",
    "both",
    "but",
    "called",
    "came",
    "can",
    "cannot",
    "could",
    "day",
    "days",
    "did",
    "does",
    "done",
    "down",
    "during",
    "each",
    "earlier",
    "either",
    "even",
    "ever",
    "every",
    "few",
    "first",
    "for",
    "former",
    "from",
    "get",
    "gave",
    "given",
    "got",
    "had",
    "has",
    "have",
    "having",
    "her",
    "here",
    "him",
    "his",
    "how",
    "however",
    "into",
    "its",
    "itself",
    "just",
    "know",
    "known",
    "last",
    "late",
    "later",
    "least",
    "less",
    "like",
    "made",
    "make",
    "many",
    "may",
    "meanwhile",
    "might",
    "more",
    "most",
    "much",
    "must",
    "near",
    "nearly",
    "never",
    "new",
    "next",
    "nor",
    "not",
    "nothing",
    "now",
    "off",
    "once",
    "one",
    "only",
    "onto",
    "other",
    "others",
    "our",
    "out",
    "over",
    "own",
    "part",
    "put",
    "rather",
    "said",
    "same",
    "saw",
    "say",
    "saying",
    "says",
    "second",
    "see",
    "seen",
    "set",
    "several",
    "shall",
    "she",
    "should",
    "since",
    "some",
    "soon",
    "still",
    "such",
    "take",
    "taken",
    "taking",
    "tell",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "third",
    "this",
    "those",
    "though",
    "three",
    "through",
    "time",
    "told",
    "took",
    "toward",
    "towards",
    "two",
    "under",
    "until",
    "upon",
    "used",
    "very",
    "was",
    "way",
    "week",
    "weeks",
    "well",
    "went",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "year",
    "years",
    "yet",
    "you",
    "your",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "month",
    "months",
    "today",
    "yesterday",
    "people",
    "news",
    "story",
    "reported",
    "report",
    "reports",
    "statement",
    "officials",
    "official",
];

/// Words of the reporting lines; names of places and actors count by what they stand for, so that
/// spellings agree.
pub fn of(document: &Document, profile: &Profile) -> Words {
    let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
    for (weight, line) in document.foreground() {
        let weight = if weight >= 2.0 { 2.0 } else { 1.0 };
        for hash in hashes(document, line, profile) {
            *counts.entry(hash).or_default() += weight;
        }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped first")]
    counts.into_iter().map(|(hash, n)| (hash, n.clamp(1.0, 255.0) as u8)).collect()
}

/// Names of people, ships, firms and operations that no list knows: capitalised words of the
/// first reporting lines that do not begin a sentence and are no known name.
pub fn names(document: &Document, lines: usize) -> Words {
    let mut all: Vec<u32> = Vec::new();
    for (_, line) in document.foreground().filter(|(_, line)| line.span.start > 0).take(lines) {
        let text = document.words_of(line);
        let known = document.names_of(line);
        let (mut begins, mut at) = (true, line.span.start);
        for word in text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '-') {
            let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let listed = known.iter().any(|m| {
                !matches!(m.found, Found::Word(_) | Found::Cue(_)) && m.start <= at && at < m.end
            });
            let capital = bare.chars().next().is_some_and(char::is_uppercase);
            if capital && !begins && !listed && bare.chars().count() > 2 {
                all.extend(tokens(bare).map(|word| hash_of(&word)));
            }
            begins &= bare.is_empty();
            at += word.len();
        }
    }
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|hash| (hash, 1)).collect()
}

/// Words of one line, as [`of`] counts them.
pub fn of_line(document: &Document, line: &Line, profile: &Profile) -> Words {
    let mut all: Vec<u32> = hashes(document, line, profile).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|hash| (hash, 1)).collect()
}

/// Words of quoted sentences, with the places and actors of their mention.
pub fn of_text(sentences: &[String], mention: &Mention) -> Words {
    let mut all: Vec<u32> = sentences
        .iter()
        .flat_map(|s| tokens(s).map(|w| hash_of(&w)).collect::<Vec<_>>())
        .chain(mention.places.iter().map(|id| hash_of(&format!("@{id}"))))
        .chain(mention.actors.iter().map(|id| hash_of(&format!("#{id}"))))
        .collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|hash| (hash, 1)).collect()
}

fn hashes<'a>(
    document: &'a Document,
    line: &'a Line,
    profile: &'a Profile,
) -> impl Iterator<Item = u32> + 'a {
    let names = document.names_of(line).iter().filter_map(move |m| match m.found {
        Found::Place(ix) => Some(hash_of(&format!("@{}", profile.places[ix].id))),
        Found::Actor(ix) => Some(hash_of(&format!("#{}", profile.actors[ix].id))),
        _ => None,
    });
    tokens(document.words_of(line)).map(|word| hash_of(&word)).chain(names)
}

/// Lower-case words without the common ones, plural and possessive endings taken off.
pub fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}').filter_map(|raw| {
        let mut word = raw.trim_matches(['\'', '\u{2019}']).to_lowercase();
        for ending in ["'s", "\u{2019}s"] {
            if let Some(stem) = word.strip_suffix(ending) {
                word = stem.to_owned();
            }
        }
        let letters = word.chars().count();
        if letters < 3 && !word.chars().any(|c| c.is_ascii_digit() || !c.is_ascii()) {
            return None;
        }
        if COMMON.contains(&word.as_str()) {
            return None;
        }
        Some(stem(word))
    })
}

/// A light stemmer: enough that "bombing", "bombed" and "bombings" meet.
fn stem(mut word: String) -> String {
    if !word.is_ascii() || word.len() < 5 {
        return word;
    }
    for ending in ["ings", "ing", "ers", "ed", "es", "s"] {
        if word.len() >= ending.len() + 4 && word.ends_with(ending) && !word.ends_with("ss") {
            word.truncate(word.len() - ending.len());
            break;
        }
    }
    word
}

fn hash_of(word: &str) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "32 bits are enough to tell words apart")]
    {
        xxh3_64(word.as_bytes()) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_leave_out_the_common_and_join_inflections() {
        let got: Vec<String> = tokens("The bombing of the convoys was Karachi's third").collect();
        assert_eq!(got, ["bomb", "convoy", "karachi"]);
        assert_eq!(tokens("bombed bombings").collect::<Vec<_>>(), ["bomb", "bomb"]);
    }
}
