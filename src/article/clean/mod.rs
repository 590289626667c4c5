//! Text of a page, a feed or a saved file → the article alone. Lines go by what they say
//! ([`rules`]), by where they stand ([`place`]), and a second article behind the first is cut off
//! ([`glued`]). What went is kept with the rule that took it.

pub mod glued;
pub mod place;
pub mod rules;

use super::tree::push_folded;

/// A cleaned text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clean {
    /// The article: a line a paragraph.
    pub text: String,
    /// Lines that were removed, with the rule that removed them, in their order.
    pub removed: Vec<(String, &'static str)>,
    /// Second and later articles, each with its headline as first line, cleaned too.
    pub glued: Vec<String>,
}

/// A line of the text, trimmed and folded.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// How many words.
    pub words: usize,
    /// Whether it ends like a sentence.
    pub stops: bool,
    /// Whether it begins with a list mark.
    pub bullet: bool,
    /// The rule that takes it away.
    pub rule: Option<&'static str>,
}

impl Line {
    fn of(raw: &str) -> Option<Self> {
        let mut text = String::with_capacity(raw.len());
        push_folded(&mut text, raw);
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            return None;
        }
        let bullet = text.starts_with(['•', '·', '*', '–', '—', '‣', '▪', '●'])
            || text.starts_with("- ")
            || text.starts_with("o ");
        let words = text.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let tail = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', ' ']);
        let stops = tail.ends_with(['.', '!', '?', '…', '۔', '。', '！', '？', ':', ';']);
        Some(Self { words, stops, bullet, rule: None, text })
    }

    /// A paragraph of running text.
    pub fn is_prose(&self) -> bool {
        let long = self.words >= 12 || (self.words >= 1 && self.text.chars().count() >= 60);
        self.rule.is_none() && ((self.stops && long) || self.words >= 35)
    }

    /// Shaped like a headline or a link: some words, no full stop.
    pub fn is_headline(&self) -> bool {
        (4..=28).contains(&self.words) && self.text.len() <= 240 && !self.ends_sentence()
    }

    fn ends_sentence(&self) -> bool {
        let tail = self.text.trim_end_matches(['"', '”', ')', ' ']);
        tail.ends_with(['.', '۔', '。', ';', ','])
    }
}

/// Removes what is not the article. The title goes wherever the text says it; it may be empty.
pub fn clean(title: &str, text: &str) -> Clean {
    let mut lines: Vec<Line> = text.lines().filter_map(Line::of).collect();
    for line in &mut lines {
        line.rule = rules::rule(&line.text);
    }
    let mut out = Clean::default();
    let own = if title.trim().is_empty() { headline(&lines) } else { title.trim().to_owned() };
    if let Some(at) = glued::second(&own, &lines) {
        let rest: Vec<String> = lines.drain(at..).map(|line| line.text).collect();
        let second = clean(&rest[0], &rest[1..].join("\n"));
        out.glued.push(format!("{}\n{}", rest[0], second.text).trim_end().to_owned());
        out.glued.extend(second.glued);
    }
    place::mark(title, &mut lines);
    finish(&mut out, lines);
    out
}

/// The headline of a text that comes without one: its first line, if it is shaped like one and the
/// text says it again or prose follows.
pub fn headline(lines: &[Line]) -> String {
    let first = lines.iter().find(|line| line.rule.is_none());
    first
        .filter(|line| line.is_headline() && !line.bullet)
        .map_or_else(String::new, |line| line.text.clone())
}

/// The headline of a raw text, empty where it begins with prose.
pub fn title_of(text: &str) -> String {
    let mut lines: Vec<Line> = text.lines().take(60).filter_map(Line::of).collect();
    for line in &mut lines {
        line.rule = rules::rule(&line.text);
    }
    headline(&lines)
}

fn finish(out: &mut Clean, lines: Vec<Line>) {
    for line in lines {
        match line.rule {
            Some(rule) => out.removed.push((line.text, rule)),
            None => {
                let (kept, tail) = place::without_tail(&line.text);
                if let Some(tail) = tail {
                    out.removed.push((tail.to_owned(), "read more"));
                }
                if !kept.is_empty() {
                    out.text.push_str(kept);
                    out.text.push('\n');
                }
            }
        }
    }
    out.text.truncate(out.text.trim_end().len());
}
