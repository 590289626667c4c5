//! The known events in memory, indexed by words, place and time, so that the cost of one article
//! does not grow with their number.

mod rulings;

use std::collections::{BTreeSet, HashMap};

use jiff::{Timestamp, civil::Date};

use crate::{
    model::{
        date::{Interval, Precision},
        event::{Event, EventId, Mention, Role, Telling, Words},
        fact::Fact,
        ruling::Ruling,
    },
    profile::Profile,
};

/// Rarest words of a query that are looked up.
const WORDS_ASKED: usize = 32;
/// Newest events kept for one index key; older ones of a common word say nothing.
const POSTINGS: usize = 48;
/// Candidates weighed for one mention.
const CANDIDATES: usize = 48;
/// Events told of last, always candidates.
const RECENT: usize = 24;

/// What one key of the index stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Word(u32),
    /// Place index and month number: an event there and then.
    PlaceMonth(u32, i32),
    /// Place index, whenever.
    Place(u32),
}

/// The known events.
#[derive(Debug, Default)]
pub struct Ledger {
    events: Vec<Event>,
    by_id: HashMap<EventId, usize>,
    index: HashMap<Key, Vec<u32>>,
    /// In how many tellings each word stands.
    document_frequency: HashMap<u32, u32>,
    documents: u32,
    /// Events in the order they were last told, newest last; capped.
    recent: Vec<u32>,
    touched: BTreeSet<EventId>,
    /// What people said is wrong.
    wrong: Vec<Ruling>,
}

impl Ledger {
    /// Indexes stored events; those merged into others stay reachable by name only.
    pub fn from_events(events: Vec<Event>, profile: &Profile) -> Self {
        let mut ledger = Self::default();
        let mut events = events;
        events.sort_by(|a, b| (a.last_told, &a.id).cmp(&(b.last_told, &b.id)));
        for event in events {
            ledger.insert(event, profile);
        }
        ledger.touched.clear();
        ledger
    }

    /// Every event, in no order that matters.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How many events are known.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing is known yet.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The event of that name, following merges.
    pub fn get(&self, id: &EventId) -> Option<&Event> {
        let mut event = &self.events[*self.by_id.get(id)?];
        // A merge never points at a merged event, so this ends; the bound is for a damaged store.
        for _ in 0..8 {
            match &event.merged_into {
                Some(next) => event = &self.events[*self.by_id.get(next)?],
                None => break,
            }
        }
        Some(event)
    }

    /// Names of the events changed since the last call, in order.
    pub fn take_touched(&mut self) -> Vec<EventId> {
        std::mem::take(&mut self.touched).into_iter().collect()
    }

    /// Marks an event changed and gives it out for changing.
    pub fn touch(&mut self, id: &EventId) -> Option<&mut Event> {
        let id = self.get(id)?.id.clone();
        self.touched.insert(id.clone());
        let at = *self.by_id.get(&id)?;
        self.events.get_mut(at)
    }

    /// A free name: `date-place-kind`, numbered where taken.
    pub fn fresh_id(&self, mention: &Mention, today: Date, profile: &Profile) -> EventId {
        let date = match mention.when {
            Some(when) => match when.precision {
                Precision::Day | Precision::Week => when.start.to_string(),
                Precision::Month | Precision::Season => when.start.strftime("%Y-%m").to_string(),
                Precision::Year => when.start.strftime("%Y").to_string(),
            },
            None if mention.role == Role::Background => "undated".to_owned(),
            None => today.to_string(),
        };
        let place = mention.places.first().and_then(|id| profile.place(id));
        let place = place.map_or("somewhere", |ix| profile.places[ix].id.as_str());
        let base = format!("{date}-{place}-{}", mention.kind.replace('_', "-"));
        let mut id = EventId(base.clone());
        let mut n = 2;
        while self.by_id.contains_key(&id) {
            id = EventId(format!("{base}-{n}"));
            n += 1;
        }
        id
    }

    /// Adds an event and indexes it.
    pub fn insert(&mut self, event: Event, profile: &Profile) {
        let at = self.events.len();
        for telling in &event.articles {
            self.count(&telling.words);
        }
        self.touched.insert(event.id.clone());
        self.by_id.insert(event.id.clone(), at);
        let standing = event.merged_into.is_none();
        let words: Vec<u32> =
            event.articles.iter().flat_map(|t| t.words.iter().map(|(w, _)| *w)).collect();
        self.events.push(event);
        if standing {
            self.index_words(at, words.into_iter());
            self.index_places(at, profile);
            self.make_recent(at);
        }
    }

    /// Appends a telling and its facts to a known event and refines what is known of it.
    pub fn append(&mut self, id: &EventId, mention: &Mention, telling: Telling, profile: &Profile) {
        let Some(event) = self.touch(id) else { return };
        refine(event, mention, profile);
        if telling.role == Role::Primary {
            event.last_told = event.last_told.max(telling.at);
            vote_kind(event, &mention.kind);
        }
        let words: Vec<u32> = telling.words.iter().map(|(w, _)| *w).collect();
        let counted = telling.words.clone();
        event.articles.push(telling);
        let at = self.by_id[&self.events[self.by_id[id]].id.clone()];
        let at = self.standing(at);
        self.count(&counted);
        self.index_words(at, words.into_iter());
        self.index_places(at, profile);
        self.make_recent(at);
    }

    fn standing(&self, at: usize) -> usize {
        let id = &self.events[at].id;
        self.get(id).and_then(|e| self.by_id.get(&e.id)).copied().unwrap_or(at)
    }

    /// Appends facts to an event.
    pub fn state(&mut self, id: &EventId, facts: impl IntoIterator<Item = Fact>) {
        if let Some(event) = self.touch(id) {
            for fact in facts {
                if !event.facts.contains(&fact) {
                    event.facts.push(fact);
                }
            }
        }
    }

    /// How much a word tells: high for rare ones. Smoothed so that a young ledger is not naive.
    pub fn idf(&self, word: u32) -> f64 {
        let df = self.document_frequency.get(&word).copied().unwrap_or(0);
        ((f64::from(self.documents) + 40.0) / (f64::from(df) + 1.0)).ln()
    }

    /// The known events worth weighing for a mention, best guesses first, at most 48.
    pub fn candidates(
        &self,
        mention: &Mention,
        words: &Words,
        today: Date,
        profile: &Profile,
    ) -> Vec<&Event> {
        let mut votes: HashMap<u32, f64> = HashMap::new();
        let mut rare: Vec<(f64, u32)> = words.iter().map(|(w, _)| (self.idf(*w), *w)).collect();
        rare.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Words nobody used yet find nothing: skip them before the cut.
        rare.retain(|(_, w)| self.document_frequency.contains_key(w));
        for (idf, word) in rare.into_iter().take(WORDS_ASKED) {
            self.vote(Key::Word(word), idf, &mut votes);
        }
        for place in mention.places.iter().filter_map(|id| profile.place(id)) {
            let ix = key_of(place);
            for month in months(mention.when, today) {
                self.vote(Key::PlaceMonth(ix, month), 8.0, &mut votes);
            }
            self.vote(Key::Place(ix), 2.0, &mut votes);
        }
        for at in &self.recent {
            *votes.entry(*at).or_default() += 1.0;
        }
        let mut ranked: Vec<(f64, u32)> = votes.into_iter().map(|(at, v)| (v, at)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        ranked.truncate(CANDIDATES);
        ranked.into_iter().map(|(_, at)| &self.events[at as usize]).collect()
    }

    fn vote(&self, key: Key, weight: f64, votes: &mut HashMap<u32, f64>) {
        for at in self.index.get(&key).into_iter().flatten() {
            *votes.entry(*at).or_default() += weight;
        }
    }

    fn count(&mut self, words: &Words) {
        if words.is_empty() {
            return;
        }
        self.documents += 1;
        for (word, _) in words {
            *self.document_frequency.entry(*word).or_default() += 1;
        }
    }

    fn index_words(&mut self, at: usize, words: impl Iterator<Item = u32>) {
        for word in words {
            self.post(Key::Word(word), at);
        }
    }

    fn index_places(&mut self, at: usize, profile: &Profile) {
        let event = &self.events[at];
        let months: Vec<i32> = event.when.map(|w| month_range(w, 0)).unwrap_or_default();
        let mut keys = Vec::new();
        for place in event.places.iter().filter_map(|id| profile.place(id)) {
            for place in profile.chain(place) {
                keys.push(Key::Place(key_of(place)));
                keys.extend(months.iter().map(|m| Key::PlaceMonth(key_of(place), *m)));
            }
        }
        for key in keys {
            self.post(key, at);
        }
    }

    fn post(&mut self, key: Key, at: usize) {
        let at = key_of(at);
        let list = self.index.entry(key).or_default();
        if list.last() == Some(&at) {
            return;
        }
        list.retain(|known| *known != at);
        list.push(at);
        if list.len() > POSTINGS {
            list.remove(0);
        }
    }

    fn make_recent(&mut self, at: usize) {
        if self.events[at].history {
            return;
        }
        let at = key_of(at);
        self.recent.retain(|known| *known != at);
        self.recent.push(at);
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
    }
}

fn key_of(ix: usize) -> u32 {
    u32::try_from(ix).expect("fewer than four billion places and events")
}

fn month_number(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month())
}

/// Months an interval touches, widened by `pad`; long intervals only at their ends.
fn month_range(when: Interval, pad: i32) -> Vec<i32> {
    let (from, to) = (month_number(when.start) - pad, month_number(when.end) + pad);
    (from..=to).take(30).collect()
}

fn months(when: Option<Interval>, today: Date) -> Vec<i32> {
    match when {
        Some(when) => month_range(when, 0),
        None => vec![month_number(today) - 1, month_number(today)],
    }
}

/// Takes over what a new telling knows better: a finer date, a finer place, further actors.
fn refine(event: &mut Event, mention: &Mention, profile: &Profile) {
    match (event.when, mention.when) {
        (None, Some(when)) => event.when = Some(when),
        (Some(old), Some(new)) if new.precision < old.precision && old.gap_days(&new) <= 1 => {
            event.when = Some(new);
        }
        _ => {}
    }
    for id in &mention.places {
        if event.places.contains(id) || event.places.len() >= 6 {
            continue;
        }
        let Some(new) = profile.place(id) else { continue };
        let known: Vec<_> = event.places.iter().filter_map(|p| profile.place(p)).collect();
        if known.is_empty() || known.iter().any(|old| profile.contains(*old, new)) {
            event.places.insert(0, id.clone());
        } else if known.iter().any(|old| profile.related(*old, new)) {
            event.places.push(id.clone());
        }
    }
    for id in &mention.actors {
        if !event.actors.contains(id) && event.actors.len() < 12 {
            event.actors.push(id.clone());
        }
    }
}

/// Counts what a report takes the event for; it is of the kind that most do, the first one in a draw.
fn vote_kind(event: &mut Event, kind: &str) {
    match event.kinds.iter_mut().find(|(known, _)| known == kind) {
        Some((_, votes)) => *votes += 1,
        None => event.kinds.push((kind.to_owned(), 1)),
    }
    let most = event.kinds.iter().map(|(_, votes)| *votes).max().unwrap_or(0);
    if let Some((kind, _)) = event.kinds.iter().find(|(_, votes)| *votes == most) {
        event.kind.clone_from(kind);
    }
}

/// A new event from its first mention.
pub fn found(
    id: EventId,
    title: &str,
    mention: &Mention,
    telling: Telling,
    on_topic: bool,
) -> Event {
    let at: Timestamp = telling.at;
    Event {
        id,
        kind: mention.kind.clone(),
        kinds: vec![(mention.kind.clone(), u32::from(mention.role == Role::Primary))],
        title: title.to_owned(),
        when: mention.when,
        places: mention.places.clone(),
        actors: mention.actors.clone(),
        facts: mention.facts.clone(),
        articles: vec![telling],
        first_told: at,
        last_told: at,
        on_topic,
        history: false,
        ignored: false,
        merged_into: None,
    }
}
