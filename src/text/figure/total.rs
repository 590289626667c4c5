//! The figures that one article states of one event, summed to one statement a harm and group:
//! tolls before first counts, the lead before the rest, totals before parts; hostile people and
//! claims of a party apart. People who were shot and are not dead count as injured.

use super::{Figure, Harm, Reference, Relation, choose};
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

const HARMS: &[Harm] = &[
    Harm::Killed,
    Harm::Injured,
    Harm::Struck,
    Harm::Missing,
    Harm::Abducted,
    Harm::Arrested,
    Harm::Unhurt,
];

/// Sums figures. `counted` groups get statements of their own; `hostile` groups are no victims.
pub fn sum(told: &[Told<'_>], counted: &[&str], hostile: &[&str]) -> Totals {
    let is_hostile = |f: &Figure| f.groups.iter().any(|g| hostile.contains(&g.as_str()));
    let all: Vec<(usize, &Figure)> = told
        .iter()
        .flat_map(|t| t.figures.iter().map(|f| (t.sentence, f)))
        .filter(|(_, f)| f.stands())
        .collect();
    let part = |wanted: &dyn Fn(&Figure) -> bool| -> Vec<(usize, &Figure)> {
        all.iter().filter(|(_, f)| wanted(f)).copied().collect()
    };
    let victims = part(&|f| !is_hostile(f) && f.claimed_by.is_none());
    let mut totals = Totals {
        victims: side(&victims, None),
        hostile: side(&part(&|f| is_hostile(f) && f.claimed_by.is_none()), None),
        claimed: side(&part(&|f| !is_hostile(f) && f.claimed_by.is_some()), None),
    };
    for group in counted {
        let of = |from: &[(usize, &'_ Figure)]| -> Vec<usize> {
            from.iter()
                .enumerate()
                .filter(|(_, (_, f))| f.groups.iter().any(|g| g == group))
                .map(|(n, _)| n)
                .collect()
        };
        let members: Vec<_> = of(&victims).into_iter().map(|n| victims[n]).collect();
        totals.victims.extend(side(&members, Some(group)));
        let claims = part(&|f| !is_hostile(f) && f.claimed_by.is_some());
        let members: Vec<_> = of(&claims).into_iter().map(|n| claims[n]).collect();
        totals.claimed.extend(side(&members, Some(group)));
    }
    totals
}

/// The statements of one side: each harm, then what follows from them together.
fn side(figures: &[(usize, &Figure)], group: Option<&str>) -> Vec<Statement> {
    let mut found: Vec<Statement> = HARMS
        .iter()
        .filter_map(|harm| {
            let of: Vec<_> = figures.iter().filter(|(_, f)| f.harm == *harm).copied().collect();
            choose::statement(*harm, group, &of)
        })
        .collect();
    if group.is_none() {
        far_death(&mut found, figures);
        same_person(&mut found, figures);
    }
    nobody(&mut found, figures, group);
    survivors(&mut found, group);
    found
}

/// A death counted far behind a lead that counts people hurt is another story's: the lead would
/// have told it first.
fn far_death(found: &mut Vec<Statement>, figures: &[(usize, &Figure)]) {
    const FAR: usize = 6;
    let hurt = figures.iter().any(|(s, f)| {
        *s < 4
            && matches!(f.harm, Harm::Injured | Harm::Struck)
            && f.reference == Reference::New
            && f.number.high > 0
    });
    let told_early = figures.iter().any(|(s, f)| {
        f.harm == Harm::Killed
            && (*s < FAR || f.relation == Relation::Later || f.reference == Reference::Known)
    });
    if hurt && !told_early {
        found.retain(|s| s.harm != Harm::Killed);
    }
}

/// "He was wounded" of someone who then died tells of no injured.
fn same_person(found: &mut Vec<Statement>, figures: &[(usize, &Figure)]) {
    if !found.iter().any(|s| s.harm == Harm::Killed && s.low > 0) {
        return;
    }
    let dead: Vec<&str> = figures
        .iter()
        .filter(|(_, f)| f.harm == Harm::Killed && f.number.high > 0)
        .map(|(_, f)| f.noun.as_str())
        .collect();
    let same = |f: &Figure| {
        f.reference == Reference::Known
            && f.number.high == 1
            && (f.noun.is_empty() || f.noun == "victim" || dead.contains(&f.noun.as_str()))
    };
    let mut hurt = figures.iter().filter(|(_, f)| f.harm == Harm::Injured).peekable();
    if hurt.peek().is_some() && hurt.all(|(_, f)| same(f)) {
        found.retain(|s| s.harm != Harm::Injured);
    }
}

/// "No one was hurt" says that nobody died either, where no death is told.
fn nobody(found: &mut Vec<Statement>, figures: &[(usize, &Figure)], group: Option<&str>) {
    let zero = |f: &Figure| {
        f.number.high == 0
            && f.relation != Relation::Part
            && f.reference == Reference::New
            && (f.groups.is_empty() || group.is_some())
    };
    let spared =
        figures.iter().find(|(_, f)| zero(f) && matches!(f.harm, Harm::Injured | Harm::Struck));
    let Some((sentence, _)) = spared else { return };
    for harm in [Harm::Killed, Harm::Injured] {
        let told = figures.iter().filter(|(_, f)| f.harm == harm && f.number.high > 0);
        // Told behind "no one was hurt", it is another event's.
        if told.clone().all(|(s, f)| s > sentence && f.reference != Reference::Toll) {
            found.retain(|s| s.harm != harm);
            found.push(Statement {
                harm,
                group: group.map(str::to_owned),
                low: 0,
                high: 0,
                qualifier: Qualifier::Exact,
                previous: None,
                sentences: vec![*sentence],
            });
        }
    }
}

/// People shot or hit and not dead are injured.
fn survivors(found: &mut Vec<Statement>, group: Option<&str>) {
    let get = |harm| found.iter().find(|s| s.harm == harm);
    let Some(struck) = get(Harm::Struck).filter(|s| s.high > 0) else { return };
    let dead = get(Harm::Killed).map_or((0, 0), |s| (s.low, s.high));
    let alive = (struck.low.saturating_sub(dead.0), struck.high.saturating_sub(dead.0));
    let told = get(Harm::Injured).map(|s| s.low);
    let derived = Statement {
        harm: Harm::Injured,
        group: group.map(str::to_owned),
        low: alive.0,
        high: alive.1,
        previous: None,
        ..struck.clone()
    };
    match told {
        None => found.push(derived),
        Some(told) if alive.0 > told && struck.low > 1 => {
            found.retain(|s| s.harm != Harm::Injured);
            found.push(derived);
        }
        Some(_) => {}
    }
}
