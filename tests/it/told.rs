//! From a paper to an inbox: what a recipient's settings make of real checks, by a clock set by
//! hand. Papers on loopback, a store, and mail kept in memory.

use std::{collections::BTreeMap, sync::Arc};

use cpec_watch::{
    check::{self, Choice, Desk, Wish},
    config::Config,
    deliver::{self, deliver},
    demo::press::{Format, Paper, Press, Story},
    io::{http::Client, smtp::Mailer, store::Store},
    mail::Templates,
    profile::Profile,
};
use jiff::Timestamp;
use mail_parser::MessageParser;
use tokio_util::sync::CancellationToken;

use crate::story::at;

/// Two guards killed: grave, and nobody the watch is about.
const GUARDS: &str = "TURBAT: Gunmen killed two police guards of a CPEC road project near Turbat in \
    Balochistan on Wednesday morning, police said.\n\nThe attackers fired from two motorcycles and \
    fled, the deputy commissioner said. The road is a part of the China-Pakistan Economic Corridor.";
const GUARDS_THREE: &str = "TURBAT: The death toll of Wednesday's shooting at a CPEC road project near \
    Turbat rose to three on Thursday after a wounded police guard died in hospital, police and \
    doctors said.\n\nThe man had suffered a head injury, a doctor said. He is the third guard to die \
    of the attack near Turbat. A hunt for the attackers goes on.";
const ENGINEERS: &str = "HUB: Two Chinese engineers were killed and five other people were injured \
    when a roadside bomb hit a van near Hub in Balochistan on Wednesday morning, police said.\n\nThe \
    van was taking staff to the China Hub power plant. The plant belongs to the China-Pakistan \
    Economic Corridor. No group has claimed responsibility.";

struct World {
    press: Press,
    desk: Desk,
    store: Store,
    mailer: Mailer,
}

impl World {
    /// Recipients and whatever else, as an operator writes it.
    async fn with(settings: &str) -> Self {
        let papers: Vec<Paper> = ["herald", "courier"]
            .map(|id| Paper { id: id.into(), name: format!("The {id}"), format: Format::Atom })
            .into();
        let press = Press::open(papers.clone()).await.unwrap();
        let main = format!(
            "{settings}\n[http]\nallow_private = [\"127.0.0.1\"]\nspacing = \"0s\"\n\
             [mail]\nfrom = \"watch@example.org\"\nlist_id = \"watch.example.org\"\n"
        );
        let source = |paper: &Paper| {
            let url = press.source_url(paper);
            format!(
                "[[source]]\nid = \"{}\"\nname = \"{}\"\nurl = \"{url}\"\n",
                paper.id, paper.name
            )
        };
        let sources: String = papers.iter().map(source).collect();
        let config = Config::parse(("main", &main), ("sources", &sources), &BTreeMap::new());
        let config = config.unwrap_or_else(|errors| panic!("{errors:#?}"));
        let desk = Desk {
            client: Client::new(&config.http).unwrap(),
            profile: Arc::new(Profile::embedded()),
            seed: 0,
            config: Arc::new(config),
        };
        let (store, mailer) = (Store::open_in_memory().unwrap(), Mailer::Memory(Vec::new()));
        Self { press, desk, store, mailer }
    }

    fn publish(&self, paper: &str, published: &str, title: &str, text: &str) {
        self.press.publish(Story {
            paper: paper.to_owned(),
            slug: title.to_lowercase().replace(' ', "-"),
            published: at(published),
            author: "Staff".to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        });
    }

    /// One check and the delivery after it.
    async fn check(&mut self, now: &str) -> Vec<String> {
        let wish = Wish { sources: Choice::All, dry_run: false };
        let clock: (Timestamp, &CancellationToken) = (at(now), &CancellationToken::new());
        let report = check::run(&self.desk, &mut self.store, &wish, clock).await.unwrap();
        assert!(report.failed.is_empty(), "{:?}", report.failed);
        self.deliver(now).await
    }

    /// What a delivery at that time sends: recipient and subject.
    async fn deliver(&mut self, now: &str) -> Vec<String> {
        let templates = Templates::embedded();
        let desk = deliver::Desk {
            config: &self.desk.config,
            profile: &self.desk.profile,
            templates: &templates,
        };
        deliver(&mut self.store, &mut self.mailer, &desk, at(now)).await.unwrap();
        let Mailer::Memory(kept) = &mut self.mailer else { unreachable!() };
        let told = kept.drain(..).map(|mail| {
            let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
            let answers = parsed.in_reply_to().as_text().map_or("", |_| "Re ");
            format!("{}: {answers}{}", mail.to, parsed.subject().unwrap())
        });
        told.collect()
    }
}

const THREE: &str = "Turbat shooting toll rises to three as guard dies";
const ENGINEERS_TOLD: &str =
    "desk@example.org: Hub power plant attack: 2 killed (2 Chinese), 5 injured";
const GUARDS_TOLD: &str = "desk@example.org: Turbat attack: 2 killed";

fn desk(more: &str) -> String {
    format!(
        "[[recipient]]\naddress = \"desk@example.org\"\ntimezone = \"Asia/Karachi\"\ndigest = []\n{more}\n"
    )
}

const ALERTS: &str = "[[recipient.route]]\ntell = \"alert\"";

#[tokio::test]
async fn a_grave_alert_waits_for_the_grouping_window_and_what_comes_in_it_is_one_mail() {
    let mut world = World::with(&desk(&format!("grouping = \"24h\"\n{ALERTS}"))).await;
    world.publish("herald", "2026-03-11T06:00:00Z", "Two guards killed near Turbat", GUARDS);
    assert!(world.check("2026-03-11T07:00:00Z").await.is_empty());
    world.publish("herald", "2026-03-12T05:30:00Z", THREE, GUARDS_THREE);
    assert!(world.check("2026-03-12T06:00:00Z").await.is_empty(), "both wait");
    let told = world.deliver("2026-03-12T07:00:00Z").await;
    assert_eq!(told, ["desk@example.org: Turbat attack: 3 killed"]);
    assert!(world.deliver("2026-03-14T07:00:00Z").await.is_empty(), "once");
}

#[tokio::test]
async fn the_next_alert_about_an_event_waits_for_the_cooldown_and_answers_the_first() {
    let pause = format!("grouping = \"0s\"\ncooldown = \"30h\"\n{ALERTS}");
    let mut world = World::with(&desk(&pause)).await;
    world.publish("herald", "2026-03-11T06:00:00Z", "Two guards killed near Turbat", GUARDS);
    assert_eq!(world.check("2026-03-11T07:00:00Z").await, [GUARDS_TOLD]);
    world.publish("herald", "2026-03-12T05:30:00Z", THREE, GUARDS_THREE);
    assert!(world.check("2026-03-12T06:00:00Z").await.is_empty());
    assert!(world.deliver("2026-03-12T12:59:00Z").await.is_empty());
    let told = world.deliver("2026-03-12T13:00:00Z").await;
    assert_eq!(told, ["desk@example.org: Re Update: Turbat attack – toll rises 2 → 3"]);
}

#[tokio::test]
async fn quiet_hours_hold_an_alert_till_the_morning_and_killed_chinese_break_through() {
    let quiet = "[recipient.quiet]\nfrom = \"22:00\"\nto = \"07:00\"\nbreakthrough = \"critical\"";
    let settings = desk(&format!("grouping = \"0s\"\n{quiet}\n{ALERTS}"));
    let mut world = World::with(&settings).await;
    world.publish("herald", "2026-03-11T17:30:00Z", "Two guards killed near Turbat", GUARDS);
    assert!(world.check("2026-03-11T18:00:00Z").await.is_empty(), "23:00 in Karachi");
    assert!(world.deliver("2026-03-12T01:59:00Z").await.is_empty());
    assert_eq!(world.deliver("2026-03-12T02:00:00Z").await, [GUARDS_TOLD]);

    let mut world = World::with(&settings).await;
    world.publish(
        "courier",
        "2026-03-11T18:20:00Z",
        "Two Chinese engineers killed near Hub",
        ENGINEERS,
    );
    assert_eq!(world.check("2026-03-11T18:30:00Z").await, [ENGINEERS_TOLD]);
}

#[tokio::test]
async fn each_recipient_gets_by_his_routes_what_he_asked_for() {
    let route = |name: &str, route: &str| {
        format!(
            "[[recipient]]\naddress = \"{name}@example.org\"\ngrouping = \"0s\"\n\
             digest = [\"08:00\"]\n[[recipient.route]]\n{route}\n"
        )
    };
    let all = [
        route("balochistan", "places = [\"balochistan\"]\ntell = \"alert\""),
        route("sindh", "places = [\"sindh\"]\ntell = \"alert\""),
        route("critical", "severity = \"critical\"\ntell = \"alert\""),
        route("attacks", "types = [\"attack\"]\ntell = \"both\""),
        route("exercises", "types = [\"exercise\"]\ntell = \"alert\""),
        route("english", "languages = [\"en\"]\ntell = \"alert\""),
        route("urdu", "languages = [\"ur\"]\ntell = \"alert\""),
        route("digest", "tell = \"digest\""),
        route("nothing", "tell = \"nothing\"\n[[recipient.route]]\ntell = \"alert\""),
    ];
    let mut world = World::with(&all.concat()).await;
    world.publish("herald", "2026-03-11T06:00:00Z", "Two guards killed near Turbat", GUARDS);
    let mut told = world.check("2026-03-11T07:00:00Z").await;
    told.sort();
    let who: Vec<_> = told.iter().filter_map(|mail| mail.split('@').next()).collect();
    assert_eq!(who, ["attacks", "balochistan", "english"]);
    let mut digests = world.deliver("2026-03-12T03:00:00Z").await;
    digests.sort();
    assert_eq!(
        digests,
        [
            "attacks@example.org: Digest Thursday 12 March: 1 new – Turbat attack: 2 killed",
            "digest@example.org: Digest Thursday 12 March: 1 new – Turbat attack: 2 killed",
        ]
    );
}

#[tokio::test]
async fn a_weekly_digest_comes_on_its_day_and_one_without_news_only_to_who_wants_it() {
    let reader = |name: &str, more: &str| {
        format!(
            "[[recipient]]\naddress = \"{name}@example.org\"\ntimezone = \"Asia/Karachi\"\n\
             digest = [\"Mon 08:00\"]\n{more}\n[[recipient.route]]\ntell = \"digest\"\n"
        )
    };
    let two = reader("eager", "nothing_new = true") + &reader("calm", "");
    let mut world = World::with(&two).await;
    world.publish("herald", "2026-03-11T06:00:00Z", "Two guards killed near Turbat", GUARDS);
    assert!(world.check("2026-03-11T07:00:00Z").await.is_empty(), "a Wednesday");
    assert!(world.deliver("2026-03-16T02:59:00Z").await.is_empty());
    assert_eq!(world.deliver("2026-03-16T03:00:00Z").await.len(), 2, "Monday, 08:00 in Karachi");
    let next = world.check("2026-03-23T03:00:00Z").await;
    assert_eq!(
        next,
        ["eager@example.org: Digest Monday 23 March: nothing new (2 sources checked)"]
    );
}

#[tokio::test]
async fn what_one_source_tells_is_held_and_killed_chinese_are_not() {
    let hold = "[corroboration]\nsources = 2\nhold = \"30m\"\nbreakthrough = \"critical\"\n";
    let settings = hold.to_owned() + &desk(&format!("grouping = \"0s\"\n{ALERTS}"));
    let mut world = World::with(&settings).await;
    world.publish("herald", "2026-03-11T06:00:00Z", "Two guards killed near Turbat", GUARDS);
    assert!(world.check("2026-03-11T07:00:00Z").await.is_empty());
    assert!(world.deliver("2026-03-11T07:29:00Z").await.is_empty());
    assert_eq!(world.deliver("2026-03-11T07:30:00Z").await, [GUARDS_TOLD]);

    let mut world = World::with(&settings).await;
    world.publish(
        "herald",
        "2026-03-11T06:10:00Z",
        "Two Chinese engineers killed near Hub",
        ENGINEERS,
    );
    assert_eq!(world.check("2026-03-11T07:00:00Z").await, [ENGINEERS_TOLD]);
}
