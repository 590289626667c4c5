//! News text into sentences: abbreviations, initials, quotations, datelines, bullets, headings and
//! live-blog times in, byte ranges with paragraph and kind out. A line break ends a sentence.

use std::ops::Range;

use super::{Sentence, SentenceKind, quote, token::digit};

/// Abbreviations a name or number follows: their stop never ends a sentence.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "brig", "capt", "cpt", "sgt",
    "cpl", "pvt", "adm", "cmdr", "insp", "supt", "hon", "rev", "sen", "rep", "gov", "pres", "st",
    "mt", "no", "nos", "vs", "fig", "art", "sec", "engr", "mst", "haji", "mufti", "dep", "det",
    "ofc", "ptl", "rs", "approx", "al", "ft", "n", "s", "e", "w", "tpr", "sr", "jr_",
];
/// Abbreviations that may end a sentence: their stop does so before a capital word only.
const OTHERS: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon",
    "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "ave", "blvd", "rd", "hwy",
    "dept", "dist", "etc", "inc", "ltd", "co", "corp", "pvt", "est", "jr", "ala", "ariz", "ark",
    "calif", "colo", "conn", "del", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass",
    "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "va",
    "vt", "wash", "wis", "wyo",
];

/// The sentences of a text, in order.
pub fn split(text: &str) -> Vec<Sentence> {
    let quotes = quote::spans(text);
    let mut found = Vec::new();
    let mut paragraph = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let before = found.len();
        split_line(text, start..end, paragraph, &quotes, &mut found);
        if found.len() > before {
            paragraph += 1;
        }
        start = end;
    }
    found
}

fn split_line(
    text: &str,
    line: Range<usize>,
    paragraph: usize,
    quotes: &[Range<usize>],
    found: &mut Vec<Sentence>,
) {
    let first = found.len();
    let mut start = line.start;
    let mut bullet = false;
    let lead = &text[line.clone()];
    let body = lead.trim_start();
    let marker = bullet_marker(body);
    if marker > 0 {
        bullet = true;
        start = line.start + (lead.len() - body.len()) + marker;
    }
    let mut from = start;
    for (at, c) in text[start..line.end].char_indices() {
        let at = start + at;
        if at < from
            || !matches!(
                c,
                '.' | '!' | '?' | '\u{6d4}' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{61f}'
            )
        {
            continue;
        }
        if let Some(end) = sentence_end(text, at, c, line.end, from) {
            push(text, from..end, paragraph, quotes, found);
            from = end;
        }
    }
    push(text, from..line.end, paragraph, quotes, found);
    if found.len() == first + 1 {
        let only = &mut found[first];
        if bullet {
            only.kind = SentenceKind::Bullet;
        } else if heading(&text[only.span.clone()]) {
            only.kind = SentenceKind::Heading;
        }
    } else if bullet {
        for sentence in &mut found[first..] {
            sentence.kind = SentenceKind::Bullet;
        }
    }
}

fn push(
    text: &str,
    range: Range<usize>,
    paragraph: usize,
    quotes: &[Range<usize>],
    found: &mut Vec<Sentence>,
) {
    let raw = &text[range.clone()];
    let trimmed = raw.trim();
    if !trimmed.chars().any(char::is_alphanumeric) {
        // A lone closing quotation mark belongs to the sentence before it.
        return;
    }
    let start = range.start + (raw.len() - raw.trim_start().len());
    let span = start..start + trimmed.len();
    let first = quotes.partition_point(|q| q.end <= span.start);
    let inside: usize = quotes[first..]
        .iter()
        .take_while(|q| q.start < span.end)
        .map(|q| q.end.min(span.end) - q.start.max(span.start))
        .sum();
    let kind = if inside * 2 > span.len() { SentenceKind::Quote } else { SentenceKind::Prose };
    found.push(Sentence { span, paragraph, kind });
}

/// Bytes of a bullet or list number at a line's start.
fn bullet_marker(body: &str) -> usize {
    let mut chars = body.chars();
    let Some(c) = chars.next() else { return 0 };
    if matches!(c, '•' | '*' | '-' | '–' | '—' | '·' | '▪' | '►' | '●' | '■' | '○')
    {
        return if chars.next().is_some_and(char::is_whitespace) { c.len_utf8() } else { 0 };
    }
    let digits = body.chars().take_while(char::is_ascii_digit).count();
    let mut rest = body[digits..].chars();
    if (1..=2).contains(&digits) && matches!(rest.next(), Some('.' | ')')) {
        let tail = body[digits + 1..].trim_start();
        // "5. " before a capital is a list number; "3.5" and "7.30pm" are not.
        let spaced = rest.next().is_some_and(char::is_whitespace);
        return if spaced && tail.chars().next().is_some_and(char::is_uppercase) {
            digits + 1
        } else {
            0
        };
    }
    0
}

fn heading(line: &str) -> bool {
    let last = line.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')']).chars().last();
    let stopped =
        matches!(last, Some('.' | '!' | '?' | ',' | ';' | '\u{2026}' | '\u{6d4}' | '\u{3002}'));
    !stopped && line.len() < 140 && line.split_whitespace().count() <= 18
}

/// Where the sentence ends whose stop may be at `at`; closing marks belong to it.
fn sentence_end(text: &str, at: usize, stop: char, limit: usize, from: usize) -> Option<usize> {
    let mut end = at + stop.len_utf8();
    if matches!(stop, '\u{6d4}' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{61f}') {
        return Some(closing(text, end, limit));
    }
    while text[end..limit].starts_with(['.', '!', '?']) {
        end += 1;
    }
    let dots = end - at;
    let after_marks = closing(text, end, limit);
    let rest = &text[after_marks..limit];
    let next = rest.trim_start().chars().next();
    let Some(next) = next else { return Some(after_marks) };
    let gap = rest.len() - rest.trim_start().len();
    if gap == 0 {
        return glued_end(text, at, stop, after_marks > end, next).then_some(after_marks);
    }
    if stop == '.'
        && dots == 1
        && after_marks == end
        && abbreviation(text, at, from, rest.trim_start())
    {
        return None;
    }
    if next.is_lowercase() {
        // "he said... and left"; "wow! he said" stay whole.
        return None;
    }
    Some(after_marks)
}

/// A stop with no space behind it ends a sentence where the page lost its space: "died.The".
fn glued_end(text: &str, at: usize, stop: char, marked: bool, next: char) -> bool {
    let before = text[..at].chars().rev().take_while(|c| c.is_alphabetic()).collect::<Vec<_>>();
    let lower = before.len() >= 3 && before.iter().take(2).all(|c| c.is_lowercase());
    let word: usize =
        text[at + stop.len_utf8()..].chars().take_while(|c| c.is_alphabetic()).count();
    let site = text[at + 1..].chars().take_while(|c| c.is_alphabetic()).all(char::is_lowercase);
    (lower || marked) && next.is_uppercase() && word >= 1 && !site
}

fn closing(text: &str, from: usize, limit: usize) -> usize {
    let mut end = from;
    for c in text[from..limit].chars() {
        if !matches!(c, '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '\u{bb}' | '\u{300d}') {
            break;
        }
        // A mark with a space before it or a letter after it opens the next sentence.
        let next = text[end + c.len_utf8()..limit].chars().next();
        if matches!(c, '"' | '\'') && next.is_some_and(char::is_alphanumeric) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

fn abbreviation(text: &str, at: usize, from: usize, rest: &str) -> bool {
    let word_start = text[from..at]
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphabetic() || *c == '.')
        .last()
        .map_or(at, |(i, _)| from + i);
    let word = &text[word_start..at];
    if word.is_empty() {
        // "5. " inside a line: a list number at the very start only.
        let figure = text[from..at].trim();
        return !figure.is_empty()
            && figure.len() <= 2
            && figure.chars().all(|c| digit(c).is_some());
    }
    let next_upper = rest.chars().next().is_some_and(char::is_uppercase);
    let lower = word.to_lowercase();
    let last = lower.rsplit('.').next().unwrap_or(&lower);
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let number_next = rest.chars().next().is_some_and(|c| digit(c).is_some());
    if last == "no" || last == "nos" {
        return number_next;
    }
    let single = last.chars().count() == 1;
    if single && capital {
        // "D.I. Khan", "George W. Bush"; "in the U.S. The" ends where a common opener follows.
        return !(word.contains('.') && opener(rest));
    }
    if single && word.contains('.') {
        return !next_upper || number_next; // "a.m.", "p.m.", "i.e."
    }
    if TITLES.contains(&lower.as_str()) {
        return capital || lower == "vs" || lower == "rs";
    }
    if OTHERS.contains(&lower.as_str()) {
        return number_next || !next_upper || (capital && !opener(rest));
    }
    false
}

/// Whether the text begins with a word that opens sentences and is no name.
fn opener(rest: &str) -> bool {
    #[rustfmt::skip]
    const OPENERS: &[&str] = &[
        "the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "his", "her", "its",
        "their", "this", "that", "these", "those", "there", "in", "on", "at", "by", "for", "from",
        "with", "after", "before", "when", "while", "but", "and", "as", "if", "no", "one", "two",
        "three", "police", "officials", "witnesses", "authorities", "meanwhile", "however",
        "according", "earlier", "last", "both", "all", "some", "many", "most", "several",
        "another", "what", "who", "how", "our", "my", "investigators", "officers", "so", "to",
        "not", "since", "under", "over", "about", "during",
    ];
    let word: String = rest
        .trim_start_matches(['"', '\'', '\u{201c}', '\u{2018}'])
        .chars()
        .take_while(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    OPENERS.contains(&word.as_str())
}

/// The dateline at a text's start, up to and with its dash or colon: "KARACHI, Nov 5 (Reuters) - ".
pub fn dateline(text: &str) -> Option<Range<usize>> {
    let lead = text.len() - text.trim_start().len();
    let line_end = text[lead..].find('\n').map_or(text.len(), |i| lead + i);
    let line = &text[lead..line_end];
    let window: usize = line.char_indices().nth(110).map_or(line.len(), |(i, _)| i);
    for (at, c) in line[..window].char_indices() {
        let end = at + c.len_utf8();
        let head = &line[..at];
        match c {
            ':' if place_like(head) => return Some(lead..lead + skip_space(line, end)),
            '-' | '\u{2013}' | '\u{2014}' => {
                let spaced = head.ends_with(char::is_whitespace) || head.ends_with(')');
                let mut after = end;
                while line[after..].starts_with(['-', '\u{2013}', '\u{2014}']) {
                    after += line[after..].chars().next().map_or(1, char::len_utf8);
                }
                if spaced && place_like(head.trim_end()) {
                    return Some(lead..lead + skip_space(line, after));
                }
                if spaced {
                    return None;
                }
            }
            '.' if line[end..].starts_with(char::is_whitespace)
                && head.split_whitespace().last().is_some_and(|w| w.chars().count() > 5) =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

fn skip_space(line: &str, from: usize) -> usize {
    from + (line[from..].len() - line[from..].trim_start().len())
}

/// "KARACHI", "Islamabad", "PESHAWAR, July 14 (SNA)", "HOUSTON (AP)", "PONTIAC, Mich. (WXYZ)".
fn place_like(head: &str) -> bool {
    let (place, agency) = match head.split_once('(') {
        Some((p, a)) => (p.trim(), a.trim_end().strip_suffix(')')),
        None => (head.trim(), None),
    };
    if head.contains('(') && agency.is_none() {
        return false;
    }
    let words: Vec<&str> = place.split([' ', ',', '/', '-']).filter(|w| !w.is_empty()).collect();
    if words.is_empty() || words.len() > 8 || place.len() > 60 {
        return false;
    }
    let first = words[0];
    let shouted = first.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && first.chars().all(|c| !c.is_lowercase());
    let dated =
        words.iter().any(|w| super::date::month(&w.trim_end_matches('.').to_lowercase()).is_some());
    let named = words
        .iter()
        .all(|w| w.chars().next().is_some_and(|c| c.is_uppercase() || digit(c).is_some()));
    if shouted {
        let rest_quiet = words.iter().all(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()));
        return rest_quiet && words.len() <= 6;
    }
    let headline = matches!(
        first,
        "Police"
            | "Video"
            | "Watch"
            | "Update"
            | "Breaking"
            | "Photos"
            | "Report"
            | "Live"
            | "Explainer"
    );
    named && !headline && (agency.is_some() || dated || words.len() <= 2)
}
