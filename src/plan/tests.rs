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

#[test]
fn cron_knows_the_ends_of_months_and_the_leap_day() {
    let turns = |expression: &str, mut from: Timestamp, count: usize| -> Vec<String> {
        let next = |from| next_cron(expression, "Asia/Karachi", from).unwrap();
        let mut turns = Vec::new();
        for _ in 0..count {
            from = next(from);
            turns.push(from.to_string());
        }
        turns
    };
    assert_eq!(
        turns("0 0 6 31 * *", at("2026-01-15T00:00:00Z"), 3),
        ["2026-01-31T01:00:00Z", "2026-03-31T01:00:00Z", "2026-05-31T01:00:00Z"]
    );
    assert_eq!(
        turns("0 0 6 29 2 *", at("2026-01-15T00:00:00Z"), 2),
        ["2028-02-29T01:00:00Z", "2032-02-29T01:00:00Z"]
    );
    assert_eq!(
        turns("0 30 23 L * *", at("2028-02-10T00:00:00Z"), 2),
        ["2028-02-29T18:30:00Z", "2028-03-31T18:30:00Z"]
    );
}

#[test]
fn turns_missed_in_a_downtime_are_caught_up_by_one_look() {
    let schedule = Schedule::Cron {
        expression: "0 0 */6 * * *".to_owned(),
        timezone: "Asia/Karachi".to_owned(),
    };
    let source = source(schedule);
    let mut state = SourceState::default();
    let mut looks = Vec::new();
    // Asked each quarter of an hour for two days, with a day of sleep between.
    for minute in (0..4 * 24 * 60).step_by(15) {
        if (24 * 60..48 * 60).contains(&minute) {
            continue;
        }
        let now = at("2026-03-01T00:00:00Z") + SignedDuration::from_mins(minute);
        let states = [(source.id.clone(), state.clone())].into();
        if due(std::slice::from_ref(&source), &states, &bounds(), now).is_empty() {
            let next = next_due(std::slice::from_ref(&source), &states, &bounds(), now).unwrap();
            assert!(next > now, "what is not due has a time to come");
            continue;
        }
        looks.push(now.to_string());
        let look = Look { at: now, ..look() };
        state = settle(&source, &state, &look, (&bounds(), now, 1));
    }
    let days: Vec<&str> = looks.iter().map(|at| &at[8..16]).collect();
    assert_eq!(
        days,
        [
            "01T00:00", "01T01:00", "01T07:00", "01T13:00", "01T19:00", // every six hours
            "03T00:00", "03T01:00", "03T07:00", "03T13:00", "03T19:00", // the sleep: once
            "04T01:00", "04T07:00", "04T13:00", "04T19:00",
        ]
    );
}
