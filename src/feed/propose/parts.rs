//! The parts of a listing: what form an element has, which link is a headline, where the date stands.

use jiff::tz::TimeZone;
use scraper::{ElementRef, Selector};
use url::Url;

use crate::{
    feed::{date, identity, plain, xml},
    model::source::ListingRules,
};

/// A headline has at least so many letters; of ideographs half as many.
const SHORTEST: usize = 18;

/// Forms of day, month and year in numbers, tried where no reader of dates knows better.
const NUMBERS: [&str; 6] = ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d/%m/%y", "%d-%m-%y"];

/// A selector for elements of this form: its name with a class that says what it is, or its name below
/// an element that has one. `None` for what says nothing.
pub(super) fn form(element: ElementRef<'_>) -> Option<String> {
    let name = element.value().name();
    if matches!(name, "html" | "body" | "main" | "span" | "h1" | "strong" | "em" | "b") {
        return None;
    }
    if let Some(class) = class_of(element) {
        return Some(format!("{name}.{class}"));
    }
    if name == "article" {
        return Some(name.to_owned());
    }
    let around = element.ancestors().filter_map(ElementRef::wrap).take(3).find_map(|around| {
        let (tag, value) = (around.value().name(), around.value());
        match (class_of(around), value.id().filter(|id| is_plain(id))) {
            (Some(class), _) => Some(format!("{tag}.{class}")),
            (None, Some(id)) => Some(format!("{tag}#{id}")),
            _ => None,
        }
    })?;
    Some(format!("{around} {name}"))
}

/// The first class that is a word and no state, column or hash.
fn class_of(element: ElementRef<'_>) -> Option<&str> {
    const LAYOUT: [&str; 14] = [
        "col", "row", "active", "first", "last", "odd", "even", "clearfix", "hidden", "d", "mb",
        "mt", "p", "wow",
    ];
    element.value().classes().find(|class| {
        let stem = class.split(['-', '_']).next().unwrap_or_default();
        is_plain(class) && !LAYOUT.contains(&stem.to_ascii_lowercase().as_str())
    })
}

/// Letters and joints only: what has digits in it is numbered or made by a machine.
fn is_plain(name: &str) -> bool {
    name.len() > 2
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-' || b == b'_')
}

/// Menus, footers and the like list no articles.
pub(super) fn is_furniture(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|around| {
        let value = around.value();
        let named = |word: &str| {
            value.classes().chain(value.id()).any(|name| name.to_ascii_lowercase().contains(word))
        };
        matches!(value.name(), "nav" | "footer" | "form")
            || ["menu", "breadcrumb", "footer", "pagination"].iter().any(|word| named(word))
    })
}

/// The address and the words of a link to an article of the same site.
pub(super) fn headline_of(anchor: ElementRef<'_>, base: &Url) -> Option<(String, String)> {
    let link = xml::link(anchor.attr("href")?, base)?;
    let url: Url = link.parse().ok()?;
    let site = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
    if site(&url) != site(base) {
        return None;
    }
    let canonical = identity::canonical_url(&link)?;
    let title = text(anchor);
    let wide = title.chars().filter(|c| *c >= '\u{2e80}').count();
    (title.chars().count() + wide >= SHORTEST).then_some((canonical, title))
}

/// What is inside items of this form.
pub(super) fn rules(item: String, items: &[ElementRef<'_>]) -> ListingRules {
    let link = link_of(items);
    let title = title_of(items);
    let (date, date_formats) = dates_of(items);
    ListingRules { item, link, title, date, date_formats, summary: None }
}

/// Nothing where the first link of an item is its headline, else the heading's link.
fn link_of(items: &[ElementRef<'_>]) -> Option<String> {
    let first = "a[href]";
    let words = |item: &&ElementRef<'_>| {
        item.value().name() == "a" || select(**item, first).is_some_and(|a| is_headline(a))
    };
    if items.iter().filter(words).count() * 10 >= items.len() * 9 {
        return None;
    }
    // A picture links to the article too: then any link to it will do.
    ["h1 a", "h2 a", "h3 a", "h4 a", "h5 a"]
        .iter()
        .find(|s| most(items, s))
        .map(|s| (*s).to_owned())
}

fn is_headline(anchor: ElementRef<'_>) -> bool {
    text(anchor).chars().count() * 2 >= SHORTEST
}

/// The heading of an item, where its link holds more than the headline.
fn title_of(items: &[ElementRef<'_>]) -> Option<String> {
    ["h1", "h2", "h3", "h4", "h5"].iter().find(|s| most(items, s)).map(|s| (*s).to_owned())
}

/// Whether most items have it.
fn most(items: &[ElementRef<'_>], selector: &str) -> bool {
    let having = items.iter().filter(|item| select(**item, selector).is_some()).count();
    having * 5 >= items.len() * 4
}

/// The selector of the dates and, where they are numbers only, their form.
fn dates_of(items: &[ElementRef<'_>]) -> (Option<String>, Vec<String>) {
    let found: Vec<(String, String)> = items.iter().filter_map(|item| date_in(*item)).collect();
    if found.len() * 2 < items.len() {
        return (None, Vec::new());
    }
    let selector = found[0].0.clone();
    let texts: Vec<&str> =
        found.iter().filter(|(by, _)| *by == selector).map(|(_, text)| text.as_str()).collect();
    let fits = |format: &&&str| {
        let format = [(**format).to_owned()];
        texts.iter().all(|text| date::read_as(text, &format, &TimeZone::UTC).is_some())
    };
    let read = texts.iter().all(|text| date::read(text, &TimeZone::UTC).is_some());
    let format = if read { None } else { NUMBERS.iter().find(fits) };
    (Some(selector), format.map(|format| (*format).to_owned()).into_iter().collect())
}

/// Where the date of an item stands, and what it says.
pub(super) fn date_in(item: ElementRef<'_>) -> Option<(String, String)> {
    if let Some(time) = select(item, "time") {
        let text = time.attr("datetime").map_or_else(|| text(time), str::to_owned);
        return Some(("time".to_owned(), text));
    }
    // The shortest text that is a date: around it stand other words.
    let dates = item.descendent_elements().filter(|element| element.id() != item.id());
    dates.filter_map(|element| dated(element)).min_by_key(|(_, text)| text.len())
}

/// The selector and the text of an element that holds a date and nothing else of weight.
fn dated(element: ElementRef<'_>) -> Option<(String, String)> {
    let text = text(element);
    if text.len() > 60 || !text.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let numbers =
        |form: &&str| date::read_as(&text, &[(*form).to_owned()], &TimeZone::UTC).is_some();
    if !NUMBERS.iter().any(numbers) && date::read(&text, &TimeZone::UTC).is_none() {
        return None;
    }
    let name = element.value().name();
    let selector = match class_of(element) {
        Some(class) => format!(".{class}"),
        None if matches!(name, "td" | "small" | "em" | "i" | "dd" | "dt") => name.to_owned(),
        None => return None,
    };
    Some((selector, text))
}

fn select<'p>(item: ElementRef<'p>, selector: &str) -> Option<ElementRef<'p>> {
    item.select(&Selector::parse(selector).ok()?).next()
}

fn text(element: ElementRef<'_>) -> String {
    plain::fold(&element.text().collect::<Vec<_>>().join(" "))
}
