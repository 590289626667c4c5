//! A file of the baseline → documents: text saved from a web page, HTML, Markdown, JSON lines in
//! the replay's format, mail. Each comes out cleaned, with what it tells about itself.

mod hint;
mod mail;
mod markdown;

use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

pub use hint::{Basis, Hint};

use super::clean::{self, Clean};
use super::page::language;
use super::{agency, charset, moment, page, plain};

/// An article read from a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// The file, and the line of it where a file holds many.
    pub name: String,
    /// Its id, where the file gives one.
    pub id: Option<String>,
    /// Its address, where the file gives one.
    pub url: Option<String>,
    /// Headline; empty where it has none.
    pub title: String,
    /// Who published it, as far as it tells.
    pub outlet: Option<String>,
    /// The agency it credits.
    pub agency: Option<String>,
    /// Author as printed.
    pub author: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// When it was published, where it says so.
    pub published: Option<Timestamp>,
    /// When it was published, as far as it lets one infer.
    pub published_hint: Option<Hint>,
    /// The article, cleaned.
    pub text: String,
    /// What was cleaned away, and by which rule.
    pub removed: Vec<(String, &'static str)>,
    /// Other articles that were glued to its end, headline first.
    pub glued: Vec<String>,
    /// What was odd, for the operator.
    pub warnings: Vec<String>,
}

/// Reads a file. The kind is told by the name, else by the first bytes. A line or part that cannot
/// be read gives a document without text whose warning says why.
pub fn read(name: &str, bytes: &[u8]) -> Vec<Document> {
    let extension =
        name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "html" | "htm" | "xhtml" | "mhtml" => vec![html(name, bytes)],
        "jsonl" | "ndjson" | "json" => json(name, bytes),
        "eml" => vec![mail::read(name, bytes)],
        "md" | "markdown" => vec![markdown::read(name, &charset::decode(bytes, None).0)],
        _ => {
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
            let head = head.trim_start_matches('\u{feff}').trim_start();
            if head.starts_with("<!doctype html")
                || head.starts_with("<html")
                || head.starts_with("<head")
            {
                vec![html(name, bytes)]
            } else {
                vec![saved(name, bytes)]
            }
        }
    }
}

/// What a file states beside its text.
#[derive(Debug, Default)]
struct Stated {
    id: Option<String>,
    url: Option<String>,
    title: String,
    outlet: Option<String>,
    author: Option<String>,
    language: Option<String>,
    published: Option<Timestamp>,
    warnings: Vec<String>,
}

/// Text as saved from a web page: the headline is its first headline-shaped line.
fn saved(name: &str, bytes: &[u8]) -> Document {
    let (text, warnings) = charset::decode(bytes, None);
    assemble(name, &text, Stated { warnings, ..Stated::default() })
}

fn html(name: &str, bytes: &[u8]) -> Document {
    let read = page::read(bytes, None, None);
    let mut warnings = read.warnings;
    if let Some(wall) = read.wall {
        warnings.push(format!("this page is a {} page, not an article", wall.name()));
    }
    let stated = Stated {
        id: None,
        url: read.canonical,
        title: read.title,
        outlet: read.site,
        author: read.author,
        language: read.language,
        published: read.published,
        warnings,
    };
    assemble(name, &read.text, stated)
}

/// Cleans a text and infers what the file does not state.
fn assemble(name: &str, text: &str, stated: Stated) -> Document {
    let title = if stated.title.is_empty() { clean::title_of(text) } else { stated.title };
    let Clean { text: cleaned, removed, glued } = clean::clean(&title, text);
    let published = stated.published.or_else(|| date_line(&removed));
    let published_hint = match published {
        Some(at) => Hint::stated(at),
        None => hint::infer(&format!("{title}\n{cleaned}")),
    };
    Document {
        name: name.to_owned(),
        id: stated.id,
        url: stated.url,
        outlet: stated.outlet.or_else(|| outlet(&removed, &cleaned)),
        agency: agency(text),
        author: stated.author.or_else(|| byline(&removed)),
        language: language::choose(stated.language.as_deref(), &cleaned),
        published,
        published_hint,
        title,
        text: cleaned,
        removed,
        glued,
        warnings: stated.warnings,
    }
}

/// The date of the date line above the text, else of the note "Published in …".
fn date_line(removed: &[(String, &'static str)]) -> Option<Timestamp> {
    ["date line", "print note"].into_iter().find_map(|wanted| {
        removed
            .iter()
            .filter(|(_, rule)| *rule == wanted)
            .find_map(|(line, _)| moment::parse(line, None))
            .map(|moment| moment.at)
    })
}

fn byline(removed: &[(String, &'static str)]) -> Option<String> {
    let (line, _) = removed.iter().find(|(_, rule)| *rule == "byline")?;
    let name = line.get(..3).filter(|by| by.eq_ignore_ascii_case("by "))?;
    Some(line[name.len()..].trim().to_owned())
}

/// The outlet as its own notes name it, else the one that people in the text spoke to.
fn outlet(removed: &[(String, &'static str)], text: &str) -> Option<String> {
    let noted = removed.iter().find_map(|(line, rule)| match *rule {
        "print note" => {
            let rest =
                line.get(13..).filter(|_| line.to_lowercase().starts_with("published in "))?;
            rest.split([',', '.']).next().map(str::to_owned)
        }
        "notice" => line.split(" has ").next().map(str::to_owned),
        _ => None,
    });
    noted.or_else(|| told(text)).filter(|name| name.len() <= 60)
}

/// "told RFE/RL", "spoke to Reuters": a name in capitals or an agency's, said more than once or said
/// of an agency.
fn told(text: &str) -> Option<String> {
    let mut counts: Vec<(usize, String)> = Vec::new();
    for mark in [" told ", " spoke to ", " speaking to ", " talking to ", " interview with "] {
        for (at, _) in text.match_indices(mark) {
            let rest = &text[at + mark.len()..];
            let end = rest.find([' ', ',', '.', ';', '\n', '\'', '’']).unwrap_or(rest.len());
            let name = &rest[..end];
            let capitals = name.chars().filter(|c| c.is_uppercase()).count();
            if !(capitals >= 3 && capitals * 2 > name.len() || agency::is_name(name)) {
                continue;
            }
            match counts.iter_mut().find(|(_, known)| known == name) {
                Some((count, _)) => *count += 1,
                None => counts.push((1, name.to_owned())),
            }
        }
    }
    let best = counts.into_iter().max_by_key(|(count, _)| *count)?;
    (best.0 >= 2 || agency::is_name(&best.1)).then_some(best.1)
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default, alias = "language")]
    lang: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    author: Option<String>,
    #[serde(default, alias = "body", alias = "content")]
    text: Option<String>,
}

/// JSON lines, or one JSON array or object.
fn json(name: &str, bytes: &[u8]) -> Vec<Document> {
    let (text, _) = charset::decode(bytes, Some("application/json; charset=utf-8"));
    if let Ok(rows) = serde_json::from_str::<Vec<Row>>(&text) {
        let rows = rows.into_iter().enumerate();
        return rows
            .map(|(index, row)| row_document(&format!("{name}:{}", index + 1), row))
            .collect();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut out = Vec::new();
    for (index, line) in lines {
        let place = format!("{name}:{}", index + 1);
        out.push(match serde_json::from_str::<Row>(line) {
            Ok(row) => row_document(&place, row),
            Err(error) => match serde_json::from_str::<Row>(&text) {
                Ok(row) => return vec![row_document(name, row)],
                Err(_) => Document {
                    warnings: vec![format!("not an article in JSON: {error}")],
                    name: place,
                    ..Document::default()
                },
            },
        });
        // A file that is no JSON at all is told once, not once a line.
        if out.len() == 20 && out.iter().all(|document| document.text.is_empty()) {
            break;
        }
    }
    out
}

fn row_document(place: &str, row: Row) -> Document {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let mut warnings = Vec::new();
    let published = filled(row.published).and_then(|text| {
        let read = moment::parse(&text, None).map(|moment| moment.at);
        if read.is_none() {
            warnings.push(format!("published {text:?} is not a date"));
        }
        read
    });
    let url = filled(row.url);
    let host = url.as_deref().and_then(|url| Url::parse(url).ok());
    let host = host.and_then(|url| Some(url.domain()?.trim_start_matches("www.").to_owned()));
    let body = plain::from_html(&row.text.unwrap_or_default());
    let stated = Stated {
        id: filled(row.id),
        url,
        title: filled(row.title).map(|title| plain::from_html(&title)).unwrap_or_default(),
        outlet: filled(row.outlet).or(host),
        author: filled(row.author),
        language: filled(row.lang),
        published,
        warnings,
    };
    assemble(place, &body, stated)
}
