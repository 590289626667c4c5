//! Which vocabulary a prefix stands for at a place in the document.

use crate::feed::{
    element::{self, Element, Vocabulary},
    markup::attributes,
};

/// Namespace declarations kept at once.
const MOST: usize = 64;

/// The declarations in force: prefix, vocabulary, and the depth at which each was made.
#[derive(Debug, Default)]
pub(super) struct Namespaces<'a> {
    known: Vec<(&'a str, Vocabulary, usize)>,
}

impl<'a> Namespaces<'a> {
    /// The meaning of a name as written. A prefix that was not declared means what it means by custom.
    pub(super) fn element(&self, name: &str) -> Element {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.known.iter().rev().find(|(known, _, _)| *known == prefix);
        let vocabulary = match declared {
            Some((_, vocabulary, _)) => *vocabulary,
            None if prefix.bytes().any(|b| b.is_ascii_uppercase()) => {
                element::customary(&prefix.to_ascii_lowercase())
            }
            None => element::customary(prefix),
        };
        element::element(vocabulary, local)
    }

    /// The prefix of a name, where the document never declared it.
    pub(super) fn undeclared<'n>(&self, name: &'n str) -> Option<&'n str> {
        let (prefix, _) = name.split_once(':')?;
        self.known.iter().all(|(known, _, _)| *known != prefix).then_some(prefix)
    }

    /// Takes in what a tag declares.
    pub(super) fn declare(&mut self, text: &'a str, depth: usize) {
        if !text.contains("xmlns") {
            return;
        }
        for (name, value) in attributes(text) {
            let prefix = match name.split_once(':') {
                Some(("xmlns", prefix)) => prefix,
                None if name == "xmlns" => "",
                _ => continue,
            };
            let vocabulary =
                element::vocabulary(value).unwrap_or_else(|| element::customary(prefix));
            if self.known.len() < MOST {
                self.known.push((prefix, vocabulary, depth));
            }
        }
    }

    /// Drops what was declared at this depth or deeper; the root's declarations stay.
    pub(super) fn forget(&mut self, depth: usize) {
        while self.known.last().is_some_and(|(_, _, declared)| *declared >= depth && depth > 0) {
            self.known.pop();
        }
    }
}
