//! Which of an article's figures of one harm is its statement: the toll, else what the lead counts,
//! else what the first sentence after it counts, else the persons told one by one.

use super::{Figure, Harm, Reference, Relation, Statement};

/// The sentences of a headline and lead.
const LEAD: usize = 4;

/// The sentences in which persons of one event are introduced one by one.
const PERSONS: usize = 8;

/// The figures of one harm in one sentence, summed.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "marks of one reading, free of each other")]
struct Candidate {
    sentence: usize,
    low: u64,
    high: u64,
    qualifier: crate::model::fact::Qualifier,
    previous: Option<u64>,
    toll: bool,
    /// Counted in the text, not just "the man", "he" or a name.
    counted: bool,
    /// Only groups, no people in general.
    groups: Option<Vec<String>>,
    /// On top of what was told before.
    added: bool,
    part: bool,
}

/// The statement that figures of one harm make; `None` where they say nothing.
pub(super) fn statement(
    harm: Harm,
    group: Option<&str>,
    figures: &[(usize, &Figure)],
) -> Option<Statement> {
    let positive: Vec<(usize, &Figure)> =
        figures.iter().filter(|(_, f)| f.number.high > 0).copied().collect();
    let zero = figures.iter().find(|(_, f)| {
        f.number.high == 0
            && f.reference == Reference::New
            && (f.groups.is_empty() || group.is_some())
    });
    let before = |(at, _): &&(usize, &Figure)| {
        positive.iter().all(|(s, f)| s > at && f.reference != Reference::Toll)
    };
    let chosen = if let Some((sentence, zero)) = zero.filter(before) {
        candidate(*sentence, &[zero])
    } else if positive.is_empty() {
        let (sentence, zero) = figures.iter().find(|(_, f)| {
            f.reference == Reference::New || f.reference == Reference::Toll || group.is_some()
        })?;
        candidate(*sentence, &[zero])
    } else {
        best(harm, &candidates(&positive, group), &positive, group)?
    };
    let agree = figures.iter().filter(|(_, f)| f.number.low == chosen.low).map(|(s, _)| *s);
    let mut sentences = vec![chosen.sentence];
    for sentence in agree {
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    Some(Statement {
        harm,
        group: group.map(str::to_owned),
        low: chosen.low,
        high: chosen.high,
        qualifier: chosen.qualifier,
        previous: chosen.previous,
        sentences,
    })
}

/// One candidate a sentence: its wholes summed over clauses that add up.
fn candidates(figures: &[(usize, &Figure)], group: Option<&str>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while at < figures.len() {
        let sentence = figures[at].0;
        let end = at + figures[at..].iter().take_while(|(s, _)| *s == sentence).count();
        let here: Vec<&Figure> = figures[at..end].iter().map(|(_, f)| *f).collect();
        found.extend(of_sentence(sentence, &here, group));
        at = end;
    }
    found
}

fn of_sentence(sentence: usize, figures: &[&Figure], group: Option<&str>) -> Option<Candidate> {
    let mut clauses: Vec<u32> = figures.iter().map(|f| f.clause).collect();
    clauses.dedup();
    let mut sum: Option<Candidate> = None;
    for clause in clauses {
        let of: Vec<&Figure> = figures.iter().filter(|f| f.clause == clause).copied().collect();
        let wholes: Vec<&Figure> = of
            .iter()
            .filter(|f| f.relation != Relation::Part || group.is_some())
            .copied()
            .collect();
        let next = candidate(sentence, if wholes.is_empty() { &of } else { &wholes });
        sum = Some(match sum {
            None => next,
            Some(before) => joined(before, next),
        });
    }
    sum
}

/// Two clauses of a sentence: added where the second says so or counts other people.
fn joined(before: Candidate, next: Candidate) -> Candidate {
    let apart = match (&before.groups, &next.groups) {
        (Some(a), Some(b)) => !a.iter().any(|g| b.contains(g)),
        _ => false,
    };
    let adds =
        !before.toll && !next.toll && (next.added || (apart && before.counted && next.counted));
    if adds && !next.part {
        return Candidate {
            low: before.low + next.low,
            high: before.high + next.high,
            groups: before.groups.zip(next.groups).map(|(mut a, b)| {
                a.extend(b);
                a
            }),
            ..before
        };
    }
    if before.part && !next.part
        || next.toll && !before.toll
        || (next.low > before.low && !next.part && next.counted)
    {
        next
    } else {
        before
    }
}

fn candidate(sentence: usize, of: &[&Figure]) -> Candidate {
    let groups: Vec<String> = of.iter().flat_map(|f| f.groups.iter().cloned()).collect();
    Candidate {
        sentence,
        low: of.iter().map(|f| f.number.low).fold(0, u64::saturating_add),
        high: of.iter().map(|f| f.number.high).fold(0, u64::saturating_add),
        qualifier: of.iter().map(|f| f.number.qualifier).max().unwrap_or_default(),
        previous: of.iter().find_map(|f| f.previous),
        toll: of.iter().any(|f| f.reference == Reference::Toll),
        counted: of.iter().any(|f| matches!(f.reference, Reference::New | Reference::Toll)),
        groups: of.iter().all(|f| !f.groups.is_empty()).then_some(groups),
        added: of.iter().all(|f| matches!(f.relation, Relation::Added | Relation::Later)),
        part: of.iter().all(|f| f.relation == Relation::Part),
    }
}

fn best(
    harm: Harm,
    found: &[Candidate],
    figures: &[(usize, &Figure)],
    group: Option<&str>,
) -> Option<Candidate> {
    if let Some(toll) = found.iter().find(|c| c.toll) {
        return Some(toll.clone());
    }
    let counted = |c: &&Candidate| c.counted && !c.part;
    let lead = found.iter().filter(|c| c.sentence < LEAD).filter(counted);
    let lead = lead.reduce(|a, b| if b.low > a.low { b } else { a });
    let first = lead.or_else(|| found.iter().find(counted));
    let Some(first) = first else { return singles(found, figures, group) };
    let mut chosen = first.clone();
    // A lone person in the lead may be one of several counted soon after.
    let vague = figures
        .iter()
        .any(|(s, f)| *s == chosen.sentence && f.groups.is_empty() && !f.noun.is_empty());
    if chosen.low == 1 && group.is_none() && vague {
        let soon = found.iter().filter(|c| c.sentence <= LEAD).filter(counted).find(|c| c.low > 1);
        if let Some(more) = soon.filter(|c| !c.added) {
            chosen = more.clone();
        }
    }
    // A man here, a girl there: persons told one by one are as many as their kinds.
    if chosen.low == 1 && group.is_none() && harm == Harm::Struck {
        let near: Vec<(usize, &Figure)> = figures
            .iter()
            .filter(|(s, f)| *s < PERSONS && f.reference == Reference::New)
            .copied()
            .collect();
        let kinds = kinds(&near);
        (chosen.low, chosen.high) = (kinds.max(1), kinds.max(1));
    }
    let apart = |c: &Candidate| match (&chosen.groups, &c.groups) {
        (Some(a), Some(b)) => !a.iter().any(|g| b.contains(g)),
        _ => false,
    };
    // Groups counted one by one: nine of these, then four of those.
    if group.is_none() {
        let more = found
            .iter()
            .find(|c| c.sentence > chosen.sentence && c.sentence < LEAD && counted(c) && apart(c));
        if let Some(more) = more {
            chosen.low += more.low;
            chosen.high += more.high;
        }
    }
    Some(chosen)
}

/// How many kinds of person (man, woman, boy, girl) the nouns tell apart.
fn kinds(figures: &[(usize, &Figure)]) -> u64 {
    const KINDS: &[&[&str]] = &[
        &["man", "father", "husband"],
        &["woman", "mother", "wife"],
        &["boy", "son"],
        &["girl", "daughter"],
    ];
    let told = |words: &&&[&str]| figures.iter().any(|(_, f)| words.contains(&f.noun.as_str()));
    KINDS.iter().filter(told).count() as u64
}

/// No count anywhere: parts as a lower bound, else persons by name or by their nouns.
fn singles(
    found: &[Candidate],
    figures: &[(usize, &Figure)],
    group: Option<&str>,
) -> Option<Candidate> {
    let known = found.iter().filter(|c| !c.part).reduce(|a, b| if b.low > a.low { b } else { a });
    let mut chosen = match known {
        Some(known) => known.clone(),
        None => {
            let part = found.iter().reduce(|a, b| if b.low > a.low { b } else { a })?;
            let qualifier = if group.is_some() {
                part.qualifier
            } else {
                crate::model::fact::Qualifier::AtLeast
            };
            return Some(Candidate { qualifier, ..part.clone() });
        }
    };
    let mut names: Vec<&str> = Vec::new();
    for (_, figure) in figures.iter().filter(|(_, f)| f.reference == Reference::Named) {
        if !names.contains(&figure.noun.as_str()) {
            names.push(&figure.noun);
        }
    }
    let persons = kinds(figures).max(names.len() as u64);
    if persons > chosen.low {
        (chosen.low, chosen.high) = (persons, persons);
    }
    Some(chosen)
}
