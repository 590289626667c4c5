//! What people say about the ledger, carried out: a ruling and the events in, the events changed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    baseline,
    model::{
        article::ArticleId,
        event::{Event, EventId},
        fact::{Fact, FactKey, FactValue, Qualifier},
        ruling::Ruling,
    },
    profile::Profile,
};

/// Who a corrected fact is said by.
pub const BY_HAND: &str = "corrected by hand";

/// A ruling carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obeyed {
    /// The events that are different now.
    pub touched: BTreeSet<EventId>,
    /// The ruling, with the name of a new event filled in.
    pub ruling: Ruling,
    /// What was done, for people.
    pub told: String,
}

/// Carries out a ruling.
///
/// # Errors
/// A sentence that says what does not fit and what to write.
pub fn obey(
    events: &mut Vec<Event>,
    ruling: Ruling,
    profile: &Profile,
    now: Timestamp,
) -> Result<Obeyed, String> {
    match &ruling {
        Ruling::Merge { from, into } => {
            merge(events, from, into).map(|told| (told, vec![from.clone(), into.clone()]))
        }
        Ruling::Split { event, articles, .. } => {
            let (told, into) = split(events, event, articles)?;
            let touched = BTreeSet::from([event.clone(), into.clone()]);
            let ruling = Ruling::Split { event: event.clone(), articles: articles.clone(), into };
            return Ok(Obeyed { touched, ruling, told });
        }
        Ruling::Set { event, key, value } => set(find(events, event)?, (key, value), profile, now)
            .map(|told| (told, vec![event.clone()])),
        Ruling::Ignore { event, undo } => {
            find(events, event)?.ignored = !undo;
            let word = if *undo { "told of again" } else { "not told of any more" };
            Ok((format!("{event} is {word}"), vec![event.clone()]))
        }
        Ruling::NotTopic { article, event } => {
            let event =
                event.as_ref().ok_or_else(|| format!("name the event {article} was taken for"))?;
            find(events, event)?.ignored = true;
            Ok((format!("{event} is not of the topic"), vec![event.clone()]))
        }
        Ruling::WrongFigure { event, key, value, .. } => {
            let known = find(events, event)?;
            if !known.facts.iter().any(|fact| is_wrong(&ruling, event, fact)) {
                return Err(format!(
                    "{event} has no {key} {value}; `cpec-watch events show {event}` lists its facts"
                ));
            }
            known.facts.retain(|fact| !is_wrong(&ruling, event, fact));
            Ok((format!("{key} {value} of {event} does not count"), vec![event.clone()]))
        }
    }
    .map(|(told, touched)| Obeyed { touched: touched.into_iter().collect(), ruling, told })
}

/// Whether a ruling says that this fact of this event does not count.
pub fn is_wrong(ruling: &Ruling, of: &EventId, fact: &Fact) -> bool {
    matches!(ruling, Ruling::WrongFigure { event, key, value, article }
        if event == of
            && fact.key == *key
            && fact.value == *value
            && article.as_ref().is_none_or(|article| fact.article == *article))
}

/// A value as it is written on a command line.
pub fn value(text: &str) -> FactValue {
    text.parse().map_or_else(|_| FactValue::Text(text.to_owned()), FactValue::Count)
}

fn find<'e>(events: &'e mut [Event], id: &EventId) -> Result<&'e mut Event, String> {
    let event = events.iter_mut().find(|event| event.id == *id);
    let event =
        event.ok_or_else(|| format!("no event {id}; `cpec-watch events list --all` shows them"))?;
    match &event.merged_into {
        Some(into) => Err(format!("{id} is part of {into} now; name that one")),
        None => Ok(event),
    }
}

fn merge(events: &mut [Event], from: &EventId, into: &EventId) -> Result<String, String> {
    if from == into {
        return Err("name two different events".into());
    }
    find(events, into)?;
    let gone = find(events, from)?;
    gone.merged_into = Some(into.clone());
    let gone = gone.clone();
    let stays = find(events, into)?;
    stays.facts.extend(gone.facts);
    stays.facts.sort_by_key(|fact| fact.at);
    stays.articles.extend(gone.articles);
    stays.articles.sort_by_key(|telling| telling.at);
    for (kind, count) in gone.kinds {
        match stays.kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, known)) => *known += count,
            None => stays.kinds.push((kind, count)),
        }
    }
    for (to, add) in [(&mut stays.places, gone.places), (&mut stays.actors, gone.actors)] {
        for id in add {
            if !to.contains(&id) {
                to.push(id);
            }
        }
    }
    stays.when = stays.when.or(gone.when);
    stays.first_told = stays.first_told.min(gone.first_told);
    stays.last_told = stays.last_told.max(gone.last_told);
    stays.history &= gone.history;
    for event in events.iter_mut().filter(|event| event.merged_into.as_ref() == Some(from)) {
        event.merged_into = Some(into.clone());
    }
    Ok(format!("{from} is part of {into} now"))
}

fn split(
    events: &mut Vec<Event>,
    id: &EventId,
    articles: &[ArticleId],
) -> Result<(String, EventId), String> {
    let new = (2..).map(|n| EventId(format!("{id}-{n}")));
    let mut new = new.filter(|new| events.iter().all(|event| event.id != *new));
    let new = new.next().expect("there is no end of numbers");
    let event = find(events, id)?;
    let tells =
        |article: &ArticleId| event.articles.iter().any(|telling| telling.article == *article);
    if let Some(article) = articles.iter().find(|article| !tells(article)) {
        return Err(format!(
            "{article} does not tell of {id}; `cpec-watch events show {id}` lists its articles"
        ));
    }
    let mut other = event.clone();
    other.id = new.clone();
    other.articles.retain(|telling| articles.contains(&telling.article));
    other.facts.retain(|fact| articles.contains(&fact.article));
    if other.articles.len() == event.articles.len() {
        return Err(format!("these are all the articles of {id}: nothing would stay"));
    }
    event.articles.retain(|telling| !articles.contains(&telling.article));
    event.facts.retain(|fact| !articles.contains(&fact.article));
    for event in [event, &mut other] {
        let times: Vec<_> = event.articles.iter().map(|telling| telling.at).collect();
        event.first_told = times.iter().min().copied().unwrap_or(event.first_told);
        event.last_told = times.iter().max().copied().unwrap_or(event.last_told);
    }
    events.push(other);
    Ok((format!("{} articles of {id} tell of {new} now", articles.len()), new))
}

fn set(
    event: &mut Event,
    (key, value): (&str, &str),
    profile: &Profile,
    now: Timestamp,
) -> Result<String, String> {
    match key {
        "title" => value.clone_into(&mut event.title),
        "kind" | "type" => {
            let known =
                || profile.types.iter().map(|kind| kind.id.as_str()).collect::<Vec<_>>().join(", ");
            profile
                .kind(value)
                .ok_or_else(|| format!("no event type {value:?}; there are: {}", known()))?;
            value.clone_into(&mut event.kind);
        }
        "date" | "when" => {
            let when = baseline::interval(value);
            event.when = Some(when.ok_or_else(|| {
                format!(
                    "{value:?} is no date; write 2024, 2024-10, 2024-10-06 or 2024-11-20/2024-12-15"
                )
            })?);
        }
        "place" | "where" => {
            let place = profile.place(value);
            place.ok_or_else(|| {
                format!("no place {value:?} in the profile; write its id (gwadar-port)")
            })?;
            event.places = vec![value.to_owned()];
        }
        _ => {
            event.facts.retain(|fact| fact.key.0 != key);
            event.facts.push(fact(key, value, now));
        }
    }
    Ok(format!("{key} of {} is {value} now", event.id))
}

fn fact(key: &str, value: &str, now: Timestamp) -> Fact {
    Fact {
        key: FactKey::new(key),
        value: self::value(value),
        qualifier: Qualifier::Exact,
        said_by: Some(BY_HAND.to_owned()),
        article: ArticleId("by-hand".to_owned()),
        outlet: String::new(),
        at: now,
        evidence: String::new(),
        lead: true,
    }
}
