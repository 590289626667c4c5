//! What speaks for and against a mention and a known event being the same happening: named
//! numbers, each 0 to 1, weighed in [`super::identity`].

mod place;
mod time;
mod told;
mod who;
mod words;

pub use words::{covered, uncovered};

use self::{
    place::{place, places_named},
    time::{date, dates_named, days_between, lasting},
    told::{interplay, spoken_of, told_as, told_as_violent},
    who::{actors, figures, kind},
    words::{near, words},
};
use super::ledger::Ledger;
use crate::{
    model::{
        date::Interval,
        event::{Event, Mention, Pointer, Words},
    },
    profile::{PlaceIx, Profile, TypeIx},
};

/// A mention with what else of its article helps to tell sameness.
#[derive(Debug)]
pub struct Telltale<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// Words of the lines that report.
    pub words: &'a Words,
    /// Words of the title and the first two lines.
    pub lead: &'a Words,
    /// When the article was published.
    pub at: jiff::Timestamp,
    /// 64-bit simhash of its text.
    pub fingerprint: u64,
    /// The text refers to its matter as already known ("Wednesday's bombing", "the July 14 attack").
    pub refers_back: bool,
    /// The title or lead reports a happening of its own, not a follow-up to one.
    pub reports: bool,
    /// The title or lead reports a violent deed of its own.
    pub reports_deed: bool,
    /// The title tells of an arrest, a trial, an inquiry.
    pub follows_up: bool,
    /// The title tells of a charge, a verdict, bail or compensation.
    pub court: bool,
    /// Event types that words of the title tell of.
    pub title_kinds: &'a [TypeIx],
    /// Event types that words of the first sentence tell of.
    pub lead_kinds: &'a [TypeIx],
    /// The day the text is of.
    pub today: jiff::civil::Date,
    /// Words of the title.
    pub title: &'a Words,
    /// Names that no list of the profile knows.
    pub names: &'a Words,
    /// Deeds that the clauses of title and lead name.
    pub pointers: &'a [Pointer],
    /// Log-odds of the article being of the topic by itself.
    pub relevance: f64,
    /// Every date of the article with the number of its line.
    pub dates: &'a [(usize, Interval)],
    /// Every place of the article with the number of its line.
    pub places: &'a [(usize, PlaceIx)],
}

impl<'a> Telltale<'a> {
    /// A mention that is only recalled, with the words of its own lines.
    pub fn recall(mention: &'a Mention, words: &'a Words, at: jiff::Timestamp) -> Self {
        Self {
            mention,
            words,
            lead: words,
            at,
            fingerprint: 0,
            refers_back: true,
            reports: false,
            reports_deed: false,
            follows_up: false,
            court: false,
            title_kinds: &[],
            lead_kinds: &[],
            today: jiff::civil::Date::ZERO,
            title: const { &Words::new() },
            names: const { &Words::new() },
            pointers: &[],
            relevance: 0.0,
            dates: &[],
            places: &[],
        }
    }
}

/// Names of the features, in the order [`of`] gives them.
pub const NAMES: [&str; 67] = [
    "words",
    "lead",
    "copy",
    "date_same",
    "date_near",
    "date_overlap",
    "date_conflict",
    "date_conflict_follow",
    "date_unknown",
    "date_named_lead",
    "date_named",
    "place_same",
    "place_within",
    "place_region",
    "place_conflict",
    "place_conflict_follow",
    "place_unknown",
    "place_named_lead",
    "place_named",
    "kind_same",
    "kind_akin",
    "kind_conflict",
    "figures_same",
    "figures_conflict",
    "actors",
    "recent",
    "stale",
    "refers_back",
    "reports_stale",
    "kind_conflict_title",
    "kind_conflict_follow",
    "kind_akin_title",
    "quiet",
    "quiet_stale",
    "quiet_date_conflict",
    "quiet_words",
    "follow_violent",
    "actors_rare",
    "tellings",
    "title",
    "names",
    "names_weight",
    "pointed",
    "pointed_place",
    "pointed_conflict",
    "untied",
    "untied_follow",
    "quiet_title",
    "quiet_names",
    "quiet_recent",
    "quiet_place",
    "kind_event_title",
    "kind_event_lead",
    "kind_conflict_absent",
    "kind_conflict_lead",
    "kind_conflict_pointed",
    "stale_follow",
    "stale_pointed",
    "fresh_elsewhen",
    "fresh_elsewhere",
    "deed_date_conflict",
    "deed_stale",
    "court_violent",
    "court_placed",
    "court_dated",
    "court_stale",
    "follow_placed",
];

/// Values of the features.
pub type Values = [f64; NAMES.len()];

/// Lines that count as the lead.
const LEAD: usize = 5;

/// The features of a pair.
pub fn of(tale: &Telltale<'_>, event: &Event, ledger: &Ledger, profile: &Profile) -> Values {
    let days = days_between(event.last_told, tale.at);
    let [words, lead] = words(tale, event, ledger);
    let copy = yes(event.articles.iter().any(|t| near(t.fingerprint, tale.fingerprint)));
    let [same, close, overlap, conflict, unknown] =
        date(tale.mention.when, lasting(event, profile));
    let conflicts = conflict;
    let [named_lead, named] = dates_named(tale, event);
    let (told, follow) = if tale.reports { (conflict, 0.0) } else { (0.0, conflict) };
    let date = [same, close, overlap, told, follow, unknown, named_lead, named];
    let [same, within, region, conflict, unknown] = place(tale.mention, event, profile);
    let [named_lead, named] = places_named(tale, event, profile);
    let (told, follow) = if tale.reports { (conflict, 0.0) } else { (0.0, conflict) };
    let place = [same, within, region, told, follow, unknown, named_lead, named];
    let kind = kind(&tale.mention.kind, event, profile);
    let figures = figures(&tale.mention.facts, &event.facts);
    let stale = (days / 60.0).min(1.0);
    let rest = [
        actors(&tale.mention.actors, event, profile),
        if event.history { 0.0 } else { (-days / 7.0).exp() },
        stale,
        yes(tale.refers_back),
        if tale.reports { stale } else { 0.0 },
    ];
    let more = interplay(tale, event, (&kind, conflicts, words, days), profile);
    let last = spoken_of(tale, event, ledger, profile);
    let [quiet, recent] = [more[3], rest[1]];
    let told_as = told_as(tale, event, (&kind, stale, &last), profile);
    let court = yes(tale.court && told_as_violent(event, profile));
    let follows = yes(tale.follows_up && told_as_violent(event, profile));
    let placed = place[0].max(place[1]).max(place[6]).max(last[3]).max(last[4]);
    let deed = yes(tale.reports_deed);
    let follow = [
        deed * conflicts,
        deed * stale,
        court,
        court * placed,
        court * date[6].max(last[3]),
        court * stale,
        follows * placed,
    ];
    let calm = [quiet * last[0], quiet * last[1], quiet * recent, quiet * place[0]];
    let mut values = [0.0; NAMES.len()];
    let all = [words, lead, copy].into_iter().chain(date).chain(place).chain(kind);
    for (value, of) in values.iter_mut().zip(
        all.chain(figures)
            .chain(rest)
            .chain(more)
            .chain(last)
            .chain(calm)
            .chain(told_as)
            .chain(follow),
    ) {
        *value = of;
    }
    values
}

fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}
