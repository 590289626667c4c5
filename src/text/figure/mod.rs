//! People counted in a sentence: how many, who they are and what befell them; and the sum of what
//! one article says of one event. `chunk` finds the people, `harm` the words for what happened,
//! `bind` joins the two, `total` adds up over sentences. The groups of people come from the profile.

mod aggregate;
mod bind;
mod choose;
mod chunk;
mod harm;
mod list;
mod persons;
mod reach;
mod speech;
mod total;

use std::ops::Range;

use super::Number;

pub use total::{Statement, Told, Totals, sum};

/// Words that name a people group of the profile ("Chinese nationals" is `chinese`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSpan {
    /// Byte range in the sentence.
    pub span: Range<usize>,
    /// The profile's name of the group.
    pub group: String,
}

/// A [`GroupSpan`] of this name marks no people but a party of the conflict that makes claims
/// ("the Liberation Army said it had killed ten").
pub const PARTY: &str = "@party";

/// What befell them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harm {
    /// Dead.
    Killed,
    /// Hurt and alive.
    Injured,
    /// Shot or hit, dead or alive: "four people were shot", "12 casualties".
    Struck,
    /// Not found.
    Missing,
    /// Taken by force.
    Abducted,
    /// Taken by the authorities.
    Arrested,
    /// Rescued, released or unhurt.
    Unhurt,
}

/// How a figure stands to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// A figure of its own.
    Total,
    /// Within the total before it: "including", "among them", "nine of them".
    Part,
    /// On top of what was said: "two more".
    Added,
    /// Died after being counted as injured: "succumbed", "later died".
    Later,
}

/// How the people are introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reference {
    /// Counted or introduced here: "nine people", "a policeman", "two others".
    New,
    /// Known already: "the victim", "both", "all three attackers", "his wife", a pronoun.
    Known,
    /// A person by name.
    Named,
    /// The toll itself: "the death toll has risen to five".
    Toll,
}

/// People counted in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What befell them.
    pub harm: Harm,
    /// The profile's groups they are said to belong to; empty means people in general.
    pub groups: Vec<String>,
    /// How many; `0` where the text says none.
    pub number: Number,
    /// How it stands to the other figures.
    pub relation: Relation,
    /// How the people are introduced.
    pub reference: Reference,
    /// The figure it replaces: "rose to 13 from 10".
    pub previous: Option<u64>,
    /// Bytes of the speaker whose claim it is, where that is not the article's own voice.
    pub claimed_by: Option<Range<usize>>,
    /// "No Chinese was hurt", "nobody died".
    pub negated: bool,
    /// It did not happen: "could have killed", "planned to kill".
    pub hypothetical: bool,
    /// Figures of one verb share a number: "killed five workers and their driver" is a sum of two.
    pub clause: u32,
    /// The last people noun, lower case ("soldiers"); empty for a bare number.
    pub noun: String,
    /// Bytes of the people.
    pub span: Range<usize>,
    /// Bytes of the word that tells the harm.
    pub trigger: Range<usize>,
}

impl Figure {
    /// The first group, where there is one.
    pub fn group(&self) -> Option<&str> {
        self.groups.first().map(String::as_str)
    }

    /// The number where one is meant; the lower end of a range.
    pub fn count(&self) -> u64 {
        self.number.low
    }

    /// It happened and was counted.
    pub fn stands(&self) -> bool {
        !self.hypothetical
    }
}

/// The people counted in one sentence, in order. `groups` marks words of the profile's people
/// groups, as bytes of the sentence.
pub fn find(sentence: &str, groups: &[GroupSpan]) -> Vec<Figure> {
    bind::bind(sentence, groups)
}

/// The words that show a sentence to count over many events: "since 2021", "in two attacks",
/// "so far this year".
pub fn aggregate(sentence: &str) -> Option<Range<usize>> {
    aggregate::find(sentence)
}
