//! Developments → notices for the recipients, with what the store knows of earlier alerts.

use jiff::{SignedDuration, Timestamp};

use super::{Desk, decide::Decided};
use crate::{
    io::store::Store,
    mail::sources::voices,
    model::notice::{Channel, Notice, NoticeId},
    notice::{self, Matter, Terms},
};

/// The notices of one check, in the order of its developments.
pub(super) fn notices(
    desk: &Desk,
    store: &Store,
    decided: &Decided,
    now: Timestamp,
) -> anyhow::Result<Vec<Notice>> {
    let config = &desk.config;
    let terms = terms(desk, now);
    let mut notices = Vec::new();
    for development in &decided.developments {
        let Some(event) = decided.events.iter().find(|e| e.id == development.event) else {
            continue;
        };
        let case = decided.cases.iter().find(|case| case.article.id == development.article);
        let matter = Matter {
            development,
            event,
            lang: case.map_or("", |case| &case.article.lang),
            voices: voices(event).len(),
        };
        let mut last = Vec::new();
        for to in &config.recipients {
            last.push((to.address.as_str(), store.last_alert(&event.id, &to.address)?));
        }
        let last_alert =
            |to: &str| last.iter().find(|(known, _)| *known == to).and_then(|(_, at)| *at);
        for routed in notice::route(&matter, &config.recipients, &terms, &last_alert) {
            tracing::debug!(event = %event.id, "{}: {}", routed.recipient, routed.reason);
            notices.extend(routed.notices);
        }
    }
    Ok(notices)
}

/// Alerts that waited for a second independent source which has come now, and when they may go. The
/// second source brings nothing new, so nothing else would wake them.
pub(super) fn released(
    desk: &Desk,
    store: &Store,
    decided: &Decided,
    now: Timestamp,
) -> anyhow::Result<Vec<(NoticeId, Timestamp)>> {
    let config = &desk.config;
    let mut released = Vec::new();
    if config.corroboration.sources < 2 {
        return Ok(released);
    }
    let terms = terms(desk, now);
    for to in &config.recipients {
        for held in store.waiting(&to.address, Channel::Alert)? {
            let Some(event) = decided.events.iter().find(|e| e.id == held.development.event) else {
                continue;
            };
            let voices = voices(event).len();
            if voices < terms.voices || held.message_id.is_some() || held.not_before <= now {
                continue;
            }
            let lang = store.article(&held.development.article)?.map(|stored| stored.article.lang);
            let lang = lang.unwrap_or_default();
            let matter = Matter { development: &held.development, event, lang: &lang, voices };
            let last = store.last_alert(&event.id, &to.address)?;
            let routed = notice::route(&matter, std::slice::from_ref(to), &terms, &|_| last);
            let alerts = routed.into_iter().flat_map(|routed| routed.notices);
            let when = alerts.filter(|n| n.channel == Channel::Alert).map(|n| n.not_before).min();
            if let Some(when) = when.filter(|when| *when < held.not_before) {
                released.push((held.id, when));
            }
        }
    }
    Ok(released)
}

fn terms(desk: &Desk, now: Timestamp) -> Terms<'_> {
    let config = &desk.config;
    let span = |time| SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
    Terms {
        profile: &desk.profile,
        stale_after: span(config.freshness.event),
        voices: config.corroboration.sources,
        hold: span(config.corroboration.hold),
        unheld: config.corroboration.breakthrough,
        now,
    }
}
