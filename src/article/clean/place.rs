//! Lines that are boilerplate by where they stand: the title said again, the lines before the first
//! paragraph, captions said twice, lists of other stories, notes at the end.

use std::sync::LazyLock;

use regex::Regex;

use super::Line;

/// Most lines a list of other stories takes with it.
const LINKS: usize = 15;
/// A byline or an author's note is that near to the beginning or the end.
const EDGE: usize = 12;

/// Headings of lists of other stories, in lower case.
const RELATED: [&str; 46] = [
    "related",
    "related stories",
    "related story",
    "related articles",
    "related article",
    "related news",
    "related posts",
    "related content",
    "related coverage",
    "related links",
    "related reading",
    "related topics",
    "related items",
    "more stories",
    "more news",
    "more on this",
    "more on this story",
    "more like this",
    "more to read",
    "read also",
    "also read",
    "read more",
    "read next",
    "see also",
    "you may also like",
    "you might also like",
    "you may like",
    "recommended",
    "recommended for you",
    "recommended stories",
    "recommended articles",
    "most read",
    "most viewed",
    "most popular",
    "popular",
    "popular stories",
    "top stories",
    "latest stories",
    "latest news",
    "trending",
    "trending now",
    "editor's picks",
    "in case you missed it",
    "what to read next",
    "further reading",
    "up next",
];

/// Marks what stands where only boilerplate stands.
pub fn mark(title: &str, lines: &mut [Line]) {
    titles(title, lines);
    related(lines);
    twice(lines);
    notices(lines);
    captions(lines);
    bylines(lines);
    top(lines);
    bottom(lines);
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The title again, alone or with the outlet's name behind it.
fn titles(title: &str, lines: &mut [Line]) {
    let title = bare(title);
    if title.chars().count() < 8 {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.rule.is_none() && line.text.len() < 400) {
        let said = bare(&line.text);
        let whole = said.starts_with(&title) && said.len() - title.len() <= 30;
        let part = title.starts_with(&said) && said.len() * 10 >= title.len() * 7;
        if said == title || ((whole || part) && !line.stops) {
            line.rule = Some("title");
        }
    }
}

/// "Related stories" and the link lines under it.
fn related(lines: &mut [Line]) {
    let mut index = 0;
    while index < lines.len() {
        let line = &lines[index];
        let heading = line.text.trim_end_matches([':', ' ', '»', '>', '.']).to_lowercase();
        let heading = heading.replace('’', "'");
        index += 1;
        let named = RELATED.contains(&heading.as_str())
            || (line.words <= 6 && !line.stops && more_from(&heading));
        if !named {
            continue;
        }
        lines[index - 1].rule = Some("related");
        let end = (index + LINKS).min(lines.len());
        let run = lines[index..end]
            .iter()
            .position(|line| line.is_prose() || line.stops && line.words > 3 && line.rule.is_none())
            .unwrap_or(end - index);
        for line in &mut lines[index..index + run] {
            line.rule = line.rule.or(Some("related"));
        }
        index += run;
    }
}

fn more_from(heading: &str) -> bool {
    [
        "more from ",
        "more in ",
        "more on ",
        "latest from ",
        "also in ",
        "from the web",
        "most read in ",
    ]
    .iter()
    .any(|start| heading.starts_with(start))
}

/// A line twice in a row: the text that stands for a picture, and its caption.
fn twice(lines: &mut [Line]) {
    for index in 1..lines.len() {
        let (front, back) = lines.split_at_mut(index);
        let (first, second) = (&mut front[index - 1], &mut back[0]);
        if first.words >= 4
            && first.text == second.text
            && first.rule.is_none_or(|r| r == "caption")
        {
            first.rule = Some("caption");
            second.rule = Some("caption");
        }
    }
}

/// Legal notices about the outlet itself, told by the address to the reader that follows.
fn notices(lines: &mut [Line]) {
    static OUTLAWED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\S+(?: \S+){0,5} (?:has been|was|is) (?:declared|designated|labell?ed|listed as|added to)\b.{0,120}\b(?:undesirable|foreign agents?|extremist)\b.{0,80}$",
        )
        .expect("the pattern is fixed and valid")
    });
    for index in 0..lines.len() {
        if lines[index].words > 30 || !OUTLAWED.is_match(&lines[index].text) {
            continue;
        }
        let next = lines[index + 1..].iter().take(3).any(|line| line.rule == Some("reader"));
        if next {
            lines[index].rule = Some("notice");
        }
    }
}

/// Captions that only a place near the top gives away: a short line that ends in a picture credit.
fn captions(lines: &mut [Line]) {
    static CREDITED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:[-–—] ?|\(|\[|\| ?|PHOTO: ?|Photo: ?)(?:REUTERS|Reuters|AFP|AP|APP|EPA|EFE|DPA|dpa|Xinhua|ANI|PTI|INP|PPI|Online|ONLINE|Dawn|White Star|X|Twitter|Facebook|Instagram|YouTube|Getty(?: Images)?|Screengrab|screengrab|ISPR|Radio Pakistan|PID|Handout|Courtesy)(?:[/ ][\p{L} ]{2,30})?[)\]]?\.?$",
        )
        .expect("the pattern is fixed and valid")
    });
    let prose = lines.iter().filter(|line| line.is_prose()).count();
    for line in lines.iter_mut().take(10).filter(|line| line.rule.is_none()) {
        if prose >= 3 && line.words <= 45 && !dateline(&line.text) && CREDITED.is_match(&line.text)
        {
            line.rule = Some("caption");
        }
    }
}

/// "KARACHI: …", "ISLAMABAD (Reuters) - …": how a report begins, not a caption.
pub fn dateline(text: &str) -> bool {
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\p{Lu}[\p{Lu}.'’/ -]{2,40}(?:, ?[\p{L}. ]{2,12}\d{0,2})?(?:, ?\d{4})? ?(?:\([\p{L}/. -]{2,30}\))? ?(?::|--?|–|—) ?\S",
        )
        .expect("the pattern is fixed and valid")
    });
    DATELINE.is_match(text)
}

/// Short lines before the first paragraph: menus, sections, places of the site.
fn top(lines: &mut [Line]) {
    let Some(first) = lines.iter().position(Line::is_prose) else { return };
    for line in &mut lines[..first] {
        let label = line.words <= 3 && !line.stops && !line.bullet;
        if line.rule.is_none() && label {
            line.rule = Some("navigation");
        }
    }
}

/// Bylines near the beginning or the end, and notes on who wrote it.
fn bylines(lines: &mut [Line]) {
    static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:(?:[Bb]y|BY|Written by|Reported by|Story by|Author|Authored by|Compiled by) ?:? ?(?:\p{Lu}[\p{L}.'’-]*[ ,|&]*|and ){1,10}|(?i:(?:our |the )?(?:staff|special|senior|web|news|monitoring|bureau)[ -]?(?:reporter|correspondent|desk|report|writer)s?|agencies|news agencies|our correspondent|reporter))$",
        )
        .expect("the pattern is fixed and valid")
    });
    static NOTE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:The (?:writer|author)s? (?:is|are|was|has|can be)\b|About the (?:author|writer)|(?:He|She) (?:tweets|can be reached|can be contacted)\b|\p{Lu}[\p{L}.'’-]+(?: \p{Lu}[\p{L}.'’-]+){1,3} is (?:a|an|the) (?:\p{L}+[ -]){0,4}(?:reporter|correspondent|journalist|editor|columnist|writer|producer|fellow|contributor)\b)",
        )
        .expect("the pattern is fixed and valid")
    });
    let count = lines.len();
    let last_prose = lines.iter().rposition(Line::is_prose).unwrap_or(0);
    for (index, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.rule.is_none()) {
        let edge = index < EDGE || index + EDGE > count;
        if edge && line.words <= 12 && BYLINE.is_match(&line.text) {
            line.rule = Some("byline");
        } else if index > EDGE
            && index + 4 > last_prose
            && line.words <= 60
            && NOTE.is_match(&line.text)
        {
            line.rule = Some("author note");
        }
    }
}

/// Headlines of other stories behind the last paragraph.
fn bottom(lines: &mut [Line]) {
    let Some(last) = lines.iter().rposition(Line::is_prose) else { return };
    let tail = &mut lines[last + 1..];
    let left = |line: &&mut Line| line.rule.is_none();
    let titled = |line: &Line| {
        let words: Vec<&str> = line.text.split(' ').filter(|word| word.len() > 3).collect();
        let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        line.is_headline()
            && !line.bullet
            && capitals * 2 > words.len()
            && !line.text.starts_with(|c: char| c.is_ascii_digit())
    };
    let headlines = tail.iter().filter(|line| line.rule.is_none() && titled(line)).count();
    let others = tail.iter().filter(|line| line.rule.is_none()).count() - headlines;
    if headlines >= 3 && headlines > others {
        tail.iter_mut().filter(left).for_each(|line| line.rule = Some("related"));
        return;
    }
    for line in tail.iter_mut().filter(left) {
        if line.words <= 2 && !line.stops && !line.bullet && agency_line(&line.text).is_none() {
            line.rule = Some("navigation");
        }
    }
}

fn agency_line(text: &str) -> Option<String> {
    crate::article::agency(text)
}

/// Cuts "… Read more", "[…]" from the end of a line; gives what is left and what went.
pub fn without_tail(line: &str) -> (&str, Option<&str>) {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:\s*(?:\[(?:…|\.\.\.|&hellip;)\]|(?:…|\.\.\.)?\s*(?:Read [Mm]ore|Continue [Rr]eading|Read the full (?:story|article)|READ MORE)\b[^.!?]{0,80}))+\s*[.»>→…]*$",
        )
        .expect("the pattern is fixed and valid")
    });
    match TAIL.find(line) {
        Some(found) if found.start() > 0 => {
            (line[..found.start()].trim_end(), Some(line[found.start()..].trim()))
        }
        _ => (line, None),
    }
}
