//! Bytes of a source in, entries out: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF, JSON Feed, listing
//! pages, news sitemaps and GDELT answers, all as one [`FeedDocument`].
//! Reading never fails on a detail: what was mended is a warning, what is missing is `None`. It fails
//! only where the bytes are not of the kind at all. Time and memory are linear in the input.

mod bounds;
mod cdata;
pub mod charset;
pub mod date;
mod element;
mod entity;
pub mod gdelt;
pub mod identity;
mod json;
pub mod listing;
mod markup;
pub mod opml;
mod plain;
pub mod propose;
pub mod sitemap;
mod xml;

use jiff::{Timestamp, tz::TimeZone};
use url::Url;

use crate::model::entry::Entry;

/// Most entries taken from one document; what is beyond is reported as a warning.
pub const MAX_ENTRIES: usize = 10_000;

/// What the bytes turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0.
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// Channel Definition Format.
    Cdf,
    /// JSON Feed.
    JsonFeed,
    /// An HTML page that lists articles.
    Listing,
    /// A sitemap.
    Sitemap,
    /// A sitemap of sitemaps.
    SitemapIndex,
    /// A GDELT DOC article list.
    Gdelt,
}

impl Format {
    /// The name people and programs see.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Rdf => "rdf",
            Self::Atom => "atom",
            Self::Cdf => "cdf",
            Self::JsonFeed => "json-feed",
            Self::Listing => "listing",
            Self::Sitemap => "sitemap",
            Self::SitemapIndex => "sitemap-index",
            Self::Gdelt => "gdelt",
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a source says about how it wants to be visited and where more of it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hints {
    /// Seconds between changes: RSS `ttl`, or the syndication module's period and frequency.
    pub ttl: Option<u64>,
    /// Hours of the day (UTC, 0 to 23) in which nothing changes.
    pub skip_hours: Vec<u8>,
    /// Days in which nothing changes: 1 is Monday, 7 is Sunday.
    pub skip_days: Vec<u8>,
    /// `WebSub` hub.
    pub hub: Option<String>,
    /// The address the feed calls its own.
    pub self_link: Option<String>,
    /// The next, older page of a paged feed (RFC 5005).
    pub next_page: Option<String>,
    /// The previous archive document of an archived feed (RFC 5005).
    pub prev_archive: Option<String>,
    /// Where the feed says it has moved.
    pub moved_to: Option<String>,
}

/// A document that a sitemap index points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its address.
    pub url: String,
    /// When it was last changed, as far as told.
    pub modified: Option<Timestamp>,
}

/// A source as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedDocument {
    /// What it is.
    pub format: Format,
    /// Plain-text title; empty where absent.
    pub title: String,
    /// The site it belongs to.
    pub link: Option<String>,
    /// BCP 47 language of the whole.
    pub language: Option<String>,
    /// When the whole says it was changed.
    pub updated: Option<Timestamp>,
    /// Its entries, in the order of the document.
    pub entries: Vec<Entry>,
    /// Documents to visit next (sitemap indexes only).
    pub children: Vec<Child>,
    /// What was mended or is odd, one line each.
    pub warnings: Vec<String>,
    /// When to come back, and where more is.
    pub hints: Hints,
}

impl FeedDocument {
    fn new(format: Format) -> Self {
        Self {
            format,
            title: String::new(),
            link: None,
            language: None,
            updated: None,
            entries: Vec::new(),
            children: Vec::new(),
            warnings: Vec::new(),
            hints: Hints::default(),
        }
    }

    /// When the newest entry says it was published or changed.
    pub fn newest(&self) -> Option<Timestamp> {
        self.entries.iter().filter_map(Entry::date).max()
    }
}

/// Why bytes could not be read as a source at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// Nothing but white space.
    #[error("the document is empty")]
    Empty,
    /// Something else came, often a page that says why.
    #[error("not a feed: {found}; check the address in a browser, or use `sources discover`")]
    NotAFeed {
        /// What it looks like.
        found: String,
    },
    /// JSON that ends early or is malformed beyond salvage.
    #[error("the JSON is broken: {0}")]
    Json(String),
    /// A listing page on which the item selector finds nothing.
    #[error(
        "selector broke: `{selector}` finds nothing on this page; the site's layout may have changed"
    )]
    SelectorBroke {
        /// The selector of the configuration.
        selector: String,
    },
    /// A search service that answers with a message instead of results.
    #[error("the service answered: {0}")]
    Service(String),
}

/// Reads a feed of any format. Dates without a zone are taken as UTC.
///
/// `base` is the address the bytes came from (after redirects); relative links resolve against it.
pub fn read(
    bytes: &[u8],
    content_type: Option<&str>,
    base: &Url,
) -> Result<FeedDocument, FeedError> {
    read_in_zone(bytes, content_type, base, &TimeZone::UTC)
}

/// [`read`], with the zone in which the source writes dates that name none.
pub fn read_in_zone(
    bytes: &[u8],
    content_type: Option<&str>,
    base: &Url,
    zone: &TimeZone,
) -> Result<FeedDocument, FeedError> {
    let decoded = charset::decode(bytes, content_type);
    let text = decoded.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    let mut document = if text.starts_with(['{', '[']) {
        json::read(text, base, zone)?
    } else {
        xml::read(text, base, zone)?
    };
    document.warnings.splice(0..0, decoded.warning);
    bounds::keep(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests;
