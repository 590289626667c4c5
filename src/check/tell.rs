//! Developments → notices for the recipients, with what the store knows of earlier alerts.

use jiff::{SignedDuration, Timestamp};

use super::{Desk, decide::Decided};
use crate::{
    io::store::Store,
    mail::sources::voices,
    model::notice::Notice,
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
    let span = |time| SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
    let terms = Terms {
        profile: &desk.profile,
        stale_after: span(config.freshness.event),
        voices: config.corroboration.sources,
        hold: span(config.corroboration.hold),
        unheld: config.corroboration.breakthrough,
        now,
    };
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
