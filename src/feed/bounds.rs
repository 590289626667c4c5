//! How long the parts of an entry may be, whatever the format they came in.

use super::FeedDocument;
use crate::model::entry::Entry;

/// A title longer than this many bytes is cut.
pub(super) const LONGEST_TITLE: usize = 2_000;
/// A link longer than this is no link.
pub(super) const LONGEST_LINK: usize = 8_000;
/// Ids longer than this stand for themselves by their beginning and a hash.
const LONGEST_ID: usize = 2_000;
/// Names of authors, outlets and languages.
const LONGEST_NAME: usize = 500;

/// Holds a document to the bounds; what is cut is told.
pub(super) fn keep(document: &mut FeedDocument) {
    let mut titles = usize::from(cut(&mut document.title, LONGEST_TITLE));
    for entry in &mut document.entries {
        titles += usize::from(cut(&mut entry.title, LONGEST_TITLE));
        let Entry { guid, link, author, language, outlet, .. } = entry;
        *guid = guid.take().map(id);
        *link = link.take().filter(|link| link.len() <= LONGEST_LINK);
        for name in [author, language, outlet].into_iter().flatten() {
            cut(name, LONGEST_NAME);
        }
    }
    if titles > 0 {
        document.warnings.push(format!("{titles} titles were too long and were cut"));
    }
}

/// An id that is not too long to keep.
pub(super) fn id(mut id: String) -> String {
    if id.len() > LONGEST_ID {
        let hash = xxhash_rust::xxh3::xxh3_128(id.as_bytes());
        id.truncate(id.floor_char_boundary(200));
        id = format!("{id}…{hash:032x}");
    }
    id
}

fn cut(text: &mut String, most: usize) -> bool {
    let long = text.len() > most;
    text.truncate(text.floor_char_boundary(most));
    long
}
