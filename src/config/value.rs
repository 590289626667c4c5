//! How single values are written: durations, sizes, zones, severities and the like. Each reads from
//! a [`Given`] with words on what to write instead, and shows itself as it would be written.

use core::net::SocketAddr;
use std::{path::PathBuf, time::Duration};

use jiff::{
    civil::{Time, Weekday},
    tz::TimeZone,
};

use super::{LogFormat, Tls};
use crate::{
    model::notice::Severity,
    notice::{DigestTime, Way},
};

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    List(Vec<Given>),
    /// From the environment, where everything is text.
    Variable(String),
    Other(&'static str),
}

impl Given {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Variable(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// As it was written, for messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Variable(text) => format!("{text:?}"),
            Self::Integer(n) => n.to_string(),
            Self::Float(n) => n.to_string(),
            Self::Flag(on) => on.to_string(),
            Self::List(_) => "a list".to_owned(),
            Self::Other(what) => format!("a {what}"),
        }
    }
}

/// Something that can be written as one value.
pub(super) trait Value: Sized {
    /// From what was written; the error says what is wrong and what to write.
    fn read(given: &Given) -> Result<Self, String>;
    /// As it would be written.
    fn show(&self) -> String;
}

fn wrong(given: &Given, want: &str) -> String {
    format!("{} is not {want}", given.shown())
}

impl Value for String {
    fn read(given: &Given) -> Result<Self, String> {
        given.text().map(str::to_owned).ok_or_else(|| wrong(given, "a text; put it in quotes"))
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Value for bool {
    fn read(given: &Given) -> Result<Self, String> {
        match (given, given.text()) {
            (Given::Flag(on), _) => Ok(*on),
            (Given::Variable(_), Some("true" | "yes" | "on" | "1")) => Ok(true),
            (Given::Variable(_), Some("false" | "no" | "off" | "0")) => Ok(false),
            _ => Err(wrong(given, "true or false (without quotes)")),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

fn integer(given: &Given) -> Option<i64> {
    match given {
        Given::Integer(n) => Some(*n),
        Given::Variable(text) => text.trim().parse().ok(),
        _ => None,
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Value for $number {
            fn read(given: &Given) -> Result<Self, String> {
                integer(given).and_then(|n| <$number>::try_from(n).ok()).ok_or_else(|| {
                    wrong(given, &format!("a whole number from 0 to {}", <$number>::MAX))
                })
            }

            fn show(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
whole_numbers!(u16, u32, usize);

impl Value for f64 {
    fn read(given: &Given) -> Result<Self, String> {
        let number = match given {
            Given::Float(n) => Some(*n),
            Given::Variable(text) => text.trim().parse().ok(),
            _ => integer(given).map(|n| n as Self),
        };
        number.filter(|n| n.is_finite()).ok_or_else(|| wrong(given, "a number"))
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

/// A number of bytes: `"16 MiB"`, or a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes(pub(super) u64);

const SIZES: [(&str, u64); 7] = [
    ("gib", 1 << 30),
    ("mib", 1 << 20),
    ("kib", 1 << 10),
    ("gb", 1_000_000_000),
    ("mb", 1_000_000),
    ("kb", 1000),
    ("b", 1),
];

impl Value for Bytes {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "a size; write for example \"512 KiB\" or \"16 MiB\"";
        if let Some(n) = integer(given) {
            return u64::try_from(n).map(Self).map_err(|_| wrong(given, want));
        }
        let text = given.text().unwrap_or("").to_ascii_lowercase();
        let found = SIZES.iter().find_map(|(unit, size)| {
            let number = text.strip_suffix(unit)?.trim().parse::<u64>().ok()?;
            number.checked_mul(*size)
        });
        found.map(Self).ok_or_else(|| wrong(given, want))
    }

    fn show(&self) -> String {
        let fit = SIZES[..3].iter().find(|(_, size)| self.0 > 0 && self.0.is_multiple_of(*size));
        match fit {
            Some((unit, size)) => {
                let name = match *unit {
                    "gib" => "GiB",
                    "mib" => "MiB",
                    _ => "KiB",
                };
                format!("\"{} {name}\"", self.0 / size)
            }
            None => self.0.to_string(),
        }
    }
}

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
fn read_duration(text: &str) -> Option<Duration> {
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

impl Value for PathBuf {
    fn read(given: &Given) -> Result<Self, String> {
        let path = given.text().filter(|text| !text.is_empty());
        path.map(Self::from).ok_or_else(|| wrong(given, "a path; put it in quotes"))
    }

    fn show(&self) -> String {
        format!("{:?}", self.display().to_string())
    }
}

impl Value for SocketAddr {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "an address with a port; write for example \"127.0.0.1:9750\"";
        given.text().and_then(|text| text.parse().ok()).ok_or_else(|| wrong(given, want))
    }

    fn show(&self) -> String {
        format!("\"{self}\"")
    }
}

/// An empty text is nothing.
impl<T: Value> Value for Option<T> {
    fn read(given: &Given) -> Result<Self, String> {
        if given.text() == Some("") { Ok(None) } else { T::read(given).map(Some) }
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "\"\"".to_owned(), Value::show)
    }
}

/// A list; a single value is a list of one. In the environment: separated by commas.
impl<T: Value> Value for Vec<T> {
    fn read(given: &Given) -> Result<Self, String> {
        match given {
            Given::List(items) => items.iter().map(T::read).collect(),
            Given::Variable(text) => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| T::read(&Given::Variable(part.to_owned()))).collect()
            }
            one => T::read(one).map(|value| vec![value]),
        }
    }

    fn show(&self) -> String {
        format!("[{}]", self.iter().map(Value::show).collect::<Vec<_>>().join(", "))
    }
}

macro_rules! choices {
    ($($kind:ty: $($name:literal => $variant:ident),+;)*) => {$(
        impl Value for $kind {
            fn read(given: &Given) -> Result<Self, String> {
                match given.text() {
                    $(Some($name) => Ok(Self::$variant),)+
                    other => Err(choose(given, other, &[$($name),+])),
                }
            }

            fn show(&self) -> String {
                match self { $(Self::$variant => concat!("\"", $name, "\"").to_owned(),)+ }
            }
        }
    )*};
}
choices! {
    Severity: "low" => Low, "medium" => Medium, "high" => High, "critical" => Critical;
    Way: "alert" => Alert, "digest" => Digest, "both" => Both, "nothing" => Nothing;
    Tls: "required" => Required, "starttls" => Starttls, "none" => None;
    LogFormat: "auto" => Auto, "text" => Text, "json" => Json;
}

/// Words for a choice that is none: which there are, and which was meant.
pub(super) fn choose(given: &Given, text: Option<&str>, names: &[&str]) -> String {
    let list = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let near = text.and_then(|text| nearest(text, names));
    let hint = near.map(|name| format!(" (did you mean {name:?}?)")).unwrap_or_default();
    format!("{} is none of {list}{hint}", given.shown())
}

/// The name that was most likely meant.
pub(super) fn nearest<'n>(text: &str, names: &[&'n str]) -> Option<&'n str> {
    let text = text.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let part = text.len() >= 4 && name.contains(&text);
        let near = strsim::jaro_winkler(&text, &name);
        if part { near.max(0.85) } else { near }
    };
    let best = names.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) >= 0.8).then_some(best)
}

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
