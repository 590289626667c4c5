//! The figures that one article states of one event, summed to one statement a harm and group:
//! totals before parts, tolls before first counts, hostile people and militants' claims apart.

use super::{Figure, Harm, Reference, Relation};
use crate::model::fact::Qualifier;

/// The figures of one sentence, in the article's order; the headline is sentence 0.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its place in the article.
    pub sentence: usize,
    /// What `find` gave for it.
    pub figures: &'a [Figure],
}

/// What the article says of one harm and one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What befell them.
    pub harm: Harm,
    /// A counted group, or `None` for all victims.
    pub group: Option<String>,
    /// The number, or the lower end of a range.
    pub low: u64,
    /// The upper end.
    pub high: u64,
    /// How exactly.
    pub qualifier: Qualifier,
    /// The figure it replaces, where the text says so.
    pub previous: Option<u64>,
    /// The sentences it rests on.
    pub sentences: Vec<usize>,
}

/// All statements of one article about one event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// Victims, all and by counted group.
    pub victims: Vec<Statement>,
    /// Attackers and others of hostile groups.
    pub hostile: Vec<Statement>,
    /// What a party claims to have done.
    pub claimed: Vec<Statement>,
}

impl Totals {
    /// The victims' figure of a harm and group.
    pub fn victim(&self, harm: Harm, group: Option<&str>) -> Option<&Statement> {
        self.victims.iter().find(|s| s.harm == harm && s.group.as_deref() == group)
    }
}

/// Sums figures. `counted` groups get statements of their own; `hostile` groups are no victims.
pub fn sum(told: &[Told<'_>], counted: &[&str], hostile: &[&str]) -> Totals {
    let mut totals = Totals::default();
    let is_hostile = |f: &Figure| f.groups.iter().any(|g| hostile.contains(&g.as_str()));
    let all: Vec<(usize, &Figure)> = told
        .iter()
        .flat_map(|t| t.figures.iter().map(|f| (t.sentence, f)))
        .filter(|(_, f)| f.stands())
        .collect();
    for harm in [
        Harm::Killed,
        Harm::Injured,
        Harm::Struck,
        Harm::Missing,
        Harm::Abducted,
        Harm::Arrested,
        Harm::Unhurt,
    ] {
        let of = |wanted: &dyn Fn(&Figure) -> bool| -> Vec<(usize, &Figure)> {
            all.iter().filter(|(_, f)| f.harm == harm && wanted(f)).copied().collect()
        };
        let victims = of(&|f| !is_hostile(f) && f.claimed_by.is_none());
        totals.victims.extend(state(harm, None, &victims));
        for group in counted {
            let members: Vec<_> = victims
                .iter()
                .filter(|(_, f)| f.groups.iter().any(|g| g == group))
                .copied()
                .collect();
            totals.victims.extend(state(harm, Some(group), &members));
        }
        totals.hostile.extend(state(harm, None, &of(&|f| is_hostile(f) && f.claimed_by.is_none())));
        totals.claimed.extend(state(harm, None, &of(&|f| f.claimed_by.is_some())));
    }
    totals
}

/// One statement from figures of one harm.
fn state(harm: Harm, group: Option<&str>, figures: &[(usize, &Figure)]) -> Option<Statement> {
    let mut best: Option<Statement> = None;
    let mut clauses: Vec<(usize, u32)> = figures.iter().map(|(s, f)| (*s, f.clause)).collect();
    clauses.dedup();
    for (sentence, clause) in clauses {
        let of: Vec<&Figure> = figures
            .iter()
            .filter(|(s, f)| *s == sentence && f.clause == clause)
            .map(|(_, f)| *f)
            .collect();
        let wholes: Vec<&&Figure> = of.iter().filter(|f| f.relation != Relation::Part).collect();
        let chosen: Vec<&&Figure> = if wholes.is_empty() || group.is_some() && wholes.is_empty() {
            of.iter().collect()
        } else {
            wholes
        };
        if chosen.is_empty() {
            continue;
        }
        let weak =
            chosen.iter().all(|f| f.reference == Reference::Known || f.relation == Relation::Part)
                && group.is_none();
        let statement = Statement {
            harm,
            group: group.map(str::to_owned),
            low: chosen.iter().map(|f| f.number.low).sum(),
            high: chosen.iter().map(|f| f.number.high).sum(),
            qualifier: chosen.iter().map(|f| f.number.qualifier).max().unwrap_or_default(),
            previous: chosen.iter().find_map(|f| f.previous),
            sentences: vec![sentence],
        };
        let toll = chosen.iter().any(|f| f.reference == Reference::Toll);
        match &mut best {
            None => best = Some(statement),
            Some(kept) if toll || (!weak && statement.low > kept.low) => *kept = statement,
            Some(kept) if kept.low == statement.low => kept.sentences.push(sentence),
            Some(_) => {}
        }
    }
    best
}
