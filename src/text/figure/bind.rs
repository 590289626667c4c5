//! Joins people and triggers: who was killed, by the voice of the verb and what stands between.

use crate::model::fact::Qualifier;

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

struct Binder<'a> {
    tokens: &'a Tokens,
    people: Vec<People>,
    taken: Vec<bool>,
    triggers: Vec<Trigger>,
    out: Vec<Figure>,
    /// Where the names of parties end, as token places.
    parties: Vec<usize>,
    /// People of the trigger before, for "was abducted and killed".
    last: Vec<usize>,
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
                };
                let part = people.part;
                self.triggers.push(trigger);
                self.emit(self.triggers.len() - 1, p, part);
            }
        }
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.word(at)
    }

    /// Parts told behind the verb: "13 dead, 9 Chinese", "five killed in Quetta, including a child".
    fn parts_behind(&self, n: usize) -> Vec<usize> {
        let from = self.triggers[n].to;
        let mut at = from;
        while !matches!(self.word(at), "including" | "among" | "," | "") {
            if at > from + 12 || boundary(self.word(at)) || self.trigger_at(at) {
                return Vec::new();
            }
            at += 1;
        }
        let Some((mut next, mut opens, _)) = self.joint(at) else { return Vec::new() };
        let mut parts = Vec::new();
        while let Some(p) = self.people_at(next).filter(|p| !self.taken[*p]) {
            let people = &self.people[p];
            let ends = matches!(self.word(people.to), "" | "." | "," | ";");
            let bare_group = at == from && !people.groups.is_empty() && ends;
            if self.belongs_later(p, n) || !(opens || people.part || bare_group) {
                break;
            }
            parts.push(p);
            let Some((after, _, _)) = self.joint(self.phrase_end(people.to)) else { break };
            (next, opens) = (after, true);
        }
        parts
    }

    /// "a fatal shooting" kills someone, though nobody is counted.
    fn implied(&mut self) {
        if self.out.iter().any(|f| f.harm == Harm::Killed) {
            return;
        }
        let found = (0..self.tokens.len()).find(|at| {
            matches!(self.word(*at), "fatal" | "deadly")
                && (1..=2)
                    .any(|n| matches!(self.word(at + n), "shooting" | "shootings" | "stabbing"))
        });
        let Some(at) = found else { return };
        let span = self.tokens.span(at, at + 2);
        self.out.push(Figure {
            harm: Harm::Killed,
            groups: Vec::new(),
            number: Number { span: span.clone(), low: 1, high: 1, qualifier: Qualifier::AtLeast },
            relation: Relation::Total,
            reference: Reference::Known,
            previous: None,
            claimed_by: None,
            negated: false,
            hypothetical: false,
            clause: u32::try_from(at + 1_000).unwrap_or(u32::MAX),
            noun: String::new(),
            trigger: span.clone(),
            span,
        });
    }

    /// The people that begin at a place.
    fn people_at(&self, at: usize) -> Option<usize> {
        self.people.binary_search_by(|p| p.from.cmp(&at)).ok()
    }

    /// Whether the people at `p` are what a later trigger speaks of ("and two were hurt").
    fn belongs_later(&self, p: usize, n: usize) -> bool {
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
        loop {
            let Some(p) = self.people_at(at).filter(|p| !self.taken[*p]) else { break };
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

    /// Past "of the Frontier Corps", "from Sichuan" and the like.
    fn phrase_end(&self, at: usize) -> usize {
        if !matches!(
            self.word(at),
            "of" | "from"
                | "at"
                | "in"
                | "with"
                | "working"
                | "belonging"
                | "aboard"
                | "on"
                | "("
                | "who"
                | "travelling"
                | "traveling"
        ) {
            return at;
        }
        let mut i = at;
        while i < at + 12 && i < self.tokens.len() {
            let word = self.word(i);
            if matches!(word, "," | "and" | ";" | "." | "including" | ")" | "&")
                || boundary(word)
                || self.trigger_at(i)
            {
                return i;
            }
            if i > at && self.people_at(i).is_some() && !matches!(self.word(i - 1), "of" | "from") {
                return at;
            }
            i += 1;
        }
        at
    }

    /// Whether people end just before `at`.
    fn people_end(&self, at: usize) -> bool {
        let next = self.people.partition_point(|p| p.to < at);
        self.people.get(next).is_some_and(|p| p.to == at)
    }

    fn trigger_at(&self, at: usize) -> bool {
        self.triggers.binary_search_by(|t| t.from.cmp(&at)).is_ok()
    }

    /// What joins the next people to the list: the place after it, whether it opens a part, whether
    /// it closes one.
    fn joint(&self, at: usize) -> Option<(usize, bool, bool)> {
        let mut i = at;
        let mut opens = false;
        let mut any = false;
        while i < at + 6 {
            let next = self.tokens.any(
                i,
                &[
                    "as well as",
                    "along with",
                    "together with",
                    "among them",
                    "amongst them",
                    "among whom",
                ],
            );
            if let Some(to) = next {
                opens |= self.word(i).starts_with("among");
                (i, any) = (to, true);
                continue;
            }
            match self.word(i) {
                "," | "and" | "&" | "(" | ")" | "\u{2013}" | "\u{2014}" | "plus" | "-" => {}
                "including" | "mostly" | "comprising" | "namely" => opens = true,
                "were" | "was" if opens => {}
                _ => break,
            }
            any = true;
            i += 1;
        }
        any.then_some((i, opens, false))
    }

    /// The people before a trigger that it speaks of.
    fn subjects(&mut self, n: usize) -> Vec<(usize, bool)> {
        let t = self.triggers[n];
        let mut b = t.from;
        while b > 0 && auxiliary(self.tokens.before(b, 1)) && !self.people_end(b) {
            b -= 1;
        }
        let Some(mut p) = self.people.partition_point(|p| p.to <= b).checked_sub(1) else {
            return Vec::new();
        };
        if !self.reaches(self.people[p].to, b, n) {
            return self.inherited(n, b);
        }
        if self.taken[p] {
            return self.inherited(n, b);
        }
        let mut hits = vec![(p, self.people[p].part || t.voice == Voice::Among)];
        // Back over the list or the apposition that they close.
        let mut listed = false;
        while p > 0 {
            let q = p - 1;
            if self.taken[q] {
                break;
            }
            let gap = self.phrase_end(self.people[q].to);
            if self.among(self.people[q].to, self.people[p].from) {
                hits.push((q, true));
                break;
            }
            let Some((to, opens, _)) = self.joint(gap) else { break };
            if to != self.people[p].from {
                break;
            }
            let comma_only = self.word(gap) == "," && to == gap + 1;
            let closes = self.word(self.people[p].to) == ",";
            listed = listed || !comma_only || opens;
            if comma_only && !closes && !listed && !self.people[p].part && self.people[q].from > 0 {
                break;
            }
            if opens {
                if let Some(last) = hits.last_mut() {
                    last.1 = true;
                }
                for hit in &mut hits {
                    hit.1 = true;
                }
            } else if comma_only
                && (closes || self.people[q].reference == Reference::Named)
                && !self.people[p].part
                && hits.len() == 1
            {
                // "The victim, a 26-year-old man, was killed": one person told twice.
                hits.pop();
            }
            hits.push((q, self.people[q].part || t.voice == Voice::Among));
            p = q;
        }
        hits.reverse();
        hits
    }

    /// "Two men were abducted and killed": the people of the verb before.
    fn inherited(&self, n: usize, b: usize) -> Vec<(usize, bool)> {
        let Some(before) = n.checked_sub(1).map(|i| self.triggers[i]) else { return Vec::new() };
        // "A boy shot while hunting has died": the verb behind a reduced clause.
        let ends = matches!(
            self.word(self.triggers[n].from),
            "died" | "dies" | "succumbed" | "pronounced" | "dead" | "die"
        );
        if ends
            && before.to < b
            && self.people_between(before.to, b).is_none()
            && b - before.to <= 25
        {
            return self.last.iter().map(|p| (*p, false)).collect();
        }
        let joined = (before.to..b).all(|i| {
            matches!(self.word(i), "and" | "then" | "before" | "," | "but" | "or")
                || auxiliary(self.word(i))
        });
        if joined && before.to < b && self.people_between(before.to, b).is_none() {
            self.last.iter().map(|p| (*p, false)).collect()
        } else {
            Vec::new()
        }
    }

    fn people_between(&self, from: usize, to: usize) -> Option<usize> {
        let first = self.people.partition_point(|p| p.from < from);
        self.people.get(first).filter(|p| p.to <= to).map(|_| first)
    }

    /// Whether people that end at `from` are the subject of what begins at `to`.
    fn reaches(&self, from: usize, to: usize, n: usize) -> bool {
        if from >= to {
            return true;
        }
        let first = self.word(from);
        let between = from..to;
        if between
            .clone()
            .any(|i| boundary(self.word(i)) || (self.trigger_at(i) && self.triggers[n].from != i))
        {
            return false;
        }
        if matches!(first, "," | "(") {
            return to - from <= 25 && matches!(self.tokens.before(to, 1), "," | ")");
        }
        let prep = matches!(
            first,
            "of" | "from"
                | "in"
                | "on"
                | "at"
                | "who"
                | "near"
                | "with"
                | "working"
                | "belonging"
                | "travelling"
                | "traveling"
                | "aboard"
                | "inside"
                | "outside"
                | "riding"
                | "whose"
                | "to"
                | "for"
                | "that"
        );
        (prep && to - from <= 18)
            || (to - from <= 14 && matches!(self.tokens.before(to, 1), "and" | "but"))
    }

    /// The number of a toll: "has risen to five", "to 13 from 10", "toll at 13".
    fn toll(&mut self, n: usize) -> Vec<(usize, bool)> {
        let t = self.triggers[n];
        let limit = self.triggers.get(n + 1).map_or(self.tokens.len(), |x| x.from).min(t.to + 16);
        let mut found: Option<usize> = None;
        for p in self.people.partition_point(|p| p.from < t.to)..self.people.len() {
            let people = &self.people[p];
            if people.from >= limit {
                break;
            }
            if people.from < t.to
                || people.from >= limit
                || self.taken[p]
                || people.reference != Reference::New
            {
                continue;
            }
            if (t.to..people.from).any(|i| boundary(self.word(i)) && self.word(i) != "as") {
                break;
            }
            if self.tokens.before(people.from, 1) == "from"
                || self.tokens.before(people.from, 1) == "by"
            {
                continue;
            }
            found = Some(p);
            break;
        }
        let mut hits: Vec<(usize, bool)> = found.map(|p| vec![(p, false)]).unwrap_or_default();
        // "the toll at 92 militants, fifteen soldiers and eighteen civilians"
        while let Some((last, _)) = hits.last().copied() {
            let Some((next, false, _)) = self.joint(self.people[last].to) else { break };
            let Some(p) = self.people_at(next).filter(|p| !self.taken[*p] && !self.people[*p].bare)
            else {
                break;
            };
            if self.people[last].bare || self.belongs_later(p, n) {
                break;
            }
            hits.push((p, false));
        }
        hits
    }

    /// "nine Chinese were among 13 people killed".
    fn among(&self, from: usize, to: usize) -> bool {
        let mut i = from;
        while matches!(self.word(i), "was" | "were" | "is" | "are") {
            i += 1;
        }
        self.word(i) == "among" && i + 1 + usize::from(self.word(i + 1) == "the") == to
    }

    fn emit(&mut self, n: usize, p: usize, part: bool) {
        let t = self.triggers[n];
        let people = &self.people[p];
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
            harm: t.harm,
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

    fn previous(&self, n: usize, p: usize) -> Option<u64> {
        let t = self.triggers[n];
        let near = self
            .people
            .iter()
            .enumerate()
            .filter(|(q, x)| *q != p && x.from >= t.to && x.from < t.to + 20);
        near.filter(|(_, x)| self.tokens.before(x.from, 1) == "from").map(|(_, x)| x.low).next()
    }

    /// A party of the conflict (the profile marks them) speaks just before `at`.
    fn party(&self, at: usize) -> bool {
        self.parties.iter().any(|to| *to <= at && at - to <= 8)
    }

    fn negated(&self, from: usize, to: usize) -> bool {
        (from..to).any(|i| matches!(self.word(i), "not" | "never") || self.word(i).ends_with("n't"))
    }

    /// "could have killed", "planned to kill".
    fn hypothetical(&self, at: usize) -> bool {
        let infinitive = matches!(
            self.word(at),
            "kill"
                | "wound"
                | "injure"
                | "abduct"
                | "kidnap"
                | "hurt"
                | "arrest"
                | "detain"
                | "die"
        );
        if infinitive
            && matches!(
                self.tokens.before(at, 1),
                "to" | "could" | "would" | "might" | "may" | "will" | "can" | "not"
            )
        {
            return true;
        }
        (1..=4).any(|back| {
            matches!(
                self.tokens.before(at, back),
                "could"
                    | "would"
                    | "might"
                    | "if"
                    | "threatened"
                    | "threatening"
                    | "plotting"
                    | "planned"
                    | "planning"
            )
        })
    }

    /// The speaker of "said it had killed", "claimed its fighters killed".
    fn claimed(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let mut i = at;
        for _ in 0..32 {
            i = i.checked_sub(1)?;
            let word = self.word(i);
            if matches!(word, "." | ";") {
                return None;
            }
            let claims = matches!(word, "claimed" | "claims" | "claiming")
                && at > i + 1
                && !matches!(self.word(i + 1), "responsibility" | "the" | "credit");
            let party = (1..=8).any(|back| {
                matches!(
                    self.tokens.before(i, back),
                    "group"
                        | "outfit"
                        | "militants"
                        | "militant"
                        | "rebels"
                        | "rebel"
                        | "separatists"
                        | "separatist"
                        | "insurgents"
                        | "liberation"
                        | "brigade"
                        | "faction"
                        | "@party"
                )
            }) || self.party(i);
            let pluperfect = matches!(self.tokens.before(at, 1), "had" | "has" | "have");
            let claims = claims
                || (party && pluperfect && matches!(word, "said" | "says"))
                || (party && matches!(word, "put" | "puts"));
            let own = matches!(word, "said" | "says")
                && matches!(self.word(i + 1), "it" | "its" | "they" | "their" | "that")
                && at - i > 2
                && matches!(
                    self.word(i + 1 + usize::from(self.word(i + 1) == "that")),
                    "it" | "its" | "their" | "they"
                );
            if claims || own {
                let mut from = i;
                while from > 0
                    && i - from < 6
                    && !matches!(self.tokens.before(from, 1), "," | "." | ";" | "and" | "\"")
                {
                    from -= 1;
                }
                return Some(self.tokens.span(from, i));
            }
        }
        None
    }
}

/// Words between people and the verb that speaks of them.
fn auxiliary(word: &str) -> bool {
    matches!(
        word,
        "was"
            | "were"
            | "been"
            | "being"
            | "be"
            | "is"
            | "are"
            | "has"
            | "have"
            | "had"
            | "got"
            | "get"
            | "gets"
            | "to"
            | "feared"
            | "believed"
            | "reported"
            | "said"
            | "confirmed"
            | "left"
            | "not"
            | "never"
            | "who"
            | "reportedly"
            | "remain"
            | "remained"
            | "remains"
            | "found"
            | "presumed"
            | "listed"
            | "wasn't"
            | "weren't"
            | "hasn't"
            | "haven't"
            | "did"
            | "didn't"
            | "could"
            | "would"
            | "might"
            | "may"
            | "reporting"
            | "suspected"
            | "taken"
            | "suffering"
            | "from"
            | "with"
            | "suffered"
            | "sustained"
            | "received"
            | "a"
            | "an"
            | "apparent"
            | "multiple"
            | "single"
            | "serious"
            | "minor"
            | "both"
            | "all"
    ) || adverb(word)
}

fn adverb(word: &str) -> bool {
    matches!(
        word,
        "also"
            | "later"
            | "then"
            | "critically"
            | "seriously"
            | "severely"
            | "badly"
            | "slightly"
            | "lightly"
            | "instantly"
            | "already"
            | "subsequently"
            | "reportedly"
            | "allegedly"
            | "accidentally"
            | "still"
            | "now"
            | "just"
            | "apparently"
            | "tragically"
            | "eventually"
            | "initially"
            | "confirmed"
            | "either"
            | "even"
            | "ever"
            | "each"
            | "there"
            | "brutally"
            | "gravely"
            | "grievously"
            | "mildly"
            | "gruesomely"
            | "immediately"
            | "officially"
    )
}

/// Words and signs that end a clause.
fn boundary(word: &str) -> bool {
    matches!(
        word,
        ";" | ":"
            | "."
            | "!"
            | "?"
            | "\u{2014}"
            | "when"
            | "after"
            | "while"
            | "because"
            | "as"
            | "before"
            | "if"
            | "although"
            | "though"
            | "whether"
            | "since"
            | "until"
    )
}
