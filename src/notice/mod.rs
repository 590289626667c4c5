//! Who is told what, and when: developments × the recipients' wishes × `now` → notices.
//!
//! [`severity()`] says how grave a development is, [`route()`] turns it into notices with a reason
//! each, [`next_digest`] says when a digest goes out, [`group()`] puts due notices into mails.
//! Nothing here sends.

mod group;
pub mod policy;
mod route;
mod severity;

use jiff::Timestamp;

pub use group::{Batch, group};
pub use policy::{DigestTime, DigestTimes, Quiet, Recipient, Route, Way};
pub use route::{Matter, Routed, Terms, route};
pub use severity::severity;

/// The first digest time of a recipient after `now`, by his local clock: a time that a clock change
/// skips comes as if it had not, and one that comes twice counts once.
pub fn next_digest(recipient: &Recipient, now: Timestamp) -> Option<Timestamp> {
    let times = recipient.digest.as_ref()?;
    let mut date = now.to_zoned(recipient.zone.clone()).date();
    for _ in 0..9 {
        let due = times
            .at
            .iter()
            .filter(|at| at.day.is_none_or(|day| day == date.weekday()))
            .filter_map(|at| route::instant_of(date.to_datetime(at.time), &recipient.zone))
            .filter(|at| *at > now)
            .min();
        if due.is_some() {
            return due;
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// The digest time that was missed or has just come: the last one at or before `now` and after
/// `last`. Several missed ones are one.
pub fn digest_due(recipient: &Recipient, last: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let mut due = next_digest(recipient, last).filter(|at| *at <= now)?;
    while let Some(next) = next_digest(recipient, due).filter(|at| *at <= now) {
        due = next;
    }
    Some(due)
}
