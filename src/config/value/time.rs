//! Durations, times of day, zones and digest times.

use std::time::Duration;

use jiff::{
    civil::{Time, Weekday},
    tz::TimeZone,
};

use super::{Given, Value, integer, nearest, wrong};
use crate::notice::DigestTime;

const UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

impl Value for Duration {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "a duration; write for example \"90s\", \"15m\", \"2h\", \"1h 30m\" or \"7d\"";
        if let (Given::Variable(_) | Given::Integer(_), Some(0)) = (given, integer(given)) {
            return Ok(Self::ZERO);
        }
        given.text().and_then(read_duration).ok_or_else(|| wrong(given, want))
    }

    fn show(&self) -> String {
        let mut rest = u64::try_from(self.as_millis()).unwrap_or(u64::MAX);
        let mut parts = Vec::new();
        for (unit, size) in UNITS.iter().rev() {
            if rest >= *size {
                parts.push(format!("{}{unit}", rest / size));
                rest %= size;
            }
        }
        if parts.is_empty() {
            parts.push("0s".to_owned());
        }
        format!("\"{}\"", parts.join(" "))
    }
}

/// `1h 30m`, `90s`, `250ms`; `None` where that is not what it says.
pub(super) fn read_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (_, size) = UNITS.iter().find(|(unit, _)| *unit == &rest[..letters])?;
        total = total.checked_add(number.checked_mul(*size)?)?;
        rest = rest[letters..].trim_start();
    }
    // A century is more than any setting needs and keeps later sums far from overflow.
    (total <= 100 * 366 * 86_400_000).then(|| Duration::from_millis(total))
}

impl Value for TimeZone {
    fn read(given: &Given) -> Result<Self, String> {
        let want =
            "a time zone; write its IANA name, for example \"Asia/Karachi\" or \"Europe/Berlin\"";
        let name = given.text().ok_or_else(|| wrong(given, want))?;
        Self::get(name).map_err(|_| {
            let near = nearest(name, ZONES);
            let hint = near.map(|zone| format!(" (did you mean {zone:?}?)")).unwrap_or_default();
            format!("{}{hint}", wrong(given, want))
        })
    }

    fn show(&self) -> String {
        format!("{:?}", self.iana_name().unwrap_or("UTC"))
    }
}

/// Zones worth suggesting for a slip of the pen.
const ZONES: &[&str] = &[
    "UTC",
    "Asia/Karachi",
    "Asia/Shanghai",
    "Asia/Kabul",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Asia/Urumqi",
    "Asia/Tashkent",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Moscow",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Brussels",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Sydney",
];

impl Value for Time {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "a time of day; write for example \"22:30\"";
        let time = given.text().and_then(|text| Self::strptime("%H:%M", text).ok());
        time.ok_or_else(|| wrong(given, want))
    }

    fn show(&self) -> String {
        format!("\"{}\"", self.strftime("%H:%M"))
    }
}

const DAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Monday),
    ("Tue", Weekday::Tuesday),
    ("Wed", Weekday::Wednesday),
    ("Thu", Weekday::Thursday),
    ("Fri", Weekday::Friday),
    ("Sat", Weekday::Saturday),
    ("Sun", Weekday::Sunday),
];

impl Value for DigestTime {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "a digest time; write \"08:00\" for every day or \"Mon 08:00\" for every Monday";
        let text = given.text().ok_or_else(|| wrong(given, want))?;
        let (day, clock) = match text.split_once(char::is_whitespace) {
            Some((day, clock)) => {
                let known = DAYS.iter().find(|(name, _)| {
                    day.len() >= 3
                        && day.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(name))
                });
                (Some(known.ok_or_else(|| wrong(given, want))?.1), clock)
            }
            None => (None, text),
        };
        let time = Time::strptime("%H:%M", clock.trim()).map_err(|_| wrong(given, want))?;
        Ok(Self { day, time })
    }

    fn show(&self) -> String {
        let day = DAYS.iter().find(|(_, day)| Some(*day) == self.day);
        let day = day.map(|(name, _)| format!("{name} ")).unwrap_or_default();
        format!("\"{day}{}\"", self.time.strftime("%H:%M"))
    }
}
