//! People without a number: "a policeman", "the victim", "he", "Man" in a headline, a name, nobody.

use super::{
    super::{
        number,
        people::{Noun, noun},
        token::Kind,
    },
    Harm, Reference,
    chunk::{Chunker, People, stop},
    harm,
};

/// What "no" denies, and whom it spares.
const NOTHING: &[(&str, Harm)] = &[
    ("loss of life", Harm::Killed),
    ("loss of lives", Harm::Killed),
    ("deaths", Harm::Killed),
    ("death", Harm::Killed),
    ("fatalities", Harm::Killed),
    ("fatality", Harm::Killed),
    ("lives were lost", Harm::Killed),
    ("casualties", Harm::Struck),
    ("casualty", Harm::Struck),
    ("injuries", Harm::Injured),
    ("injury", Harm::Injured),
    ("one hurt", Harm::Injured),
];

impl Chunker<'_> {
    /// "a policeman", "the man", "his wife", "another guard", "both men", "an unidentified person".
    pub(super) fn introduced(&self, at: usize) -> Option<People> {
        let tokens = self.tokens;
        let (reference, number, added, skip) = match tokens.word(at) {
            "a" | "an" => (Reference::New, 1, false, 1),
            "another" => (Reference::New, 1, true, 1),
            "the" | "his" | "her" | "their" | "its" | "this" | "that" | "my" | "our" | "him" => {
                (Reference::Known, 1, false, 1)
            }
            "both" => (Reference::Known, 2, false, 1),
            _ => return None,
        };
        if tokens.word(at) == "a" && number::value(tokens, at).is_some() {
            return None;
        }
        let Some((to, noun_word)) = self.head(at + skip) else {
            return self.headless(at, number, added);
        };
        let many = noun(&noun_word) == Some(Noun::Many);
        let known_noun = noun(&noun_word).is_some() || noun_word == "year-old";
        if number == 1 && (many || (!known_noun && reference == Reference::Known)) {
            return None;
        }
        let mut people = self.make(at, to, number, reference);
        people.noun = noun_word;
        people.added = added;
        Some(people)
    }

    /// "both", "another was hurt", "the other died".
    pub(super) fn headless(&self, at: usize, number: u64, added: bool) -> Option<People> {
        let tokens = self.tokens;
        if number == 2 {
            return Some(self.make(at, at + 1, 2, Reference::Known));
        }
        let to = at + 1 + usize::from(tokens.word(at + 1) == "other");
        let said = harm::trigger(tokens, to).is_some()
            || matches!(
                tokens.word(to),
                "was" | "is" | "has" | "seriously" | "critically" | "" | "." | "," | "in" | "early"
            );
        if !said || (!added && to == at + 1) {
            return None;
        }
        let mut people = self.make(at, to, 1, Reference::New);
        (people.bare, people.added) = (true, added);
        "others".clone_into(&mut people.noun);
        Some(people)
    }

    pub(super) fn pronoun(&self, at: usize) -> Option<People> {
        matches!(self.tokens.word(at), "he" | "she")
            .then(|| self.make(at, at + 1, 1, Reference::Known))
    }

    /// "Man shot dead", "Woman, 2 children found dead": telegraphic singulars.
    pub(super) fn headline_one(&self, at: usize) -> Option<People> {
        let tokens = self.tokens;
        let before = tokens.before(at, 1);
        let opens = at == 0
            || matches!(
                before,
                "," | "and"
                    | ":"
                    | "after"
                    | "as"
                    | "kills"
                    | "killing"
                    | "leaves"
                    | "with"
                    | "of"
                    | "kill"
                    | "\u{2013}"
                    | "-"
                    | "|"
                    | "wounds"
                    | "injures"
                    | "."
                    | "including"
                    | "&"
                    | "that"
                    | "by"
                    | "\u{2014}"
                    | "killed"
                    | "injured"
            )
            || harm::trigger(tokens, at.wrapping_sub(1)).is_some();
        if !opens {
            return None;
        }
        let (to, noun_word) = self.head(at)?;
        if (noun(&noun_word) != Some(Noun::One) && noun_word != "year-old") || to > at + 9 {
            return None;
        }
        let mut people = self.make(at, to, 1, Reference::New);
        people.noun = noun_word;
        Some(people)
    }

    /// Two to four capital words in a row, with an age: "Khalid Sher, 45".
    pub(super) fn named(&self, at: usize) -> Option<People> {
        let tokens = self.tokens;
        let mut to = at;
        while to < at + 6
            && tokens.is(to, Kind::Word)
            && tokens.capital(to)
            && !stop(tokens.word(to))
        {
            to += 1;
            if tokens.word(to) == "."
                && to == at + 1 + (to - at - 1)
                && tokens.get(to - 1).is_some_and(|t| t.end - t.start == 1)
            {
                to += 1;
            }
        }
        if to < at + 2 || self.groups.iter().any(|(f, t, _)| *f < to && *t > at) {
            return None;
        }
        if matches!(tokens.word(to), "jr" | "sr") {
            to += 1;
        }
        let aged = tokens.word(to) == ","
            && tokens.is(to + 1, Kind::Digits)
            && tokens.word(to + 1).len() <= 2
            && matches!(tokens.word(to + 2), "," | "." | ";" | "" | "and" | ")");
        let followed = matches!(
            tokens.word(to),
            "was" | "died" | "dies" | "had" | "has" | "is" | "suffered" | "sustained" | "succumbed"
        );
        if !aged && !followed {
            return None;
        }
        let name = tokens.word(to - 1).to_owned();
        let to = if aged { to + 2 } else { to };
        let mut people = self.make(at, to, 1, Reference::Named);
        people.noun = name;
        Some(people)
    }

    /// "Chinese engineers are safe": none of the group was hurt.
    pub(super) fn spared(&self, at: usize) -> Option<People> {
        let to = self.groups.iter().find(|(from, ..)| *from == at).map(|(_, to, _)| *to)?;
        let mut i = self.head(at).map_or(to, |(head, _)| head.max(to));
        while i < at + 9
            && matches!(
                self.tokens.word(i),
                "are"
                    | "were"
                    | "is"
                    | "was"
                    | "all"
                    | "remained"
                    | "reported"
                    | "in"
                    | "the"
                    | "convoy"
                    | "they"
                    | "been"
                    | "have"
                    | "had"
            )
        {
            i += 1;
        }
        let safe = matches!(
            self.tokens.word(i),
            "safe" | "unharmed" | "unhurt" | "uninjured" | "unscathed"
        );
        let many = !self.tokens.before(at, 1).is_empty()
            && matches!(self.tokens.before(at, 1), "a" | "one" | "the");
        if !safe || many {
            return None;
        }
        let mut people = self.make(at, i + 1, 0, Reference::New);
        (people.none, people.harm) = (true, Some(Harm::Injured));
        Some(people)
    }

    /// "no one", "nobody", "none", "no Chinese national".
    pub(super) fn nobody(&self, at: usize) -> Option<People> {
        let opens =
            matches!(self.tokens.word(at), "no" | "nobody" | "none" | "neither" | "without");
        if !opens {
            return None;
        }
        let to = self.tokens.any(
            at,
            &["no one else", "no one", "nobody else", "nobody", "none of them", "none", "no - one"],
        );
        if let Some(to) = to {
            let mut people = self.make(at, to, 0, Reference::New);
            people.none = true;
            return Some(people);
        }
        if !matches!(self.tokens.word(at), "no" | "neither" | "without") {
            return None;
        }
        let lead = at
            + 1
            + usize::from(matches!(
                self.tokens.word(at + 1),
                "any" | "immediate" | "reported" | "reports"
            ));
        let lead = lead
            + usize::from(matches!(
                self.tokens.word(lead),
                "of" | "further" | "civilian" | "human" | "other"
            ));
        for (words, harm) in NOTHING {
            if let Some(to) = self.tokens.reads(lead, words) {
                let mut people = self.make(at, to, 0, Reference::New);
                (people.none, people.harm) = (true, Some(*harm));
                return Some(people);
            }
        }
        let (to, noun) = self.head(at + 1)?;
        let mut people = self.make(at, to, 0, Reference::New);
        people.none = true;
        people.noun = noun;
        Some(people)
    }
}
