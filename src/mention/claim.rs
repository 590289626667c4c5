//! An armed group speaks: "the BLA says its fighters …", "… claimed by the BLF", in the words of the
//! group itself rather than a set phrase.

use super::document::{Document, Line};
use crate::profile::{ActorIx, ActorKind, Found, Profile};

/// Verbs with which a group tells of a deed as its own.
const SPEAKS: &[&str] = &[
    "say",
    "says",
    "said",
    "claim",
    "claims",
    "claimed",
    "own",
    "owns",
    "owned",
    "accept",
    "accepts",
    "accepted",
    "admit",
    "admits",
    "admitted",
    "announce",
    "announced",
    "announces",
    "boasted",
    "took",
    "takes",
];

/// Words that may stand between the group and its verb.
const BETWEEN: &[&str] = &[
    "spokesman",
    "spokesperson",
    "s",
    "has",
    "have",
    "had",
    "also",
    "later",
    "which",
    "that",
    "it",
    "statement",
    "group",
    "in",
    "a",
    "media",
    "wing",
    "commander",
    "militants",
    "on",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Words behind the verb that speak of a deed of its own.
const OWN_DEED: &[&str] = &[
    "its",
    "it",
    "their",
    "they",
    "responsibility",
    "men",
    "fighters",
    "the attack",
    "the bombing",
    "the blast",
    "the killing",
    "the killings",
    "attack",
    "two",
    "one of",
];

/// The group that speaks of its own deed in a line, with where.
pub fn speaker(document: &Document, line: &Line, profile: &Profile) -> Option<(ActorIx, usize)> {
    document.names_of(line).iter().find_map(|m| match m.found {
        Found::Actor(ix) if profile.actors[ix].kind == ActorKind::Armed => {
            speaks(&document.full[m.end..line.span.end.max(m.end)]).then_some((ix, m.start))
        }
        _ => None,
    })
}

/// Whether the words behind a group's name are its own account.
fn speaks(behind: &str) -> bool {
    let from = behind.char_indices().nth(90).map_or(behind.len(), |(at, _)| at);
    let lower = behind[..from].to_lowercase();
    let mut words =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).enumerate();
    while let Some((n, word)) = words.next() {
        if SPEAKS.contains(&word) {
            let rest: Vec<&str> = words.map(|(_, word)| word).take(5).collect();
            let rest = format!(" {} ", rest.join(" "));
            let denies =
                [" no ", " not ", " nothing ", " denied "].iter().any(|w| rest.contains(w));
            return !denies && OWN_DEED.iter().any(|deed| rest.contains(&format!(" {deed} ")));
        }
        if n > 6 || !BETWEEN.contains(&word) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::speaks;

    #[test]
    fn a_group_that_tells_of_its_own_deed_speaks() {
        for behind in [
            " says its Majeed Brigade is doing it",
            ", which claimed the attack on Sunday",
            " spokesman said in a statement its fighters had hit the convoy",
            " has claimed responsibility",
            " owns the blast in a statement: it was the blast of its men",
        ] {
            assert!(speaks(behind), "{behind}");
        }
    }

    #[test]
    fn a_group_that_others_speak_of_does_not() {
        for behind in [
            " was behind the blast, police said",
            " commander was killed, officials said it was a raid",
            " says it has nothing to do with the attack",
            " leaders met in Kabul",
            "",
        ] {
            assert!(!speaks(behind), "{behind}");
        }
    }
}
