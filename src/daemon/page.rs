//! Health and metrics over HTTP: `/health` says in a status and a few words of JSON whether the
//! watch works, `/metrics` counts for Prometheus. No names of recipients, no secrets.

use std::{
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::Timestamp;
use serde_json::json;

use super::{
    pulse::Pulse,
    vitals::{Counts, Vitals},
};
use crate::model::notice::DeliveryState;

/// A work loop that did not beat for so long hangs.
const HANGS: Duration = Duration::from_mins(3);

/// Troubles with these names make the watch unhealthy; one dead source does not.
const GRAVE: [&str; 3] = ["checks", "disk", "mail."];

#[derive(Debug, Clone)]
struct Page {
    vitals: Vitals,
    pulse: Pulse,
    /// The last count of beats, and when it was new.
    seen: Arc<Mutex<(u64, Instant)>>,
}

/// The page.
pub(super) fn router(vitals: Vitals, pulse: Pulse) -> Router {
    let seen = Arc::new(Mutex::new((pulse.count(), Instant::now())));
    Router::new().route("/health", get(health)).route("/metrics", get(metrics)).with_state(Page {
        vitals,
        pulse,
        seen,
    })
}

impl Page {
    /// For how long the work loop has not moved, as far as was asked.
    fn still(&self) -> Duration {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = self.pulse.count();
        if count != seen.0 {
            *seen = (count, Instant::now());
        }
        seen.1.elapsed()
    }
}

async fn health(State(page): State<Page>) -> Response {
    let (counts, still) = (page.vitals.read(), page.still());
    let grave = |name: &&String| GRAVE.iter().any(|grave| name.starts_with(grave));
    let hangs = still > HANGS;
    let well = !hangs && !counts.health.troubles.keys().any(|name| grave(&name));
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let troubles = counts.health.troubles.iter().map(|(name, standing)| {
        // The name of a mail trouble holds an address.
        let name = name
            .split_once('.')
            .map_or(name.as_str(), |(kind, rest)| if kind == "mail" { kind } else { rest });
        json!({ "what": name, "since": standing.since.to_string() })
    });
    let troubles: Vec<_> = troubles.collect();
    let body = json!({
        "well": well,
        "hangs": hangs,
        "last_turn": counts.last_turn.to_string(),
        "last_check": counts.last_check.map(|at| at.to_string()),
        "sources": counts.sources,
        "failing": counts.failing,
        "troubles": troubles,
        "configuration_refused": counts.refused.is_some(),
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, format!("{body}\n")).into_response()
}

async fn metrics(State(page): State<Page>) -> Response {
    let text = exposition(&page.vitals.read(), page.still());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

/// Prometheus's text format.
fn exposition(counts: &Counts, still: Duration) -> String {
    let mut page = Exposition(String::new());
    page.one("info", "gauge", "The program.", &[(VERSION, 1.0)]);
    let at = |at: Timestamp| at.as_millisecond() as f64 / 1000.0;
    page.plain("start_time_seconds", "gauge", "When it started.", at(counts.started));
    page.plain(
        "last_turn_timestamp_seconds",
        "gauge",
        "The last turn of the work loop.",
        at(counts.last_turn),
    );
    if let Some(check) = counts.last_check {
        page.plain("last_check_timestamp_seconds", "gauge", "The last check.", at(check));
    }
    if let Some(backup) = counts.health.last_backup {
        page.plain(
            "last_backup_timestamp_seconds",
            "gauge",
            "The last copy of the store.",
            at(backup),
        );
    }
    page.plain(
        "loop_still_seconds",
        "gauge",
        "Since when the work loop did not move.",
        still.as_secs_f64(),
    );
    page.plain("checks_total", "counter", "Checks that looked at something.", counts.checks as f64);
    page.plain(
        "checks_failed_total",
        "counter",
        "Checks that failed as a whole.",
        counts.failed_checks as f64,
    );
    done(&mut page, counts);
    stands(&mut page, counts);
    page.0
}

/// What was done since the start.
fn done(page: &mut Exposition, counts: &Counts) {
    let fresh = counts.looks.saturating_sub(counts.unchanged + counts.failed_looks);
    let looks = [
        ("{outcome=\"fresh\"}", fresh as f64),
        ("{outcome=\"unchanged\"}", counts.unchanged as f64),
        ("{outcome=\"failed\"}", counts.failed_looks as f64),
    ];
    page.one("looks_total", "counter", "Looks at sources.", &looks);
    page.plain("articles_total", "counter", "Articles decided about.", counts.articles as f64);
    let developments =
        [("{verdict=\"new\"}", counts.new as f64), ("{verdict=\"update\"}", counts.updates as f64)];
    page.one("developments_total", "counter", "Developments found.", &developments);
    let mails = [
        ("{ending=\"sent\"}", counts.sent as f64),
        ("{ending=\"put_off\"}", counts.put_off as f64),
        ("{ending=\"given_up\"}", counts.given_up as f64),
    ];
    page.one("mails_total", "counter", "Tries to hand mails over.", &mails);
}

/// How things stand.
fn stands(page: &mut Exposition, counts: &Counts) {
    let of =
        |wanted| counts.outbox.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, n)| *n);
    let outbox = [
        ("{state=\"queued\"}", of(DeliveryState::Queued) as f64),
        ("{state=\"sent\"}", of(DeliveryState::Sent) as f64),
        ("{state=\"unknown\"}", of(DeliveryState::Unknown) as f64),
        ("{state=\"dead\"}", of(DeliveryState::Dead) as f64),
    ];
    page.one("outbox_notices", "gauge", "Notices in the outbox.", &outbox);
    page.plain("sources", "gauge", "Sources configured.", counts.sources as f64);
    page.plain("sources_failing", "gauge", "Sources that fail.", counts.failing as f64);
    page.plain(
        "troubles",
        "gauge",
        "What the operator is told of.",
        counts.health.troubles.len() as f64,
    );
    if let Some(bytes) = counts.store_bytes {
        page.plain("store_bytes", "gauge", "Size of the store.", bytes as f64);
    }
    if let Some(bytes) = counts.health.disk_free {
        page.plain("disk_free_bytes", "gauge", "Room where the store lies.", bytes as f64);
    }
}

const VERSION: &str = concat!("{version=\"", env!("CARGO_PKG_VERSION"), "\"}");

struct Exposition(String);

impl Exposition {
    fn plain(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.one(name, kind, help, &[("", value)]);
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, values: &[(&str, f64)]) {
        let _ = writeln!(self.0, "# HELP cpec_watch_{name} {help}");
        let _ = writeln!(self.0, "# TYPE cpec_watch_{name} {kind}");
        for (labels, value) in values {
            let _ = writeln!(self.0, "cpec_watch_{name}{labels} {value}");
        }
    }
}
