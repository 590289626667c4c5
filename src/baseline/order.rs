//! Documents taken together → the order they were published in. One that does not let its day be
//! inferred is dated by another of them that tells of the same matter.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{
    article::document::{Basis, Document, Hint},
    model::date::Interval,
};

/// Names that two documents of one matter share and hardly any other document has.
const SHARED_NAMES: usize = 2;

/// Lines in which a text names what it is about.
const LEAD: usize = 4;

/// Dates what another document can date, and puts the oldest first; the undated last, each in the
/// order given. `T` is what the caller keeps beside a document.
pub fn by_day<T>(mut documents: Vec<(T, Document)>) -> Vec<(T, Document)> {
    let names: Vec<_> = documents.iter().map(|(_, document)| names(document)).collect();
    let borrowed: Vec<Option<Hint>> =
        (0..documents.len()).map(|n| borrow(n, &documents, &names)).collect();
    for ((_, document), hint) in documents.iter_mut().zip(borrowed) {
        if hint.is_some() {
            document.published_hint = hint;
        }
    }
    documents.sort_by_key(|(_, document)| day(document).unwrap_or(Date::MAX));
    documents
}

fn day(document: &Document) -> Option<Date> {
    document.published_hint.as_ref().map(Hint::likely)
}

/// The day of another document about the same matter, for one whose own dates say too little.
fn borrow<T>(n: usize, documents: &[(T, Document)], names: &[BTreeSet<String>]) -> Option<Hint> {
    let document = &documents[n].1;
    if document.published_hint.as_ref().is_some_and(|hint| !hint.is_weak()) {
        return None;
    }
    let earliest = document.published_hint.as_ref().map(|hint| hint.interval.start);
    let rare = |name: &&String| {
        let having = names.iter().filter(|names| names.contains(*name)).count();
        having <= 2 + documents.len() / 10
    };
    let (shared, other) = (0..documents.len())
        .filter(|other| *other != n)
        .filter_map(|other| {
            let hint = documents[other].1.published_hint.as_ref()?;
            let known = !hint.is_weak() && earliest.is_none_or(|day| day <= hint.likely());
            let shared = names[n].intersection(&names[other]).filter(rare).count();
            known.then_some((shared, hint))
        })
        .max_by_key(|(shared, _)| *shared)?;
    if shared < SHARED_NAMES {
        return None;
    }
    let day = near(other.likely(), weekday(document));
    Some(Hint {
        interval: Interval::day(day),
        day: Some(day),
        basis: Basis::Companion,
        evidence: other.evidence.clone(),
    })
}

/// Names of two words and more.
fn names(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut run: Vec<&str> = Vec::new();
    let mut close = |run: &mut Vec<&str>| {
        for pair in run.windows(2) {
            names.insert(pair.join(" "));
        }
        run.clear();
    };
    for word in document.text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        if bare.starts_with(char::is_uppercase) {
            run.push(bare);
        } else {
            close(&mut run);
        }
        // A mark behind a word ends the name.
        if word.ends_with(|c: char| !c.is_alphanumeric()) {
            close(&mut run);
        }
    }
    close(&mut run);
    names
}

/// The weekday that the lead names first.
fn weekday(document: &Document) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("Monday", Weekday::Monday),
        ("Tuesday", Weekday::Tuesday),
        ("Wednesday", Weekday::Wednesday),
        ("Thursday", Weekday::Thursday),
        ("Friday", Weekday::Friday),
        ("Saturday", Weekday::Saturday),
        ("Sunday", Weekday::Sunday),
    ];
    let lead: Vec<&str> = document.text.lines().take(LEAD).collect();
    let lead = lead.join("\n");
    let named: BTreeMap<usize, Weekday> = NAMES
        .iter()
        .filter_map(|(name, day)| {
            Some((
                lead.find(&format!("on {name}")).or_else(|| lead.find(&format!("On {name}")))?,
                *day,
            ))
        })
        .collect();
    named.into_values().next()
}

/// The nearest day to `day` that is such a weekday.
fn near(day: Date, weekday: Option<Weekday>) -> Date {
    let Some(weekday) = weekday else { return day };
    let away = [0, -1, 1, -2, 2, -3, 3].into_iter();
    away.filter_map(|days| day.checked_add(i64::from(days).days()).ok())
        .find(|day| day.weekday() == weekday)
        .unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::document;

    fn read(texts: &[&str]) -> Vec<(usize, Document)> {
        let documents = texts.iter().flat_map(|text| document::read("a.txt", text.as_bytes()));
        documents.enumerate().collect()
    }

    const DATED: &str = "Harbour police gain a river unit, two ministers say\n\nUpdated 14 May 2024\n\
        Interior chief Adil Marwan and Lin Qiaozhen of the ministry of fisheries said in Xinhai on \
        Tuesday that the harbour police would get a unit of their own for the boats.";
    const UNDATED: &str = "On Wednesday the harbour got what it had been promised since 2021. The \
        interior chief Adil Marwan said so after a talk with Lin Qiaozhen in Xinhai, and boats will \
        be looked after by a unit of their own.";
    const OLDER: &str = "Harbour master asks for a river unit of his own\n\nUpdated 2 March 2024\n\
        The harbour master said in a letter that boats had been robbed eleven times in a year and \
        that nobody looked after them at night.";

    #[test]
    fn documents_come_in_the_order_of_their_days() {
        let sorted = by_day(read(&[DATED, OLDER]));
        assert_eq!(sorted.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn a_document_without_a_day_takes_that_of_another_about_the_same_matter() {
        let sorted = by_day(read(&[UNDATED, OLDER, DATED]));
        assert_eq!(sorted.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 2, 0]);
        let hint = sorted[2].1.published_hint.as_ref().unwrap();
        // The day after the Tuesday of the other.
        assert_eq!(
            (hint.likely().to_string(), hint.basis),
            ("2024-05-15".into(), Basis::Companion)
        );
    }

    #[test]
    fn a_document_of_another_matter_lends_no_day() {
        let sorted = by_day(read(&[UNDATED, OLDER]));
        let hint = sorted.iter().find(|(n, _)| *n == 0).unwrap().1.published_hint.as_ref().unwrap();
        assert_eq!(hint.basis, Basis::NewestDate);
    }
}
