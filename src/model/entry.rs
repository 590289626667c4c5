//! One item of a source, as the source states it.

use jiff::Timestamp;

/// An item of a feed, listing page, sitemap or search result. Absent means the source did not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The source's own id (RSS `guid`, Atom `id`), trimmed.
    pub guid: Option<String>,
    /// Absolute link to the article.
    pub link: Option<String>,
    /// Plain-text title; empty where absent.
    pub title: String,
    /// When it says it was published. Unparseable is `None`, never "now".
    pub published: Option<Timestamp>,
    /// When it says it was changed.
    pub updated: Option<Timestamp>,
    /// Summary, HTML or text as given.
    pub summary: Option<String>,
    /// Full content, HTML or text as given.
    pub content: Option<String>,
    /// Author as given.
    pub author: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// The outlet, where the entry names one (RSS `source`, GDELT `domain`).
    pub outlet: Option<String>,
}

impl Entry {
    /// When it says it was published, or else changed.
    pub fn date(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }

    /// Whether it says nothing that could be read or followed.
    pub fn is_empty(&self) -> bool {
        self.link.is_none()
            && self.guid.is_none()
            && self.title.is_empty()
            && self.summary.is_none()
            && self.content.is_none()
    }
}
