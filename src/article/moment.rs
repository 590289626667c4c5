//! Dates as pages and mails write them → a moment. Reads ISO 8601, RFC 2822, and dates in words
//! (English, Urdu, Chinese and the larger European languages); refuses what is ambiguous.
//!
//! A date without a time is noon UTC: the same calendar day from Honolulu to Auckland. A time
//! without a zone is taken in the zone the caller names, else UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// A date as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Whether a time of day was given.
    pub timed: bool,
    /// Whether the zone was given.
    pub zoned: bool,
}

/// Reads the first date in `text`. `local` is the offset of times without a zone.
pub fn parse(text: &str, local: Option<Offset>) -> Option<Moment> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    unix(text).or_else(|| {
        let tokens = tokens(text);
        let (date, rest, sticky) = date(&tokens)?;
        let clock = clock(rest, sticky);
        moment(date, clock, local)
    })
}

/// Reads a civil date, whatever stands around it.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = &text[..text.floor_char_boundary(200)];
    date(&tokens(text)).map(|(date, _, _)| date)
}

/// Noon UTC of a day: what a date without a time means here.
pub fn noon(date: Date) -> Option<Timestamp> {
    let zoned = date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp())
}

fn moment(date: Date, clock: Option<Clock>, local: Option<Offset>) -> Option<Moment> {
    let Some(clock) = clock else {
        return Some(Moment { at: noon(date)?, timed: false, zoned: false });
    };
    let mut day: DateTime = date.at(clock.hour % 24, clock.minute, clock.second, 0);
    if clock.hour == 24 {
        day = day.checked_add(1.day()).ok()?;
    }
    let offset = clock.offset.or(local).unwrap_or(Offset::UTC);
    let at = offset.to_timestamp(day).ok()?;
    Some(Moment { at, timed: true, zoned: clock.offset.is_some() })
}

/// Seconds or milliseconds since 1970.
fn unix(text: &str) -> Option<Moment> {
    if !matches!(text.len(), 10 | 13) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let at = if text.len() == 13 {
        Timestamp::from_millisecond(number).ok()?
    } else {
        // Ten digits may be a compact date with hours (2025010710); those begin with a year.
        if matches!(number / 1_000_000, 1990..=2100) && number / 10_000 % 100 <= 12 {
            return None;
        }
        Timestamp::from_second(number).ok()?
    };
    Some(Moment { at, timed: true, zoned: true })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A number, how many digits it has, and the character after it.
    Number(i64, usize, char),
    Month(i8),
    Offset(i32),
    Am,
    Pm,
    /// Any other word.
    Word,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if out.len() > 40 {
            break;
        }
        if first.is_ascii_digit() {
            let end = rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
            let after = rest[end..].chars().next().unwrap_or('\0');
            out.push(match numeric_offset(before, &rest[..end], &rest[end..], &out) {
                Some(offset) => {
                    rest = rest[end..].strip_prefix(':').map_or(&rest[end..], |tail| &tail[2..]);
                    before = ' ';
                    out.push(Token::Offset(offset));
                    continue;
                }
                None => Token::Number(rest[..end].parse().unwrap_or(i64::MAX), end, after),
            });
            before = '0';
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
            word(&rest[..end], before, &mut out);
            before = 'a';
            rest = &rest[end..];
        } else {
            before = first;
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || ('\u{0610}'..='\u{065f}').contains(&c)
}

/// `+0500`, `+05:00` or `-08` after a time of day.
fn numeric_offset(sign: char, digits: &str, rest: &str, out: &[Token]) -> Option<i32> {
    let factor = match sign {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let colons = out.iter().filter(|t| matches!(t, Token::Number(_, _, ':'))).count();
    let compact = out.iter().any(|t| matches!(t, Token::Number(_, 6, _)));
    if colons == 0 && !compact && sign != '+' {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        4 => (digits[..2].parse::<i32>().ok()?, digits[2..].parse::<i32>().ok()?),
        1 | 2 => {
            let tail = rest.strip_prefix(':').and_then(|tail| tail.get(..2));
            let minutes = tail.and_then(|tail| tail.parse().ok());
            if rest.starts_with(':') && minutes.is_none() {
                return None;
            }
            (digits.parse().ok()?, minutes.unwrap_or(0))
        }
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then_some(factor * (hours * 3600 + minutes * 60))
}

fn word(word: &str, before: char, out: &mut Vec<Token>) {
    let lower = word.to_lowercase();
    if before == '0' && matches!(lower.as_str(), "st" | "nd" | "rd" | "th" | "de" | "t") {
        return;
    }
    out.push(match lower.as_str() {
        "am" | "a" => Token::Am,
        "pm" | "p" => Token::Pm,
        "m" | "of" | "de" | "at" | "on" | "年" | "月" | "日" | "号" => return,
        "z" | "gmt" | "utc" | "ut" => Token::Offset(0),
        "pkt" => Token::Offset(5 * 3600),
        "ist" => Token::Offset(19_800),
        "edt" => Token::Offset(-4 * 3600),
        "est" | "cdt" => Token::Offset(-5 * 3600),
        "pdt" => Token::Offset(-7 * 3600),
        "bst" | "cet" => Token::Offset(3600),
        "cest" => Token::Offset(2 * 3600),
        "hkt" | "sgt" => Token::Offset(8 * 3600),
        "jst" => Token::Offset(9 * 3600),
        _ => month(&lower).map_or(Token::Word, Token::Month),
    });
}

/// Month names that are words of their own; an abbreviation is a prefix of three letters or more.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "janvier", "enero", "janeiro", "gennaio", "января", "جنوری", "يناير", "ژانویه"],
    &["february", "februar", "février", "fevrier", "febrero", "fevereiro", "febbraio", "февраля", "فروری", "فبراير"],
    &["march", "märz", "maerz", "mars", "marzo", "março", "марта", "مارچ", "مارس"],
    &["april", "avril", "abril", "aprile", "апреля", "اپریل", "أبريل", "ابريل"],
    &["may", "mai", "mayo", "maio", "maggio", "мая", "مئی", "مايو"],
    &["june", "juni", "juin", "junio", "junho", "giugno", "июня", "جون", "يونيو"],
    &["july", "juli", "juillet", "julio", "julho", "luglio", "июля", "جولائی", "يوليو"],
    &["august", "août", "aout", "agosto", "августа", "اگست", "أغسطس", "اغسطس"],
    &["september", "septembre", "septiembre", "setembro", "settembre", "sept", "сентября", "ستمبر", "سبتمبر"],
    &["october", "oktober", "octobre", "octubre", "outubro", "ottobre", "октября", "اکتوبر", "أكتوبر"],
    &["november", "novembre", "noviembre", "novembro", "ноября", "نومبر", "نوفمبر"],
    &["december", "dezember", "décembre", "decembre", "diciembre", "dezembro", "dicembre", "декабря", "دسمبر", "ديسمبر"],
];

fn month(lower: &str) -> Option<i8> {
    let index = MONTHS.iter().position(|names| {
        names.iter().any(|name| {
            *name == lower
                || (lower.is_ascii()
                    && lower.len() == 3
                    && name.len() > 4
                    && name.starts_with(lower))
        })
    })?;
    i8::try_from(index + 1).ok()
}

/// The first date, the tokens after it, and whether its last number is glued to a time (`T10:00`).
fn date(tokens: &[Token]) -> Option<(Date, &[Token], Option<i64>)> {
    for (index, token) in tokens.iter().enumerate() {
        let rest = &tokens[index..];
        let found = match *token {
            Token::Number(number, 8, _) => compact(number).map(|date| (date, 1, None)),
            Token::Number(number, 14, _) => {
                compact(number / 1_000_000).map(|date| (date, 1, Some(number % 1_000_000)))
            }
            Token::Number(_, 4, _) => year_first(rest).map(|date| (date, 3, None)),
            Token::Number(_, 1 | 2, _) => day_first(rest).map(|date| (date, 3, None)),
            Token::Month(_) => month_first(rest).map(|date| (date, 3, None)),
            _ => None,
        };
        if let Some((date, used, sticky)) = found {
            return Some((date, &rest[used..], sticky));
        }
    }
    None
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1990..=2100).contains(&year) {
        return None;
    }
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn compact(number: i64) -> Option<Date> {
    civil(number / 10_000, number / 100 % 100, number % 100)
}

/// `2025-01-07`, `2025/1/7`, `2025年1月7日`, `2025 January 7`.
fn year_first(tokens: &[Token]) -> Option<Date> {
    match *tokens.get(..3)? {
        [
            Token::Number(y, 4, '-' | '/' | '.' | '年'),
            Token::Number(m, 1..=2, _),
            Token::Number(d, 1..=2, _),
        ] => civil(y, m, d),
        [Token::Number(y, 4, _), Token::Month(m), Token::Number(d, 1..=2, after)]
            if after != ':' =>
        {
            civil(y, m.into(), d)
        }
        _ => None,
    }
}

/// `7 January 2025`, `07-Jan-25`, `07.01.2025`, `25/12/2025`.
fn day_first(tokens: &[Token]) -> Option<Date> {
    match *tokens.get(..3)? {
        [Token::Number(d, _, _), Token::Month(m), Token::Number(y, 4, _)] => civil(y, m.into(), d),
        [Token::Number(d, _, '-'), Token::Month(m), Token::Number(y, 2, _)] => {
            civil(2000 + y, m.into(), d)
        }
        [Token::Number(d, _, '.'), Token::Number(m, 1..=2, '.'), Token::Number(y, 4, _)] => {
            civil(y, m, d)
        }
        [
            Token::Number(a, _, '/' | '-'),
            Token::Number(b, 1..=2, '/' | '-'),
            Token::Number(y, 4, _),
        ] => {
            if a > 12 || a == b {
                civil(y, b, a)
            } else if b > 12 {
                civil(y, a, b)
            } else {
                None // 03/04/2025 is two dates
            }
        }
        _ => None,
    }
}

/// `January 7, 2025`.
fn month_first(tokens: &[Token]) -> Option<Date> {
    match *tokens.get(..3)? {
        [Token::Month(m), Token::Number(d, 1..=2, _), Token::Number(y, 4, _)] => {
            civil(y, m.into(), d)
        }
        _ => None,
    }
}

struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    offset: Option<Offset>,
}

/// The time of day among the tokens after a date.
fn clock(tokens: &[Token], sticky: Option<i64>) -> Option<Clock> {
    let offset = tokens.iter().take(8).find_map(|token| match token {
        Token::Offset(seconds) => Offset::from_seconds(*seconds).ok(),
        _ => None,
    });
    if let Some(number) = sticky {
        return build(number / 10_000, number / 100 % 100, number % 100, offset);
    }
    for (index, token) in tokens.iter().take(6).enumerate() {
        match *token {
            Token::Number(hms, 6, _) => {
                return build(hms / 10_000, hms / 100 % 100, hms % 100, offset);
            }
            Token::Number(hour, 1..=2, separator @ (':' | '.')) => {
                let Some(Token::Number(minute, 2, next)) = tokens.get(index + 1) else { continue };
                let mut after = index + 2;
                let second = match (next, tokens.get(after)) {
                    (':', Some(Token::Number(second, 2, _))) => {
                        after += 1;
                        *second
                    }
                    _ => 0,
                };
                // A fraction of a second, then am or pm.
                let half =
                    tokens[after..].iter().take(2).find(|t| matches!(t, Token::Am | Token::Pm));
                if separator == '.' && half.is_none() {
                    continue;
                }
                let hour = match half {
                    Some(Token::Pm) if hour < 12 => hour + 12,
                    Some(Token::Am) if hour == 12 => 0,
                    _ => hour,
                };
                return build(hour, *minute, second, offset);
            }
            _ => {}
        }
    }
    None
}

fn build(hour: i64, minute: i64, second: i64, offset: Option<Offset>) -> Option<Clock> {
    if hour > 24 || minute > 59 || second > 60 || (hour == 24 && minute > 0) {
        return None;
    }
    Some(Clock {
        hour: hour.try_into().ok()?,
        minute: minute.try_into().ok()?,
        second: second.min(59).try_into().ok()?,
        offset,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = parse(text, None).map(|moment| moment.at.to_string());
        assert_eq!(got.as_deref(), Some(want), "{text}");
    }

    #[test]
    fn machine_dates_are_read() {
        check("2025-01-07T10:00:00+05:00", "2025-01-07T05:00:00Z");
        check("2025-01-07T10:00:00.123Z", "2025-01-07T10:00:00Z");
        check("2025-01-07T10:00:00-0800", "2025-01-07T18:00:00Z");
        check("2025-01-07 10:00:00", "2025-01-07T10:00:00Z");
        check("2025-01-07T10:00", "2025-01-07T10:00:00Z");
        check("2025-01-07", "2025-01-07T12:00:00Z");
        check("20250107", "2025-01-07T12:00:00Z");
        check("20250107T101500Z", "2025-01-07T10:15:00Z");
        check("20250107101500", "2025-01-07T10:15:00Z");
        check("1736244000", "2025-01-07T10:00:00Z");
        check("1736244000000", "2025-01-07T10:00:00Z");
        check("Tue, 07 Jan 2025 10:00:00 +0500", "2025-01-07T05:00:00Z");
        check("Tue, 07 Jan 2025 10:00 GMT", "2025-01-07T10:00:00Z");
        check("Tue, 07 Jan 2025 10:00:00 PKT", "2025-01-07T05:00:00Z");
        check("2025-01-07T24:00:00Z", "2025-01-08T00:00:00Z");
    }

    #[test]
    fn dates_in_words_are_read() {
        check("Updated 14 November 2024", "2024-11-14T12:00:00Z");
        check("Published January 7, 2025 at 10:31pm PKT", "2025-01-07T17:31:00Z");
        check("Jan 7th, 2025 12:05 a.m.", "2025-01-07T00:05:00Z");
        check("7th of January, 2025", "2025-01-07T12:00:00Z");
        check("07-Jan-25", "2025-01-07T12:00:00Z");
        check("07.01.2025, 18:30", "2025-01-07T18:30:00Z");
        check("25/12/2025", "2025-12-25T12:00:00Z");
        check("2025年1月7日 10:15", "2025-01-07T10:15:00Z");
        check("7 جنوری 2025", "2025-01-07T12:00:00Z");
        check("14. März 2024", "2024-03-14T12:00:00Z");
    }

    #[test]
    fn what_is_no_date_or_two_dates_is_refused() {
        for text in
            ["", "03/04/2025", "yesterday", "31 February 2025", "1.2.3", "call 555-2025", "2025"]
        {
            assert_eq!(parse(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_local() {
        let karachi = Offset::constant(5);
        let moment = parse("2025-01-07 10:00", Some(karachi)).unwrap();
        assert_eq!(moment.at.to_string(), "2025-01-07T05:00:00Z");
        assert!(!moment.zoned);
        assert!(parse("2025-01-07", Some(karachi)).unwrap().at.to_string().contains("T12:00"));
    }
}
