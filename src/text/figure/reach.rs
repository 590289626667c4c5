//! The people before a verb that it speaks of: over auxiliaries, appositions, lists and short
//! phrases, never over another clause.

use super::{
    Reference,
    bind::{Binder, auxiliary, boundary},
    harm::Voice,
};

impl Binder<'_> {
    /// The people before a trigger that it speaks of.
    pub(super) fn subjects(&mut self, n: usize) -> Vec<(usize, bool)> {
        let trigger = self.triggers[n];
        let mut edge = trigger.from;
        while edge > 0 && auxiliary(self.tokens.before(edge, 1)) && !self.people_end(edge) {
            edge -= 1;
        }
        let Some(mut p) = self.people.partition_point(|p| p.to <= edge).checked_sub(1) else {
            return Vec::new();
        };
        if !self.reaches(self.people[p].to, edge, n) {
            return self.inherited(n, edge);
        }
        if self.taken[p] {
            return self.inherited(n, edge);
        }
        let mut hits = vec![(p, self.people[p].part || trigger.voice == Voice::Among)];
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
            if self.aside(gap, self.people[p].from) {
                hits.push((q, self.people[q].part || trigger.voice == Voice::Among));
                p = q;
                continue;
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
            hits.push((q, self.people[q].part || trigger.voice == Voice::Among));
            p = q;
        }
        hits.reverse();
        hits
    }

    /// "Two men were abducted and killed": the people of the verb before.
    pub(super) fn inherited(&self, n: usize, b: usize) -> Vec<(usize, bool)> {
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

    /// Whether people that end at `from` are the subject of what begins at `to`.
    pub(super) fn reaches(&self, from: usize, to: usize, n: usize) -> bool {
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

    /// "36 civilians, including women and children, and 22 soldiers": the aside counts nobody.
    fn aside(&self, from: usize, to: usize) -> bool {
        self.word(from) == ","
            && matches!(self.word(from + 1), "including" | "mostly" | "many" | "most" | "some")
            && self.tokens.before(to, 1) == "and"
            && to - from <= 14
            && !(from..to).any(|i| boundary(self.word(i)) || self.trigger_at(i))
    }

    /// "nine Chinese were among 13 people killed".
    pub(super) fn among(&self, from: usize, to: usize) -> bool {
        let mut i = from;
        while matches!(self.word(i), "was" | "were" | "is" | "are") {
            i += 1;
        }
        self.word(i) == "among" && i + 1 + usize::from(self.word(i + 1) == "the") == to
    }

    pub(super) fn people_between(&self, from: usize, to: usize) -> Option<usize> {
        let first = self.people.partition_point(|p| p.from < from);
        self.people.get(first).filter(|p| p.to <= to).map(|_| first)
    }

    /// Whether people end just before `at`.
    pub(super) fn people_end(&self, at: usize) -> bool {
        let next = self.people.partition_point(|p| p.to < at);
        self.people.get(next).is_some_and(|p| p.to == at)
    }
}
