//! JSON-LD blocks of a page → what they say about the article. Walks graphs and arrays, follows
//! `@id` references, and mends the usual damage (raw line breaks in strings, comment wrappers).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What the linked data of a page says; absent means it does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkedData {
    /// `headline`, else `name`.
    pub title: Option<String>,
    /// `datePublished`, as written.
    pub published: Option<String>,
    /// `dateModified`, as written.
    pub modified: Option<String>,
    /// Names of the authors.
    pub authors: Vec<String>,
    /// Name of the publisher.
    pub publisher: Option<String>,
    /// `url` or `mainEntityOfPage`.
    pub url: Option<String>,
    /// `inLanguage`.
    pub language: Option<String>,
    /// `articleBody`, markup or text as given.
    pub body: Option<String>,
    /// `isAccessibleForFree` is false.
    pub locked: bool,
    /// Whether the node was an article, not the page around it.
    pub is_article: bool,
}

/// Most nodes that are looked at.
const NODES: usize = 2_000;

/// Reads all blocks; the best article among their nodes speaks, others fill what it leaves open.
pub fn read(blocks: &[String]) -> LinkedData {
    let values: Vec<Value> = blocks.iter().filter_map(|block| parse(block)).collect();
    let mut nodes = Vec::new();
    for value in &values {
        collect(value, &mut nodes);
    }
    let names: BTreeMap<&str, &Map<String, Value>> = nodes
        .iter()
        .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
        .filter(|(_, node)| node.contains_key("name"))
        .collect();
    let mut ranked: Vec<(u8, usize)> =
        nodes.iter().enumerate().map(|(index, node)| (rank(node), index)).collect();
    ranked.retain(|(rank, _)| *rank < 9);
    ranked.sort_unstable();
    let mut out = LinkedData::default();
    for (rank, index) in ranked {
        fill(&mut out, nodes[index], rank, &names);
    }
    out
}

fn parse(block: &str) -> Option<Value> {
    let body = block
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("]]>")
        .trim_end_matches("//")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(body).ok().or_else(|| {
        let mended: String = body.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut stream = serde_json::Deserializer::from_str(&mended).into_iter::<Value>();
        stream.next()?.ok()
    })
}

/// All objects that may describe the article, outermost first. The parser bounds the depth.
fn collect<'a>(value: &'a Value, out: &mut Vec<&'a Map<String, Value>>) {
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        if out.len() >= NODES {
            return;
        }
        match value {
            Value::Array(items) => queue.extend(items.iter().rev()),
            Value::Object(map) => {
                out.push(map);
                for key in ["mainEntity", "mainEntityOfPage", "hasPart", "@graph"] {
                    queue.extend(map.get(key));
                }
            }
            _ => {}
        }
    }
}

/// How much a node is the article: 0 best, 9 not at all.
fn rank(node: &Map<String, Value>) -> u8 {
    let kinds: Vec<&str> = match node.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return 9,
    };
    kinds
        .iter()
        .map(|kind| match kind.rsplit(['/', ':']).next().unwrap_or(kind) {
            "NewsArticle"
            | "ReportageNewsArticle"
            | "AnalysisNewsArticle"
            | "LiveBlogPosting"
            | "OpinionNewsArticle"
            | "BackgroundNewsArticle"
            | "ReviewNewsArticle"
            | "AskPublicNewsArticle" => 0,
            "Article"
            | "BlogPosting"
            | "Report"
            | "TechArticle"
            | "ScholarlyArticle"
            | "SocialMediaPosting"
            | "DiscussionForumPosting"
            | "AdvertiserContentArticle"
            | "SatiricalArticle" => 1,
            "WebPage" | "ItemPage" | "AboutPage" => 3,
            "VideoObject" | "AudioObject" | "Recipe" | "CreativeWork" => 4,
            _ => 9,
        })
        .min()
        .unwrap_or(9)
}

fn fill(
    out: &mut LinkedData,
    node: &Map<String, Value>,
    rank: u8,
    names: &BTreeMap<&str, &Map<String, Value>>,
) {
    let text = |key: &str| node.get(key).and_then(text_of);
    let article = rank <= 1;
    // The page around an article dates itself, not the article; a video dates the video.
    if article || out == &LinkedData::default() {
        out.is_article |= article;
        set(&mut out.published, text("datePublished").or_else(|| text("uploadDate")));
        set(&mut out.modified, text("dateModified"));
        set(&mut out.title, text("headline").or_else(|| text("name")));
    }
    if rank == 3 {
        set(&mut out.published, text("datePublished"));
        set(&mut out.modified, text("dateModified"));
    }
    if article {
        if out.authors.is_empty() {
            out.authors =
                node.get("author").map(|author| people(author, names)).unwrap_or_default();
        }
        set(&mut out.url, text("url").or_else(|| node.get("mainEntityOfPage").and_then(reference)));
        if text("articleBody")
            .is_some_and(|body| out.body.as_ref().is_none_or(|known| known.len() < body.len()))
        {
            out.body = text("articleBody");
        }
        out.locked |= match node.get("isAccessibleForFree") {
            Some(Value::Bool(free)) => !free,
            Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
            _ => false,
        };
    }
    set(&mut out.language, text("inLanguage"));
    let publisher = node.get("publisher").map(|value| people(value, names)).unwrap_or_default();
    set(&mut out.publisher, publisher.into_iter().next());
}

fn set(slot: &mut Option<String>, value: Option<String>) {
    if slot.is_none() {
        *slot = value;
    }
}

fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim(),
        Value::Array(items) => return items.iter().find_map(text_of),
        Value::Object(map) => {
            return map.get("@value").or_else(|| map.get("name")).and_then(text_of);
        }
        _ => return None,
    };
    (!text.is_empty()).then(|| text.to_owned())
}

fn reference(value: &Value) -> Option<String> {
    match value {
        Value::Object(map) => map.get("@id").or_else(|| map.get("url")).and_then(text_of),
        other => text_of(other),
    }
}

/// Names in an author or publisher: strings, objects, references, or lists of these.
fn people(value: &Value, names: &BTreeMap<&str, &Map<String, Value>>) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut out = Vec::new();
    for item in items.iter().take(20) {
        let name = match item {
            Value::Object(map) => map.get("name").and_then(text_of).or_else(|| {
                let id = map.get("@id").and_then(Value::as_str)?;
                names.get(id)?.get("name").and_then(text_of)
            }),
            other => text_of(other),
        };
        out.extend(name.filter(|name| !name.starts_with("http")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_with_references_is_read() {
        let block = r##"{"@context":"https://schema.org","@graph":[
            {"@type":"WebPage","@id":"#page","datePublished":"2020-01-01","inLanguage":"en-GB"},
            {"@type":["NewsArticle"],"headline":"Unit formed","datePublished":"2025-01-07T10:00:00Z",
             "author":{"@id":"#a"},"publisher":{"@id":"#org"},"isAccessibleForFree":"False",
             "mainEntityOfPage":{"@id":"https://example.org/unit"},"articleBody":"One.
             Two."},
            {"@type":"Person","@id":"#a","name":"Ayesha Khan"},
            {"@type":"Organization","@id":"#org","name":"The Daily"}]}"##;
        let data = read(&[block.to_owned()]);
        assert_eq!(data.title.as_deref(), Some("Unit formed"));
        assert_eq!(data.published.as_deref(), Some("2025-01-07T10:00:00Z"));
        assert_eq!(data.authors, ["Ayesha Khan"]);
        assert_eq!(data.publisher.as_deref(), Some("The Daily"));
        assert_eq!(data.url.as_deref(), Some("https://example.org/unit"));
        assert_eq!(data.language.as_deref(), Some("en-GB"));
        assert!(data.locked && data.is_article);
        assert!(data.body.unwrap().starts_with("One."));
    }

    #[test]
    fn damaged_blocks_do_not_spoil_the_others() {
        let data = read(&[
            "{broken".to_owned(),
            "//<![CDATA[\n[{\"@type\":\"Article\",\"name\":\"T\"}]\n//]]>".to_owned(),
            "[".repeat(100_000),
        ]);
        assert_eq!(data.title.as_deref(), Some("T"));
    }
}
