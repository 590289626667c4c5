//! The people of a sentence: counted ("nine Chinese engineers"), introduced ("a policeman"), known
//! already ("the victim", "both men", "he") or named, each with its groups.

use super::{
    super::{
        number::{self, Count},
        people::noun,
        token::{Kind, Tokens},
    },
    GroupSpan, Harm, Reference, harm,
};
use crate::model::fact::Qualifier;

/// People at a place among the tokens.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "marks of one reading, free of each other")]
pub(super) struct People {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) low: u64,
    pub(super) high: u64,
    pub(super) qualifier: Qualifier,
    pub(super) reference: Reference,
    pub(super) groups: Vec<String>,
    pub(super) noun: String,
    /// A number without a noun.
    pub(super) bare: bool,
    /// "nine of them", "two of whom".
    pub(super) part: bool,
    /// The people's own noun tells the harm: "six of the dead", "14 martyrs", "no casualties".
    pub(super) harm: Option<Harm>,
    /// "two more", "another three".
    pub(super) added: bool,
    /// "no one", "no Chinese".
    pub(super) none: bool,
}

/// Reads the people of one sentence.
pub(super) struct Chunker<'a> {
    pub(super) tokens: &'a Tokens,
    /// Token ranges of group words.
    pub(super) groups: Vec<(usize, usize, &'a str)>,
    counts: Vec<Count>,
}

impl<'a> Chunker<'a> {
    pub(super) fn new(tokens: &'a Tokens, groups: &'a [GroupSpan]) -> Self {
        let mut spans: Vec<_> = groups
            .iter()
            .filter(|g| g.span.start < g.span.end)
            .map(|g| {
                let from = tokens.at_byte(g.span.start);
                (from, tokens.at_byte(g.span.end.saturating_sub(1)) + 1, g.group.as_str())
            })
            .collect();
        spans.sort_unstable();
        Self { tokens, groups: spans, counts: number::scan(tokens) }
    }

    /// All people, in order and not overlapping.
    pub(super) fn all(&self) -> Vec<People> {
        let mut found: Vec<People> = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.people(at) {
                Some(people) => {
                    at = people.to.max(at + 1);
                    found.push(people);
                }
                None => at += 1,
            }
        }
        found
    }

    fn people(&self, at: usize) -> Option<People> {
        self.nobody(at)
            .or_else(|| self.spared(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.introduced(at))
            .or_else(|| self.pronoun(at))
            .or_else(|| self.headline_one(at))
            .or_else(|| self.named(at))
    }

    pub(super) fn make(&self, from: usize, to: usize, number: u64, reference: Reference) -> People {
        People {
            from,
            to,
            low: number,
            high: number,
            qualifier: Qualifier::Exact,
            reference,
            groups: self.groups_in(from, to),
            noun: String::new(),
            bare: false,
            part: false,
            harm: None,
            added: false,
            none: false,
        }
    }

    pub(super) fn groups_in(&self, from: usize, to: usize) -> Vec<String> {
        let mut names: Vec<String> = self
            .groups
            .iter()
            .filter(|(f, t, _)| *f < to && *t > from)
            .map(|(_, _, name)| (*name).to_owned())
            .collect();
        names.dedup();
        names
    }

    pub(super) fn group_at(&self, at: usize) -> Option<usize> {
        self.groups.iter().filter(|(f, t, _)| *f <= at && at < *t).map(|(_, t, _)| *t).max()
    }

    /// A number and whom it counts.
    fn counted(&self, at: usize) -> Option<People> {
        let tokens = self.tokens;
        let opens = tokens.is(at, Kind::Digits)
            || number::opens(tokens.word(at))
            || matches!(
                tokens.word(at),
                "all"
                    | "the"
                    | "these"
                    | "those"
                    | "another"
                    | "his"
                    | "her"
                    | "their"
                    | "its"
                    | "both"
                    | "other"
            );
        if !opens {
            return None;
        }
        let mut lead = at;
        let mut reference = Reference::New;
        let mut added = false;
        while let Some(next) = tokens.any(
            lead,
            &[
                "all",
                "the other",
                "the",
                "these",
                "those",
                "another",
                "a further",
                "his",
                "her",
                "their",
                "its",
                "both",
                "an additional",
                "the remaining",
                "other",
            ],
        ) {
            match tokens.word(lead) {
                "another" | "a" | "an" => added = true,
                "the" if tokens.word(lead + 1) == "other" => {}
                "other" => {}
                _ => reference = Reference::Known,
            }
            lead = next;
            if lead > at + 3 {
                break;
            }
        }
        let count = self.counts[self.counts.partition_point(|c| c.from < lead)..]
            .first()
            .filter(|c| c.from == lead)?;
        let mut people = self.make(at, count.to, count.low, reference);
        (people.high, people.qualifier) = (count.high, count.qualifier);
        people.added = added;
        self.whom(&mut people);
        Some(people)
    }

    /// Fills in the noun after a number, or what it is a part of.
    fn whom(&self, people: &mut People) {
        let tokens = self.tokens;
        let mut at = people.to;
        while matches!(tokens.word(at), "more" | "additional" | "others" | "other" | "further") {
            people.added |= tokens.word(at) != "others" && tokens.word(at) != "other";
            at += 1;
        }
        let others = at > people.to && matches!(tokens.word(at - 1), "others" | "other" | "more");
        if tokens.any(at, &["of its own", "of their own", "of his own"]).is_some() {
            "own".clone_into(&mut people.noun);
            people.to = at + 3;
            return;
        }
        if tokens.word(at) == "of" {
            self.part(people, at + 1);
            if people.part || people.to > at {
                return;
            }
        }
        if let Some((to, noun)) = self.head(at) {
            people.to = to;
            people.noun = noun;
            // "fifteen soldiers or policemen" are fifteen.
            if tokens.word(to) == "or"
                && let Some((other, _)) = self.head(to + 1).filter(|(end, _)| *end <= to + 3)
            {
                people.to = other;
            }
        } else {
            people.to = at;
            people.bare = true;
            if others {
                "others".clone_into(&mut people.noun);
            }
        }
        people.groups = self.groups_in(people.from, people.to);
        people.harm = match people.noun.as_str() {
            "martyrs" | "martyr" | "fatalities" | "fatality" | "deaths" => Some(Harm::Killed),
            "casualties" | "casualty" => Some(Harm::Struck),
            "lives" if lives_lost(tokens, people.from, people.to) => Some(Harm::Killed),
            _ => None,
        };
    }

    /// "of them", "of whom were", "of the dead", "of the five attackers".
    fn part(&self, people: &mut People, at: usize) {
        let tokens = self.tokens;
        let word = tokens.word(at);
        if matches!(word, "them" | "whom" | "these" | "those" | "which") {
            people.part = true;
            people.to = at + 1;
            if let Some(harmed) =
                harm::trigger(tokens, at + 1).filter(|t| word == "those" && t.to == at + 2)
            {
                people.harm = Some(harmed.harm);
                people.to = at + 2;
            }
        } else if matches!(word, "the" | "his" | "their") || number::value(tokens, at).is_some() {
            let first = at + usize::from(matches!(word, "the" | "his" | "their"));
            let mut i = number::value(tokens, first).map_or(first, |(_, _, to)| to);
            // "one of five people shot": those shot are the whole.
            let past = self.head(i).map_or(i, |(to, _)| to);
            if i > first
                && let Some(t) =
                    harm::trigger(tokens, past).filter(|t| t.voice == harm::Voice::Either)
            {
                people.part = true;
                people.to = t.to;
                return;
            }
            let whole = match tokens.word(i) {
                "dead" | "killed" | "deceased" | "fatalities" | "martyred" | "martyrs"
                | "slain" => Some(Harm::Killed),
                "injured" | "wounded" | "hurt" => Some(Harm::Injured),
                "missing" => Some(Harm::Missing),
                "arrested" | "detained" => Some(Harm::Arrested),
                _ => None,
            };
            if let Some(whole) = whole {
                people.part = true;
                people.harm = Some(whole);
                people.to = i + 1;
            } else if let Some((to, noun)) = self.head(i) {
                people.part = true;
                people.noun = noun;
                i = to;
                people.to = i;
                people.groups = self.groups_in(people.from, i);
                // "two of the attackers" is a count of its own.
                people.part = false;
                return;
            } else {
                return;
            }
        } else {
            return;
        }
        // "nine of them Chinese", "two of whom were children", "six of the dead are Chinese"
        let mut i = people.to;
        while matches!(tokens.word(i), "are" | "were" | "is" | "was" | "being" | "all" | "also") {
            i += 1;
        }
        let of = self.head(i).or_else(|| self.group_at(i).map(|to| (to, String::new())));
        if let Some((to, noun)) = of {
            people.to = to;
            people.noun = noun;
        }
        people.groups = self.groups_in(people.from, people.to);
        // "a bus of Chinese engineers, killing nine of them": them are the group named before.
        if people.groups.is_empty() && people.harm.is_none() {
            let before = self.groups.iter().rfind(|(_, to, _)| *to <= people.from);
            people.groups.extend(before.map(|(_, _, name)| (*name).to_owned()));
        }
    }

    /// The head noun of people words that begin at `at`: the place after it and the noun. Words
    /// between are taken for adjectives; verbs, prepositions and triggers end the search.
    pub(super) fn head(&self, at: usize) -> Option<(usize, String)> {
        let tokens = self.tokens;
        let mut found = None;
        let mut i = at;
        while i < at + 9 {
            let word = tokens.word(i);
            if let Some(to) = self.group_at(i) {
                found = Some((to, tokens.word(to - 1).to_owned()));
                i = to;
                continue;
            }
            if tokens.is(i, Kind::Digits) && matches!(tokens.word(i + 1), "-" | "year") {
                i += 2;
                continue;
            }
            if word == "-" && tokens.glued(i) {
                i += 1;
                continue;
            }
            if !tokens.is(i, Kind::Word) || stop(word) || word == "'s" && found.is_none() {
                break;
            }
            if word == "old" && i >= 2 && matches!(tokens.before(i, 1), "-" | "year") {
                found = Some((i + 1, "year-old".to_owned()));
                i += 1;
                continue;
            }
            if word == "'s" || word == "old" {
                // "the driver's brother": the later noun is the one.
                found = if word == "'s" { None } else { found };
                i += 1;
                continue;
            }
            if matches!(
                word,
                "killed"
                    | "wounded"
                    | "injured"
                    | "shot"
                    | "dead"
                    | "died"
                    | "hurt"
                    | "martyred"
                    | "arrested"
                    | "missing"
                    | "left"
                    | "found"
            ) && i >= at
                && (found.is_some() || i > at || word == "dead")
            {
                break;
            }
            if noun(word).is_some() {
                found = Some((i + 1, word.to_owned()));
            } else if found.is_some() && !tokens.capital(i) {
                // "two men opened fire": what follows the noun is no adjective of it.
                break;
            }
            i += 1;
        }
        found
    }
}

/// "claimed 12 lives", "twelve lives were lost".
fn lives_lost(tokens: &Tokens, from: usize, to: usize) -> bool {
    let taken = [
        "claimed", "claiming", "claims", "claim", "took", "taken", "taking", "takes", "cost",
        "costing", "costs", "of",
    ];
    taken.contains(&tokens.before(from, 1))
        || tokens.any(to, &["lost", "were lost", "have been lost"]).is_some()
}

/// Words that never stand between a number or article and its noun.
pub(super) fn stop(word: &str) -> bool {
    #[rustfmt::skip]
    const STOPS: &[&str] = &[
        "of", "in", "on", "at", "by", "for", "from", "to", "with", "and", "or", "but", "as",
        "after", "before", "when", "while", "who", "whom", "whose", "that", "which", "was", "were",
        "is", "are", "be", "been", "being", "has", "have", "had", "will", "would", "could", "may",
        "might", "can", "said", "says", "near", "into", "onto", "during", "since", "until", "than",
        "then", "where", "because", "if", "so", "not", "also", "including", "among", "about",
        "over", "under", "between", "against", "through", "the", "a", "an", "his", "her", "their",
        "its", "he", "she", "it", "they", "we", "you", "i", "this", "these", "those", "there",
        "died", "dies", "left", "leaving", "leaves", "lost", "killing", "injuring", "wounding",
        "kills", "kill", "did", "does", "do", "went", "got", "told", "succumbed", "embraced",
        "suffered", "sustained", "received", "remain", "remained", "remains", "taken", "rushed",
        "shifted", "transported", "airlifted", "reported", "reportedly", "both", "all", "no",
        "any", "each", "every", "out",
    ];
    static SET: std::sync::LazyLock<std::collections::HashSet<&str>> =
        std::sync::LazyLock::new(|| STOPS.iter().copied().collect());
    SET.contains(word)
}
