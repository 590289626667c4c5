//! How single values are written: durations, sizes, zones, severities and the like. Each reads from
//! a [`Given`] with words on what to write instead, and shows itself as it would be written.

use std::path::PathBuf;

mod time;

use self::time::read_duration;
pub(super) use crate::text::spelling::nearest;

use super::{HostSpacing, Listen, LogFormat, Tls};
use crate::{model::notice::Severity, notice::Way};

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

impl Value for HostSpacing {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "a host and a duration; write for example \"api.example.org 6s\"";
        let parts = given.text().and_then(|text| text.split_once(char::is_whitespace));
        let read = parts.and_then(|(host, time)| {
            Some(Self { host: host.to_ascii_lowercase(), spacing: read_duration(time)? })
        });
        read.ok_or_else(|| wrong(given, want))
    }

    fn show(&self) -> String {
        format!("\"{} {}\"", self.host, self.spacing.show().trim_matches('"'))
    }
}

impl Value for PathBuf {
    fn read(given: &Given) -> Result<Self, String> {
        let path = given.text().filter(|text| !text.is_empty());
        path.map(Self::from).ok_or_else(|| wrong(given, "a path; put it in quotes"))
    }

    fn show(&self) -> String {
        format!("{:?}", self.display().to_string())
    }
}

impl Value for Listen {
    fn read(given: &Given) -> Result<Self, String> {
        let want = "an address with a port (\"127.0.0.1:9750\") or the path of a socket \
                    (\"/run/cpec-watch/health.sock\")";
        let read = |text: &str| match text.strip_prefix("unix:") {
            Some(path) => Some(Self::Socket(path.into())),
            None if text.starts_with('/') => Some(Self::Socket(text.into())),
            None => text.parse().ok().map(Self::Address),
        };
        given.text().and_then(read).ok_or_else(|| wrong(given, want))
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
