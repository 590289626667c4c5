//! Markdown, with or without front matter → a document. Marks go, words stay.

use std::sync::LazyLock;

use regex::Regex;

use super::{Document, Stated, assemble};
use crate::article::{moment, plain};

/// Reads a Markdown file.
pub(super) fn read(name: &str, text: &str) -> Document {
    let mut stated = Stated::default();
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let body = match text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) {
        Some((front, body)) => {
            front.lines().for_each(|line| field(&mut stated, line));
            body.trim_start_matches('-')
        }
        None => &text,
    };
    let mut lines = Vec::new();
    for line in body.lines() {
        let trimmed = line.trim();
        if stated.title.is_empty()
            && let Some(title) = trimmed.strip_prefix("# ")
        {
            stated.title = bare(title);
            continue;
        }
        if trimmed.starts_with("```") || trimmed.chars().all(|c| "-=*_ |:".contains(c)) {
            lines.push(String::new());
            continue;
        }
        lines.push(bare(trimmed.trim_start_matches('#').trim_start_matches('>').trim()));
    }
    // Paragraphs of Markdown are lines until an empty one.
    let mut joined = String::with_capacity(body.len());
    for (index, line) in lines.iter().enumerate() {
        let own = line.starts_with(['-', '*', '•', '|']) || line.is_empty();
        let before = index.checked_sub(1).map_or("", |before| lines[before].as_str());
        let heading = body.lines().nth(index).is_some_and(|raw| raw.trim_start().starts_with('#'));
        let glue = !own && !heading && !before.is_empty() && joined.ends_with(|c| c != '\n');
        joined.push_str(if glue { " " } else { "\n" });
        joined.push_str(line);
        if heading {
            joined.push('\n');
        }
    }
    assemble(name, &joined, stated)
}

fn field(stated: &mut Stated, line: &str) {
    let Some((key, value)) = line.split_once(':') else { return };
    let value = value.trim().trim_matches(['"', '\'']).trim();
    if value.is_empty() {
        return;
    }
    let owned = || Some(value.to_owned());
    match key.trim().to_ascii_lowercase().as_str() {
        "title" | "headline" => stated.title = value.to_owned(),
        "date" | "published" | "publishdate" | "created" => {
            stated.published = moment::parse(value, None).map(|moment| moment.at);
            if stated.published.is_none() {
                stated.warnings.push(format!("{} {value:?} is not a date", key.trim()));
            }
        }
        "outlet" | "source" | "site" | "publisher" | "publication" => stated.outlet = owned(),
        "author" | "authors" | "by" => stated.author = owned(),
        "lang" | "language" => stated.language = owned(),
        "url" | "link" | "canonical" => stated.url = owned(),
        "id" => stated.id = owned(),
        _ => {}
    }
}

/// A line without its marks: links become their words, pictures go, emphasis goes.
fn bare(line: &str) -> String {
    static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"!\[[^\]]*\]\([^)]*\)").expect("the pattern is fixed and valid")
    });
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\[([^\]]*)\]\([^)]*\)").expect("the pattern is fixed and valid")
    });
    let line = PICTURE.replace_all(line, "");
    let line = LINK.replace_all(&line, "$1");
    let line = line.replace("**", "").replace("__", "").replace('`', "");
    let line = line.trim().trim_start_matches('*').trim_end_matches('*').to_owned();
    if line.contains('<') { plain::from_html(&line) } else { line }
}
