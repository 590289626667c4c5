//! Values of the model in words for readers: intervals, places, figures, instants; and text from
//! outside made safe for one line.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    model::{
        date::{Interval, Precision},
        fact::{FactKey, FactValue, Qualifier},
    },
    profile::Profile,
};

/// Text from outside on one line: control characters, line breaks and the marks that reorder text
/// become blanks, runs of blanks one.
pub fn line(text: &str) -> String {
    let safe: String =
        text.chars().map(|c| if c.is_control() || reorders(c) { ' ' } else { c }).collect();
    safe.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A sentence to be quoted: a quotation mark whose partner stands in another sentence goes.
pub fn sentence(text: &str) -> String {
    const MARKS: [char; 3] = ['"', '“', '”'];
    let text = line(text);
    if text.matches(MARKS).count() == 1 { text.replace(MARKS, "").trim().to_owned() } else { text }
}

/// Unicode's explicit embeddings, overrides and isolates, line separators, and the byte-order mark.
fn reorders(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// At most `limit` characters, cut at a blank where there is one, with an ellipsis.
pub fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit.saturating_sub(1)).collect();
    let end = cut.rfind(' ').filter(|&at| at * 2 > cut.len()).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', ';', ':', '–', '-']))
}

/// `rtl` where the first letter with a direction is Arabic or Hebrew script, else `ltr`.
pub fn direction(text: &str) -> &'static str {
    let right_to_left = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    match text.chars().find(|c| c.is_alphabetic()) {
        Some(c) if right_to_left(c) => "rtl",
        _ => "ltr",
    }
}

/// A link only where it is an ordinary web address; anything else is not made clickable.
pub fn web_address(url: &str) -> Option<String> {
    let parsed = url::Url::parse(url.trim()).ok()?;
    matches!(parsed.scheme(), "http" | "https").then(|| parsed.to_string())
}

/// "Wed 14 July 2021", "October 2024 (day not told)", "13–14 July 2021".
pub fn interval(when: Option<&Interval>) -> String {
    let Some(when) = when else { return "date not told".to_owned() };
    match when.precision {
        Precision::Month if same_month(when) => {
            format!("{} (day not told)", when.start.strftime("%B %Y"))
        }
        Precision::Year if when.start.year() == when.end.year() => {
            format!("{} (day not told)", when.start.year())
        }
        Precision::Day => span(when.start, when.end),
        Precision::Week => format!("{} (day not told)", span(when.start, when.end)),
        _ => format!("between {} (day not told)", span(when.start, when.end)),
    }
}

fn same_month(when: &Interval) -> bool {
    (when.start.year(), when.start.month()) == (when.end.year(), when.end.month())
}

fn span(start: Date, end: Date) -> String {
    if start == end {
        return start.strftime("%a %-d %B %Y").to_string();
    }
    let tail = end.strftime("%-d %B %Y");
    if start.year() != end.year() {
        format!("{} – {tail}", start.strftime("%-d %B %Y"))
    } else if start.month() != end.month() {
        format!("{} – {tail}", start.strftime("%-d %B"))
    } else {
        format!("{}–{tail}", start.day())
    }
}

/// "Tue 24 Nov 2026, 12:15 PKT".
pub fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y, %H:%M %Z").to_string()
}

/// "24 Nov, 12:15": where the year and the zone are told nearby.
pub fn short_instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-d %b, %H:%M").to_string()
}

/// The finest place and what it lies in, finest first, as names; unknown ids are kept as they are.
pub fn place_chain(places: &[String], profile: &Profile) -> Vec<String> {
    let Some(first) = places.first() else { return Vec::new() };
    match profile.place(first) {
        Some(ix) => {
            profile.chain(ix).into_iter().map(|ix| line(&profile.places[ix].name)).collect()
        }
        None => places.iter().map(|id| line(id)).collect(),
    }
}

/// "Attack" for `attack`: the profile's label, else the id made readable.
pub fn type_label(kind: &str, profile: &Profile) -> String {
    let known = profile.kind(kind).map(|ix| &profile.types[ix]);
    capital(&known.map_or_else(|| kind.replace('_', " "), |t| line(&t.label)))
}

/// First letter upper case.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `killed_chinese` → ("killed", Some("chinese")), where the tail is a group of the profile.
pub fn harm_and_group<'a>(key: &'a FactKey, profile: &Profile) -> (&'a str, Option<&'a str>) {
    match key.0.split_once('_') {
        Some((harm, group)) if profile.groups.iter().any(|g| g.id == group) => (harm, Some(group)),
        _ => (&key.0, None),
    }
}

/// A fact's name for readers: "Killed", "Killed, Chinese", "Claimed by".
pub fn fact_label(key: &FactKey, profile: &Profile) -> String {
    let (fact, group) = harm_and_group(key, profile);
    let name = match fact {
        "claim" => "Claimed by".to_owned(),
        "perpetrator" => "Blamed on".to_owned(),
        "arrest" => "Arrests".to_owned(),
        "charge" => "Charges".to_owned(),
        "verdict" => "Court".to_owned(),
        "development" => "Newly told".to_owned(),
        other => capital(&other.replace('_', " ")),
    };
    group.map_or_else(|| name.clone(), |group| format!("{name}, {}", group_label(group)))
}

/// `chinese` → "Chinese": a people group for readers.
pub fn group_label(group: &str) -> String {
    match group {
        "chinese" | "pakistani" | "japanese" | "russian" | "american" | "afghan" => capital(group),
        "security" => "security personnel".to_owned(),
        other => other.replace('_', " "),
    }
}

/// "at least 13", "about 20", "Baloch Liberation Army", "14 July 2021".
pub fn value(value: &FactValue, qualifier: Qualifier) -> String {
    let plain = match value {
        FactValue::Count(n) => thousands(*n),
        FactValue::Text(text) => line(text),
        FactValue::Date(date) => date.strftime("%-d %B %Y").to_string(),
    };
    match (qualifier, value) {
        (Qualifier::AtLeast, FactValue::Count(_)) => format!("at least {plain}"),
        (Qualifier::About, FactValue::Count(_)) => format!("about {plain}"),
        (Qualifier::UpTo, FactValue::Count(_)) => format!("up to {plain}"),
        _ => plain,
    }
}

/// 1234567 → "1,234,567".
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 article", "3 articles".
pub fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_line_has_no_breaks_controls_or_reordering_marks() {
        assert_eq!(line("a\r\nBcc: x\u{202e}y\t z\u{0}"), "a Bcc: x y z");
    }

    #[test]
    fn a_lonely_quotation_mark_is_not_quoted() {
        assert_eq!(sentence("\"The convoy had an escort."), "The convoy had an escort.");
        assert_eq!(sentence("It was \"remote-controlled\"."), "It was \"remote-controlled\".");
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(shorten("Police say the toll has risen", 21), "Police say the toll…");
        assert_eq!(shorten("短", 5), "短");
        assert_eq!(shorten("abcdefghijkl", 5), "abcd…");
    }

    #[test]
    fn intervals_are_told_as_precisely_as_known() {
        let told = |start, end, precision| interval(Some(&Interval { start, end, precision }));
        let day = date(2021, 7, 14);
        assert_eq!(told(day, day, Precision::Day), "Wed 14 July 2021");
        assert_eq!(told(date(2021, 7, 13), day, Precision::Day), "13–14 July 2021");
        let october = (date(2024, 10, 1), date(2024, 10, 31));
        assert_eq!(told(october.0, october.1, Precision::Month), "October 2024 (day not told)");
        let year = (date(2021, 1, 1), date(2021, 12, 31));
        assert_eq!(told(year.0, year.1, Precision::Year), "2021 (day not told)");
        assert_eq!(
            told(date(2024, 12, 30), date(2025, 1, 5), Precision::Week),
            "30 December 2024 – 5 January 2025 (day not told)"
        );
        assert_eq!(interval(None), "date not told");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(web_address("https://a.example/x y"), Some("https://a.example/x%20y".into()));
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(web_address("/relative"), None);
    }

    #[test]
    fn direction_follows_the_first_letter() {
        assert_eq!(direction("12 حملہ in Dasu"), "rtl");
        assert_eq!(direction("Dasu حملہ"), "ltr");
        assert_eq!(direction("达苏"), "ltr");
    }

    #[test]
    fn figures_carry_their_qualifier() {
        assert_eq!(value(&FactValue::Count(13), Qualifier::AtLeast), "at least 13");
        assert_eq!(value(&FactValue::Count(15_000), Qualifier::Exact), "15,000");
        assert_eq!(value(&FactValue::Text("BLA".into()), Qualifier::About), "BLA");
    }
}
