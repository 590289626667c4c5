//! The ledger: events with their facts and tellings.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Store, StoreError, Tx,
    error::{Fault, Try},
    pack::{from_word, instant, json, ms, word},
    telling::{self, FACTS, TELLINGS},
};
use crate::model::{
    article::ArticleId,
    date::Interval,
    event::{Event, EventId},
};

const EVENTS: &str = "SELECT no, id, kind, title, first_day, last_day, precision, places, actors,
    kinds, first_told, last_told, on_topic, history, ignored, merged_into FROM event";

impl Store {
    /// The whole ledger, in the order in which the events became known.
    pub fn load_events(&self) -> Result<Vec<Event>, StoreError> {
        self.run(|c| {
            let mut events = Vec::new();
            each_event(c, &mut |event| {
                events.push(event);
                Ok(())
            })?;
            Ok(events)
        })
    }

    /// One event by its name, as it stands under that name (a merged one says where it went).
    pub fn event(&self, id: &EventId) -> Result<Option<Event>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(&format!("{EVENTS} WHERE id = ?1"))?;
            let mut rows = read.query([&id.0])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let (no, mut event) = (row.get::<_, i64>(0)?, read_event(row)?);
            let mut read = c.prepare_cached(&format!("{FACTS} WHERE event = ?1 ORDER BY n"))?;
            let mut rows = read.query([no])?;
            while let Some(row) = rows.next()? {
                event.facts.push(telling::read_fact(row)?);
            }
            let mut read = c.prepare_cached(&format!("{TELLINGS} WHERE event = ?1 ORDER BY n"))?;
            let mut rows = read.query([no])?;
            while let Some(row) = rows.next()? {
                event.articles.push(telling::read_telling(row)?);
            }
            Ok(Some(event))
        })
    }

    /// The events that an article tells of.
    pub fn events_of(&self, article: &ArticleId) -> Result<Vec<EventId>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT DISTINCT coalesce(merged_into, id) FROM telling
                 JOIN event ON event.no = telling.event WHERE telling.article = ?1 ORDER BY 1",
            )?;
            let rows = read.query_map([&article.0], |row| Ok(EventId(row.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

impl Tx<'_> {
    /// Keeps an event as it now stands. Facts and tellings that were stored before are not written
    /// again; only where they differ (a split) is the list written anew.
    pub fn save_event(&self, event: &Event) -> Result<(), StoreError> {
        self.run(|c| save(c, event))
    }
}

/// What is stored of the lists of an event.
struct Known {
    no: i64,
    facts: (usize, i64),
    tellings: (usize, i64),
}

fn save(c: &Connection, event: &Event) -> Try<()> {
    let known = match known(c, &event.id)? {
        Some(known) => known,
        None => Known { no: found(c, event)?, facts: (0, 0), tellings: (0, 0) },
    };
    let mut facts = known.facts.0;
    if !is_prefix(&event.facts, known.facts)? {
        c.prepare_cached("DELETE FROM fact WHERE event = ?1")?.execute([known.no])?;
        facts = 0;
    }
    for (n, fact) in event.facts.iter().enumerate().skip(facts) {
        telling::insert_fact(c, known.no, n, fact)?;
    }
    let mut tellings = known.tellings.0;
    if !is_prefix(&event.articles, known.tellings)? {
        c.prepare_cached("DELETE FROM telling WHERE event = ?1")?.execute([known.no])?;
        tellings = 0;
    }
    for (n, telling) in event.articles.iter().enumerate().skip(tellings) {
        telling::insert_telling(c, known.no, n, telling)?;
    }
    update(c, known.no, event)
}

fn known(c: &Connection, id: &EventId) -> Try<Option<Known>> {
    let mut find = c.prepare_cached(
        "SELECT no, facts, facts_digest, tellings, tellings_digest FROM event WHERE id = ?1",
    )?;
    let row = find.query_row([&id.0], |row| {
        Ok(Known {
            no: row.get(0)?,
            facts: (row.get(1)?, row.get(2)?),
            tellings: (row.get(3)?, row.get(4)?),
        })
    });
    Ok(row.optional()?)
}

fn is_prefix<T: serde::Serialize>(now: &[T], (count, digest): (usize, i64)) -> Try<bool> {
    Ok(count == 0 || now.len() >= count && telling::digest(&now[..count])? == digest)
}

/// A row for a new event, to be filled by [`update`].
fn found(c: &Connection, event: &Event) -> Try<i64> {
    c.prepare_cached(
        "INSERT INTO event (id, kind, title, places, actors, kinds, first_told, last_told,
           on_topic, history, ignored)
         VALUES (?1, '', '', '', '', '', 0, 0, 0, 0, 0)",
    )?
    .execute([&event.id.0])?;
    Ok(c.last_insert_rowid())
}

fn update(c: &Connection, no: i64, event: &Event) -> Try<()> {
    let mut update = c.prepare_cached(
        "UPDATE event SET kind = ?2, title = ?3, first_day = ?4, last_day = ?5, precision = ?6,
           places = ?7, actors = ?8, kinds = ?9, first_told = ?10, last_told = ?11, on_topic = ?12,
           history = ?13, ignored = ?14, merged_into = ?15, facts = ?16, facts_digest = ?17,
           tellings = ?18, tellings_digest = ?19
         WHERE no = ?1",
    )?;
    update.execute(rusqlite::params![
        no,
        event.kind,
        event.title,
        event.when.map(|when| when.start.to_string()),
        event.when.map(|when| when.end.to_string()),
        event.when.map(|when| word(when.precision)).transpose()?,
        json(&event.places)?,
        json(&event.actors)?,
        json(&event.kinds)?,
        ms(event.first_told),
        ms(event.last_told),
        event.on_topic,
        event.history,
        event.ignored,
        event.merged_into.as_ref().map(|id| &id.0),
        event.facts.len(),
        telling::digest(&event.facts)?,
        event.articles.len(),
        telling::digest(&event.articles)?,
    ])?;
    Ok(())
}

/// Hands out every event in order, one at a time: three ordered readings side by side.
pub(super) fn each_event(c: &Connection, take: &mut dyn FnMut(Event) -> Try<()>) -> Try<()> {
    let mut events = c.prepare_cached(&format!("{EVENTS} ORDER BY no"))?;
    let mut facts = c.prepare_cached(&format!("{FACTS} ORDER BY event, n"))?;
    let mut tellings = c.prepare_cached(&format!("{TELLINGS} ORDER BY event, n"))?;
    let mut events = events.query([])?;
    let mut facts = facts.query([])?;
    let mut tellings = tellings.query([])?;
    let mut fact = facts.next()?;
    let mut telling = tellings.next()?;
    while let Some(row) = events.next()? {
        let no: i64 = row.get(0)?;
        let mut event = read_event(row)?;
        while let Some(row) = fact.filter(|row| row.get(0) == Ok(no)) {
            event.facts.push(telling::read_fact(row)?);
            fact = facts.next()?;
        }
        while let Some(row) = telling.filter(|row| row.get(0) == Ok(no)) {
            event.articles.push(telling::read_telling(row)?);
            telling = tellings.next()?;
        }
        take(event)?;
    }
    Ok(())
}

fn read_event(row: &Row<'_>) -> Try<Event> {
    let list = |at: usize| -> Try<Vec<String>> { parse(row, at) };
    Ok(Event {
        id: EventId(row.get(1)?),
        kind: row.get(2)?,
        title: row.get(3)?,
        when: read_interval(row)?,
        places: list(7)?,
        actors: list(8)?,
        facts: Vec::new(),
        kinds: parse(row, 9)?,
        articles: Vec::new(),
        first_told: instant(row.get(10)?)?,
        last_told: instant(row.get(11)?)?,
        on_topic: row.get(12)?,
        history: row.get(13)?,
        ignored: row.get(14)?,
        merged_into: row.get::<_, Option<String>>(15)?.map(EventId),
    })
}

fn read_interval(row: &Row<'_>) -> Try<Option<Interval>> {
    let text = |at: usize| -> Try<Option<&str>> {
        row.get_ref(at)?.as_str_or_null().map_err(Fault::value)
    };
    match (text(4)?, text(5)?, text(6)?) {
        (Some(start), Some(end), Some(precision)) => Ok(Some(Interval {
            start: start.parse().map_err(Fault::value)?,
            end: end.parse().map_err(Fault::value)?,
            precision: from_word(precision)?,
        })),
        _ => Ok(None),
    }
}

fn parse<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> Try<T> {
    Ok(serde_json::from_str(row.get_ref(at)?.as_str().map_err(Fault::value)?)?)
}
