//! What `plan` promises.

use super::*;
use crate::model::source::SourceKind;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn source(schedule: Schedule) -> Source {
    Source {
        id: SourceId("a".to_owned()),
        name: "A".to_owned(),
        url: url::Url::parse("https://a.example/").unwrap(),
        kind: SourceKind::Feed,
        language: None,
        weight: 0.5,
        outlet: None,
        schedule,
        timezone: None,
        full_text: false,
        max_entries: 200,
        search: false,
        enabled: true,
    }
}

fn bounds() -> Bounds {
    Bounds { jitter: 0.0, ..Bounds::default() }
}

const NOW: &str = "2026-03-01T12:00:00Z";

fn look() -> Look {
    Look::new(SourceId("a".to_owned()), at(NOW))
}

fn failed(kind: FailureKind, retry_after: Option<u64>) -> Look {
    let failure = Failure { kind, message: String::new(), retry_after };
    Look { outcome: Outcome::Failed(failure), ..look() }
}

#[track_caller]
fn wait(schedule: Schedule, before: &SourceState, look: &Look) -> i64 {
    let state = settle(&source(schedule), before, look, (&bounds(), at(NOW), 7));
    state.next_look.unwrap().duration_since(at(NOW)).as_secs()
}

#[test]
fn failures_back_off_to_the_bound_and_never_stop() {
    let mut state = SourceState::default();
    let mut waits = Vec::new();
    for _ in 0..60 {
        let failed = failed(FailureKind::Timeout, None);
        waits.push(wait(Schedule::Every(900), &state, &failed));
        state = fold(&state, &failed);
    }
    assert_eq!(waits[..4], [900, 1800, 3600, 7200]);
    assert_eq!(waits[59], 12 * 3600);
    assert_eq!(state.failures, 60);
    let after = fold(&state, &look());
    assert!(recovered(&state, &after) && !recovered(&after, &fold(&after, &look())));
}

#[test]
fn wishes_count_within_the_operators_bounds() {
    let every = || Schedule::Every(900);
    let none = SourceState::default();
    assert_eq!(wait(every(), &none, &look()), 900);
    assert_eq!(wait(every(), &none, &Look { max_age: Some(1800), ..look() }), 1800);
    assert_eq!(wait(every(), &none, &Look { max_age: Some(86400), ..look() }), 3600);
    assert_eq!(wait(every(), &none, &failed(FailureKind::RateLimited, Some(7200))), 7200);
    assert_eq!(wait(every(), &none, &failed(FailureKind::Http(410), None)), 12 * 3600);
    let left = Look { left: 3, ..look() };
    assert_eq!(wait(every(), &none, &left), 300);
    let kept = fold(&none, &Look { body_hash: Some(1), ..left });
    assert_eq!(kept.body_hash, None, "what a cap left must be read again");
}

#[test]
fn cron_is_right_across_changes_of_the_clock() {
    let next = |expression: &str, zone: &str, after: &str| {
        next_cron(expression, zone, at(after)).unwrap().to_string()
    };
    let morning = "0 0 8 * * *";
    assert_eq!(next(morning, "Europe/Berlin", "2026-03-28T08:00:00Z"), "2026-03-29T06:00:00Z");
    assert_eq!(next(morning, "Europe/Berlin", "2026-10-24T07:00:00Z"), "2026-10-25T07:00:00Z");
    assert_eq!(next(morning, "Asia/Karachi", "2026-03-28T08:00:00Z"), "2026-03-29T03:00:00Z");
    // 02:30 does not exist on 29 March and comes twice on 25 October: once each.
    let night = "0 30 2 * * *";
    assert_eq!(next(night, "Europe/Berlin", "2026-03-28T12:00:00Z"), "2026-03-29T01:30:00Z");
    assert_eq!(next(night, "Europe/Berlin", "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
    assert_eq!(next(night, "Europe/Berlin", "2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
    // Every ten minutes goes on through the hour that comes twice.
    let often = "0 */10 * * * *";
    assert_eq!(next(often, "Europe/Berlin", "2026-10-25T00:55:00Z"), "2026-10-25T01:00:00Z");
    assert_eq!(next("0 0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z"), "2028-02-29T00:00:00Z");
}

#[test]
fn due_is_what_is_overdue_once_and_a_clock_set_back_does_not_stop_it() {
    let sources = [source(Schedule::Every(900))];
    let due_at = |last: &str, next: &str| {
        let state = SourceState {
            last_look: Some(at(last)),
            next_look: Some(at(next)),
            ..SourceState::default()
        };
        let states = BTreeMap::from([(sources[0].id.clone(), state)]);
        due(&sources, &states, &bounds(), at(NOW)).len()
    };
    assert_eq!(due(&sources, &BTreeMap::new(), &bounds(), at(NOW)).len(), 1);
    assert_eq!(due_at("2026-03-01T11:50:00Z", "2026-03-01T12:05:00Z"), 0);
    assert_eq!(due_at("2026-02-01T11:50:00Z", "2026-02-01T12:05:00Z"), 1);
    assert_eq!(due_at("2027-01-01T00:00:00Z", "2027-01-01T00:15:00Z"), 1);
    assert_eq!(due_at("2026-03-01T10:00:00Z", "2030-01-01T00:00:00Z"), 1);
}

#[test]
fn a_gap_is_told_where_nothing_known_is_left() {
    let before = SourceState {
        newest: Some(at("2026-03-01T02:10:00Z")),
        last_good: Some(at("2026-03-01T02:15:00Z")),
        ..SourceState::default()
    };
    let oldest = Some(at("2026-03-01T05:00:00Z"));
    let all_new = Look { entries: 30, unseen: 30, oldest, ..look() };
    assert_eq!(
        gap(&before, &all_new),
        Some(Gap { from: before.newest.unwrap(), to: at("2026-03-01T05:00:00Z") })
    );
    assert_eq!(gap(&before, &Look { unseen: 29, ..all_new.clone() }), None);
    assert_eq!(gap(&SourceState::default(), &all_new), None);
}
