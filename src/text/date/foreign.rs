//! Chinese and Urdu dates: 2024年10月6日, 10月6日, 6 اکتوبر 2024.

use jiff::civil::Date;

use super::{
    super::{DateKind, DateSpan, token::digit},
    calendar::{shifted, whole_month},
};
use crate::model::date::Interval;

#[rustfmt::skip]
const URDU: &[(&str, i8)] = &[
    ("جنوری", 1), ("فروری", 2), ("مارچ", 3), ("اپریل", 4), ("مئی", 5), ("جون", 6), ("جولائی", 7),
    ("اگست", 8), ("ستمبر", 9), ("اکتوبر", 10), ("نومبر", 11), ("دسمبر", 12),
];

/// Dates written in Chinese or Urdu, in order.
pub(super) fn find(text: &str, anchor: Date) -> Vec<DateSpan> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut found = chinese(text, anchor);
    found.extend(urdu(text, anchor));
    found.sort_by_key(|d| d.span.start);
    found
}

fn chinese(text: &str, anchor: Date) -> Vec<DateSpan> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, sign) in text.match_indices('月') {
        if at < done {
            continue;
        }
        let Some((month, month_at)) = digits_before(text, at) else { continue };
        let Ok(month) = i8::try_from(month) else { continue };
        let year =
            text[..month_at].strip_suffix('年').and_then(|head| digits_before(head, head.len()));
        let (day, end) = digits_after(text, at + sign.len())
            .and_then(|(d, to)| {
                text[to..].starts_with(['日', '号']).then_some((d, to + '日'.len_utf8()))
            })
            .map_or((None, at + sign.len()), |(d, to)| (i8::try_from(d).ok(), to));
        let start = year.map_or(month_at, |(_, from)| from);
        let known = year.and_then(|(y, _)| i16::try_from(y).ok());
        if let Some(interval) = resolve(known, month, day, anchor) {
            let kind = if known.is_some() { DateKind::Absolute } else { DateKind::Relative };
            found.push(DateSpan { span: start..end, interval, kind, shift: None });
            done = end;
        }
    }
    found
}

fn urdu(text: &str, anchor: Date) -> Vec<DateSpan> {
    let mut found = Vec::new();
    for (name, month) in URDU {
        for (at, _) in text.match_indices(name) {
            let end = at + name.len();
            let inside = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            if inside(text[..at].chars().next_back()) || inside(text[end..].chars().next()) {
                continue;
            }
            let head = text[..at].trim_end();
            let day = digits_before(head, head.len()).filter(|(d, _)| (1..=31).contains(d));
            let tail = &text[end..];
            let skip = tail.len() - tail.trim_start_matches([' ', '،', ',']).len();
            let year = digits_after(text, end + skip).filter(|(y, _)| (1900..2100).contains(y));
            if day.is_none() && year.is_none() {
                continue;
            }
            let known = year.and_then(|(y, _)| i16::try_from(y).ok());
            let number = day.and_then(|(d, _)| i8::try_from(d).ok());
            if let Some(interval) = resolve(known, *month, number, anchor) {
                let kind = if known.is_some() { DateKind::Absolute } else { DateKind::Relative };
                let span = day.map_or(at, |(_, from)| from)..year.map_or(end, |(_, to)| to);
                found.push(DateSpan { span, interval, kind, shift: None });
            }
        }
    }
    found
}

fn resolve(year: Option<i16>, month: i8, day: Option<i8>, anchor: Date) -> Option<Interval> {
    let year = year.or_else(|| {
        let now = anchor.year();
        let start = Date::new(now, month, day.unwrap_or(1)).ok()?;
        Some(if start > shifted(anchor, 2) { now - 1 } else { now })
    })?;
    match day {
        Some(day) => Date::new(year, month, day).ok().map(Interval::day),
        None => whole_month(year, month),
    }
}

/// The number that ends at a byte, and where it begins; at most four digits.
fn digits_before(text: &str, end: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    let mut place = 1;
    let mut start = end;
    for (at, c) in text[..end].char_indices().rev() {
        let Some(d) = digit(c) else { break };
        if place > 1_000 {
            return None;
        }
        value += d * place;
        place *= 10;
        start = at;
    }
    (start < end).then_some((value, start))
}

/// The number that begins at a byte, and where it ends; at most four digits.
fn digits_after(text: &str, start: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    let mut end = start;
    for c in text[start..].chars().take(4) {
        let Some(d) = digit(c) else { break };
        value = value * 10 + d;
        end += c.len_utf8();
    }
    (end > start).then_some((value, end))
}
