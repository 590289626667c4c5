//! `sources.toml`: the watched sources. Addresses, schedules, selectors and date formats are tried
//! here, so that none of them can fail at a look.

use std::{collections::BTreeMap, time::Duration};

use croner::parser::{CronParser, Seconds};
use jiff::tz::TimeZone;
use scraper::Selector;
use url::Url;

use super::{
    Config,
    table::Section,
    value::{Given, Value, choose},
};
use crate::model::source::{ListingRules, Schedule, Source, SourceId, SourceKind};

const KINDS: [&str; 4] = ["feed", "listing", "sitemap", "gdelt"];
const MAX_ENTRIES: usize = 200;

/// All sources of a file, in the order written.
pub(super) fn read(root: &Section<'_>, config: &Config) -> Vec<Source> {
    let mut sources = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for part in root.sections("source") {
        let source = one(&part, config);
        if let Some(source) = source {
            if let Some(first) = lines.insert(source.id.0.clone(), sources.len() + 1) {
                let again = format!(
                    "{:?} is the id of source[{first}] already; ids are unique",
                    source.id.0
                );
                part.fault_of("id", again);
            }
            sources.push(source);
        }
        part.finish();
    }
    sources
}

fn one(part: &Section<'_>, config: &Config) -> Option<Source> {
    let id = part.required("id", "\"dawn-pakistan\"", |text: &String| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fine = !text.is_empty() && text.len() <= 64 && text.chars().all(plain);
        if fine {
            Ok(())
        } else {
            Err(format!("{text:?} may have small letters, digits and - only"))
        }
    });
    let url = part.required("url", "\"https://www.example.org/feed\"", |url: &Address| fit(url));
    let name = part.read("name", id.clone().unwrap_or_default());
    let kind = kind(part, url.as_ref());
    let schedule = schedule(part, config);
    let source = Source {
        id: SourceId(id.clone().unwrap_or_default()),
        name,
        url: url.as_ref().map_or_else(nowhere, |url| url.0.clone()),
        kind,
        language: part.checked("language", None, |text: &Option<String>| {
            text.as_deref().map_or(Ok(()), language)
        }),
        weight: weight(part),
        outlet: part.read("outlet", None),
        schedule,
        timezone: part
            .read("timezone", None::<TimeZone>)
            .and_then(|zone| zone.iana_name().map(str::to_owned)),
        full_text: part.read("full_text", false),
        max_entries: part.checked("max_entries", MAX_ENTRIES, |n| {
            if *n > 0 {
                Ok(())
            } else {
                Err("must be 1 or more; enabled = false turns a source off".into())
            }
        }),
        search: part.read("search", false),
        enabled: part.read("enabled", true),
    };
    let _for_people: String = part.read("note", String::new());
    (id.is_some() && url.is_some()).then_some(source)
}

/// Stands for an address that is a fault already.
fn nowhere() -> Url {
    Url::parse("http://invalid.invalid/").expect("a fixed address")
}

fn weight(part: &Section<'_>) -> f32 {
    let weight = part.checked("weight", 0.5, |weight: &f64| {
        if (0.0..=1.0).contains(weight) {
            Ok(())
        } else {
            Err(format!("{weight} is not from 0 to 1"))
        }
    });
    #[expect(clippy::cast_possible_truncation, reason = "a weight from 0 to 1 needs no more")]
    let weight = weight as f32;
    weight
}

fn kind(part: &Section<'_>, url: Option<&Address>) -> SourceKind {
    let name = part.checked("kind", "feed".to_owned(), |text: &String| {
        let given = Given::Text(text.clone());
        if KINDS.contains(&text.as_str()) {
            Ok(())
        } else {
            Err(choose(&given, Some(text), &KINDS))
        }
    });
    let listing = part.section("listing");
    if listing.is_written() && name != "listing" {
        part.fault_of("listing", "is for kind = \"listing\" only");
    }
    match name.as_str() {
        "listing" => SourceKind::Listing(rules(part, listing)),
        "sitemap" => SourceKind::Sitemap,
        "gdelt" => {
            let query = url.and_then(|url| url.0.query()).unwrap_or("").to_lowercase();
            if !query.contains("format=json") || !query.contains("mode=artlist") {
                part.fault_of("url", "must ask GDELT for mode=ArtList and format=json");
            }
            SourceKind::Gdelt
        }
        _ => SourceKind::Feed,
    }
}

fn rules(part: &Section<'_>, listing: Section<'_>) -> ListingRules {
    if !listing.is_written() {
        part.fault_of(
            "listing",
            "is missing; write [source.listing] with item = \"article\" below the source",
        );
    }
    let maybe = |text: &Option<String>| text.as_deref().map_or(Ok(()), selector);
    let rules = ListingRules {
        item: if listing.is_written() {
            listing
                .required("item", "\"article.story\"", |text: &String| selector(text))
                .unwrap_or_default()
        } else {
            String::new()
        },
        link: listing.checked("link", None, maybe),
        title: listing.checked("title", None, maybe),
        date: listing.checked("date", None, maybe),
        date_formats: listing.checked("date_formats", Vec::new(), |formats: &Vec<String>| {
            formats.iter().try_for_each(|format| date_format(format))
        }),
        summary: listing.checked("summary", None, maybe),
    };
    listing.finish();
    rules
}

fn selector(text: &str) -> Result<(), String> {
    let help = "is not a CSS selector; write for example \"article h2 a\"";
    Selector::parse(text).map(|_| ()).map_err(|_| format!("{text:?} {help}"))
}

fn date_format(text: &str) -> Result<(), String> {
    let day = jiff::civil::date(2024, 1, 2).at(3, 4, 5, 0).to_zoned(TimeZone::UTC);
    let sample = day.map_err(|error| error.to_string())?;
    match jiff::fmt::strtime::format(text, &sample) {
        Ok(shown) if shown != text => Ok(()),
        Ok(_) => Err(format!("{text:?} holds no date; write for example \"%d %B %Y\"")),
        Err(error) => {
            Err(format!("{text:?} is not a date format ({error}); write for example \"%d %B %Y\""))
        }
    }
}

fn schedule(part: &Section<'_>, config: &Config) -> Schedule {
    let zone = part.read("cron_timezone", config.watch.timezone.clone());
    let written = part.has("every");
    let every = part.checked("every", config.schedule.every, |every: &Duration| {
        let least = config.schedule.least;
        if *every >= least {
            return Ok(());
        }
        Err(format!("{} is less than schedule.least = {}", every.show(), least.show()))
    });
    let cron = part.checked("cron", None, |text: &Option<String>| {
        text.as_deref().map_or(Ok(()), |text| cron(text).map(|_| ()))
    });
    if cron.is_some() && written {
        part.fault_of("cron", "stands beside `every`; keep one of the two");
    }
    match cron.and_then(|text| cron_fields(&text)) {
        Some(expression) => {
            Schedule::Cron { expression, timezone: zone.iana_name().unwrap_or("UTC").to_owned() }
        }
        None => Schedule::Every(every.as_secs().max(1)),
    }
}

/// A cron expression with six fields, seconds first, from five or six or a nickname.
pub(super) fn cron(text: &str) -> Result<String, String> {
    let help = "write five fields (minute hour day month weekday), for example \"*/20 6-23 * * *\"";
    let fields =
        cron_fields(text).ok_or_else(|| format!("{text:?} has not five or six fields; {help}"))?;
    let parser = CronParser::builder().seconds(Seconds::Required).build();
    let wrong = |error: croner::errors::CronError| format!("{text:?}: {error}; {help}");
    let cron = parser.parse(&fields).map_err(wrong)?;
    let start = chrono::DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default();
    match cron.find_next_occurrence(&start, true) {
        Ok(_) => Ok(fields),
        Err(_) => Err(format!("{text:?} never comes; {help}")),
    }
}

fn cron_fields(text: &str) -> Option<String> {
    let text = text.trim();
    let named = match text.to_ascii_lowercase().as_str() {
        "@yearly" | "@annually" => Some("0 0 1 1 *"),
        "@monthly" => Some("0 0 1 * *"),
        "@weekly" => Some("0 0 * * 0"),
        "@daily" | "@midnight" => Some("0 0 * * *"),
        "@hourly" => Some("0 * * * *"),
        _ => None,
    };
    let fields: Vec<&str> = named.unwrap_or(text).split_whitespace().collect();
    match fields.len() {
        5 => Some(format!("0 {}", fields.join(" "))),
        6 => Some(fields.join(" ")),
        _ => None,
    }
}

fn language(text: &str) -> Result<(), String> {
    let mut parts = text.split('-');
    let head = parts.next().unwrap_or("");
    let fine = (2..=3).contains(&head.len())
        && head.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fine {
        Ok(())
    } else {
        Err(format!("{text:?} is not a language; write for example \"en\" or \"ur\""))
    }
}

/// An address to ask.
#[derive(Debug, Clone)]
struct Address(Url);

impl Value for Address {
    fn read(given: &Given) -> Result<Self, String> {
        let text = String::read(given)?;
        Url::parse(&text).map(Self).map_err(|error| {
            format!("{text:?} is not an address ({error}); write for example \"https://www.example.org/feed\"")
        })
    }

    fn show(&self) -> String {
        super::hide_user(&self.0)
    }
}

fn fit(url: &Address) -> Result<(), String> {
    match url.0.scheme() {
        "http" | "https" => Ok(()),
        other => Err(format!("scheme {other:?} is not watched; write http:// or https://")),
    }
}
