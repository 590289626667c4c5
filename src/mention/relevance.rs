//! Does the text itself tie a security matter to the topic? A weighted sum of what the lines hold,
//! with the weights in the profile.

use super::document::{Document, Line, weight};
use crate::profile::{Found, Profile};

/// The answer, with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Relevance {
    /// 0 to 1; from 0.5 on the text is of the topic.
    pub score: f64,
    /// What spoke for and against, with how much.
    pub features: Vec<(&'static str, f64)>,
    /// The lines that tie it to the topic.
    pub evidence: Vec<String>,
}

/// Names of the features, as the profile's numbers `relevance.<name>` weigh them.
pub const NAMES: [&str; 10] = [
    "joined",
    "tie",
    "security",
    "title_tie",
    "title_security",
    "site",
    "off_topic",
    "economy",
    "abroad",
    "tie_late",
];

/// What one line holds.
#[derive(Debug, Clone, Copy, Default)]
struct Holds {
    tie: bool,
    security: bool,
    site: bool,
    off_topic: bool,
    economy: bool,
    home: bool,
    abroad: bool,
}

/// Weighs the document.
pub fn weigh(document: &Document, profile: &Profile) -> Relevance {
    let lines: Vec<Holds> = document.lines.iter().map(|l| holds(document, l, profile)).collect();
    let mut f = [0.0; NAMES.len()];
    let mut evidence = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let w = weight(n);
        // A security word ties where the corridor is named in the line itself or its neighbour.
        let near = |get: fn(&Holds) -> bool| {
            get(line) || (n > 1 && get(&lines[n - 1])) || lines.get(n + 1).is_some_and(get)
        };
        if line.security && near(|l| l.tie || l.site) {
            f[0] += w;
            evidence.push(document.words_of(&document.lines[n]).trim().to_owned());
        }
        f[1] += if line.tie { w } else { 0.0 };
        f[2] += if line.security { w } else { 0.0 };
        f[5] += if line.site { w } else { 0.0 };
        f[6] += if line.off_topic { w } else { 0.0 };
        f[7] += if line.economy { w } else { 0.0 };
        f[9] += if line.tie && n > 8 { 1.0 } else { 0.0 };
    }
    f[3] = f64::from(u8::from(lines[0].tie || lines[0].site));
    f[4] = f64::from(u8::from(lines[0].security));
    let lead = &lines[..lines.len().min(4)];
    f[8] = f64::from(u8::from(lead.iter().any(|l| l.abroad) && !lead.iter().any(|l| l.home)));
    for n in [0, 1, 2, 5, 6, 7, 9] {
        f[n] = f[n].ln_1p();
    }
    let sum: f64 = NAMES
        .iter()
        .zip(f)
        .map(|(name, value)| value * profile.number(&format!("relevance.{name}")))
        .sum::<f64>()
        + profile.number("relevance.bias");
    evidence.truncate(3);
    Relevance {
        score: 1.0 / (1.0 + (-sum).exp()),
        features: NAMES.into_iter().zip(f).collect(),
        evidence,
    }
}

fn holds(document: &Document, line: &Line, profile: &Profile) -> Holds {
    let mut holds = Holds::default();
    let lists = [profile.list("tie"), profile.list("off_topic"), profile.list("economy")];
    for m in document.names_of(line) {
        match m.found {
            Found::Place(ix) => {
                holds.site |= profile.places[ix].topical;
                let home = profile.is_home(ix);
                holds.home |= home;
                holds.abroad |= !home;
            }
            Found::Actor(ix) => holds.tie |= profile.actors[ix].topical,
            Found::Trigger(_, strength) => holds.security |= strength >= 2,
            Found::Group(ix) => holds.tie |= profile.groups[ix].topical,
            Found::Word(ix) => {
                holds.tie |= lists[0] == Some(ix);
                holds.off_topic |= lists[1] == Some(ix);
                holds.economy |= lists[2] == Some(ix);
            }
            Found::Cue(_) => {}
        }
    }
    holds
}
