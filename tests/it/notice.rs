//! Who is told what and when: severity, routes, waits, quiet hours, digests, grouping.

use cpec_watch::{
    model::{
        event::EventId,
        notice::{Channel, Notice, NoticeId, Severity},
        verdict::Verdict,
    },
    notice::{
        DigestTime, DigestTimes, Matter, Quiet, Recipient, Route, Routed, Terms, Way, digest_due,
        group, next_digest, route, severity,
    },
    profile::Profile,
};
use jiff::{SignedDuration, Timestamp, civil::Time, civil::Weekday, tz::TimeZone};

use crate::story::{self, Story, at, change, told};

fn any(min_severity: Severity, way: Way) -> Route {
    let (types, places, languages) = (Vec::new(), Vec::new(), Vec::new());
    Route { types, places, min_severity, languages, way }
}

fn desk() -> Recipient {
    Recipient {
        address: "desk@example.org".to_owned(),
        name: String::new(),
        zone: TimeZone::get("Asia/Karachi").unwrap(),
        routes: vec![any(Severity::Low, Way::Alert)],
        quiet: None,
        group_wait: 300,
        cooldown: 3600,
        digest: Some(DigestTimes { at: vec![daily(8)], nothing_new: false }),
    }
}

fn daily(hour: i8) -> DigestTime {
    DigestTime { day: None, time: Time::constant(hour, 0, 0, 0) }
}

fn terms<'a>(profile: &'a Profile, now: &str) -> Terms<'a> {
    Terms {
        profile,
        stale_after: SignedDuration::from_hours(30 * 24),
        voices: 1,
        hold: SignedDuration::from_mins(30),
        unheld: Severity::Critical,
        now: at(now),
    }
}

/// The first development of the story, as grave as told, to one recipient.
fn decide(to: &Recipient, severity: Severity, now: &str, last: Option<&str>) -> Routed {
    let mut story = told(1);
    story.developments[0].severity = severity;
    decide_on(&story, to, now, last)
}

fn decide_on(story: &Story, to: &Recipient, now: &str, last: Option<&str>) -> Routed {
    let profile = story::profile();
    let (development, event) = (&story.developments[0], &story.event);
    let matter = Matter { development, event, lang: "en-GB", voices: 1 };
    let last = |_: &str| last.map(at);
    route(&matter, std::slice::from_ref(to), &terms(&profile, now), &last).remove(0)
}

#[track_caller]
fn check(routed: &Routed, want: &[(Channel, &str)], reason: &str) {
    let got: Vec<_> = routed.notices.iter().map(|n| (n.channel, n.not_before)).collect();
    let want: Vec<_> = want.iter().map(|(channel, when)| (*channel, at(when))).collect();
    assert_eq!(got, want, "{}", routed.reason);
    assert_eq!(routed.reason, reason);
}

use Channel::{Alert, Digest};

const NOON: &str = "2021-07-14T07:00:00Z";

#[test]
fn an_alert_waits_for_more_about_the_event_and_a_critical_one_does_not() {
    let desk = desk();
    check(
        &decide(&desk, Severity::High, NOON, None),
        &[(Alert, "2021-07-14T07:05:00Z")],
        "route 1: alert after the grouping wait",
    );
    check(
        &decide(&desk, Severity::Critical, NOON, None),
        &[(Alert, NOON)],
        "route 1: alert at once",
    );
}

#[test]
fn the_pause_after_an_alert_holds_for_the_event_and_not_for_the_gravest() {
    let (desk, last) = (desk(), Some("2021-07-14T06:40:00Z"));
    check(
        &decide(&desk, Severity::High, NOON, last),
        &[(Alert, "2021-07-14T07:40:00Z")],
        "route 1: alert after the pause since the last about this event",
    );
    check(
        &decide(&desk, Severity::Critical, NOON, last),
        &[(Alert, NOON)],
        "route 1: alert at once",
    );
}

#[test]
fn quiet_hours_end_by_the_local_clock_and_the_gravest_breaks_through() {
    let quiet = |from, to| Quiet {
        from: Time::constant(from, 0, 0, 0),
        to: Time::constant(to, 0, 0, 0),
        breakthrough: Severity::High,
    };
    let night = Recipient { quiet: Some(quiet(22, 7)), ..desk() };
    let waits = |now, until| {
        check(
            &decide(&night, Severity::Medium, now, None),
            &[(Alert, until)],
            "route 1: alert after the quiet hours",
        );
    };
    waits("2021-07-14T18:30:00Z", "2021-07-15T02:00:00Z"); // 23:30 in Karachi
    waits("2021-07-15T01:00:00Z", "2021-07-15T02:00:00Z"); // 06:00
    waits("2021-07-14T16:56:00Z", "2021-07-15T02:00:00Z"); // 21:56, and the wait leads into the night
    let loud = decide(&night, Severity::High, "2021-07-14T18:30:00Z", None);
    check(&loud, &[(Alert, "2021-07-14T18:30:00Z")], "route 1: alert at once");
    let by_day = Recipient { quiet: Some(quiet(12, 14)), ..desk() };
    check(
        &decide(&by_day, Severity::Low, "2021-07-14T08:00:00Z", None),
        &[(Alert, "2021-07-14T09:00:00Z")],
        "route 1: alert after the quiet hours",
    );
}

#[test]
fn quiet_hours_over_a_clock_change_end_when_the_local_clock_says() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let quiet = Some(Quiet {
        from: Time::constant(22, 0, 0, 0),
        to: Time::constant(7, 0, 0, 0),
        breakthrough: Severity::Critical,
    });
    let berlin = Recipient { quiet, zone, ..desk() };
    let mut story = told(1);
    story.developments[0].severity = Severity::Low;
    story.event.when = None;
    let ends = |now, until| {
        let routed = decide_on(&story, &berlin, now, None);
        check(&routed, &[(Alert, until)], "route 1: alert after the quiet hours");
    };
    ends("2021-03-27T22:00:00Z", "2021-03-28T05:00:00Z"); // summer time begins in this night
    ends("2021-10-30T21:00:00Z", "2021-10-31T06:00:00Z"); // and ends in this one
}

#[test]
fn the_first_route_that_fits_decides() {
    let routes = |routes: Vec<Route>| Recipient { routes, ..desk() };
    let only = |route| decide(&routes(vec![route]), Severity::High, NOON, None).reason;
    let base = any(Severity::Low, Way::Alert);
    let told = "route 1: alert after the grouping wait";
    let none = "no route fits";
    let list = |word: &str| vec![word.to_owned()];
    assert_eq!(only(Route { places: list("kp"), ..base.clone() }), told);
    assert_eq!(only(Route { places: list("sindh"), ..base.clone() }), none);
    assert_eq!(only(Route { types: list("attack"), ..base.clone() }), told);
    assert_eq!(only(Route { types: list("legal"), ..base.clone() }), none);
    assert_eq!(only(Route { languages: list("en"), ..base.clone() }), told);
    assert_eq!(only(Route { languages: list("ur"), ..base.clone() }), none);
    assert_eq!(only(any(Severity::Critical, Way::Alert)), none);
    let silenced = routes(vec![any(Severity::Low, Way::Nothing), base]);
    check(&decide(&silenced, Severity::High, NOON, None), &[], "route 1 silences it");
}

#[test]
fn both_ways_are_two_notices_and_an_old_event_is_only_digested() {
    let both = Recipient { routes: vec![any(Severity::Low, Way::Both)], ..desk() };
    check(
        &decide(&both, Severity::High, NOON, None),
        &[(Alert, "2021-07-14T07:05:00Z"), (Digest, "2021-07-15T03:00:00Z")],
        "route 1: alert after the grouping wait; in the digest of 2021-07-15T03:00:00Z",
    );
    check(
        &decide(&both, Severity::High, "2021-09-01T07:00:00Z", None),
        &[(Digest, "2021-09-02T03:00:00Z")],
        "route 1, but the event is old; in the digest of 2021-09-02T03:00:00Z",
    );
}

#[test]
fn an_event_set_aside_is_told_nobody() {
    let mut story = told(1);
    story.event.ignored = true;
    check(&decide_on(&story, &desk(), NOON, None), &[], "the event is set aside by hand");
}

#[test]
fn an_alert_can_wait_for_a_second_source() {
    let (profile, desk, mut story) = (story::profile(), desk(), told(1));
    story.developments[0].severity = Severity::High;
    let matter = |voices| Matter {
        development: &story.developments[0],
        event: &story.event,
        lang: "",
        voices,
    };
    let terms = Terms { voices: 2, ..terms(&profile, NOON) };
    let when = |voices| {
        let to = std::slice::from_ref(&desk);
        route(&matter(voices), to, &terms, &|_| None).remove(0).notices[0].not_before
    };
    assert_eq!(when(1), at("2021-07-14T07:30:00Z"));
    assert_eq!(when(2), at("2021-07-14T07:05:00Z"));
}

#[test]
fn digests_keep_local_time_over_clock_changes_month_ends_and_leap_days() {
    let berlin = |times: Vec<DigestTime>| Recipient {
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        digest: Some(DigestTimes { at: times, nothing_new: false }),
        ..desk()
    };
    let next = |to: &Recipient, now| next_digest(to, at(now)).map(|at| at.to_string());
    let morning = berlin(vec![daily(8)]);
    assert_eq!(next(&morning, "2021-03-27T08:00:00Z").unwrap(), "2021-03-28T06:00:00Z");
    assert_eq!(next(&morning, "2021-10-30T08:00:00Z").unwrap(), "2021-10-31T07:00:00Z");
    assert_eq!(next(&morning, "2024-02-28T08:00:00Z").unwrap(), "2024-02-29T07:00:00Z");
    assert_eq!(next(&morning, "2021-12-31T08:00:00Z").unwrap(), "2022-01-01T07:00:00Z");
    let skipped = DigestTime { day: None, time: Time::constant(2, 30, 0, 0) };
    let night = berlin(vec![skipped]);
    assert_eq!(next(&night, "2021-03-27T12:00:00Z").unwrap(), "2021-03-28T01:30:00Z");
    assert_eq!(next(&night, "2021-10-30T12:00:00Z").unwrap(), "2021-10-31T00:30:00Z");
    assert_eq!(next(&night, "2021-10-31T00:30:00Z").unwrap(), "2021-11-01T01:30:00Z");
    let monday = berlin(vec![DigestTime { day: Some(Weekday::Monday), ..daily(8) }]);
    assert_eq!(next(&monday, "2021-07-12T06:00:00Z").unwrap(), "2021-07-19T06:00:00Z");
    assert_eq!(next(&Recipient { digest: None, ..desk() }, NOON), None);
}

#[test]
fn a_missed_digest_is_caught_up_once_and_never_doubled() {
    let desk = desk();
    let due = |last, now| digest_due(&desk, at(last), at(now));
    assert_eq!(due("2021-07-14T03:00:00Z", "2021-07-15T02:59:59Z"), None);
    let next = Some(at("2021-07-15T03:00:00Z"));
    assert_eq!(due("2021-07-14T03:00:00Z", "2021-07-15T03:00:00Z"), next);
    assert_eq!(due("2021-07-11T03:00:00Z", "2021-07-15T20:00:00Z"), next);
    assert_eq!(due("2021-07-15T03:00:00Z", "2021-07-15T03:00:00Z"), None);
}

#[test]
fn severity_follows_who_was_harmed_and_for_updates_what_changed() {
    let profile = story::profile();
    let judge = |story: &Story, verdict, changes: &[_]| {
        severity(verdict, changes, &story.event, &profile).0
    };
    let chinese_killed = told(1);
    assert_eq!(judge(&chinese_killed, Verdict::New, &[]), Severity::Critical);
    let mut killed = told(1);
    killed.event.facts.retain(|f| f.key.0 == "killed");
    assert_eq!(judge(&killed, Verdict::New, &[]), Severity::High);
    let mut nobody = told(1);
    nobody.event.facts.clear();
    assert_eq!(judge(&nobody, Verdict::New, &[]), Severity::Medium);
    let mut talks = nobody;
    talks.event.kind = "diplomacy".to_owned();
    assert_eq!(judge(&talks, Verdict::New, &[]), Severity::Low);
    let risen = [change("injured", Some(28), 30)];
    assert_eq!(judge(&chinese_killed, Verdict::Update, &risen), Severity::Medium);
    let chinese = [change("killed_chinese", Some(6), 9)];
    assert_eq!(judge(&chinese_killed, Verdict::Update, &chinese), Severity::Critical);
    let attackers = [change("killed_attackers", None, 2)];
    assert_eq!(judge(&chinese_killed, Verdict::Update, &attackers), Severity::Medium);
}

fn due(id: i64, event: &str, recipient: &str, message_id: Option<&str>) -> Notice {
    let mut routed = decide(&desk(), Severity::High, NOON, None);
    let mut notice = routed.notices.remove(0);
    notice.id = NoticeId(id);
    notice.development.event = EventId(event.to_owned());
    recipient.clone_into(&mut notice.recipient);
    notice.message_id = message_id.map(str::to_owned);
    notice
}

fn ids(due: Vec<Notice>) -> Vec<Vec<i64>> {
    group(due).iter().map(|b| b.notices.iter().map(|n| n.id.0).collect()).collect()
}

#[test]
fn one_mail_an_event_and_recipient_and_a_repeat_keeps_its_company() {
    let notices = vec![
        due(1, "x", "a@h", Some("old")),
        due(2, "x", "a@h", None),
        due(3, "x", "b@h", None),
        due(4, "x", "a@h", None),
        due(5, "y", "a@h", None),
    ];
    assert_eq!(ids(notices), [vec![1], vec![2, 4], vec![3], vec![5]]);
}

#[test]
fn a_burst_of_events_is_one_mail() {
    let events = |n: i64| (1..=n).map(|id| due(id, &format!("e{id}"), "a@h", None)).collect();
    assert_eq!(ids(events(5)).len(), 5);
    assert_eq!(ids(events(6)), [vec![1, 2, 3, 4, 5, 6]]);
}

#[test]
fn a_reason_is_given_to_everyone() {
    let profile = story::profile();
    let story = told(1);
    let (development, event) = (&story.developments[0], &story.event);
    let matter = Matter { development, event, lang: "", voices: 1 };
    let silent = Recipient { address: "b@h".to_owned(), routes: Vec::new(), ..desk() };
    let nobody: &dyn Fn(&str) -> Option<Timestamp> = &|_| None;
    let routed = route(&matter, &[desk(), silent], &terms(&profile, NOON), nobody);
    assert_eq!(routed.len(), 2);
    assert!(routed.iter().all(|r| !r.reason.is_empty()));
}
