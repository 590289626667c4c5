//! Does a mention that no known event fits found a new one? It does where it tells of a fresh matter
//! of the topic; what looks back, weighs, asks or tells of something elsewhere does not.

use crate::profile::{Profile, Weighed};

/// What speaks for and against a fresh matter; shares and scores are 0 to 1 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Signs {
    /// Log-odds of relevance.
    pub relevance: f64,
    /// A day of the last days is named in the title or lead.
    pub fresh: bool,
    /// The only date there is older.
    pub old: bool,
    /// It is dated to a month or more only.
    pub coarse: bool,
    /// The title asks.
    pub asks: bool,
    /// An anniversary, a review, a history by its title.
    pub anniversary: bool,
    /// It tells several happenings of different days side by side.
    pub recaps: bool,
    /// Long, without a day, reporting nothing.
    pub timeless: bool,
    /// It condoles, condemns, pays tribute.
    pub ritual: bool,
    /// The title or lead reports a happening of its own.
    pub reports: bool,
    /// The title or lead takes its matter as known.
    pub refers_back: bool,
    /// The title tells of an arrest, a trial, an inquiry.
    pub follows_up: bool,
    /// The strongest trigger of its kind in the title, 0 to 1.
    pub title_trigger: f64,
    /// The kind is a violent one.
    pub violent: bool,
    /// The kind is a matter of security.
    pub security: bool,
    /// It names a town or finer place at home.
    pub place: bool,
    /// Its first place is abroad.
    pub abroad: bool,
    /// It counts victims.
    pub victims: bool,
    /// Log-odds of the known event that came nearest, at most 0.
    pub nearest: f64,
    /// Words of the text, as the logarithm of hundreds.
    pub length: f64,
    /// Share of reporting lines.
    pub foreground: f64,
}

/// Names of the signs, as the profile's numbers `found.<name>` weigh them.
pub const NAMES: [&str; 22] = [
    "relevance",
    "fresh",
    "old",
    "coarse",
    "asks",
    "anniversary",
    "recaps",
    "timeless",
    "ritual",
    "reports",
    "refers_back",
    "refers_back_violent",
    "follows_up",
    "title_trigger",
    "violent",
    "security",
    "place",
    "abroad",
    "victims",
    "nearest",
    "length",
    "foreground",
];

/// Weighs the signs; above 0 the mention founds an event.
pub fn weigh(signs: &Signs, profile: &Profile) -> Weighed {
    let yes = |is: bool| f64::from(u8::from(is));
    let values = [
        signs.relevance.clamp(-5.0, 5.0) / 5.0,
        yes(signs.fresh),
        yes(signs.old),
        yes(signs.coarse),
        yes(signs.asks),
        yes(signs.anniversary),
        yes(signs.recaps),
        yes(signs.timeless),
        yes(signs.ritual),
        yes(signs.reports),
        yes(signs.refers_back),
        yes(signs.refers_back && signs.violent),
        yes(signs.follows_up),
        signs.title_trigger,
        yes(signs.violent),
        yes(signs.security),
        yes(signs.place),
        yes(signs.abroad),
        yes(signs.victims),
        signs.nearest.clamp(-5.0, 0.0) / 5.0,
        signs.length,
        signs.foreground,
    ];
    profile.weigh("found", &NAMES, &values)
}
