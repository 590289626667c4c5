//! Text → the wire agency it credits: a dateline "(Reuters)", a line "— AFP" at the end, a credit
//! "with input from PTI". An agency that is only quoted ("told Reuters") is not credited.

use std::sync::LazyLock;

use regex::Regex;

/// Agencies as written in credits, and the name given for them.
const AGENCIES: [(&str, &str); 30] = [
    ("reuters", "Reuters"),
    ("thomson reuters", "Reuters"),
    ("afp", "AFP"),
    ("agence france-presse", "AFP"),
    ("ap", "AP"),
    ("associated press", "AP"),
    ("the associated press", "AP"),
    ("app", "APP"),
    ("associated press of pakistan", "APP"),
    ("xinhua", "Xinhua"),
    ("ani", "ANI"),
    ("pti", "PTI"),
    ("ians", "IANS"),
    ("uni", "UNI"),
    ("ppi", "PPI"),
    ("inp", "INP"),
    ("nni", "NNI"),
    ("online", "Online"),
    ("dpa", "dpa"),
    ("efe", "EFE"),
    ("tass", "TASS"),
    ("interfax", "Interfax"),
    ("ria novosti", "RIA Novosti"),
    ("anadolu", "Anadolu"),
    ("anadolu agency", "Anadolu"),
    ("aa", "Anadolu"),
    ("bloomberg", "Bloomberg"),
    ("kyodo", "Kyodo"),
    ("yonhap", "Yonhap"),
    ("upi", "UPI"),
];

/// Datelines stand this near to the beginning.
const HEAD: usize = 700;
/// Closing credits stand this near to the end.
const TAIL: usize = 240;

/// The wire agency that a text credits as its source.
pub fn agency(text: &str) -> Option<String> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let tail = &text[text.ceil_char_boundary(text.len().saturating_sub(TAIL))..];
    dateline(head).or_else(|| line(head)).or_else(|| credit(tail)).or_else(|| line(tail))
}

/// "KARACHI, Nov 5 (APP):", "ISLAMABAD (Reuters) -", "BEIJING, Jan. 7 (Xinhua) --".
fn dateline(head: &str) -> Option<String> {
    static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?m)^[ \t]*(?:\p{Lu}[\p{L}.'’-]*[ /]?){1,4}(?:, ?\p{Lu}?[\p{L}. '’-]{0,30}\d{0,2}(?:, ?\d{4})?)? ?\(([\p{L} -]{2,40}?)(?:[/ ]+[\p{L} ]+)?\) ?[:\-–—]{0,2}",
        )
        .expect("the pattern is fixed and valid")
    });
    DATELINE.captures_iter(head).find_map(|found| known(&found[1]))
}

/// "Courtesy Reuters", "with additional input from AFP", "(With PTI inputs)", "— AFP", "(Reuters)".
fn credit(tail: &str) -> Option<String> {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:with (?:additional )?(?:inputs?|reporting|information) (?:from|by)|source:|courtesy:?|with) ([\p{L}-]+(?: [\p{L}-]+)?)(?: inputs?)?",
        )
        .expect("the pattern is fixed and valid")
    });
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[.!?”’'\x22] ?(?:[-–—]+ ?\(?|\()([\p{L}][\p{L} /-]{1,40}?)\)?\s*$")
            .expect("the pattern is fixed and valid")
    });
    let first = |name: &str| known(name).or_else(|| known(name.split([' ', '/']).next()?));
    tail.lines()
        .rev()
        .take(3)
        .find_map(|line| CLOSING.captures(line).and_then(|found| first(&found[1])))
        .or_else(|| CREDIT.captures_iter(tail).find_map(|found| first(&found[1])))
}

/// A line that is nothing but the credit: "Reuters", "By AFP", "Agencies/AP".
fn line(part: &str) -> Option<String> {
    part.lines().filter(|line| line.len() < 60).find_map(|line| {
        let line = line.trim().trim_start_matches(['-', '–', '—', '(', ' ']);
        let line = line.strip_prefix("By ").or_else(|| line.strip_prefix("by ")).unwrap_or(line);
        known(line.trim_end_matches([')', '.', ' ']))
    })
}

/// Whether a word is an agency's name as agencies are credited.
pub fn is_name(name: &str) -> bool {
    known(name).is_some()
}

fn known(name: &str) -> Option<String> {
    let lower = name.trim().to_lowercase();
    // Short names are credited in capitals; "(online)" or "(ap)" may be anything.
    let capitals = name.trim().chars().all(|c| !c.is_lowercase());
    let (_, agency) = AGENCIES.iter().find(|(written, _)| *written == lower)?;
    (capitals || lower.len() > 3 && lower != "online" || name.trim() == *agency)
        .then(|| (*agency).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(agency(text).as_deref(), want, "{text}");
    }

    #[test]
    fn a_credited_agency_is_found() {
        check("KARACHI, Nov 5 (APP): Police said two men were hurt.", Some("APP"));
        check("ISLAMABAD (Reuters) - Beijing is pushing.", Some("Reuters"));
        check("BEIJING, Jan. 7 (Xinhua) -- China and Pakistan agreed.", Some("Xinhua"));
        check("QUETTA: A blast hit a bus.\nNobody claimed it. — AFP", Some("AFP"));
        check("A blast hit a bus.\nNobody claimed it. (AP)", Some("AP"));
        check("A blast hit a bus. (With inputs from PTI)", Some("PTI"));
        check("By Reuters\nA blast hit a bus.", Some("Reuters"));
        check("The Associated Press\nA blast hit a bus.", Some("AP"));
    }

    #[test]
    fn an_agency_that_is_only_quoted_is_not_credited() {
        check("An official told Reuters that the talks go on.", None);
        check("The Balochistan Liberation Army (BLA) said it did it.", None);
        check("Members survey the area. (REUTERS/File) was the caption of an old picture.", None);
        check("The form is (online) now.", None);
        check("", None);
    }
}
