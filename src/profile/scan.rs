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
            by_name.entry(name.to_lowercase()).or_default().push((found, case.then_some(name)));
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
            let before = text[..m.start()].chars().next_back();
            let after = text[m.end()..].chars().next();
            if before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric)
            {
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
