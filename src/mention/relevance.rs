//! Does the text itself tie a security matter to the topic? A weighted sum of what the lines hold,
//! with the weights in the profile.

use super::{
    document::{Document, Line, LineRole, weight},
    primary,
};
use crate::profile::{ActorKind, Found, Profile, Weighed};

/// The answer, with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Relevance {
    /// 0 to 1; from 0.5 on the text is of the topic.
    pub score: f64,
    /// What spoke for and against, with how much.
    pub weighed: Weighed,
    /// The lines that tie it to the topic.
    pub evidence: Vec<String>,
}

/// Names of the features, as the profile's numbers `relevance.<name>` weigh them.
pub const NAMES: [&str; 22] = [
    "joined_violent",
    "joined_measure",
    "joined_near",
    "joined_back",
    "joined_lead",
    "tie",
    "tie_back",
    "site",
    "violent",
    "measure",
    "militants",
    "title_tie",
    "title_site",
    "title_violent",
    "title_measure",
    "off_topic",
    "economy",
    "home",
    "abroad",
    "abroad_first",
    "tie_weak",
    "tie_weak_security",
];

/// What one line holds.
#[derive(Debug, Clone, Copy, Default)]
struct Holds {
    weight: f64,
    back: bool,
    tie: bool,
    site: bool,
    violent: bool,
    measure: bool,
    militants: bool,
    off_topic: bool,
    economy: bool,
    named: bool,
    home: bool,
    abroad: bool,
}

impl Holds {
    fn topical(&self) -> bool {
        self.tie || self.site
    }

    fn security(&self) -> bool {
        self.violent || self.measure
    }
}

/// Lines that count as the lead here: the title and the first three sentences.
const LEAD: usize = 4;

/// Weighs the document.
pub fn weigh(document: &Document, profile: &Profile) -> Relevance {
    let lines: Vec<Holds> = document
        .lines
        .iter()
        .enumerate()
        .map(|(n, line)| Holds { weight: weight(n), ..holds(document, line, profile) })
        .collect();
    let weighed = profile.weigh("relevance", &NAMES, &features(&lines, document, profile));
    let tied = |(n, line): &(usize, &Holds)| line.security() && near(&lines, *n, Holds::topical);
    let evidence = lines
        .iter()
        .enumerate()
        .filter(tied)
        .take(3)
        .map(|(n, _)| document.words_of(&document.lines[n]).trim().to_owned())
        .collect();
    Relevance { score: weighed.probability(), weighed, evidence }
}

/// Whether the line, the one before (the title apart) or the one behind holds something.
fn near(lines: &[Holds], n: usize, holds: fn(&Holds) -> bool) -> bool {
    holds(&lines[n]) || n > 1 && holds(&lines[n - 1]) || lines.get(n + 1).is_some_and(holds)
}

fn features(lines: &[Holds], document: &Document, profile: &Profile) -> [f64; NAMES.len()] {
    let sum = |of: &dyn Fn(usize, &Holds) -> bool| -> f64 {
        let hits = lines.iter().enumerate().filter(|(n, line)| of(*n, line));
        hits.map(|(_, line)| line.weight).sum::<f64>().ln_1p()
    };
    let yes = |is: bool| f64::from(u8::from(is));
    let title = lines.first().copied().unwrap_or_default();
    let lead = &lines[..lines.len().min(LEAD)];
    let first = primary::places(document, profile).first().copied();
    [
        sum(&|_, l| !l.back && l.violent && l.topical()),
        sum(&|_, l| !l.back && l.measure && l.topical()),
        sum(&|n, l| !l.back && l.security() && near(lines, n, Holds::topical)),
        sum(&|_, l| l.back && l.security() && l.topical()),
        yes(lead.iter().any(|l| l.security() && l.topical())),
        sum(&|_, l| !l.back && l.tie),
        sum(&|_, l| l.back && l.tie),
        sum(&|_, l| !l.back && l.site),
        sum(&|_, l| !l.back && l.violent),
        sum(&|_, l| !l.back && l.measure),
        sum(&|_, l| l.militants),
        yes(title.tie),
        yes(title.site),
        yes(title.violent),
        yes(title.measure),
        sum(&|_, l| l.off_topic),
        sum(&|_, l| l.economy),
        sum(&|_, l| l.home),
        yes(lead.iter().any(|l| l.abroad) && !lead.iter().any(|l| l.home)),
        yes(first.is_some_and(|place| !profile.is_home(place))),
        sum(&|_, l| !l.back && l.named),
        sum(&|_, l| !l.back && l.named && l.security()),
    ]
}

fn holds(document: &Document, line: &Line, profile: &Profile) -> Holds {
    let mut holds = Holds { back: line.role != LineRole::Foreground, ..Holds::default() };
    let lists = ["tie", "off_topic", "economy", "tie_weak"].map(|list| profile.list(list));
    for m in document.names_of(line) {
        match m.found {
            Found::Place(ix) => {
                holds.site |= profile.places[ix].topical;
                let home = profile.is_home(ix);
                holds.home |= home;
                holds.abroad |= !home;
            }
            Found::Actor(ix) => {
                holds.tie |= profile.actors[ix].topical;
                holds.militants |= profile.actors[ix].kind == ActorKind::Armed;
            }
            Found::Trigger(kind, strength) => {
                let kind = &profile.types[kind];
                holds.violent |= strength >= 2 && kind.violent;
                holds.measure |= strength >= 2 && kind.security && !kind.violent;
            }
            Found::Group(ix) => {
                holds.tie |= profile.groups[ix].topical;
                holds.militants |= profile.groups[ix].hostile;
            }
            Found::Word(ix) => {
                holds.tie |= lists[0] == Some(ix);
                holds.off_topic |= lists[1] == Some(ix);
                holds.economy |= lists[2] == Some(ix);
                holds.named |= lists[3] == Some(ix);
            }
            Found::Cue(_) => {}
        }
    }
    holds
}
