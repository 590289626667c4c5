//! A page that lists articles, read by the CSS selectors of its configuration.

use jiff::{Timestamp, tz::TimeZone};
use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::{FeedDocument, FeedError, Format, MAX_ENTRIES, bounds, charset, date, plain, xml};
use crate::{
    article::guard,
    model::{entry::Entry, source::ListingRules},
};

/// The selectors of the rules, compiled.
#[derive(Debug)]
struct Selectors {
    item: Selector,
    link: Option<Selector>,
    title: Option<Selector>,
    date: Option<Selector>,
    summary: Option<Selector>,
}

impl Selectors {
    fn new(rules: &ListingRules) -> Result<Self, String> {
        let one = |name: &str, selector: &str| {
            Selector::parse(selector)
                .map_err(|error| format!("`{name}` is not a CSS selector: `{selector}` ({error})"))
        };
        let may = |name: &str, selector: &Option<String>| {
            selector.as_deref().map(|selector| one(name, selector)).transpose()
        };
        Ok(Self {
            item: one("item", &rules.item)?,
            link: may("link", &rules.link)?,
            title: may("title", &rules.title)?,
            date: may("date", &rules.date)?,
            summary: may("summary", &rules.summary)?,
        })
    }
}

/// Whether the selectors and date formats can be used at all; the error says which cannot and why.
pub fn check(rules: &ListingRules) -> Result<(), String> {
    Selectors::new(rules)?;
    let sample = jiff::civil::date(2025, 1, 7).at(10, 30, 0, 0).in_tz("UTC");
    let sample = sample.map_err(|error| error.to_string())?;
    for format in &rules.date_formats {
        if !format.contains('%') {
            return Err(format!("`{format}` is not a date format: write it as `%d %B %Y`"));
        }
        jiff::fmt::strtime::format(format, &sample)
            .map_err(|error| format!("`{format}` is not a date format: {error}"))?;
    }
    Ok(())
}

/// Reads a listing page. Dates without a zone are taken in `zone`.
pub fn read(
    html: &[u8],
    content_type: Option<&str>,
    rules: &ListingRules,
    base: &Url,
    zone: &TimeZone,
) -> Result<FeedDocument, FeedError> {
    let decoded = charset::decode(html, content_type);
    if decoded.text.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    let broke = |selector: &str| FeedError::SelectorBroke { selector: selector.to_owned() };
    let selectors = Selectors::new(rules).map_err(|error| broke(&error))?;
    let tamed = guard::tame(&decoded.text);
    let page = Html::parse_document(&tamed.html);
    let base = own_base(&page, base);
    let mut document = FeedDocument::new(Format::Listing);
    document.warnings.extend(decoded.warning);
    document.warnings.extend(tamed.warnings);
    document.title = first(&page, "title").map(text).unwrap_or_default();
    document.language = first(&page, "html").and_then(|html| html.attr("lang")).map(str::to_owned);
    let mut without_link = 0;
    let mut undated = 0;
    for item in page.select(&selectors.item) {
        if document.entries.len() >= MAX_ENTRIES {
            let warning = format!("more than {MAX_ENTRIES} entries; the rest was left unread");
            document.warnings.push(warning);
            break;
        }
        let Some(entry) = entry(item, &selectors, rules, &base, zone) else {
            without_link += 1;
            continue;
        };
        undated += usize::from(selectors.date.is_some() && entry.published.is_none());
        match document.entries.iter_mut().find(|known| known.link == entry.link) {
            // A picture and a headline often link to one article: the words win.
            Some(known) if known.title.is_empty() => known.title = entry.title,
            Some(_) => {}
            None => document.entries.push(entry),
        }
    }
    if document.entries.is_empty() {
        let selector =
            if without_link > 0 { rules.link.as_deref().unwrap_or("a[href]") } else { &rules.item };
        return Err(broke(selector));
    }
    if without_link > 0 {
        document.warnings.push(format!("{without_link} items without a link were left out"));
    }
    if undated > 0 {
        document.warnings.push(format!("{undated} items without a readable date"));
    }
    bounds::keep(&mut document);
    Ok(document)
}

fn entry(
    item: ElementRef<'_>,
    selectors: &Selectors,
    rules: &ListingRules,
    base: &Url,
    zone: &TimeZone,
) -> Option<Entry> {
    let anchor = match &selectors.link {
        Some(link) => item.select(link).next()?,
        None => anchor(item)?,
    };
    // A selector may name the element around the link.
    let anchor = if anchor.attr("href").is_some() { anchor } else { self::anchor(anchor)? };
    let link = xml::link(anchor.attr("href")?, base)?;
    let within = |selector: &Option<Selector>| {
        selector.as_ref().and_then(|selector| item.select(selector).next())
    };
    let title = within(&selectors.title).map(text).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| {
        let own = text(anchor);
        if own.is_empty() { anchor.attr("title").map(plain::fold).unwrap_or_default() } else { own }
    });
    Some(Entry {
        link: Some(link),
        title,
        published: within(&selectors.date).and_then(|date| when(date, rules, zone)),
        summary: within(&selectors.summary).map(text).filter(|summary| !summary.is_empty()),
        ..Entry::default()
    })
}

/// The element's `datetime`, else its text by the configured formats, else as dates are written.
fn when(element: ElementRef<'_>, rules: &ListingRules, zone: &TimeZone) -> Option<Timestamp> {
    let attribute = ["datetime", "content", "data-time", "data-timestamp"]
        .iter()
        .find_map(|name| element.attr(name))
        .and_then(|value| date::read(value, zone));
    attribute.or_else(|| {
        let text = text(element);
        date::read_as(&text, &rules.date_formats, zone).or_else(|| date::read(&text, zone))
    })
}

/// The item itself where it is a link, else the first link in it.
fn anchor(item: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let is_link =
        |element: &ElementRef<'_>| element.value().name() == "a" && element.attr("href").is_some();
    item.descendent_elements().find(is_link)
}

fn text(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    for part in element.text() {
        out.push_str(part);
        out.push(' ');
    }
    plain::fold(&out)
}

fn first<'p>(page: &'p Html, selector: &str) -> Option<ElementRef<'p>> {
    let selector = Selector::parse(selector).ok()?;
    page.select(&selector).next()
}

/// The page's own `<base href>`.
fn own_base(page: &Html, base: &Url) -> Url {
    first(page, "base[href]")
        .and_then(|element| base.join(element.attr("href")?).ok())
        .unwrap_or_else(|| base.clone())
}

#[cfg(test)]
mod tests;
