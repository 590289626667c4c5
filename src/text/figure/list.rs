//! Lists of people behind a verb or a toll, and what joins them: "and", "including", "among them".

use super::{
    Reference,
    bind::{Binder, boundary},
};

impl Binder<'_> {
    /// Parts told behind the verb: "13 dead, 9 Chinese", "five killed in Quetta, including a child".
    pub(super) fn parts_behind(&self, n: usize) -> Vec<usize> {
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

    /// Past "of the Frontier Corps", "from Sichuan" and the like.
    pub(super) fn phrase_end(&self, at: usize) -> usize {
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

    /// What joins the next people to the list: the place after it, whether it opens a part, whether
    /// it closes one.
    pub(super) fn joint(&self, at: usize) -> Option<(usize, bool, bool)> {
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

    /// The number of a toll: "has risen to five", "to 13 from 10", "toll at 13".
    pub(super) fn toll(&mut self, n: usize) -> Vec<(usize, bool)> {
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

    pub(super) fn previous(&self, n: usize, p: usize) -> Option<u64> {
        let t = self.triggers[n];
        let near = self
            .people
            .iter()
            .enumerate()
            .filter(|(q, x)| *q != p && x.from >= t.to && x.from < t.to + 20);
        near.filter(|(_, x)| self.tokens.before(x.from, 1) == "from").map(|(_, x)| x.low).next()
    }
}
