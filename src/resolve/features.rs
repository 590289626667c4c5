//! What speaks for and against a mention and a known event being the same happening: named
//! numbers, each 0 to 1, weighed in [`super::identity`].

use jiff::ToSpan;

use crate::{
    model::{
        date::{Interval, Precision},
        event::{Event, Mention, Pointer, Role, Telling, Words},
        fact::Fact,
    },
    profile::{ActorKind, PlaceIx, PlaceKind, Profile, TypeIx},
};

use super::ledger::Ledger;

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
    let [same, close, overlap, conflict, unknown] = date(tale.mention.when, lasting(event, profile));
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
    for (value, of) in values.iter_mut().zip(all.chain(figures).chain(rest).chain(more).chain(last).chain(calm).chain(told_as).chain(follow)) {
        *value = of;
    }
    values
}

/// What counts differently for quiet matters (statements, measures, meetings) than for deeds, and
/// where the title says what the matter is.
fn interplay(
    tale: &Telltale<'_>,
    event: &Event,
    (kind, date_conflict, words, days): (&[f64; 3], f64, f64, f64),
    profile: &Profile,
) -> [f64; 10] {
    let violent =
        |id: &str| profile.kind(id).is_some_and(|kind| profile.types[kind].violent);
    let quiet = yes(!violent(&event.kind) && !violent(&tale.mention.kind));
    let own = profile.kind(&tale.mention.kind);
    let in_title = own.is_some_and(|kind| tale.title_kinds.contains(&kind));
    let [_, akin, conflict] = *kind;
    [
        conflict * yes(in_title && !tale.follows_up),
        conflict * yes(tale.follows_up),
        akin * yes(in_title && !tale.follows_up),
        quiet,
        quiet * (days / 14.0).min(1.0),
        quiet * date_conflict,
        quiet * words,
        yes(tale.follows_up && violent(&event.kind)),
        rare_actors(&tale.mention.actors, event, profile),
        (event.articles.len() as f64).ln_1p() / 4.0,
    ]
}

fn told_as_violent(event: &Event, profile: &Profile) -> bool {
    profile.kind(&event.kind).is_some_and(|kind| profile.types[kind].violent)
}

/// What the title and first sentence tell of, what a follow-up makes of age, and whether the lead tells
/// of a deed of the last days that the event is not.
fn told_as(
    tale: &Telltale<'_>,
    event: &Event,
    (kind, stale, spoken): (&[f64; 3], f64, &[f64; 8]),
    profile: &Profile,
) -> [f64; 9] {
    let event_kind = profile.kind(&event.kind);
    let own = profile.kind(&tale.mention.kind);
    let tells = |kinds: &[TypeIx], of: Option<TypeIx>| of.is_some_and(|kind| kinds.contains(&kind));
    let conflict = kind[2];
    let pointed = spoken[3].max(spoken[4]);
    let [elsewhen, elsewhere] = fresh_deed(tale, event, profile);
    [
        yes(tells(tale.title_kinds, event_kind)),
        yes(tells(tale.lead_kinds, event_kind)),
        conflict * yes(!tells(tale.title_kinds, event_kind)),
        conflict * yes(tells(tale.lead_kinds, own)),
        conflict * pointed,
        stale * yes(tale.follows_up),
        stale * pointed,
        elsewhen,
        elsewhere,
    ]
}

/// Days back that a deed told as today's news can lie.
const NEWS_DAYS: i64 = 6;

/// Whether the lead dates a deed to the last days where the event is of another day, and whether it
/// places it elsewhere.
fn fresh_deed(tale: &Telltale<'_>, event: &Event, profile: &Profile) -> [f64; 2] {
    let Some(when) = event.when.filter(|when| when.precision <= Precision::Week) else {
        return [0.0; 2];
    };
    let today = Interval::day(tale.today);
    let fresh = |pointer: &&Pointer| {
        let news = |told: &Interval| {
            told.precision <= Precision::Week && told.gap_days(&today) <= NEWS_DAYS
        };
        !pointer.when.is_empty() && pointer.when.iter().all(news)
    };
    let deeds: Vec<&Pointer> = tale.pointers.iter().filter(fresh).collect();
    if deeds.is_empty() {
        return [0.0; 2];
    }
    let meets = |pointer: &&Pointer| pointer.when.iter().any(|told| told.gap_days(&when) <= 2);
    let here = |pointer: &&Pointer| place_relation(&pointer.places, &event.places, profile);
    let placed: Vec<&&Pointer> = deeds.iter().filter(|p| !p.places.is_empty()).collect();
    [
        yes(!deeds.iter().any(meets)),
        yes(!placed.is_empty() && !placed.into_iter().any(here)),
    ]
}

/// What title, names and clauses of the lead say about this event.
fn spoken_of(
    tale: &Telltale<'_>,
    event: &Event,
    ledger: &Ledger,
    profile: &Profile,
) -> [f64; 8] {
    let [both, place, conflict] = pointed(tale.pointers, event, profile);
    let untied = (-tale.relevance).clamp(0.0, 5.0) / 5.0;
    let (names, weight) = coverage(tale.names, event, ledger);
    [
        covered(tale.title, event, ledger),
        names,
        (weight / 5.0).ln_1p(),
        both,
        place,
        conflict,
        untied,
        if tale.follows_up { untied } else { 0.0 },
    ]
}

/// Whether a clause of the title or lead names a deed where and when the event was; where it was, no
/// day said; or where it was, on another day.
fn pointed(pointers: &[Pointer], event: &Event, profile: &Profile) -> [f64; 3] {
    let mut found = [0.0; 3];
    for pointer in pointers {
        let here = place_relation(&pointer.places, &event.places, profile);
        let gaps = event.when.iter().flat_map(|e| pointer.when.iter().map(|p| p.gap_days(e)));
        let gap = gaps.min();
        match (here, gap) {
            (true, Some(0 | 1)) => found[0] = 1.0,
            (true, None) => found[1] = 1.0,
            (true, Some(_)) => found[2] = 1.0,
            _ => {}
        }
    }
    found
}

/// Whether one of these places, finer than a province, is or holds one of those.
fn place_relation(a: &[String], b: &[String], profile: &Profile) -> bool {
    let fine = |ids: &[String]| -> Vec<PlaceIx> {
        let all = ids.iter().filter_map(|id| profile.place(id));
        all.filter(|ix| profile.places[*ix].kind >= PlaceKind::District).collect()
    };
    let (a, b) = (fine(a), fine(b));
    a.iter().any(|x| b.iter().any(|y| profile.related(*x, *y)))
}

/// Share of the mention's armed groups, companies, movements and persons that the event knows.
fn rare_actors(ids: &[String], event: &Event, profile: &Profile) -> f64 {
    let telling = |id: &&String| {
        profile.actor(id).is_some_and(|ix| {
            matches!(
                profile.actors[ix].kind,
                ActorKind::Armed | ActorKind::Company | ActorKind::Movement | ActorKind::Person
            )
        })
    };
    let own: Vec<&String> = ids.iter().filter(telling).collect();
    let known = own.iter().filter(|id| event.actors.contains(id)).count();
    if own.is_empty() { 0.0 } else { known as f64 / own.len() as f64 }
}

/// Share of the words' weight that the newest tellings of an event cover.
pub fn covered(words: &Words, event: &Event, ledger: &Ledger) -> f64 {
    coverage(words, event, ledger).0
}

/// The weight of the words that no telling of an event has, 0 for none, about 1 for three rare ones.
pub fn uncovered(words: &Words, event: &Event, ledger: &Ledger) -> f64 {
    let total: f64 = words.iter().map(|(w, _)| ledger.idf(*w)).sum();
    ((total - coverage(words, event, ledger).1).max(0.0) / 7.0).ln_1p()
}

/// [`covered`], with the weight that is covered.
fn coverage(words: &Words, event: &Event, ledger: &Ledger) -> (f64, f64) {
    let tellings: Vec<_> = newest(event).collect();
    let knows = |word: u32| {
        tellings.iter().any(|t| t.words.binary_search_by_key(&word, |(w, _)| *w).is_ok())
    };
    let total: f64 = words.iter().map(|(w, _)| ledger.idf(*w)).sum();
    let found: f64 = words.iter().filter(|(w, _)| knows(*w)).map(|(w, _)| ledger.idf(*w)).sum();
    (if total > 0.0 { found / total } else { 0.0 }, found)
}

/// The last tellings that kept their words.
fn newest(event: &Event) -> impl Iterator<Item = &Telling> {
    event.articles.iter().rev().filter(|t| !t.words.is_empty()).take(12)
}

fn yes(is: bool) -> f64 {
    f64::from(u8::from(is))
}

/// Whether the article names the day or month of the event, in its lead or further down.
fn dates_named(tale: &Telltale<'_>, event: &Event) -> [f64; 2] {
    let Some(when) = event.when else { return [0.0; 2] };
    let meets = |d: &Interval| d.gap_days(&when) == 0 && Some(*d) != tale.mention.when;
    let value = |d: &Interval| match d.precision {
        Precision::Day | Precision::Week => 1.0,
        Precision::Month => 0.8,
        _ => 0.3,
    };
    let best = |lead: bool| {
        tale.dates
            .iter()
            .filter(|(n, d)| (*n < LEAD) == lead && meets(d))
            .map(|(_, d)| value(d))
            .fold(0.0, f64::max)
    };
    [best(true), best(false)]
}

/// Whether the article names a fine place of the event, in its lead or further down.
fn places_named(tale: &Telltale<'_>, event: &Event, profile: &Profile) -> [f64; 2] {
    let own: Vec<PlaceIx> = event
        .places
        .iter()
        .filter_map(|id| profile.place(id))
        .filter(|ix| profile.places[*ix].kind >= PlaceKind::District)
        .collect();
    let best = |lead: bool| {
        yes(tale.places.iter().any(|(n, p)| {
            (*n < LEAD) == lead
                && profile.places[*p].kind >= PlaceKind::District
                && own.iter().any(|o| profile.related(*o, *p))
        }))
    };
    [best(true), best(false)]
}

fn days_between(a: jiff::Timestamp, b: jiff::Timestamp) -> f64 {
    (b.as_second() - a.as_second()).max(0) as f64 / 86_400.0
}

/// Simhashes of copies of one text differ in few of 64 bits.
fn near(a: u64, b: u64) -> bool {
    a != 0 && b != 0 && (a ^ b).count_ones() <= 6
}

/// TF-IDF cosine with the closest of its newest tellings, and the share of the lead's weight that
/// the event's words cover.
fn words(tale: &Telltale<'_>, event: &Event, ledger: &Ledger) -> [f64; 2] {
    let mut best: f64 = 0.0;
    let own = norm(tale.words, ledger);
    for telling in newest(event) {
        let dot = dot(tale.words, &telling.words, ledger);
        let other = norm(&telling.words, ledger);
        if own > 0.0 && other > 0.0 {
            best = best.max(dot / (own * other));
        }
    }
    [best, covered(tale.lead, event, ledger)]
}

fn weight(word: u32, count: u8, ledger: &Ledger) -> f64 {
    (1.0 + f64::from(count.max(1)).ln()) * ledger.idf(word)
}

fn norm(words: &Words, ledger: &Ledger) -> f64 {
    words.iter().map(|(w, n)| weight(*w, *n, ledger).powi(2)).sum::<f64>().sqrt()
}

fn dot(a: &Words, b: &Words, ledger: &Ledger) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += weight(a[i].0, a[i].1, ledger) * weight(b[j].0, b[j].1, ledger);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// When an event was or still goes on: a quiet matter (a sit-in, halted works, an exercise) lasts as
/// long as its kind may from when it was last told.
fn lasting(event: &Event, profile: &Profile) -> Option<Interval> {
    let when = event.when?;
    let kind = profile.kind(&event.kind).map(|kind| &profile.types[kind]);
    let Some(days) = kind.filter(|kind| !kind.violent).map(|kind| kind.lasts_days) else {
        return Some(when);
    };
    let told = event.last_told.to_zoned(jiff::tz::TimeZone::UTC).date();
    let end = told.saturating_add(days.days());
    Some(Interval { end: end.max(when.end), ..when })
}

/// same, near, overlap, conflict, unknown.
fn date(a: Option<Interval>, b: Option<Interval>) -> [f64; 5] {
    let (Some(a), Some(b)) = (a, b) else { return [0.0, 0.0, 0.0, 0.0, 1.0] };
    let gap = a.gap_days(&b);
    let fine = |i: Interval| i.precision <= Precision::Week;
    match (fine(a) && fine(b), gap) {
        (true, 0) => [1.0, 0.0, 0.0, 0.0, 0.0],
        // Reports of a late-evening attack name the next day.
        (true, 1) => [0.0, 1.0, 0.0, 0.0, 0.0],
        (true, days) => [0.0, 0.0, 0.0, ((days - 1) as f64 / 4.0).min(1.0), 0.0],
        (false, 0) => [0.0, 0.0, 1.0, 0.0, 0.0],
        (false, days) => [0.0, 0.0, 0.0, (days as f64 / 20.0).clamp(0.5, 1.0), 0.0],
    }
}

/// same, within, region, conflict, unknown.
fn place(mention: &Mention, event: &Event, profile: &Profile) -> [f64; 5] {
    let find =
        |ids: &[String]| -> Vec<usize> { ids.iter().filter_map(|id| profile.place(id)).collect() };
    let (a, b) = (find(&mention.places), find(&event.places));
    let kind = |ix: usize| profile.places[ix].kind;
    let fine = |ix: &usize| kind(*ix) >= PlaceKind::District && kind(*ix) != PlaceKind::Line;
    if a.is_empty() || b.is_empty() {
        return [0.0, 0.0, 0.0, 0.0, 1.0];
    }
    if a.iter().any(|x| kind(*x) >= PlaceKind::District && b.contains(x)) {
        return [1.0, 0.0, 0.0, 0.0, 0.0];
    }
    let within = |x: usize, y: usize| profile.contains(x, y) || profile.contains(y, x);
    let narrow = |x: usize| kind(x) >= PlaceKind::District;
    if a.iter().any(|x| b.iter().any(|y| narrow(*x) && narrow(*y) && within(*x, *y))) {
        return [0.0, 1.0, 0.0, 0.0, 0.0];
    }
    let close = |x: usize, y: usize| profile.distance_km(x, y).is_some_and(|km| km < 40.0);
    if a.iter().any(|x| b.iter().any(|y| narrow(*x) && narrow(*y) && close(*x, *y))) {
        return [0.0, 0.5, 0.5, 0.0, 0.0];
    }
    if a.iter().any(&fine) && b.iter().any(&fine) {
        return [0.0, 0.0, 0.0, 1.0, 0.0];
    }
    if a.iter().any(|x| b.iter().any(|y| within(*x, *y) && kind(*x) > PlaceKind::Country)) {
        return [0.0, 0.0, 1.0, 0.0, 0.0];
    }
    [0.0, 0.0, 0.0, 0.5, 0.0]
}

/// same, akin, conflict; where its reports took the event for several kinds, each by their share.
fn kind(kind: &str, event: &Event, profile: &Profile) -> [f64; 3] {
    let total: u32 = event.kinds.iter().map(|(_, votes)| *votes).sum();
    if total == 0 {
        return kinship(kind, &event.kind, profile);
    }
    let mut shares = [0.0; 3];
    for (known, votes) in &event.kinds {
        let share = f64::from(*votes) / f64::from(total);
        for (sum, is) in shares.iter_mut().zip(kinship(kind, known, profile)) {
            *sum += is * share;
        }
    }
    shares
}

fn kinship(a: &str, b: &str, profile: &Profile) -> [f64; 3] {
    if a == b {
        return [1.0, 0.0, 0.0];
    }
    match (profile.kind(a), profile.kind(b)) {
        (Some(a), Some(b))
            if profile.types[a].akin.contains(&b) || profile.types[b].akin.contains(&a) =>
        {
            [0.0, 1.0, 0.0]
        }
        _ => [0.0, 0.0, 1.0],
    }
}

/// Whether stated counts agree or contradict. Growth is no contradiction, a fall to less than half is.
fn figures(a: &[Fact], b: &[Fact]) -> [f64; 2] {
    let (mut same, mut conflict, mut compared) = (0.0, 0.0, 0.0);
    for fact in a {
        let Some(n) = fact.value.count() else { continue };
        let known: Vec<u64> =
            b.iter().filter(|f| f.key == fact.key).filter_map(|f| f.value.count()).collect();
        if known.is_empty() {
            continue;
        }
        compared += 1.0;
        if known.contains(&n) {
            same += if n >= 3 { 1.0 } else { 0.6 };
        } else {
            let closest = known.iter().map(|k| ratio(*k, n)).fold(0.0, f64::max);
            if closest < 0.5 {
                conflict += 1.0;
            }
        }
    }
    if compared > 0.0 { [same / compared, conflict / compared] } else { [0.0; 2] }
}

fn ratio(a: u64, b: u64) -> f64 {
    let (low, high) = (a.min(b) as f64, a.max(b) as f64);
    if high > 0.0 { low / high } else { 1.0 }
}

/// Share of the mention's actors that the event knows, wings counted as their body.
fn actors(ids: &[String], event: &Event, profile: &Profile) -> f64 {
    if ids.is_empty() || event.actors.is_empty() {
        return 0.0;
    }
    let body = |id: &String| {
        let ix = profile.actor(id)?;
        Some(profile.actors[ix].part_of.unwrap_or(ix))
    };
    let known: Vec<_> = event.actors.iter().filter_map(body).collect();
    let shared = ids.iter().filter_map(body).filter(|ix| known.contains(ix)).count();
    shared as f64 / ids.len().min(event.actors.len()) as f64
}

/// Whether a role is the article's own matter.
pub fn is_primary(mention: &Mention) -> bool {
    mention.role == Role::Primary
}
