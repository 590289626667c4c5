//! What had to be mended in a document, counted, and told in a line each.

use crate::feed::MAX_ENTRIES;

/// What had to be mended, counted.
#[derive(Debug, Default)]
pub(super) struct Mends {
    pub(super) unclosed: usize,
    pub(super) stray_ends: usize,
    pub(super) cut: bool,
    pub(super) too_many: bool,
    pub(super) long_titles: usize,
}

impl Mends {
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
        warnings
    }
}
