//! A page that lists articles in, likely selectors out: elements of one form that each hold one link
//! with the words of a headline. A proposal is tried with the very reader that would use it.

mod parts;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use scraper::{ElementRef, Html};
use url::Url;

use super::{FeedDocument, charset, listing};
use crate::{article::guard, model::source::ListingRules};
use parts::{form, headline_of, is_furniture};

/// Fewer items are no list.
const FEWEST: usize = 4;
/// How far above a link its item may stand.
const HIGHEST: usize = 6;
/// Proposals shown.
const MOST: usize = 3;

/// Selectors with what they read on the page they were made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// For `[source.listing]`.
    pub rules: ListingRules,
    /// What they give.
    pub document: FeedDocument,
}

/// Elements of one form.
#[derive(Debug, Default)]
struct Group<'p> {
    items: Vec<ElementRef<'p>>,
    links: BTreeSet<String>,
    title_chars: usize,
}

/// Likely selectors of a page, best first; none where nothing repeats.
pub fn listings(html: &[u8], content_type: Option<&str>, base: &Url) -> Vec<Proposal> {
    let text = charset::decode(html, content_type).text;
    let tamed = guard::tame(&text);
    let page = Html::parse_document(&tamed.html);
    let mut ranked: Vec<(f64, String, Group<'_>)> = groups(&page, base)
        .into_iter()
        .filter(|(_, group)| group.links.len() >= FEWEST)
        .map(|(selector, group)| (score(&group), selector, group))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut found: Vec<Proposal> = Vec::new();
    for (_, selector, group) in ranked.into_iter().take(24) {
        let rules = parts::rules(selector, &group.items);
        let read = listing::read(html, content_type, &rules, base, &TimeZone::UTC);
        let Ok(document) = read else { continue };
        let links: BTreeSet<_> =
            document.entries.iter().filter_map(|entry| entry.link.as_deref()).collect();
        let told = |known: &Proposal| {
            let theirs = known.document.entries.iter().filter_map(|entry| entry.link.as_deref());
            theirs.filter(|link| links.contains(link)).count() * 2 > links.len()
        };
        if document.entries.len() >= FEWEST && !found.iter().any(told) {
            found.push(Proposal { rules, document });
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Every form of element that stands around a headline, with the elements of that form.
fn groups<'p>(page: &'p Html, base: &Url) -> BTreeMap<String, Group<'p>> {
    let mut groups: BTreeMap<String, Group<'p>> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for element in page.root_element().descendent_elements() {
        if element.value().name() != "a" || is_furniture(element) {
            continue;
        }
        let Some((link, title)) = headline_of(element, base) else { continue };
        for around in std::iter::once(element).chain(above(element)).take(HIGHEST) {
            let Some(selector) = form(around) else { continue };
            let group = groups.entry(selector).or_default();
            if known.insert((around.id(), link.clone())) {
                if group.items.last().is_none_or(|last| last.id() != around.id()) {
                    group.items.push(around);
                }
                group.links.insert(link.clone());
                group.title_chars += title.chars().count();
            }
        }
    }
    groups
}

fn above(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap)
}

/// How much a group looks like the list of a page's articles.
fn score(group: &Group<'_>) -> f64 {
    let (items, links) = (group.items.len() as f64, group.links.len() as f64);
    // One article an item: a box around several is not the item, nor is a picture beside its text.
    let alone = items.min(links) / items.max(links);
    let dated = group.items.iter().filter(|item| parts::date_in(**item).is_some()).count() as f64;
    let words = (group.title_chars as f64 / links / 60.0).min(1.0);
    links.min(30.0) * alone.powi(3) * (1.0 + dated / items) * (0.5 + words)
}

#[cfg(test)]
mod tests;
