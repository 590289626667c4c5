//! Finds every known name in a text in one pass.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Found, Match};

#[derive(Debug)]
pub(super) struct Scanner {
    automaton: AhoCorasick,
    meanings: Vec<Vec<(Found, Option<String>)>>,
}

impl Scanner {
    pub(super) fn new(names: Vec<(String, bool, Found)>) -> Self {
        let mut by_name: BTreeMap<String, Vec<(Found, Option<String>)>> = BTreeMap::new();
        for (name, case, found) in names {
            let meanings = by_name.entry(name.to_lowercase()).or_default();
            let meaning = (found, case.then_some(name));
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        let (keys, meanings): (Vec<_>, Vec<_>) = by_name.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(keys)
            .expect("names are short");
        Self { automaton, meanings }
    }

    pub(super) fn scan(&self, text: &str) -> Vec<Match> {
        let mut found = Vec::new();
        for m in self.automaton.find_iter(text) {
            let inside = &text[m.range()];
            let before = text[..m.start()].chars().next_back().zip(inside.chars().next());
            let after = inside.chars().next_back().zip(text[m.end()..].chars().next());
            if before.is_some_and(one_word) || after.is_some_and(one_word) {
                continue;
            }
            for (meaning, exact) in &self.meanings[m.pattern().as_usize()] {
                if exact.as_ref().is_none_or(|e| *e == text[m.start()..m.end()]) {
                    found.push(Match { start: m.start(), end: m.end(), found: *meaning });
                }
            }
        }
        found
    }
}

/// Whether two neighbouring characters belong to one word. Chinese writes no spaces between words.
fn one_word((left, right): (char, char)) -> bool {
    let apart = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{3040}'..='\u{30ff}');
    left.is_alphanumeric() && right.is_alphanumeric() && !apart(left) && !apart(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let names = ["Hub", "BLA", "瓜达尔港", "瓜达尔", "گوادر"];
        let names =
            names.iter().enumerate().map(|(n, name)| ((*name).to_owned(), false, Found::Place(n)));
        let found = Scanner::new(names.collect()).scan(text);
        assert_eq!(found.iter().map(|m| &text[m.start..m.end]).collect::<Vec<_>>(), want);
    }

    #[test]
    fn names_are_whole_words() {
        check("Hub, a hubbub in Hub-town", &["Hub", "Hub"]);
        check("BLAs and the BLA.", &["BLA"]);
    }

    #[test]
    fn names_are_found_in_chinese_without_spaces_and_the_longest_wins() {
        check("他们在瓜达尔港附近,BLA组织在瓜达尔说", &["瓜达尔港", "BLA", "瓜达尔"]);
    }

    #[test]
    fn names_are_found_in_urdu() {
        check("دھماکا گوادر میں ہوا", &["گوادر"]);
    }
}
