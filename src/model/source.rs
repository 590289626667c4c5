//! What is watched.

use serde::{Deserialize, Serialize};
use url::Url;

/// The operator's name of a source, unique in the configuration (`dawn-pakistan`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub String);

impl std::fmt::Display for SourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// How a source is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed; which one is found out from the bytes.
    Feed,
    /// A page that lists articles, read with CSS selectors.
    Listing(ListingRules),
    /// A news sitemap or a sitemap index.
    Sitemap,
    /// The GDELT DOC 2.0 article list as JSON.
    Gdelt,
}

/// CSS selectors for a listing page; each was parsed once when the configuration was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListingRules {
    /// One element an article.
    pub item: String,
    /// The link inside an item; the first `a[href]` where absent.
    pub link: Option<String>,
    /// The title inside an item; the link's text where absent.
    pub title: Option<String>,
    /// The date inside an item: its `datetime` attribute, else its text.
    pub date: Option<String>,
    /// strptime formats tried in order for the date text (`%d %B %Y`).
    #[serde(default)]
    pub date_formats: Vec<String>,
    /// A summary inside an item.
    pub summary: Option<String>,
}

/// One watched source, as meant (durations in seconds are already checked).
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its name in the configuration.
    pub id: SourceId,
    /// What people call it.
    pub name: String,
    /// What is asked for.
    pub url: Url,
    /// How it is read.
    pub kind: SourceKind,
    /// BCP 47 language of its articles, where all share one.
    pub language: Option<String>,
    /// How much its word weighs, 0 to 1.
    pub weight: f32,
    /// The outlet its articles belong to; found from the page or the link where absent.
    pub outlet: Option<String>,
    /// When it is looked at.
    pub schedule: Schedule,
    /// IANA zone for dates written without one.
    pub timezone: Option<String>,
    /// Entries carry the full text, so pages are not fetched.
    pub full_text: bool,
    /// Most entries taken in at one look; the rest stays unseen and is reported.
    pub max_entries: usize,
    /// A search feed whose links are wrappers around the real address (Google News).
    pub search: bool,
    /// Off: kept in the file, not looked at.
    pub enabled: bool,
}

/// When a source is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Every so many seconds.
    Every(u64),
    /// A cron expression in an IANA zone.
    Cron {
        /// Five or six fields.
        expression: String,
        /// IANA zone name.
        timezone: String,
    },
}

/// What a server gave to ask "has it changed?" with; sent back verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}
