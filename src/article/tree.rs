//! Parsed page → nodes in reading order. A subtree is a range of indices, so that walking, skipping
//! and counting are loops over a slice, without recursion.

use scraper::{ElementRef, Html, Node as Parsed};

/// Most nodes that are looked at; what follows is left out.
const NODES: usize = 400_000;

/// What an element is to a reader. Whatever is not listed is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Text, not an element.
    Text,
    /// Running inline markup: `span`, `b`, `em` …
    Inline,
    /// `a`
    Link,
    /// `br`
    Break,
    /// `p`
    Paragraph,
    /// `h1` … `h6`, with the number.
    Heading(u8),
    /// `li`, `dt`, `dd`
    Item,
    /// `ul`, `ol`, `dl`
    List,
    /// `blockquote`, `q` standing alone
    Quote,
    /// `pre`
    Preformatted,
    /// `table`
    Table,
    /// `tr`
    Row,
    /// `td`, `th`
    Cell,
    /// `div`, `section`, `center` …
    Box,
    /// `article`
    Article,
    /// `main`
    Main,
    /// `header`
    Header,
    /// `footer`
    Footer,
    /// `nav`
    Nav,
    /// `aside`
    Aside,
    /// `figure`, `picture`
    Figure,
    /// `figcaption`, `caption`
    Caption,
    /// `form`, `button`, `input`, `label` …
    Control,
    /// `time`
    Time,
    /// `details`, `summary`
    Details,
    /// `title`, `meta`, `link`, `head`, scripts that got through: never text
    Unseen,
    /// Any other element, taken as a box.
    Other,
}

impl Tag {
    /// Whether text before and after it belongs to one line.
    pub fn is_inline(self) -> bool {
        matches!(self, Tag::Text | Tag::Inline | Tag::Link | Tag::Time)
    }
}

/// A node of the page.
#[derive(Debug)]
pub struct Node<'a> {
    /// What it is.
    pub tag: Tag,
    /// The element; `None` for text.
    pub element: Option<ElementRef<'a>>,
    /// The text of a text node, as parsed.
    pub text: &'a str,
    /// Index of the parent; its own for the root.
    pub parent: usize,
    /// Index after its last descendant.
    pub end: usize,
}

impl Node<'_> {
    /// An attribute, trimmed; empty where absent.
    pub fn attr(&self, name: &str) -> &str {
        self.element.as_ref().and_then(|element| element.attr(name)).map_or("", str::trim)
    }

    /// Element name, empty for text.
    pub fn name(&self) -> &str {
        self.element.as_ref().map_or("", |element| element.value().name())
    }
}

/// A page as a list.
#[derive(Debug)]
pub struct Tree<'a> {
    /// In reading order; the first is the document.
    pub nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Lists the nodes of a parsed page.
    pub fn of(html: &'a Html) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::with_capacity(1024);
        let mut open: Vec<usize> = Vec::new();
        let mut next = Some(html.tree.root());
        while let Some(node) = next {
            let (tag, element, text): (Tag, Option<ElementRef<'a>>, &'a str) = match node.value() {
                Parsed::Text(text) => (Tag::Text, None, text),
                Parsed::Element(element) => (tag_of(element.name()), ElementRef::wrap(node), ""),
                Parsed::Document | Parsed::Fragment => (Tag::Other, None, ""),
                _ => (Tag::Unseen, None, ""),
            };
            let index = nodes.len();
            let parent = open.last().copied().unwrap_or(0);
            nodes.push(Node { tag, element, text, parent, end: index + 1 });
            if nodes.len() >= NODES {
                break;
            }
            next = node.first_child();
            if next.is_some() {
                open.push(index);
                continue;
            }
            // Up to the next node that has not been seen, closing what ends here.
            let mut here = node;
            next = here.next_sibling();
            while next.is_none() {
                let (Some(parent), Some(index)) = (here.parent(), open.pop()) else { break };
                nodes[index].end = nodes.len();
                here = parent;
                next = here.next_sibling();
            }
        }
        let end = nodes.len();
        for index in open {
            nodes[index].end = end;
        }
        Self { nodes }
    }

    /// The text of a subtree on one line, whatever its elements.
    pub fn line(&self, index: usize) -> String {
        let mut out = String::new();
        for node in &self.nodes[index..self.nodes[index].end] {
            if node.tag == Tag::Text {
                push_folded(&mut out, node.text);
            } else if !node.tag.is_inline() && !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// Indices of the ancestors, nearest first, the document last.
    pub fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let mut at = index;
        std::iter::from_fn(move || {
            let parent = self.nodes[at].parent;
            (parent != at).then(|| {
                at = parent;
                parent
            })
        })
    }
}

/// Appends text with white space folded to single spaces.
pub fn push_folded(out: &mut String, text: &str) {
    let mut space = out.is_empty() || out.ends_with([' ', '\n']);
    for c in text.chars() {
        if c.is_whitespace() {
            if !space {
                out.push(' ');
            }
            space = true;
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0'..='\u{8}') {
            out.push(c);
            space = false;
        }
    }
}

fn tag_of(name: &str) -> Tag {
    match name {
        "a" => Tag::Link,
        "p" => Tag::Paragraph,
        "br" => Tag::Break,
        "h1" => Tag::Heading(1),
        "h2" => Tag::Heading(2),
        "h3" => Tag::Heading(3),
        "h4" => Tag::Heading(4),
        "h5" => Tag::Heading(5),
        "h6" => Tag::Heading(6),
        "li" | "dt" | "dd" => Tag::Item,
        "ul" | "ol" | "dl" | "menu" => Tag::List,
        "blockquote" => Tag::Quote,
        "pre" | "listing" => Tag::Preformatted,
        "table" => Tag::Table,
        "tr" => Tag::Row,
        "td" | "th" => Tag::Cell,
        "div" | "section" | "center" | "body" | "html" => Tag::Box,
        "article" => Tag::Article,
        "main" => Tag::Main,
        "header" => Tag::Header,
        "footer" => Tag::Footer,
        "nav" => Tag::Nav,
        "aside" => Tag::Aside,
        "figure" | "picture" => Tag::Figure,
        "figcaption" | "caption" => Tag::Caption,
        "form" | "button" | "input" | "label" | "fieldset" | "legend" | "dialog" | "option"
        | "progress" | "meter" | "datalist" | "output" => Tag::Control,
        "time" => Tag::Time,
        "details" | "summary" => Tag::Details,
        "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del"
        | "dfn" | "em" | "font" | "i" | "ins" | "kbd" | "mark" | "nobr" | "q" | "rb" | "rp"
        | "rt" | "ruby" | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup"
        | "tt" | "u" | "var" | "wbr" | "img" => Tag::Inline,
        "title" | "meta" | "link" | "head" | "script" | "style" | "base" | "template"
        | "noscript" => Tag::Unseen,
        _ => Tag::Other,
    }
}
