//! A development × the recipients → one notice a recipient and channel, each with the reason for
//! its channel and its time; those who are not told get a reason too.

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::policy::{Quiet, Recipient, Route, Way};
use crate::{
    model::{
        event::Event,
        notice::{Channel, DeliveryState, Development, Notice, NoticeId, Severity},
    },
    profile::Profile,
};

/// What is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The development.
    pub development: &'a Development,
    /// Its event as it now stands.
    pub event: &'a Event,
    /// BCP 47 language of the article that brought it; empty where unknown.
    pub lang: &'a str,
    /// Independent voices that tell of the event.
    pub voices: usize,
}

/// What holds for all recipients.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The topic, for containment of places.
    pub profile: &'a Profile,
    /// An event that ended longer ago than this is told by digest.
    pub stale_after: SignedDuration,
    /// An alert about an event with fewer voices than this waits …
    pub voices: usize,
    /// … so long for more …
    pub hold: SignedDuration,
    /// … unless it is as grave as this.
    pub unheld: Severity,
    /// The instant of the check.
    pub now: Timestamp,
}

/// What was decided for one recipient.
#[derive(Debug, Clone, PartialEq)]
pub struct Routed {
    /// Whose address.
    pub recipient: String,
    /// What is queued; two for a route that tells both ways, none where nothing is told.
    pub notices: Vec<Notice>,
    /// Why.
    pub reason: String,
}

/// Decides for every recipient. `last_alert` tells when a recipient was last alerted of the event.
pub fn route(
    matter: &Matter<'_>,
    recipients: &[Recipient],
    terms: &Terms<'_>,
    last_alert: &dyn Fn(&str) -> Option<Timestamp>,
) -> Vec<Routed> {
    recipients
        .iter()
        .map(|recipient| {
            let (ways, reason) = ways(matter, recipient, terms, last_alert);
            let notices = ways
                .into_iter()
                .map(|(channel, not_before)| notice(matter, recipient, channel, not_before))
                .collect();
            Routed { recipient: recipient.address.clone(), notices, reason }
        })
        .collect()
}

type Ways = Vec<(Channel, Timestamp)>;

fn ways(
    matter: &Matter<'_>,
    to: &Recipient,
    terms: &Terms<'_>,
    last_alert: &dyn Fn(&str) -> Option<Timestamp>,
) -> (Ways, String) {
    if matter.event.ignored {
        return (Vec::new(), "the event is set aside by hand".to_owned());
    }
    let Some((at, route)) =
        to.routes.iter().enumerate().find(|(_, route)| fits(route, matter, terms.profile))
    else {
        return (Vec::new(), "no route fits".to_owned());
    };
    let number = at + 1;
    let way = match route.way {
        Way::Alert | Way::Both if stale(matter.event, to, terms) => Way::Digest,
        way => way,
    };
    let old = if way == route.way { "" } else { ", but the event is old" };
    let digest = super::next_digest(to, terms.now);
    let mut ways = Vec::new();
    let mut reason = format!("route {number}{old}");
    if matches!(way, Way::Alert | Way::Both) {
        let (when, why) = alert_time(matter, to, terms, last_alert(&to.address));
        ways.push((Channel::Alert, when));
        reason = format!("{reason}: alert {why}");
    }
    if matches!(way, Way::Digest | Way::Both) {
        match digest {
            Some(when) => {
                ways.push((Channel::Digest, when));
                reason = format!("{reason}; in the digest of {when}");
            }
            None => reason = format!("{reason}; no digest is set"),
        }
    }
    if way == Way::Nothing {
        reason = format!("route {number} silences it");
    }
    (ways, reason)
}

/// When an alert may go, and why then.
fn alert_time(
    matter: &Matter<'_>,
    to: &Recipient,
    terms: &Terms<'_>,
    last: Option<Timestamp>,
) -> (Timestamp, String) {
    let severity = matter.development.severity;
    let breaks_through = to.quiet.map_or(Severity::Critical, |quiet| quiet.breakthrough);
    let urgent = severity >= breaks_through;
    let mut when = terms.now;
    let mut why = "at once".to_owned();
    let mut wait = |until: Timestamp, because: &str| {
        if until > when {
            when = until;
            because.clone_into(&mut why);
        }
    };
    if !urgent {
        wait(later(terms.now, to.group_wait), "after the grouping wait");
        if let Some(last) = last {
            wait(later(last, to.cooldown), "after the pause since the last about this event");
        }
    }
    if matter.voices < terms.voices && severity < terms.unheld {
        let until = terms.now.saturating_add(terms.hold).unwrap_or(terms.now);
        wait(until, "after waiting for a second source");
    }
    if let Some(quiet) = to.quiet.filter(|_| !urgent)
        && let Some(end) = quiet_until(&quiet, &to.zone, when)
    {
        return (end, "after the quiet hours".to_owned());
    }
    (when, why)
}

fn later(from: Timestamp, seconds: u64) -> Timestamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    from.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(from)
}

/// The end of the quiet hours `at` lies in.
fn quiet_until(quiet: &Quiet, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
    let local = at.to_zoned(zone.clone()).datetime();
    let (time, today) = (local.time(), local.date());
    let spans_midnight = quiet.to <= quiet.from;
    let end = if !spans_midnight && quiet.from <= time && time < quiet.to {
        today
    } else if spans_midnight && time >= quiet.from {
        today.tomorrow().ok()?
    } else if spans_midnight && time < quiet.to {
        today
    } else {
        return None;
    };
    instant_of(end.to_datetime(quiet.to), zone)
}

/// A local time as an instant; one that a clock change skips is taken as it would have been.
pub(super) fn instant_of(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(local).compatible().ok().map(|zoned| zoned.timestamp())
}

fn stale(event: &Event, to: &Recipient, terms: &Terms<'_>) -> bool {
    event.when.is_some_and(|when| {
        let end =
            when.end.tomorrow().unwrap_or(when.end).to_datetime(jiff::civil::Time::midnight());
        instant_of(end, &to.zone)
            .is_some_and(|end| terms.now.duration_since(end) > terms.stale_after)
    })
}

fn fits(route: &Route, matter: &Matter<'_>, profile: &Profile) -> bool {
    let kind = &matter.event.kind;
    let types = route.types.is_empty() || route.types.contains(kind);
    let places = route.places.is_empty()
        || route.places.iter().any(|outer| within(outer, &matter.event.places, profile));
    let languages = route.languages.is_empty()
        || route.languages.iter().any(|wanted| speaks(matter.lang, wanted));
    types && places && languages && matter.development.severity >= route.min_severity
}

/// Whether one of the places is `outer` or lies in it.
fn within(outer: &str, places: &[String], profile: &Profile) -> bool {
    places.iter().any(|place| match (profile.place(outer), profile.place(place)) {
        (Some(outer), Some(inner)) => profile.contains(outer, inner),
        _ => outer == place,
    })
}

/// `en-GB` is `en`; an unknown language is none in particular.
fn speaks(lang: &str, wanted: &str) -> bool {
    let (lang, wanted) = (lang.to_ascii_lowercase(), wanted.to_ascii_lowercase());
    lang == wanted || lang.strip_prefix(&wanted).is_some_and(|rest| rest.starts_with('-'))
}

fn notice(matter: &Matter<'_>, to: &Recipient, channel: Channel, not_before: Timestamp) -> Notice {
    Notice {
        id: NoticeId(0),
        development: matter.development.clone(),
        recipient: to.address.clone(),
        channel,
        not_before,
        state: DeliveryState::Queued,
        attempts: 0,
        last_error: None,
        message_id: None,
        sent_at: None,
    }
}
