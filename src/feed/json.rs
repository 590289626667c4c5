//! JSON Feed 1.0 and 1.1, also where ids are numbers and where the tail is cut off.

use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use super::{FeedDocument, FeedError, Format, MAX_ENTRIES, date, plain, xml};
use crate::model::entry::Entry;

pub(super) fn read(text: &str, base: &Url, zone: &TimeZone) -> Result<FeedDocument, FeedError> {
    let (value, cut) = match serde_json::from_str::<Value>(text) {
        Ok(value) => (value, None),
        Err(error) => {
            (salvage(text).ok_or_else(|| FeedError::Json(error.to_string()))?, Some(error))
        }
    };
    let items = match &value {
        Value::Array(items) => items,
        _ => value.get("items").and_then(Value::as_array).ok_or_else(|| FeedError::NotAFeed {
            found: "JSON without a list of items".to_owned(),
        })?,
    };
    let mut document = FeedDocument::new(Format::JsonFeed);
    document.title = string(&value, "title").map(|title| plain::fold(&title)).unwrap_or_default();
    document.link = string(&value, "home_page_url").and_then(|link| xml::link(&link, base));
    document.language = string(&value, "language");
    let link = |name: &str| string(&value, name).and_then(|link| xml::link(&link, base));
    document.hints.self_link = link("feed_url");
    document.hints.next_page = link("next_url");
    let hubs = value.get("hubs").and_then(Value::as_array);
    document.hints.hub = hubs.and_then(|hubs| hubs.first()).and_then(|hub| string(hub, "url"));
    for item in items.iter().take(MAX_ENTRIES).filter(|item| item.is_object()) {
        let mut read = entry(item, base, zone);
        read.language = read.language.or_else(|| document.language.clone());
        document.entries.push(read);
    }
    if let Some(error) = cut {
        document.warnings.push(format!("truncated: the JSON ends early ({error})"));
    }
    if items.len() > MAX_ENTRIES {
        let warning = format!("more than {MAX_ENTRIES} entries; the rest was left unread");
        document.warnings.push(warning);
    }
    Ok(document)
}

fn entry(item: &Value, base: &Url, zone: &TimeZone) -> Entry {
    let link = |name: &str| string(item, name).and_then(|link| xml::link(&link, base));
    let at = |name: &str| string(item, name).and_then(|text| date::read(&text, zone));
    let guid = string(item, "id");
    let page = guid.clone().filter(|id| xml::is_web(id));
    let author = item
        .get("authors")
        .and_then(|authors| authors.get(0))
        .or_else(|| item.get("author"))
        .and_then(|author| string(author, "name").or_else(|| author.as_str().map(str::to_owned)));
    Entry {
        guid,
        link: link("url").or_else(|| link("external_url")).or(page),
        title: string(item, "title").map(|title| plain::fold(&title)).unwrap_or_default(),
        published: at("date_published"),
        updated: at("date_modified"),
        summary: string(item, "summary"),
        content: string(item, "content_html").or_else(|| string(item, "content_text")),
        author,
        language: string(item, "language"),
        outlet: None,
    }
}

/// A text, or a number as one; `None` where empty.
fn string(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The whole items of a list that was cut off.
fn salvage(text: &str) -> Option<Value> {
    let (_, list) = text.split_once("\"items\"")?;
    let mut rest = list.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
    let mut items = Vec::new();
    loop {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = stream.next() else { break };
        let read = stream.byte_offset();
        items.push(item);
        rest = rest[read..].trim_start().trim_start_matches(',');
    }
    (!items.is_empty()).then(|| serde_json::json!({ "items": items }))
}
