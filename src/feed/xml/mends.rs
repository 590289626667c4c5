//! What had to be mended in a document, counted, and told in a line each.

use crate::{feed::MAX_ENTRIES, model::entry::Entry};

/// What had to be mended, counted.
#[derive(Debug, Default)]
pub(super) struct Mends {
    pub(super) unclosed: usize,
    pub(super) stray_ends: usize,
    pub(super) cut: bool,
    pub(super) too_many: bool,
    pub(super) long_titles: usize,
    unread_dates: usize,
    unread_date: String,
    undeclared: Vec<String>,
}

/// Ids that different entries share: they tell none of them apart.
pub(super) fn repeated_ids<'e>(entries: &'e [Entry]) -> Option<String> {
    let named = |entry: &'e Entry| {
        let Entry { guid, link, title, .. } = entry;
        Some((guid.as_deref()?, link, title))
    };
    let mut ids: Vec<_> = entries.iter().filter_map(named).collect();
    ids.sort_unstable();
    ids.dedup();
    let repeated = ids.windows(2).filter(|pair| pair[0].0 == pair[1].0).count();
    (repeated > 0).then(|| format!("{repeated} entries repeat the id of another one"))
}

impl Mends {
    /// A prefix that means what it means by custom.
    pub(super) fn undeclared(&mut self, prefix: &str) {
        const MOST: usize = 8;
        if self.undeclared.len() < MOST && self.undeclared.iter().all(|known| known != prefix) {
            self.undeclared.push(prefix.to_owned());
        }
    }

    /// Dates that stay unknown; the first of them is told.
    pub(super) fn unread_dates(&mut self, texts: &[String]) {
        self.unread_dates += texts.len();
        if let Some(text) = texts.first().filter(|_| self.unread_date.is_empty()) {
            self.unread_date = text.chars().take(60).collect();
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.unclosed > 0 {
            warnings.push(format!("{} elements were not closed", self.unclosed));
        }
        if self.stray_ends > 0 {
            warnings.push(format!("{} end tags close nothing", self.stray_ends));
        }
        if self.cut {
            warnings.push("truncated: the document ends early".to_owned());
        }
        if self.too_many {
            warnings.push(format!("more than {MAX_ENTRIES} entries; the rest was left unread"));
        }
        if self.long_titles > 0 {
            warnings.push(format!("{} titles were too long and were cut", self.long_titles));
        }
        if !self.undeclared.is_empty() {
            let prefixes = self.undeclared.join(", ");
            warnings.push(format!("namespace prefixes were not declared: {prefixes}"));
        }
        if self.unread_dates > 0 {
            warnings.push(format!(
                "{} dates could not be read and stay unknown, as “{}”",
                self.unread_dates, self.unread_date
            ));
        }
        warnings
    }
}
