//! Bytes of a page → main text and metadata, or the wall that stands before it. Linear in the size
//! of the page, bounded in memory, and never a panic, whatever comes.

pub mod head;
pub mod language;
pub mod linked_data;
pub mod main_text;
pub mod metadata;
pub mod site;
pub mod wall;

use jiff::Timestamp;
use scraper::Html;
use url::Url;

pub use wall::Wall;

use super::tree::Tree;
use super::{charset, guard};

/// What a page holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// Headline, without the outlet's name.
    pub title: String,
    /// Main text, a line a paragraph, headings and lists in their order.
    pub text: String,
    /// When it was published; a date without a time is noon UTC. `None` is unknown.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// Author as printed.
    pub author: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// The address it says it lives at, absolute where the address of the page is known.
    pub canonical: Option<String>,
    /// The outlet.
    pub site: Option<String>,
    /// What stands between the reader and the text.
    pub wall: Option<Wall>,
    /// What was odd, for the operator.
    pub warnings: Vec<String>,
}

impl Page {
    /// Takes back dates that lie in the future: they are a template's, not the article's.
    pub fn distrust_future(&mut self, now: Timestamp) {
        for (name, slot) in [("published", &mut self.published), ("modified", &mut self.modified)] {
            if !metadata::in_the_past(*slot, now) {
                let at = slot.take().map(|at| at.to_string()).unwrap_or_default();
                self.warnings.push(format!("{name} {at} lies in the future and is not believed"));
            }
        }
    }
}

/// Reads a page. `url` is where it was found; it resolves addresses, names the site's rule and tells
/// the zone of times without one.
pub fn read(html: &[u8], content_type: Option<&str>, url: Option<&Url>) -> Page {
    let (markup, mut warnings) = charset::decode(html, content_type);
    let tamed = guard::tame(&markup);
    warnings.extend(tamed.warnings.iter().cloned());
    let parsed = Html::parse_document(&tamed.html);
    let tree = Tree::of(&parsed);
    let head = head::gather(&tree);
    let data = linked_data::read(&tamed.linked_data);
    let outlet = metadata::site(&head, &data, url);
    let title = metadata::title(&head, &data, outlet.as_deref());
    let source = main_text::Source { html: &tamed.html, tree: &tree, data: &data, title: &title };
    let mut text = main_text::read(&source, site::find(url), &mut warnings);
    let dates = metadata::dates(&head, &data, url);
    let published = metadata::publication(&dates.published, &mut warnings).map(|moment| moment.at);
    let modified = dates.modified.first().map(|candidate| candidate.moment.at);
    let modified = modified.filter(|at| published.is_none_or(|published| *at >= published));
    let stated = head.lang.as_deref().or(data.language.as_deref());
    let stated =
        stated.or_else(|| head.meta(&["og:locale", "content-language", "language", "dc.language"]));
    let wall = wall::recognise(&markup, &text, &title, data.locked);
    if let Some(wall) = wall {
        warnings.push(format!("a {} stands before the text", wall.name()));
        if wall != Wall::Paywall {
            text.clear();
        }
    }
    Page {
        language: language::choose(stated, &text),
        author: metadata::author(&head, &data),
        canonical: metadata::canonical(&head, &data, url),
        title,
        text,
        published,
        modified,
        site: outlet,
        wall,
        warnings,
    }
}
