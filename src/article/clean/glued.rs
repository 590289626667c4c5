//! Finds where a second article begins: a line shaped like a headline, what follows a headline (a
//! date line, a byline, the headline again, a dateline), and words that the first article does not use.

use std::collections::BTreeSet;

use super::place::dateline;
use super::{Line, rules};

/// So many paragraphs make a first article.
const PARAGRAPHS: usize = 3;
/// What follows a headline does so within so many lines.
const WINDOW: usize = 7;
/// Of the second headline's words, the share the first article may use at most.
const SHARED: f64 = 0.67;
/// How much must speak for a headline.
const NEEDED: u32 = 3;

/// Where a second article begins in the lines of a text.
pub fn second(title: &str, lines: &[Line]) -> Option<usize> {
    let mut paragraphs = 0;
    let mut known: BTreeSet<String> = words(title).collect();
    for (index, line) in lines.iter().enumerate() {
        if line.is_prose() {
            paragraphs += 1;
            known.extend(words(&line.text));
            continue;
        }
        if paragraphs < PARAGRAPHS || line.rule.is_some() || !line.is_headline() || line.bullet {
            continue;
        }
        if signs(line, &lines[index + 1..]) >= NEEDED && shared(line, &known) < SHARED {
            return Some(index);
        }
    }
    None
}

/// What speaks for a headline in the lines after it.
fn signs(headline: &Line, after: &[Line]) -> u32 {
    let window = &after[..after.len().min(WINDOW)];
    let end = window.iter().position(Line::is_prose).map_or(window.len(), |at| at + 1);
    let window = &window[..end];
    let dated = window.iter().take(4).any(|line| rules::is_date_line(&line.text));
    let again = window.iter().any(|line| line.text == headline.text);
    let written = window.iter().take(4).any(|line| {
        line.words <= 8 && (line.text.starts_with("By ") || line.text.starts_with("BY "))
    });
    let placed = window.iter().any(|line| line.is_prose() && dateline(&line.text));
    // Without prose behind it, it is a link.
    if !window.iter().any(Line::is_prose) && !after.iter().take(WINDOW + 8).any(Line::is_prose) {
        return 0;
    }
    u32::from(dated) * 2 + u32::from(again) * 2 + u32::from(written) + u32::from(placed)
}

/// Share of the headline's words that the first article uses.
fn shared(headline: &Line, known: &BTreeSet<String>) -> f64 {
    let words: Vec<String> = words(&headline.text).collect();
    let found = words.iter().filter(|word| known.contains(*word)).count();
    found as f64 / words.len().max(1) as f64
}

/// Words that carry a topic: five letters or more, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 5)
        .map(str::to_lowercase)
}
