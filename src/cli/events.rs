//! `events`: the ledger, and corrections to it. Corrections are kept as rulings and obeyed by later
//! checks.

use std::io::Write;

use jiff::Timestamp;

use super::{
    Cli, Exit, Refused,
    args::{EventsCommand, EventsListArgs},
    explain,
    open::Instance,
    print::{self, DIM, STRONG, styled},
};
use crate::{
    io::store::Store,
    model::{
        article::ArticleId,
        event::{Event, EventId, Role, Telling},
        fact::FactKey,
        ruling::Ruling,
    },
    profile::Profile,
    replay,
    resolve::rule,
};

/// `events …`
pub(super) fn run(cli: &Cli, command: &EventsCommand, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    match command {
        EventsCommand::List(args) => list(&instance, args, now),
        EventsCommand::Show { event, json } => show(&instance, event, *json),
        EventsCommand::Merge { from, into } => {
            correct(&instance, Ruling::Merge { from: id(from), into: id(into) }, now)
        }
        EventsCommand::Split { event, articles } => {
            let articles = articles.iter().cloned().map(ArticleId).collect();
            let ruling = Ruling::Split { event: id(event), articles, into: id("") };
            correct(&instance, ruling, now)
        }
        EventsCommand::Set { event, key, value } => {
            let ruling = Ruling::Set { event: id(event), key: key.clone(), value: value.clone() };
            correct(&instance, ruling, now)
        }
        EventsCommand::Ignore { event, undo } => {
            correct(&instance, Ruling::Ignore { event: id(event), undo: *undo }, now)
        }
        EventsCommand::NotTopic { article, event } => {
            let event = event_of(&instance, article, event.as_deref())?;
            let article = ArticleId(article.clone());
            correct(&instance, Ruling::NotTopic { article, event: Some(event) }, now)
        }
        EventsCommand::WrongFigure { event, key, value, article } => {
            let ruling = Ruling::WrongFigure {
                event: id(event),
                key: FactKey::new(key),
                value: rule::value(value),
                article: article.clone().map(ArticleId),
            };
            correct(&instance, ruling, now)
        }
        EventsCommand::Rulings { json } => rulings(&instance, *json),
    }
}

fn id(text: &str) -> EventId {
    EventId(text.to_owned())
}

/// The event an article was taken for: the one named, else the only one it founded or reports.
fn event_of(instance: &Instance, article: &str, named: Option<&str>) -> anyhow::Result<EventId> {
    let store = instance.store_to_read()?;
    let article = ArticleId(article.to_owned());
    let events = store.load_events()?;
    let reports = |event: &&Event| {
        event.merged_into.is_none()
            && event.articles.iter().any(|t| t.article == article && t.role == Role::Primary)
    };
    let told: Vec<&Event> = events.iter().filter(reports).collect();
    if let Some(named) = named {
        return Ok(find(&store, named)?.id);
    }
    match told[..] {
        [event] => Ok(event.id.clone()),
        [] => {
            Err(Refused(format!("{article} tells of no known event; `search` finds articles"))
                .into())
        }
        _ => {
            let names: Vec<_> = told.iter().map(|event| event.id.to_string()).collect();
            let names = names.join(", ");
            Err(Refused(format!("{article} tells of {names}; say which with --event")).into())
        }
    }
}

fn rulings(instance: &Instance, json: bool) -> anyhow::Result<Exit> {
    let rulings = instance.store_to_read()?.rulings()?;
    let mut out = print::out();
    if json {
        return rulings
            .iter()
            .try_for_each(|ruled| print::json_line(&mut out, ruled))
            .map(|()| Exit::Done);
    }
    if rulings.is_empty() {
        writeln!(out, "Nothing was corrected yet.")?;
        return Ok(Exit::Done);
    }
    let mut table = print::table(&["no", "at", "by", "ruling"]);
    for ruled in &rulings {
        table.add_row([
            ruled.no.to_string(),
            ruled.at.strftime("%F %R").to_string(),
            ruled.by.clone(),
            ruled.ruling.to_string(),
        ]);
    }
    print::write_table(&mut out, &table)?;
    Ok(Exit::Done)
}

fn correct(instance: &Instance, ruling: Ruling, now: Timestamp) -> anyhow::Result<Exit> {
    let _alone = instance.lock("events", true, now)?;
    let mut store = instance.store(now)?;
    let mut events = store.load_events()?;
    let obeyed = rule::obey(&mut events, ruling, &instance.profile, now).map_err(Refused)?;
    let by = std::env::var("USER").unwrap_or_else(|_| "command line".into());
    let tx = store.begin()?;
    for event in events.iter().filter(|event| obeyed.touched.contains(&event.id)) {
        tx.save_event(event)?;
    }
    tx.add_ruling(&obeyed.ruling, &by, now)?;
    tx.commit()?;
    writeln!(print::out(), "{}", obeyed.told)?;
    Ok(Exit::Done)
}

fn list(instance: &Instance, args: &EventsListArgs, now: Timestamp) -> anyhow::Result<Exit> {
    let profile = &instance.profile;
    let place = match &args.place {
        Some(name) => Some(place_named(name, profile)?),
        None => None,
    };
    if let Some(kind) = args.kind.as_ref().filter(|kind| profile.kind(kind).is_none()) {
        let known: Vec<_> = profile.types.iter().map(|kind| kind.id.as_str()).collect();
        let known = known.join(", ");
        return Err(Refused(format!("no event type {kind:?}; there are: {known}")).into());
    }
    let since = args.since.map(|since| since.resolve(now));
    let store = instance.store_to_read()?;
    let mut events = store.load_events()?;
    events.retain(|event| {
        event.merged_into.is_none()
            && (args.all || event.on_topic && !event.history)
            && since.is_none_or(|since| event.last_told >= since)
            && args.kind.as_ref().is_none_or(|kind| event.kind == *kind)
            && place.is_none_or(|place| lies_in(event, place, profile))
    });
    events.sort_by(|a, b| b.last_told.cmp(&a.last_told).then_with(|| a.id.cmp(&b.id)));
    let hidden = events.len().saturating_sub(args.limit);
    events.truncate(args.limit);
    let mut out = print::out();
    if args.json {
        return events
            .iter()
            .try_for_each(|event| print::json_line(&mut out, event))
            .map(|()| Exit::Done);
    }
    let mut table = print::table(&["event", "when", "where", "last told", "articles", "title"]);
    for event in &events {
        table.add_row([
            event.id.to_string(),
            when(event),
            first_place(event, profile),
            print::ago(Some(event.last_told), now),
            event
                .articles
                .iter()
                .filter(|telling| telling.role == Role::Primary)
                .count()
                .to_string(),
            print::shortened(&event.title, 70),
        ]);
    }
    print::write_table(&mut out, &table)?;
    if hidden > 0 {
        writeln!(out, "{hidden} more; --limit shows them")?;
    }
    if events.is_empty() && !args.all {
        writeln!(out, "None yet; --all shows known history too.")?;
    }
    Ok(Exit::Done)
}

fn place_named(name: &str, profile: &Profile) -> anyhow::Result<usize> {
    let by_name = || profile.places.iter().position(|p| p.name.eq_ignore_ascii_case(name));
    let place = profile.place(name).or_else(by_name);
    place.ok_or_else(|| Refused(format!("no place {name:?} in the profile")).into())
}

fn lies_in(event: &Event, outer: usize, profile: &Profile) -> bool {
    let places = event.places.iter().filter_map(|id| profile.place(id));
    places.into_iter().any(|place| profile.contains(outer, place))
}

fn when(event: &Event) -> String {
    event.when.map_or_else(
        || "-".into(),
        |when| {
            if when.start == when.end {
                when.start.to_string()
            } else {
                format!("{} to {}", when.start, when.end)
            }
        },
    )
}

fn first_place(event: &Event, profile: &Profile) -> String {
    let place = event.places.first().and_then(|id| profile.place(id));
    place.map_or_else(|| "-".into(), |ix| profile.places[ix].name.clone())
}

/// The event of that name, where the ledger has it; a merged one leads to what it became.
pub(super) fn find(store: &Store, name: &str) -> anyhow::Result<Event> {
    let mut event = store.event(&id(name))?;
    while let Some(into) = event.as_ref().and_then(|event| event.merged_into.clone()) {
        event = store.event(&into)?;
    }
    event.ok_or_else(|| {
        Refused(format!("no event {name:?}; `cpec-watch events list --all` shows them")).into()
    })
}

fn show(instance: &Instance, name: &str, json: bool) -> anyhow::Result<Exit> {
    let store = instance.store_to_read()?;
    let event = find(&store, name)?;
    let mut out = print::out();
    if json {
        print::json_line(&mut out, &event)?;
        return Ok(Exit::Done);
    }
    let profile = &instance.profile;
    writeln!(out, "{}", styled(STRONG, &event.title))?;
    print::pairs(
        &mut out,
        &[
            ("event", event.id.to_string()),
            ("type", event.kind.clone()),
            ("when", when(&event)),
            ("where", replay::place_names(&event.places, profile).join(" < ")),
            ("who", explain::actors(&event.actors, profile)),
            ("first told", event.first_told.to_string()),
            ("last told", event.last_told.to_string()),
            ("standing", standing(&event)),
        ],
    )?;
    facts(&mut out, &event)?;
    writeln!(out, "\n{}", styled(STRONG, "Articles"))?;
    for telling in &event.articles {
        article(&mut out, &store, telling)?;
    }
    Ok(Exit::Done)
}

fn standing(event: &Event) -> String {
    let mut words = Vec::new();
    words.extend((!event.on_topic).then_some("not tied to the topic"));
    words.extend(event.history.then_some("known history"));
    words.extend(event.ignored.then_some("ignored"));
    if words.is_empty() { "alerted".into() } else { words.join(", ") }
}

fn facts(out: &mut impl Write, event: &Event) -> anyhow::Result<()> {
    if event.facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", styled(STRONG, "Facts, oldest first"))?;
    let mut table = print::table(&["at", "fact", "outlet", "article"]);
    for fact in &event.facts {
        table.add_row([
            fact.at.strftime("%F %R").to_string(),
            explain::stated(fact),
            fact.outlet.clone(),
            fact.article.to_string(),
        ]);
    }
    print::write_table(out, &table)?;
    Ok(())
}

fn article(out: &mut impl Write, store: &Store, telling: &Telling) -> anyhow::Result<()> {
    let stored = store.article(&telling.article)?.map(|stored| stored.article);
    let title = stored.as_ref().map_or("(no longer kept)", |article| article.title.as_str());
    let role = if telling.role == Role::Primary { "reports" } else { "recalls" };
    let at = telling.at.strftime("%F %R");
    writeln!(out, "{at}  {role}  {}  {title}  {}", telling.outlet, styled(DIM, &telling.article))?;
    Ok(())
}
