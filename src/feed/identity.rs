//! The one rule that says whether two entries are the same article: their keys. A match on any key is
//! the same article. Keys are made of the source's id, the cleaned address, and the headline with its
//! day; new GUIDs, edited headlines, moved dates and twin addresses each leave another key standing.

mod address;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;

use super::plain;
use crate::model::{entry::Entry, source::SourceId};

pub use address::canonical_url;

/// A headline shorter than this is shared by too many articles.
const SHORTEST_TITLE: usize = 16;

/// The keys of one entry, seen on its own. Of a whole document, [`of_document`] knows more.
pub fn keys(entry: &Entry, source: &SourceId) -> Vec<String> {
    keys_with(entry, source, Trust { guid: true, link: true, title: true })
}

/// The keys of each entry of a document. An id, address or headline that different entries of it share
/// tells nothing apart and is left out.
pub fn of_document(entries: &[Entry], source: &SourceId) -> Vec<Vec<String>> {
    let guids = shared(entries, |entry| entry.guid.clone());
    let links = shared(entries, |entry| entry.link.as_deref().and_then(canonical_url));
    let titles = shared(entries, |entry| Some(title_words(entry)).filter(|t| !t.is_empty()));
    entries
        .iter()
        .zip(guids.iter().zip(&links).zip(&titles))
        .map(|(entry, ((guid, link), title))| {
            keys_with(entry, source, Trust { guid: !guid, link: !link, title: !title })
        })
        .collect()
}

/// The key of what an entry says, whatever its dates, its links and its markup: another key under a
/// known id or address is an edit. Numbers of comments and the like are part of the words.
pub fn words_key(entry: &Entry, source: &SourceId) -> String {
    let texts = [Some(entry.title.as_str()), entry.summary.as_deref(), entry.content.as_deref()];
    let mut digest = xxhash_rust::xxh3::Xxh3::new();
    for text in texts.into_iter().flatten() {
        let plain =
            if text.contains(['<', '&']) { plain::from_html(text) } else { text.to_owned() };
        for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            digest.update(word.as_bytes());
            digest.update(b" ");
        }
        digest.update(b"\n");
    }
    format!("w:{source}:{:032x}", digest.digest128())
}

/// The key of a text, for copies that share nothing but their words. `fingerprint` is the article's.
pub fn text_key(fingerprint: u64, outlet: &str) -> Option<String> {
    (fingerprint != 0).then(|| format!("f:{}:{fingerprint:016x}", outlet_name(outlet)))
}

/// Which parts of an entry may be believed.
#[derive(Debug, Clone, Copy)]
struct Trust {
    guid: bool,
    link: bool,
    title: bool,
}

fn keys_with(entry: &Entry, source: &SourceId, trust: Trust) -> Vec<String> {
    let mut keys = Vec::with_capacity(4);
    if let Some(guid) = entry.guid.as_deref().filter(|guid| trust.guid && is_telling(guid)) {
        keys.push(format!("g:{source}:{guid}"));
    }
    let url = entry.link.as_deref().and_then(canonical_url);
    if let Some(url) = url.filter(|_| trust.link) {
        keys.push(format!("u:{url}"));
    }
    if trust.title {
        title_keys(entry, source, &mut keys);
    }
    if keys.is_empty() {
        keys.push(last_resort(entry, source));
    }
    keys
}

/// For each entry: whether another, different entry of the document has the same value.
fn shared(entries: &[Entry], value: impl Fn(&Entry) -> Option<String>) -> Vec<bool> {
    let values: Vec<Option<String>> = entries.iter().map(value).collect();
    let mut first: HashMap<&str, (usize, bool)> = HashMap::with_capacity(entries.len());
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        let (known, differs) = first.entry(value).or_insert((index, false));
        *differs |= !is_copy(&entries[*known], &entries[index]);
    }
    values
        .iter()
        .map(|value| {
            value.as_deref().is_some_and(|value| first.get(value).is_some_and(|(_, d)| *d))
        })
        .collect()
}

/// An entry that a document merely lists twice.
fn is_copy(a: &Entry, b: &Entry) -> bool {
    let address = |entry: &Entry| entry.link.as_deref().and_then(canonical_url);
    let told = [
        a.guid.is_some() && a.guid == b.guid,
        a.link.is_some() && address(a) == address(b),
        !a.title.is_empty() && a.title == b.title,
    ];
    told.into_iter().filter(|same| *same).count() >= 2
}

/// Ids that software writes when it has none.
fn is_telling(guid: &str) -> bool {
    const EMPTY: [&str; 7] = ["null", "none", "undefined", "false", "true", "n/a", "guid"];
    guid.len() > 2 && !EMPTY.iter().any(|empty| guid.eq_ignore_ascii_case(empty))
}

fn title_keys(entry: &Entry, source: &SourceId, keys: &mut Vec<String>) {
    let words = title_words(entry);
    let Some(at) = entry.date() else { return };
    if words.chars().count() < SHORTEST_TITLE && !words.chars().any(is_ideograph) {
        return;
    }
    let day = at.to_zoned(TimeZone::UTC).date();
    let host = entry.link.as_deref().and_then(address::host).map(|host| address::site_name(&host));
    let outlet = entry.outlet.as_deref().map(outlet_name).filter(|name| !name.is_empty());
    let mut scopes: Vec<String> = host.into_iter().chain(outlet).collect();
    if scopes.is_empty() {
        scopes.push(source.0.clone());
    }
    scopes.dedup();
    keys.extend(scopes.iter().map(|scope| format!("t:{scope}:{day}:{words}")));
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// For an entry with neither id, address nor dated headline: all it has.
fn last_resort(entry: &Entry, source: &SourceId) -> String {
    let text = entry.content.as_deref().or(entry.summary.as_deref()).unwrap_or_default();
    let link = entry.link.as_deref().unwrap_or_default();
    let all =
        format!("{}\n{}\n{link}\n{text}", entry.guid.as_deref().unwrap_or_default(), entry.title);
    format!("x:{source}:{:032x}", xxhash_rust::xxh3::xxh3_128(all.as_bytes()))
}

/// An outlet's name or domain as one word: `DAWN.COM`, `www.dawn.com` and `Dawn` are `dawn`.
fn outlet_name(outlet: &str) -> String {
    let outlet = outlet.trim();
    if outlet.contains('.') && !outlet.contains(' ') {
        return address::site_name(&outlet.to_lowercase());
    }
    outlet.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The headline in lower case, letters and digits only, without the name of its publisher at the end.
fn title_words(entry: &Entry) -> String {
    words(without_publisher(&entry.title, entry))
}

fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if std::mem::take(&mut space) && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | '\u{200c}' | '\u{200d}') {
            space = true;
        }
    }
    out
}

fn without_publisher<'t>(title: &'t str, entry: &Entry) -> &'t str {
    const PARTINGS: [&str; 6] = [" - ", " | ", " – ", " — ", " :: ", " « "];
    let parting = PARTINGS
        .iter()
        .filter_map(|parting| title.rfind(parting).map(|at| (at, parting.len())))
        .max();
    let Some((at, length)) = parting else { return title };
    let suffix = outlet_name(&title[at + length..]);
    let outlet = entry.outlet.as_deref().map(outlet_name);
    let site = entry.link.as_deref().and_then(address::host).map(|host| address::site_name(&host));
    let named = [outlet, site].into_iter().flatten().any(|name| {
        name.len() > 2 && (suffix == name || suffix.contains(&name) || name.contains(&suffix))
    });
    if named && !suffix.is_empty() && at > 0 { &title[..at] } else { title }
}

#[cfg(test)]
mod tests;
