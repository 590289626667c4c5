//! The dates of feeds and listings, as they are written: RFC 822 and 3339, their common misspellings,
//! Unix seconds, month names in the languages of our sources. What is not clear is `None`, never "now".

mod names;
mod scan;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use scan::{Piece, scan};

/// A date with what stands beside it.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    date: Option<Date>,
    time: Option<Time>,
    /// The day after, for 24:00.
    next_day: bool,
    afternoon: Option<bool>,
    offset: Option<i32>,
}

/// Reads a date of a feed. One without a zone is taken in `zone`.
pub fn read(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text, zone);
    }
    if let Some((day, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T'))
        && day.len() == 8
        && time.len() == 6
    {
        return digits(&format!("{day}{time}"), &TimeZone::UTC);
    }
    let pieces = scan(text);
    let mut found = Found::default();
    let left = take_time(&pieces, &mut found);
    found.date = calendar(&left);
    stamp(&found, zone)
}

/// Reads a date by strptime formats, in order; `None` where none fits.
pub fn read_as(text: &str, formats: &[String], zone: &TimeZone) -> Option<Timestamp> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    formats.iter().find_map(|format| {
        let parsed = jiff::fmt::strtime::parse(format, &text).ok()?;
        if let Ok(at) = parsed.to_timestamp() {
            return Some(at);
        }
        let date = parsed.to_date().ok()?;
        let time = parsed.to_time().unwrap_or(Time::midnight());
        let time = zone.to_ambiguous_timestamp(date.to_datetime(time));
        time.compatible().ok()
    })
}

/// Unix seconds or milliseconds, `20250107`, `20250107103000`, or a year.
fn digits(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let part = |from: usize, to: usize| text[from..to].parse::<i8>().ok();
    let year = || text[..4].parse::<i16>().ok();
    let at = |date: Date, time: Time| local(date.to_datetime(time), zone);
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        4 => at(Date::new(year()?, 1, 1).ok().filter(plausible)?, Time::midnight()),
        8 => at(
            Date::new(year()?, part(4, 6)?, part(6, 8)?).ok().filter(plausible)?,
            Time::midnight(),
        ),
        // A year and the day in it.
        7 => at(ordinal(year()?, text[4..].parse().ok()?)?, Time::midnight()),
        9 | 10 => Timestamp::from_second(text.parse().ok()?).ok(),
        13 => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        12 | 14 => {
            let second = if text.len() == 14 { part(12, 14)? } else { 0 };
            let date = Date::new(year()?, part(4, 6)?, part(6, 8)?).ok().filter(plausible)?;
            at(date, Time::new(part(8, 10)?, part(10, 12)?, second, 0).ok()?)
        }
        _ => None,
    }
}

/// The `day`th of a year.
fn ordinal(year: i16, day: u64) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok().filter(plausible)?;
    let day = i64::try_from(day).ok().filter(|day| (1..=366).contains(day))?;
    first.checked_add(jiff::Span::new().days(day - 1)).ok()
}

fn plausible(date: &Date) -> bool {
    (1900..=2200).contains(&date.year())
}

fn local(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(at).compatible().ok()
}

fn stamp(found: &Found, zone: &TimeZone) -> Option<Timestamp> {
    let mut date = found.date.filter(plausible)?;
    if found.next_day {
        date = date.tomorrow().ok()?;
    }
    let mut time = found.time.unwrap_or(Time::midnight());
    match found.afternoon {
        Some(true) if time.hour() < 12 => {
            time = Time::new(time.hour() + 12, time.minute(), time.second(), 0).ok()?;
        }
        Some(false) if time.hour() == 12 => {
            time = Time::new(0, time.minute(), time.second(), 0).ok()?;
        }
        _ => {}
    }
    let at = date.to_datetime(time);
    match found.offset {
        Some(seconds) => Offset::from_seconds(seconds).ok()?.to_timestamp(at).ok(),
        None => local(at, zone),
    }
}

/// Takes the time of day, its half and its zone out of the pieces; what is left may be a date.
fn take_time<'a>(pieces: &[Piece<'a>], found: &mut Found) -> Vec<Piece<'a>> {
    let clock = pieces.windows(3).position(|window| {
        matches!(window, [Piece::Number(hour, 1..=2), Piece::Mark(':' | '时' | '時' | '点'), Piece::Number(minute, 1..=2)]
            if *hour <= 24 && *minute < 60)
    });
    let Some(clock) = clock else { return pieces.to_vec() };
    let (Piece::Number(hour, _), Piece::Number(minute, _)) = (pieces[clock], pieces[clock + 2])
    else {
        return pieces.to_vec();
    };
    let mut next = clock + 3;
    let mut second = 0;
    if let [Piece::Mark(':' | '分'), Piece::Number(value, 1..=2), ..] = pieces[next..] {
        // A leap second is the second before.
        second = value.min(59);
        next += 2;
        if let [Piece::Mark('.' | ','), Piece::Number(..), ..] = pieces[next..] {
            next += 2;
        }
    }
    while matches!(pieces.get(next), Some(Piece::Mark('分' | '秒'))) {
        next += 1;
    }
    found.next_day = hour == 24;
    let small = |value: u64| i8::try_from(value).unwrap_or(0);
    found.time = Time::new(small(hour % 24), small(minute), small(second), 0).ok();
    let mut left = pieces[..clock].to_vec();
    // The `T` between date and time is no word of the date.
    if matches!(left.last(), Some(Piece::Word("T" | "t"))) {
        left.pop();
    }
    take_half(&mut left, found);
    let mut rest = pieces[next..].to_vec();
    take_half(&mut rest, found);
    take_zone(&mut rest, found);
    left.extend(rest);
    left
}

/// "am" and "pm", and what other languages say.
fn take_half(pieces: &mut Vec<Piece<'_>>, found: &mut Found) {
    let half = pieces
        .iter()
        .position(|piece| matches!(piece, Piece::Word(word) if names::half(word).is_some()));
    if let Some(index) = half
        && let Piece::Word(word) = pieces.remove(index)
    {
        found.afternoon = names::half(word);
    }
}

/// `Z`, `PKT`, `+0500`, `+05:00`, `GMT+5`.
fn take_zone(pieces: &mut Vec<Piece<'_>>, found: &mut Found) {
    let mut index =
        pieces.iter().take_while(|piece| matches!(piece, Piece::Mark('(' | ',' | '.'))).count();
    let begin = index;
    let mut offset = None;
    // `Etc/GMT+5` and `(GMT)` carry marks before the name.
    if let Some(Piece::Word(word)) = pieces.get(index)
        && let Some(seconds) = names::zone(word)
    {
        offset = Some(seconds);
        index += 1;
    }
    let plain = offset.is_none_or(|seconds| seconds == 0);
    if let Some([Piece::Mark(sign @ ('+' | '-' | '−')), Piece::Number(value, length)]) =
        pieces.get(index..index + 2)
        && plain
    {
        let (mut hours, mut minutes) =
            if *length > 2 { (value / 100, value % 100) } else { (*value, 0) };
        index += 2;
        if let Some([Piece::Mark(':'), Piece::Number(more, 1..=2)]) = pieces.get(index..index + 2) {
            minutes = *more;
            index += 2;
        }
        // 9999 and the like say nothing.
        if hours > 25 || minutes > 59 {
            (hours, minutes) = (0, 0);
        }
        let seconds = i32::try_from(hours * 3600 + minutes * 60).unwrap_or(0);
        offset = Some(if *sign == '+' { seconds } else { -seconds });
    }
    if offset.is_some() {
        found.offset = offset;
        pieces.drain(begin..index);
    }
}

/// The calendar day in what is left.
fn calendar(pieces: &[Piece<'_>]) -> Option<Date> {
    by_numbers(pieces).or_else(|| by_month_name(pieces))
}

/// `2025-01-07`, `2025/1/7`, `2025年1月7日`, `2025-01`, `2025-007`, `07.01.2025`, `13/01/2025`.
fn by_numbers(pieces: &[Piece<'_>]) -> Option<Date> {
    let new = |year: u64, month: u64, day: u64| {
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()
    };
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Number(first, length) = *piece else { continue };
        let rest = &pieces[index + 1..];
        match (length, rest) {
            (
                4,
                [
                    Piece::Mark(a),
                    Piece::Number(month, 1..=2),
                    Piece::Mark(b),
                    Piece::Number(day, 1..=2),
                    ..,
                ],
            ) if is_joint(*a) && is_joint(*b) => {
                // Some swap month and day after the year.
                return new(first, *month, *day).or_else(|| new(first, *day, *month));
            }
            (4, [Piece::Mark('-'), Piece::Number(day, 3), ..]) => {
                return ordinal(i16::try_from(first).ok()?, *day);
            }
            (
                4,
                [Piece::Mark('-' | '/' | '年'), Piece::Number(month, 1..=2)]
                | [Piece::Mark('年'), Piece::Number(month, 1..=2), Piece::Mark('月')],
            ) => {
                return new(first, *month, 1);
            }
            (8, _) => return new(first / 10000, first / 100 % 100, first % 100),
            (
                1..=2,
                [
                    Piece::Mark(a),
                    Piece::Number(second, 1..=2),
                    Piece::Mark(b),
                    Piece::Number(year, 4),
                    ..,
                ],
            ) if a == b && is_joint(*a) => {
                return match (first, *second) {
                    (day, month) if *a == '.' || day > 12 || day == month => new(*year, month, day),
                    (month, day) if day > 12 => new(*year, month, day),
                    // 07/01/2025 is two dates; a format in the configuration says which.
                    _ => None,
                };
            }
            _ => {}
        }
    }
    None
}

fn is_joint(mark: char) -> bool {
    matches!(mark, '-' | '/' | '.' | '年' | '月' | '‐' | '–' | '년' | '월')
}

/// `Tue, 07 Jan 2025`, `January 7, 2025`, `7 جنوری 2025`.
fn by_month_name(pieces: &[Piece<'_>]) -> Option<Date> {
    let (at, month) = pieces.iter().enumerate().find_map(|(index, piece)| match piece {
        Piece::Word(word) => names::month(word).map(|month| (index, month)),
        _ => None,
    })?;
    let number = |piece: &Piece<'_>| match piece {
        Piece::Number(value, length) => Some((*value, *length)),
        _ => None,
    };
    let before: Vec<_> = pieces[..at].iter().filter_map(number).collect();
    let after: Vec<_> = pieces[at + 1..].iter().filter_map(number).collect();
    let (day, year) = match (before.as_slice(), after.as_slice()) {
        ([.., day], [year, ..]) if day.1 <= 2 => (*day, *year),
        ([.., year], [day, ..]) if year.1 == 4 => (*day, *year),
        ([], [day, year, ..]) => (*day, *year),
        ([.., a, b], []) if a.1 == 4 => (*b, *a),
        _ => return None,
    };
    let year = match year {
        (year, 4) => year,
        (year, 2) if year < 70 => 2000 + year,
        (year, 2) => 1900 + year,
        _ => return None,
    };
    Date::new(i16::try_from(year).ok()?, month, i8::try_from(day.0).ok()?).ok()
}

#[cfg(test)]
mod tests;
