//! Over time, with a simulated clock: the operator's mail once each and once on recovery, digests
//! that are neither skipped nor doubled, the outbox after crashes and clocks that jump.

use std::collections::BTreeMap;

use cpec_watch::{
    demo::press::{Answer, Format, Paper, Press, Story},
    io::store::Store,
    model::notice::DeliveryState,
    plan::Pause,
    upkeep::{Standing, settle},
};
use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;

use crate::{
    sink::{Act, Stage},
    story::at,
    world::World,
};

const OPERATOR: &str = "operator@example.org";

/// Subjects of what a reader got, in order.
fn subjects(world: &World, to: &str) -> Vec<String> {
    let mails = world.sink.received().into_iter().filter(|mail| mail.to == [to]);
    mails
        .map(|mail| {
            let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
            parsed.subject().unwrap().to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_that_dies_is_told_once_and_once_when_it_is_back() {
    let mut world = World::new(&format!("[health]\noperator = \"{OPERATOR}\"\n")).await;
    world.run(&["check"]).await.status(0);
    let dead = Answer { status: 503, headers: Vec::new(), body: Vec::new() };
    world.press.override_path("/herald/atom.xml", dead);
    for _ in 0..8 {
        world.later(61);
        world.run(&["check", "--all"]).await.status(3);
    }
    let told = subjects(&world, OPERATOR);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0], "cpec-watch: 1 problem \u{2013} herald");
    world.press.restore_path("/herald/atom.xml");
    for _ in 0..3 {
        world.later(61);
        world.run(&["check", "--all"]).await.status(0);
    }
    let told = subjects(&world, OPERATOR);
    assert_eq!(told[1..], ["cpec-watch: well again \u{2013} herald"], "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_mail_and_a_full_disk_reach_the_operator_and_a_long_silence_too() {
    let more = format!("[health]\noperator = \"{OPERATOR}\"\ndisk_free = \"900000 GiB\"\n");
    let mut world = World::new(&more).await;
    world.sink.without("field@example.org");
    world.publish(1);
    world.later(6);
    world.run(&["check"]).await.status(0);
    let told = subjects(&world, OPERATOR);
    assert_eq!(told, ["cpec-watch: 2 problems \u{2013} disk, mail to field@example.org"]);
    let dead: Vec<_> = world.store().queue(false).unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].state, DeliveryState::Dead);
    let id = dead[0].id.0.to_string();
    world.run(&["mail", "drop", &id]).await.status(0);
    world.later(60);
    world.run(&["check"]).await.status(0);
    let told = subjects(&world, OPERATOR);
    assert_eq!(told[1..], ["cpec-watch: well again \u{2013} mail to field@example.org"]);
    world.later(60 * 30);
    world.run(&["check"]).await.status(0);
    let told = subjects(&world, OPERATOR);
    assert_eq!(told[2..], ["cpec-watch: well again \u{2013} checks"], "a gap of thirty hours");
}

#[test]
fn a_trouble_is_told_once_however_often_it_is_found() {
    let found = |names: &[&str], since: Timestamp| -> BTreeMap<String, Standing> {
        let standing = |name: &&str| {
            let one = Standing {
                what: (*name).to_owned(),
                problem: "it fails".to_owned(),
                advice: String::new(),
                since,
                last_good: None,
                told: false,
                over: None,
            };
            ((*name).to_owned(), one)
        };
        names.iter().map(standing).collect()
    };
    let start = at("2026-01-01T00:00:00Z");
    let hour = SignedDuration::from_hours(1);
    let mut known = settle(BTreeMap::new(), found(&["a", "b"], start), start);
    assert!(known.values().all(|one| !one.told && one.over.is_none()));
    known.values_mut().for_each(|one| one.told = true);
    let known = settle(known, found(&["a"], start + hour), start + hour);
    assert!(known["a"].told && known["a"].since == start, "it stands since then, and is known");
    assert_eq!(known["b"].over, Some(start + hour));
    // One that ended before anybody could be told is not told, unless it lasted.
    let brief = settle(BTreeMap::new(), found(&["c"], start), start);
    assert!(settle(brief.clone(), BTreeMap::new(), start + hour / 2).is_empty());
    assert_eq!(settle(brief, BTreeMap::new(), start + hour)["c"].over, Some(start + hour));
}

#[test]
fn a_server_that_is_away_is_asked_less_and_less_and_never_given_up() {
    let mut now = at("2026-01-01T00:00:00Z");
    let (mut pause, mut waits) = (Pause::default(), Vec::new());
    for _ in 0..8 {
        pause.failed(now);
        assert!(!pause.is_over(now));
        let until = pause.until(now).unwrap();
        waits.push(until.duration_since(now).as_mins());
        now = until;
        assert!(pause.is_over(now));
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30, 30]);
    pause.failed(now);
    let put_back = now - SignedDuration::from_hours(5);
    assert!(pause.is_over(put_back), "a pause of a clock that ran ahead is over");
}

const DIGEST: &str = "[digest]\nnothing_new = true\n";

/// A world whose one reader of digests is the operator of this configuration.
async fn digests(zone: &str, at: &str) -> World {
    let more = format!(
        "{DIGEST}[[recipient]]\naddress = \"morning@example.org\"\ntimezone = \"{zone}\"\n\
         digest = [\"{at}\"]\nnothing_new = true\n\
         [[recipient.route]]\nseverity = \"low\"\ntell = \"digest\"\n"
    );
    World::new(&more).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn digests_come_at_their_local_time_across_clock_changes_and_once_after_a_downtime() {
    let mut world = digests("Europe/London", "01:30").await;
    let sent = |world: &World| subjects(world, "morning@example.org").len();
    // The night of 29 March 2026 has no 01:30 in London; that of 25 October has two.
    world.now = at("2026-03-28T00:00:00Z");
    world.run(&["check"]).await.status(0);
    for (time, count) in [
        ("2026-03-28T01:29:00Z", 0),
        ("2026-03-28T01:31:00Z", 1),
        ("2026-03-29T00:59:00Z", 1),
        ("2026-03-29T01:31:00Z", 2),
        ("2026-03-29T09:00:00Z", 2),
        ("2026-03-30T00:29:00Z", 2),
        ("2026-03-30T00:31:00Z", 3),
        // Down for a week: one digest, not seven.
        ("2026-04-06T12:00:00Z", 4),
        ("2026-04-06T12:30:00Z", 4),
        ("2026-10-24T12:00:00Z", 5),
        ("2026-10-25T00:31:00Z", 6),
        ("2026-10-25T01:31:00Z", 6),
        ("2026-10-26T01:29:00Z", 6),
        ("2026-10-26T01:31:00Z", 7),
        // A clock put back by a month and right again: nothing is sent again for the time between.
        ("2026-09-26T12:00:00Z", 7),
    ] {
        world.now = at(time);
        world.run(&["check"]).await.status(0);
        assert_eq!(sent(&world), count, "at {time}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_digest_with_news_is_one_mail_after_days_of_downtime_and_a_restart_does_not_double_it() {
    let mut world = digests("Asia/Karachi", "08:00").await;
    world.now = at("2028-02-27T04:00:00Z");
    world.run(&["check"]).await.status(0);
    for number in [0, 4, 8] {
        world.publish(number);
        world.later(6);
        world.run(&["check"]).await.status(0);
    }
    // Over the leap day; the digest of the 28th was missed, and that of the 29th.
    world.now = at("2028-02-29T12:00:00Z");
    for _ in 0..4 {
        world.run(&["check"]).await.status(0);
        world.later(3);
    }
    assert_eq!(subjects(&world, "morning@example.org").len(), 1);
    world.now = at("2028-03-01T03:01:00Z");
    world.run(&["check"]).await.status(0);
    assert_eq!(subjects(&world, "morning@example.org").len(), 2, "the first of March, on time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_digest_without_news_that_is_put_off_is_not_tried_at_every_tick() {
    let mut world = digests("Asia/Karachi", "08:00").await;
    world.now = at("2026-05-01T00:00:00Z");
    world.run(&["check"]).await.status(0);
    world.now = at("2026-05-01T03:00:00Z");
    world.sink.on(Stage::Rcpt, Act::Answer("450 4.2.0 later"));
    world.run(&["check"]).await.status(0);
    let before = world.sink.connections();
    world.later(5);
    world.run(&["check"]).await.status(0);
    assert_eq!(world.sink.connections(), before, "not yet");
    world.later(11);
    world.run(&["check"]).await.status(0);
    assert_eq!(subjects(&world, "morning@example.org").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_queued_by_a_clock_that_ran_ahead_leaves_when_it_is_right_again() {
    let mut world = World::new("[corroboration]\nsources = 2\nbreakthrough = \"critical\"\n").await;
    let right = world.now;
    world.later(60 * 24 * 365);
    world.publish(2);
    world.later(6);
    world.run(&["check", "--no-mail"]).await.status(0);
    assert_eq!(world.store().queue(false).unwrap().len(), 2);
    world.now = right;
    world.run(&["check"]).await.status(0);
    assert!(world.store().queue(false).unwrap().is_empty(), "not in a year");
    assert_eq!(world.sink.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_that_waits_for_a_second_source_leaves_when_it_comes() {
    let more = "[corroboration]\nsources = 2\nhold = \"2h\"\nbreakthrough = \"critical\"\n";
    let mut world = World::new(more).await;
    let paper = Paper { id: "post".into(), name: "Karakoram Post".into(), format: Format::Atom };
    let story = |slug: &str, paper: &str, at: Timestamp, title: &str, text: &str| Story {
        paper: paper.into(),
        slug: slug.into(),
        published: at,
        author: "Staff".into(),
        title: title.into(),
        text: text.into(),
    };
    let press = Press::open(vec![paper.clone()]).await.unwrap();
    let sources = std::fs::read_to_string(world.program.path("config/sources.toml")).unwrap();
    let both = format!("{sources}{}", crate::world::source("post", &press.source_url(&paper)));
    std::fs::write(world.program.path("config/sources.toml"), both).unwrap();
    world.press.publish(story(
        "arrest",
        "herald",
        world.now,
        "Two held over plan to attack Chinese camp in Gwadar",
        "Police in Gwadar on Monday arrested two men who planned to attack a camp of Chinese \
         engineers of the China-Pakistan Economic Corridor, a spokesman said. Explosives were found \
         in their house.",
    ));
    world.later(6);
    world.run(&["check"]).await.status(0);
    let queue = world.store().queue(false).unwrap();
    assert_eq!(queue.len(), 2, "told to two readers, and held: {queue:?}");
    assert!(queue.iter().all(|n| n.not_before > world.now + SignedDuration::from_mins(100)));
    press.publish(story(
        "gwadar-raid",
        "post",
        world.now,
        "Gwadar police foil attack on Chinese engineers, two arrested",
        "Two suspects were arrested in Gwadar on Monday for planning an attack on the camp of Chinese \
         engineers who work for the China-Pakistan Economic Corridor. Officers said they had seized \
         explosives during a raid.",
    ));
    world.later(6);
    world.run(&["check"]).await.status(0);
    assert_eq!(world.sink.received().len(), 2, "{:?}", world.store().queue(false).unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_cannot_be_read_back_does_not_hold_up_the_others() {
    let mut world = World::new("").await;
    world.publish(0);
    world.later(6);
    world.run(&["check", "--no-mail"]).await.status(0);
    let path = world.program.path("config/state/cpec-watch.db");
    let spoiled = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(spoiled.execute("UPDATE development SET body = '{\"ev'", []).unwrap(), 1);
    drop(spoiled);
    world.later(9 * 24 * 60);
    world.publish(4);
    world.later(6);
    world.run(&["check"]).await.status(0).stderr_has("what cannot be read back was put aside");
    assert_eq!(world.sink.received().len(), 2, "the other event reached both readers");
    world.later(6);
    world.run(&["check"]).await.status(0);
    assert_eq!(world.sink.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_brings_the_program_down_goes_again_later_and_later_and_is_then_left() {
    let mut world = World::new("").await;
    world.publish(0);
    world.later(6);
    world.run(&["check", "--no-mail"]).await.status(0);
    let mut store = Store::open(world.program.path("config/state/cpec-watch.db")).unwrap();
    let id = store.queue(false).unwrap()[0].id;
    let (mut now, mut waits) = (world.now, Vec::new());
    for _ in 0..5 {
        assert_eq!(store.claim(&[id], "m@watch.example.org", now).unwrap(), [id]);
        assert!(store.due_notices(now).unwrap().iter().all(|n| n.id != id), "it is in hand");
        assert_eq!(store.release_claims(now, 5).unwrap(), 1);
        let notice = store.notice(id).unwrap().unwrap();
        assert!(notice.last_error.unwrap().starts_with("may have arrived"));
        waits.push(notice.not_before.duration_since(now).as_secs().max(0));
        now = now.max(notice.not_before);
    }
    assert_eq!(waits, [0, 15, 30, 60, 120]);
    assert_eq!(store.notice(id).unwrap().unwrap().state, DeliveryState::Unknown);
    assert_eq!(store.retry(&[id], now).unwrap(), 1, "a person may try it again");
    let again = store.notice(id).unwrap().unwrap();
    assert_eq!(again.message_id.as_deref(), Some("m@watch.example.org"), "as the same mail");
}
