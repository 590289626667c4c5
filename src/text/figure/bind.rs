//! Joins people and triggers: who was killed, by the voice of the verb and what stands between.

use super::{
    super::{Number, token::Tokens},
    Figure, GroupSpan, Harm, Reference, Relation,
    chunk::{Chunker, People},
    harm::{self, Trigger, Voice},
};

/// Figures of a sentence, in order.
pub(super) fn bind(sentence: &str, groups: &[GroupSpan]) -> Vec<Figure> {
    let tokens = Tokens::of(sentence);
    let mut triggers = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(t) = harm::trigger(&tokens, at) {
            at = t.to.max(at + 1);
            triggers.push(t);
        } else {
            at += 1;
        }
    }
    let (parties, groups): (Vec<GroupSpan>, Vec<GroupSpan>) =
        groups.iter().cloned().partition(|g| g.group == super::PARTY);
    let parties =
        parties.iter().map(|g| tokens.at_byte(g.span.end.saturating_sub(1)) + 1).collect();
    let people = Chunker::new(&tokens, &groups).all();
    if triggers.is_empty() && people.iter().all(|p| p.harm.is_none()) {
        return Vec::new();
    }
    let mut binder = Binder {
        tokens: &tokens,
        taken: vec![false; people.len()],
        people,
        triggers,
        out: Vec::new(),
        parties,
        last: Vec::new(),
    };
    binder.run();
    binder.implied();
    binder.out.sort_by_key(|f| f.span.start);
    binder.out
}

pub(super) struct Binder<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) people: Vec<People>,
    pub(super) taken: Vec<bool>,
    pub(super) triggers: Vec<Trigger>,
    pub(super) out: Vec<Figure>,
    /// Where the names of parties end, as token places.
    pub(super) parties: Vec<usize>,
    /// People of the trigger before, for "was abducted and killed".
    pub(super) last: Vec<usize>,
}

impl Binder<'_> {
    fn run(&mut self) {
        for n in 0..self.triggers.len() {
            let trigger = self.triggers[n];
            let hits = match trigger.voice {
                Voice::Object => self.objects(n),
                Voice::Subject => self.subjects(n),
                Voice::Either => self.either(n),
                Voice::Among => {
                    let mut hits = self.subjects(n);
                    if hits.is_empty() {
                        hits = self.objects(n);
                    }
                    hits
                }
                Voice::Toll => self.toll(n),
            };
            let passive = hits.first().is_some_and(|(p, _)| self.people[*p].to <= trigger.from);
            for (p, part) in &hits {
                self.emit(n, *p, *part);
            }
            if passive {
                for p in self.parts_behind(n) {
                    self.emit(n, p, true);
                }
            }
            self.last = hits.into_iter().map(|(p, _)| p).collect();
        }
        // "six of the dead are Chinese", "no casualties" tell their harm themselves.
        for p in 0..self.people.len() {
            if let Some(harm) = self.people[p].harm.filter(|_| !self.taken[p]) {
                let people = &self.people[p];
                let trigger = Trigger {
                    from: people.from,
                    to: people.to,
                    harm,
                    voice: Voice::Among,
                    later: false,
                    care: false,
                };
                let part = people.part;
                self.triggers.push(trigger);
                self.emit(self.triggers.len() - 1, p, part);
            }
        }
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.word(at)
    }

    /// The people that begin at a place.
    pub(super) fn people_at(&self, at: usize) -> Option<usize> {
        self.people.binary_search_by(|p| p.from.cmp(&at)).ok()
    }

    /// Whether the people at `p` are what a later trigger speaks of ("and two were hurt").
    pub(super) fn belongs_later(&self, p: usize, n: usize) -> bool {
        let Some(next) = self.triggers.get(n + 1) else { return false };
        if next.from < self.people[p].to || matches!(next.voice, Voice::Object | Voice::Toll) {
            return false;
        }
        (self.people[p].to..next.from).all(|i| auxiliary(self.word(i)))
            && !(next.voice == Voice::Either
                && self.people_at(next.to).is_some()
                && next.from > self.people[p].to)
    }

    fn either(&mut self, n: usize) -> Vec<(usize, bool)> {
        let t = self.triggers[n];
        let mut b = t.from;
        while b > 0 && adverb(self.tokens.before(b, 1)) {
            b -= 1;
        }
        let before = self.tokens.before(b, 1);
        if matches!(
            before,
            "was" | "were" | "been" | "being" | "be" | "is" | "are" | "got" | "get" | "gets"
        ) {
            return self.subjects(n);
        }
        // "shot himself": the doer is the victim; "shot at a car" hits nobody yet.
        if matches!(self.word(t.to), "himself" | "herself" | "themselves" | "self") {
            return self.subjects(n);
        }
        let aimed = matches!(
            self.word(t.to + 1),
            "a" | "an" | "the" | "his" | "her" | "their" | "them" | "him" | "it" | "police"
        );
        if self.word(t.to) == "at" && self.word(t.from) == "shot" && aimed {
            return Vec::new();
        }
        let objects = self.objects(n);
        if objects.is_empty() { self.subjects(n) } else { objects }
    }

    /// The people after a trigger, with the lists they stand in.
    fn objects(&mut self, n: usize) -> Vec<(usize, bool)> {
        let t = self.triggers[n];
        let mut at = t.to;
        while matches!(
            self.word(at),
            ":" | "off"
                | "were"
                | "was"
                | "are"
                | "also"
                | "dead"
                | "all"
                | "down"
                | "to"
                | "nearly"
        ) && self.people_at(at).is_none()
        {
            at += 1;
        }
        let mut hits: Vec<(usize, bool)> = Vec::new();
        let mut part = false;
        while let Some(p) = self.people_at(at).filter(|p| !self.taken[*p]) {
            if self.belongs_later(p, n) {
                break;
            }
            hits.push((p, part || self.people[p].part || t.voice == Voice::Among));
            at = self.phrase_end(self.people[p].to);
            let Some((next, opens_part, closes)) = self.joint(at) else { break };
            part = (part && !closes) || opens_part;
            at = next;
        }
        hits
    }

    pub(super) fn trigger_at(&self, at: usize) -> bool {
        self.triggers.binary_search_by(|t| t.from.cmp(&at)).is_ok()
    }

    fn emit(&mut self, n: usize, p: usize, part: bool) {
        let t = self.triggers[n];
        let people = &self.people[p];
        if people.noun == "own" {
            return;
        }
        let tolled = t.voice == Voice::Toll;
        let relation = if part {
            Relation::Part
        } else if t.later {
            Relation::Later
        } else if people.added {
            Relation::Added
        } else {
            Relation::Total
        };
        let negated = people.none || self.negated(people.to, t.from);
        let (low, high) = if negated { (0, 0) } else { (people.low, people.high) };
        let previous = tolled.then(|| self.previous(n, p)).flatten();
        let figure = Figure {
            harm: if t.care && (high > 1 || people.noun == "others") {
                Harm::Injured
            } else {
                t.harm
            },
            groups: people.groups.clone(),
            number: Number {
                span: self.tokens.span(people.from, people.to),
                low,
                high,
                qualifier: people.qualifier,
            },
            relation,
            reference: if tolled { Reference::Toll } else { people.reference },
            previous,
            claimed_by: self.claimed(t.from),
            negated,
            hypothetical: self.hypothetical(t.from),
            clause: u32::try_from(n).unwrap_or(u32::MAX),
            noun: people.noun.clone(),
            span: self.tokens.span(people.from, people.to),
            trigger: self.tokens.span(t.from, t.to),
        };
        self.taken[p] = true;
        self.out.push(figure);
    }
}

/// Words between people and the verb that speaks of them.
pub(super) fn auxiliary(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "was", "were", "been", "being", "be", "is", "are", "has", "have", "had", "got", "get",
        "gets", "to", "feared", "believed", "reported", "said", "confirmed", "left", "not",
        "never", "who", "reportedly", "remain", "remained", "remains", "found", "presumed",
        "listed", "wasn't", "weren't", "hasn't", "haven't", "did", "didn't", "could", "would",
        "might", "may", "reporting", "suspected", "taken", "suffering", "from", "with",
        "suffered", "sustained", "received", "a", "an", "apparent", "multiple", "single",
        "serious", "minor", "both", "all",
    ];
    WORDS.contains(&word) || adverb(word)
}

pub(super) fn adverb(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "also", "later", "then", "critically", "seriously", "severely", "badly", "slightly",
        "lightly", "instantly", "already", "subsequently", "reportedly", "allegedly",
        "accidentally", "still", "now", "just", "apparently", "tragically", "eventually",
        "initially", "confirmed", "either", "even", "ever", "each", "there", "brutally",
        "gravely", "grievously", "mildly", "gruesomely", "immediately", "officially",
    ];
    WORDS.contains(&word)
}

/// Words and signs that end a clause.
pub(super) fn boundary(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        ";", ":", ".", "!", "?", "\u{2014}", "when", "after", "while", "because", "as", "before",
        "if", "although", "though", "whether", "since", "until",
    ];
    WORDS.contains(&word)
}
