//! The outbox drained into a real mail server that misbehaves: nothing lost, nothing sent twice
//! but as the same mail, and nobody held up by another's trouble.

use std::collections::{BTreeMap, BTreeSet};

use cpec_watch::{
    config::{Config, Transport},
    deliver::{Desk, Ending, Report, deliver, digest_mail, health_mail, mailer, test_mail},
    io::{
        smtp::{Client, Mailer, Security, Server},
        store::Store,
    },
    mail::{Health, Templates},
    model::{
        article::Article,
        event::EventId,
        fact::FactValue,
        notice::{Channel, DeliveryState, Notice, NoticeId},
    },
    notice::{DigestTimes, Recipient},
    profile::Profile,
};
use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;

use crate::{
    sink::{Act, Received, Sink, Stage},
    story::{self, Story, at, told},
};

const DESK: &str = "desk@example.org";

/// A store, a configuration and what mail needs, with a clock that is set by hand.
struct World {
    store: Store,
    config: Config,
    profile: Profile,
    templates: Templates,
    now: Timestamp,
}

impl World {
    fn new(recipients: &[&str]) -> Self {
        let mut config = Config::default();
        config.recipients = recipients.iter().map(|to| recipient(to)).collect();
        config.mail.from = "Watch <watch@example.org>".to_owned();
        config.mail.list_id = "cpec-watch.example.org".to_owned();
        Self {
            store: Store::open_in_memory().unwrap(),
            config,
            profile: story::profile(),
            templates: Templates::embedded(),
            now: at("2021-07-14T05:00:00Z"),
        }
    }

    /// Stores the story as it stands and queues its last development.
    fn tell(&mut self, story: &Story, to: &str, channel: Channel) -> NoticeId {
        self.tell_at(story, to, channel, self.now)
    }

    fn tell_at(
        &mut self,
        story: &Story,
        to: &str,
        channel: Channel,
        not_before: Timestamp,
    ) -> NoticeId {
        let tx = self.store.begin().unwrap();
        for article in &story.articles {
            tx.save_article(&full(article), None, self.now).unwrap();
        }
        tx.save_event(&story.event).unwrap();
        let notice = Notice {
            id: NoticeId(0),
            development: story.developments.last().unwrap().clone(),
            recipient: to.to_owned(),
            channel,
            not_before,
            state: DeliveryState::Queued,
            attempts: 0,
            last_error: None,
            message_id: None,
            sent_at: None,
        };
        let id = tx.queue_notice(&notice).unwrap();
        tx.commit().unwrap();
        id
    }

    /// As many events as asked for, one notice each.
    fn tell_many(&mut self, count: usize, to: &str) {
        for n in 0..count {
            let story = renamed(&format!("2021-07-14-event-{n}"));
            self.tell(&story, to, Channel::Alert);
        }
    }

    async fn deliver(&mut self, mailer: &mut Mailer) -> Report {
        let desk =
            Desk { config: &self.config, profile: &self.profile, templates: &self.templates };
        deliver(&mut self.store, mailer, &desk, self.now).await.unwrap()
    }

    fn later(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    fn notice(&self, id: NoticeId) -> Notice {
        self.store.notice(id).unwrap().unwrap()
    }
}

fn recipient(address: &str) -> Recipient {
    Recipient {
        address: address.to_owned(),
        name: String::new(),
        zone: jiff::tz::TimeZone::get("Asia/Karachi").unwrap(),
        routes: Vec::new(),
        quiet: None,
        group_wait: 0,
        cooldown: 0,
        digest: None,
    }
}

fn renamed(id: &str) -> Story {
    let mut story = told(1);
    story.event.id = EventId(id.to_owned());
    for development in &mut story.developments {
        development.event = story.event.id.clone();
    }
    story
}

fn full(article: &cpec_watch::mail::ArticleRef) -> Article {
    Article {
        id: article.article.clone(),
        url: article.url.clone(),
        outlet: article.outlet.clone(),
        source: None,
        lang: article.lang.clone(),
        title: article.title.clone(),
        text: article.title.clone(),
        author: None,
        published: None,
        modified: None,
        fingerprint: 1,
    }
}

fn smtp(sink: &Sink) -> Mailer {
    Mailer::Smtp(Box::new(Client::new(Server {
        host: "localhost".to_owned(),
        port: sink.port,
        security: Security::Plain,
        login: None,
        deadline: std::time::Duration::from_secs(20),
        hello: None,
        roots: Vec::new(),
    })))
}

fn header(received: &Received, name: &str) -> Option<String> {
    let parsed = MessageParser::default().parse(&received.bytes)?;
    parsed.header_raw(name).map(|value| value.trim().to_owned())
}

fn text(received: &Received) -> String {
    let parsed = MessageParser::default().parse(&received.bytes).unwrap();
    parsed.body_text(0).unwrap().into_owned()
}

#[tokio::test]
async fn an_update_answers_the_first_mail_and_a_correction_says_what_it_said() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    let mut mailer = smtp(&sink);
    let first = world.tell(&told(1), DESK, Channel::Alert);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    assert_eq!(world.notice(first).state, DeliveryState::Sent);
    world.later(600);
    world.tell(&told(3), DESK, Channel::Alert);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    world.later(600);
    let mut story = told(4);
    let last = story.developments.last_mut().unwrap();
    last.changes = vec![story::change("killed", Some(12), 11)];
    last.changes[0].after = FactValue::Count(11);
    world.tell(&story, DESK, Channel::Alert);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    let received = sink.received();
    let root = header(&received[0], "Message-ID").unwrap();
    assert!(root.starts_with("<2021-07-14-dasu-attack."), "{root}");
    for later in &received[1..] {
        assert_eq!(header(later, "In-Reply-To").as_ref(), Some(&root));
        assert_eq!(header(later, "References").as_ref(), Some(&root));
    }
    assert!(header(&received[0], "In-Reply-To").is_none());
    assert!(text(&received[1]).contains("Our earlier mail about it: Wed 14 Jul 2021"));
    let correction = text(&received[2]);
    assert!(correction.starts_with("CORRECTION"), "{correction}");
    assert!(correction.contains("said Killed: 12. That no longer"), "{correction}");
    assert_eq!(world.deliver(&mut mailer).await, Report::default(), "nothing is sent twice");
}

#[tokio::test]
async fn one_bad_recipient_of_three_is_put_aside_and_the_others_get_theirs() {
    let people = ["a@example.org", "bad@example.org", "c@example.org"];
    let (sink, mut world) = (Sink::start().await, World::new(&people));
    sink.without("bad@example.org");
    let ids = people.map(|to| world.tell(&told(1), to, Channel::Alert));
    let report = world.deliver(&mut smtp(&sink)).await;
    assert_eq!(report.sent(), 2);
    let states = ids.map(|id| world.notice(id).state);
    assert_eq!(states, [DeliveryState::Sent, DeliveryState::Dead, DeliveryState::Sent]);
    assert!(world.notice(ids[1]).last_error.unwrap().contains("no such user"));
    for received in sink.received() {
        assert_eq!(header(&received, "To").unwrap(), received.to[0], "nobody sees the others");
    }
}

#[tokio::test]
async fn a_mail_put_off_comes_later_with_growing_pauses_as_the_same_mail() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    let id = world.tell(&told(1), DESK, Channel::Alert);
    let mut mailer = smtp(&sink);
    let mut pauses = Vec::new();
    for _ in 0..4 {
        sink.on(Stage::Data, Act::Answer("451 4.7.1 greylisted"));
        world.deliver(&mut mailer).await;
        let next = world.notice(id).not_before;
        assert!(world.deliver(&mut mailer).await.mails.is_empty(), "not before its time");
        pauses.push(next.as_second() - world.now.as_second());
        world.now = next;
    }
    assert!(pauses.is_sorted() && pauses[0] >= 54 && pauses[3] >= 430, "{pauses:?}");
    let message_id = world.notice(id).message_id;
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    let sent = header(&sink.received()[0], "Message-ID").unwrap();
    assert_eq!(Some(sent.trim_matches(['<', '>']).to_owned()), message_id);
}

#[tokio::test]
async fn what_is_put_off_for_ever_is_given_up_and_can_be_tried_again() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.config.mail.attempts = 5;
    let id = world.tell(&told(1), DESK, Channel::Alert);
    let mut mailer = smtp(&sink);
    for _ in 0..5 {
        sink.on(Stage::Rcpt, Act::Answer("450 4.2.0 mailbox busy"));
        world.deliver(&mut mailer).await;
        world.later(600);
    }
    let dead = world.notice(id);
    assert_eq!(dead.state, DeliveryState::Dead);
    assert!(dead.last_error.unwrap().starts_with("given up after 5 tries: "));
    assert!(world.deliver(&mut mailer).await.mails.is_empty());
    assert_eq!(world.store.retry(&[id], world.now).unwrap(), 1);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
}

#[tokio::test]
async fn an_unknown_ending_is_sent_again_as_the_same_mail_and_at_last_left_to_a_person() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    let id = world.tell(&told(1), DESK, Channel::Alert);
    let mut mailer = smtp(&sink);
    for _ in 0..3 {
        sink.on(Stage::Text, Act::KeepAndDrop);
        let report = world.deliver(&mut mailer).await;
        assert_eq!(report.mails.len(), 1, "{report:?}");
        world.later(600);
    }
    assert_eq!(world.notice(id).state, DeliveryState::Unknown);
    let ids: BTreeSet<_> = sink.received().iter().map(|r| header(r, "Message-ID")).collect();
    assert_eq!((sink.received().len(), ids.len()), (3, 1));
    assert!(world.deliver(&mut mailer).await.mails.is_empty());
}

#[tokio::test]
async fn a_server_that_is_away_costs_one_try_and_loses_nothing() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.tell_many(4, DESK);
    sink.on(Stage::Greeting, Act::Answer("554 5.3.2 closed for today"));
    let mut mailer = smtp(&sink);
    let report = world.deliver(&mut mailer).await;
    assert!(report.unavailable.unwrap().contains("closed for today"));
    assert_eq!((report.mails.len(), report.held), (1, 3));
    world.later(5);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 4);
    assert_eq!(sink.received().len(), 4);
    assert_eq!(sink.connections(), 2, "one connection serves all four");
}

#[tokio::test]
async fn a_mail_that_cannot_be_written_holds_up_nobody() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK, "gone@example.org"]));
    let gone = world.tell(&told(1), "gone@example.org", Channel::Alert);
    world.config.recipients.pop();
    let fine = world.tell(&told(1), DESK, Channel::Alert);
    let report = world.deliver(&mut smtp(&sink)).await;
    let why = "gone@example.org is not a recipient any more; add it again or drop the mail";
    assert_eq!(report.mails[0].ending, Ending::Dead(why.to_owned()));
    assert_eq!(world.notice(gone).state, DeliveryState::Dead);
    assert_eq!(world.notice(fine).state, DeliveryState::Sent);
}

#[tokio::test]
async fn a_follow_up_within_the_wait_joins_the_first_mail() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.tell(&told(1), DESK, Channel::Alert);
    let soon = world.now + SignedDuration::from_mins(4);
    let follower = world.tell_at(&told(3), DESK, Channel::Alert, soon);
    assert_eq!(world.deliver(&mut smtp(&sink)).await.sent(), 1);
    assert_eq!(world.notice(follower).state, DeliveryState::Sent);
    let mail = text(&sink.received()[0]);
    assert!(mail.contains("Killed: 12"), "{mail}");
}

#[tokio::test]
async fn a_burst_is_one_mail_that_names_every_event() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.tell_many(8, DESK);
    assert_eq!(world.deliver(&mut smtp(&sink)).await.sent(), 1);
    let received = sink.received();
    let parsed = MessageParser::default().parse(&received[0].bytes).unwrap();
    assert!(parsed.subject().unwrap().starts_with("Alerts: 8 new"), "{:?}", parsed.subject());
    assert_eq!(text(&received[0]).matches("* Dasu attack").count(), 8);
}

#[tokio::test]
async fn the_hourly_limit_holds_mails_back_and_loses_none() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.config.mail.per_hour = 2;
    world.tell_many(3, DESK);
    let mut mailer = smtp(&sink);
    let report = world.deliver(&mut mailer).await;
    assert_eq!((report.sent(), report.held), (2, 1));
    world.later(30);
    assert_eq!(world.deliver(&mut mailer).await.held, 1);
    world.later(31);
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
}

#[tokio::test]
async fn a_digest_gathers_what_waited_and_one_without_news_goes_to_those_who_want_it() {
    let (sink, mut world) = (Sink::start().await, World::new(&[DESK]));
    world.config.recipients[0].digest =
        Some(DigestTimes { at: vec!["08:00"].into_iter().map(daily).collect(), nothing_new: true });
    let mut mailer = smtp(&sink);
    assert!(world.deliver(&mut mailer).await.mails.is_empty(), "the clock only starts");
    let morning = at("2021-07-15T03:00:00Z");
    let id = world.tell_at(&told(1), DESK, Channel::Digest, morning);
    assert!(world.deliver(&mut mailer).await.mails.is_empty());
    world.now = morning;
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    assert_eq!(world.notice(id).state, DeliveryState::Sent);
    world.later(5);
    assert!(world.deliver(&mut mailer).await.mails.is_empty(), "one digest a day");
    world.now = at("2021-07-16T03:02:00Z");
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    assert!(world.deliver(&mut mailer).await.mails.is_empty());
    let received = sink.received();
    assert!(text(&received[0]).contains("* Dasu attack: 10 killed (6 Chinese), 28 injured"));
    assert!(text(&received[1]).contains("Nothing new"), "{}", text(&received[1]));
}

fn daily(_: &str) -> cpec_watch::notice::DigestTime {
    cpec_watch::notice::DigestTime { day: None, time: jiff::civil::Time::constant(8, 0, 0, 0) }
}

#[tokio::test]
async fn mails_by_hand_can_be_written_without_the_outbox() {
    let world = World::new(&[DESK]);
    let desk = Desk { config: &world.config, profile: &world.profile, templates: &world.templates };
    let to = &world.config.recipients[0];
    let digest = digest_mail(&world.store, &desk, to, None, world.now).unwrap();
    assert!(digest.subject.ends_with("nothing new (0 sources checked)"), "{}", digest.subject);
    let health = health_mail(&desk, DESK, &Health::default(), ("h1", world.now)).unwrap();
    assert_eq!(health.subject, "cpec-watch: all is well");
    let test = test_mail(&desk, DESK, "a folder", world.now).unwrap();
    assert!(test.html.contains("It was sent by a folder."));
}

#[tokio::test]
async fn by_default_mails_are_files_in_a_folder() {
    let (dir, mut world) = (tempfile::tempdir().unwrap(), World::new(&[DESK]));
    world.config.mail.transport = Transport::Folder(None);
    let id = world.tell(&told(1), DESK, Channel::Alert);
    let mut mailer = mailer(&world.config.mail, &dir.path().join("mail"));
    assert_eq!(world.deliver(&mut mailer).await.sent(), 1);
    let message_id = world.notice(id).message_id.unwrap();
    let name = format!("{}.eml", message_id.split('@').next().unwrap());
    let bytes = std::fs::read(dir.path().join("mail").join(name)).unwrap();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.subject(), Some("Dasu attack: 10 killed (6 Chinese), 28 injured"));
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_keeps_the_mail() {
    let (dir, mut world) = (tempfile::tempdir().unwrap(), World::new(&[DESK]));
    let path = dir.path().join("mail");
    std::fs::write(&path, "in the way").unwrap();
    let id = world.tell(&told(1), DESK, Channel::Alert);
    let mut folder = mailer(&world.config.mail, &path);
    assert!(world.deliver(&mut folder).await.unavailable.unwrap().contains("set another folder"));
    assert_eq!(world.notice(id).state, DeliveryState::Queued);
    std::fs::remove_file(&path).unwrap();
    world.later(5);
    assert_eq!(world.deliver(&mut folder).await.sent(), 1);
}

/// Sixty mails to three people through a server that fails in every way at every stage.
#[tokio::test]
async fn through_any_weather_all_arrive_and_repeats_are_the_same_mail() {
    use Stage::{Data, Ehlo, Greeting, Mail, Rcpt, Text};
    let people = ["a@example.org", "b@example.org", "c@example.org"];
    let (sink, mut world) = (Sink::start().await, World::new(&people));
    world.config.mail.attempts = 40;
    world.config.mail.give_up = std::time::Duration::from_hours(60 * 24);
    let acts = [
        Act::Drop,
        Act::Answer("451 4.3.0 later"),
        Act::Answer("421 4.3.2 closing"),
        Act::KeepAndDrop,
        Act::Drop,
    ];
    let stages = [Greeting, Ehlo, Mail, Rcpt, Data, Text, Text];
    let mut dice = 7_usize;
    for _ in 0..90 {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sink.on(stages[(dice >> 33) % stages.len()], acts[(dice >> 45) % acts.len()]);
    }
    for n in 0..20 {
        for to in people {
            let story = renamed(&format!("2021-07-14-event-{n}"));
            world.tell(&story, to, Channel::Alert);
            world.deliver(&mut smtp(&sink)).await;
            world.later(1);
        }
    }
    let mut rounds = 0;
    while let Some(next) = world.store.next_due().unwrap() {
        world.now = world.now.max(next);
        world.deliver(&mut smtp(&sink)).await;
        rounds += 1;
        assert!(rounds < 2000);
    }
    let left = world.store.queue(false).unwrap();
    assert!(left.iter().all(|n| n.state == DeliveryState::Unknown), "{left:#?}");
    let mut copies: BTreeMap<String, Vec<Received>> = BTreeMap::new();
    for received in sink.received() {
        let id = header(&received, "Message-ID").unwrap();
        copies.entry(id).or_default().push(received);
    }
    let told: BTreeSet<String> =
        world.store.queue(true).unwrap().into_iter().filter_map(|n| n.message_id).collect();
    let arrived: BTreeSet<String> =
        copies.keys().map(|id| id.trim_matches(['<', '>']).to_owned()).collect();
    let lost: Vec<_> = told.difference(&arrived).collect();
    let in_doubt: BTreeSet<_> = left.iter().filter_map(|n| n.message_id.as_ref()).collect();
    assert!(lost.iter().all(|id| in_doubt.contains(id)), "{lost:?}");
    assert!(arrived.is_subset(&told));
    for (id, copies) in copies {
        assert!(copies.iter().all(|copy| copy.to == copies[0].to), "{id} went to two people");
    }
}
