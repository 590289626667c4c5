//! What a page states about itself outside its linked data: meta tags, links, times, headings,
//! microdata. Gathered in one pass, weighed by `metadata`.

use crate::article::tree::{Tag, Tree};

/// Longest line that is taken for a date line or a byline.
const LINE: usize = 120;

/// Statements of a page, as written.
#[derive(Debug, Default)]
pub struct Head {
    /// Name, property or http-equiv in lower case, and content.
    pub metas: Vec<(String, String)>,
    /// `link rel=canonical`.
    pub canonical: Option<String>,
    /// `link rel=amphtml`: the page has a twin.
    pub amp: Option<String>,
    /// `html lang`.
    pub lang: Option<String>,
    /// `title`.
    pub title: String,
    /// Headings of the first order.
    pub headings: Vec<String>,
    /// The first headings of the second order.
    pub subheadings: Vec<String>,
    /// `time datetime`, what it is said to be, in page order.
    pub times: Vec<Dated>,
    /// Visible lines that begin like a date line ("Updated 14 November 2024").
    pub lines: Vec<Dated>,
    /// Microdata by `itemprop`.
    pub props: Vec<(String, String)>,
    /// Visible bylines.
    pub bylines: Vec<String>,
}

/// A date as written and what it dates.
#[derive(Debug, Clone)]
pub struct Dated {
    /// As written.
    pub text: String,
    /// Publication or change.
    pub role: Role,
}

/// What a date is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Publication.
    Published,
    /// Last change.
    Modified,
    /// Not said; mostly publication.
    Unsaid,
}

impl Head {
    /// The first non-empty content of the named metas, in the order of the names.
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names
            .iter()
            .find_map(|name| {
                self.metas.iter().find(|(key, value)| key == name && !value.is_empty())
            })
            .map(|(_, value)| value.as_str())
    }

    /// The first content of a microdata property.
    pub fn prop(&self, name: &str) -> Option<&str> {
        self.props.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Gathers the statements of a page.
pub fn gather(tree: &Tree) -> Head {
    let mut head = Head::default();
    for (index, node) in tree.nodes.iter().enumerate() {
        let Some(element) = &node.element else { continue };
        match element.value().name() {
            "html" => {
                head.lang = Some(node.attr("lang").to_owned()).filter(|lang| !lang.is_empty());
            }
            "meta" => meta(&mut head, node.attr("content"), |name| node.attr(name)),
            "link" => {
                let rel = node.attr("rel").to_ascii_lowercase();
                let href = || Some(node.attr("href").to_owned()).filter(|href| !href.is_empty());
                if rel == "canonical" && head.canonical.is_none() {
                    head.canonical = href();
                } else if rel == "amphtml" {
                    head.amp = href();
                }
            }
            "title" if head.title.is_empty() => head.title = tree.line(index),
            "h1" if head.headings.len() < 5 => head.headings.push(tree.line(index)),
            "h2" if head.subheadings.len() < 5 => head.subheadings.push(tree.line(index)),
            "time" => time(&mut head, tree, index),
            _ => {}
        }
        let prop = node.attr("itemprop");
        if !prop.is_empty() && node.name() != "meta" && head.props.len() < 200 {
            property(&mut head, tree, index, prop);
        }
        visible(&mut head, tree, index);
    }
    head
}

fn meta<'a>(head: &mut Head, content: &str, attr: impl Fn(&str) -> &'a str) {
    if head.metas.len() >= 300 || content.len() > 5_000 {
        return;
    }
    for key in ["name", "property", "itemprop", "http-equiv"] {
        let name = attr(key);
        if name.is_empty() {
            continue;
        }
        if key == "itemprop" {
            head.props.push((name.to_ascii_lowercase(), content.to_owned()));
        } else {
            head.metas.push((name.to_ascii_lowercase(), content.to_owned()));
        }
    }
}

fn property(head: &mut Head, tree: &Tree, index: usize, prop: &str) {
    let node = &tree.nodes[index];
    let given = ["content", "datetime"].into_iter().map(|name| node.attr(name));
    let value = given.into_iter().find(|value| !value.is_empty()).map(str::to_owned);
    for name in prop.split_ascii_whitespace().take(4) {
        let name = name.to_ascii_lowercase();
        if matches!(
            name.as_str(),
            "datepublished" | "datemodified" | "author" | "headline" | "name"
        ) {
            let value = value.clone().unwrap_or_else(|| tree.line(index));
            if value.len() < 400 {
                head.props.push((name, value));
            }
        }
    }
}

fn time(head: &mut Head, tree: &Tree, index: usize) {
    if head.times.len() >= 40 {
        return;
    }
    let node = &tree.nodes[index];
    let stated = node.attr("datetime");
    let text = if stated.is_empty() { tree.line(index) } else { stated.to_owned() };
    let words = [node.attr("class"), node.attr("itemprop"), tree.nodes[node.parent].attr("class")];
    let words = words.join(" ").to_ascii_lowercase();
    let role = if words.contains("modif") || words.contains("updat") {
        Role::Modified
    } else if words.contains("publish") || !node.attr("pubdate").is_empty() {
        Role::Published
    } else {
        Role::Unsaid
    };
    head.times.push(Dated { text, role });
}

/// Date lines and bylines that readers see, recognised by how they begin or what their class says.
fn visible(head: &mut Head, tree: &Tree, index: usize) {
    let node = &tree.nodes[index];
    let boxed = matches!(node.tag, Tag::Box | Tag::Paragraph | Tag::Inline | Tag::Item | Tag::Link);
    if !boxed || node.end - index > 24 || head.lines.len() + head.bylines.len() > 60 {
        return;
    }
    let class = node.attr("class").to_ascii_lowercase();
    let said = ["date", "publish", "posted", "time"].iter().any(|word| class.contains(word));
    let by = class.contains("byline") || class.contains("author") || node.attr("rel") == "author";
    let first = tree.nodes[index..node.end]
        .iter()
        .find(|node| node.tag == Tag::Text && !node.text.trim().is_empty());
    let Some(first) = first else { return };
    let role = begins_like_date(first.text);
    if !said && !by && role.is_none() {
        return;
    }
    let line = tree.line(index);
    if line.len() > LINE {
        return;
    }
    if by && !said {
        head.bylines.push(line);
    } else if line.bytes().any(|byte| byte.is_ascii_digit()) {
        let role = role.unwrap_or(if class.contains("updat") || class.contains("modif") {
            Role::Modified
        } else {
            Role::Unsaid
        });
        head.lines.push(Dated { text: line, role });
    }
}

/// "Published …", "Posted on …", "Last updated …", in English and Urdu.
pub fn begins_like_date(text: &str) -> Option<Role> {
    let text = text.trim_start();
    let lower = text[..text.floor_char_boundary(30)].to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["updated", "last updated", "last modified", "modified", "upd.", "اپ ڈیٹ"]) {
        Some(Role::Modified)
    } else if begins(&["published", "posted", "date:", "first published", "تاریخ اشاعت", "شائع"])
    {
        Some(Role::Published)
    } else {
        None
    }
}
