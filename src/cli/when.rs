//! Points in time as people type them: a date, an RFC 3339 time, or an age (`7d`, `12h`).

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// A point in the past, absolute or by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// That instant.
    At(Timestamp),
    /// So long ago.
    Age(SignedDuration),
}

impl Since {
    /// The instant meant.
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Age(age) => now.checked_sub(age).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::At(at));
        }
        if let Ok(date) = text.parse::<Date>()
            && let Ok(zoned) = date.to_zoned(TimeZone::UTC)
        {
            return Ok(Self::At(zoned.timestamp()));
        }
        age(text).map(Self::Age).ok_or_else(|| {
            "write a date (2026-01-31), a time (2026-01-31T08:00:00Z) or an age (7d, 12h)".into()
        })
    }
}

fn age(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().last()?;
    let hours = match unit {
        'h' => 1,
        'd' => 24,
        'w' => 7 * 24,
        _ => return None,
    };
    let count: u32 = text[..text.len() - 1].parse().ok()?;
    Some(SignedDuration::from_hours(i64::from(count) * hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_a_time_and_an_age_are_understood() {
        let now: Timestamp = "2026-01-31T08:00:00Z".parse().unwrap();
        let check = |text: &str, want: &str| {
            let since: Since = text.parse().unwrap();
            assert_eq!(since.resolve(now).to_string(), want, "{text}");
        };
        check("2026-01-01", "2026-01-01T00:00:00Z");
        check("2026-01-01T05:00:00+05:00", "2026-01-01T00:00:00Z");
        check("7d", "2026-01-24T08:00:00Z");
        check("12h", "2026-01-30T20:00:00Z");
        check("2w", "2026-01-17T08:00:00Z");
    }

    #[test]
    fn what_is_not_a_time_is_refused_with_examples() {
        for text in ["", "d", "yesterday", "7", "7m", "-7d", "é", "2026-13-01"] {
            assert!(text.parse::<Since>().unwrap_err().contains("7d, 12h"), "{text}");
        }
    }
}
