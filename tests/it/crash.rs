//! The real program, killed with SIGKILL at every named step and at random points, again and again,
//! while papers publish and a mail server takes mail. Afterwards every development was mailed to
//! everyone, none is lost, and what was mailed twice was the same mail.
//!
//! `CPEC_WATCH_CRASHES=300 cargo test --test it crash -- --nocapture` is the long form.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    process::Stdio,
    time::{Duration, Instant},
};

use cpec_watch::{
    io::steps,
    model::notice::{DeliveryState, Development},
};
use jiff::Timestamp;
use mail_parser::MessageParser;

use crate::world::{PARTS, READERS, Running, STORIES, World};

/// Random kills where nobody asks for more.
const FEW: usize = 12;
/// A new article is published so often, or more rarely where there are not enough of them.
const KILLS_A_STORY: usize = 4;

/// Where each check is killed, what is found at last is old; here that is no reason to be silent.
const LATE: &str = "[freshness]\narticle = \"400d\"\nevent = \"400d\"\n";

fn wanted() -> usize {
    std::env::var("CPEC_WATCH_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW)
}

/// What there was to tell: event, verdict, article.
type Told = BTreeSet<(String, String, String)>;

fn told(world: &World) -> Told {
    let store = world.store();
    let path = |article| {
        let url = store.article(&article).unwrap().unwrap().article.url;
        url.rsplit('/').next().unwrap().to_owned()
    };
    let developments = store.developments(Timestamp::MIN).unwrap();
    let told = |d: Development| (d.event.0, format!("{:?}", d.verdict), path(d.article));
    developments.into_iter().map(told).collect()
}

/// The same papers without a crash, with as many checks: what must be told.
async fn undisturbed(stories: &[usize]) -> Told {
    let (mut world, mut events) = (World::new(LATE).await, BTreeSet::new());
    for number in stories {
        world.go_to(*number);
        world.publish(*number);
        events.insert(number / PARTS);
        world.later(6);
        world.run(&["check"]).await.status(0);
    }
    let told = told(&world);
    let known: BTreeSet<_> = told.iter().map(|(event, _, _)| event).collect();
    assert_eq!(known.len(), events.len(), "each town was to be an event of its own: {told:#?}");
    told
}

/// Checks and delivers until nothing waits.
async fn drain(world: &mut World) {
    for _ in 0..40 {
        world.later(61);
        world.run(&["check"]).await.status(0);
        if world.store().queue(false).unwrap().is_empty() {
            return;
        }
    }
    panic!("the outbox does not empty: {:#?}", world.store().queue(false).unwrap());
}

/// Nothing lost, nothing but the same mail repeated; gives how many repeats there were.
fn judge(world: &World, must: &Told) -> usize {
    assert_eq!(&told(world), must, "crashes changed what was found");
    let mut arrived: BTreeMap<(String, String), usize> = BTreeMap::new();
    for mail in world.sink.received() {
        let parsed = MessageParser::default().parse(&mail.bytes).unwrap();
        let id = parsed.message_id().unwrap().to_owned();
        *arrived.entry((id, mail.to.join(","))).or_default() += 1;
    }
    let store = world.store();
    let mut known = BTreeSet::new();
    let mut reached: BTreeMap<(String, String), usize> = BTreeMap::new();
    for notice in store.queue(true).unwrap() {
        assert_eq!(notice.state, DeliveryState::Sent, "{notice:#?}");
        let mail = (notice.message_id.clone().unwrap(), notice.recipient.clone());
        assert!(arrived.contains_key(&mail), "marked as sent and never arrived: {notice:#?}");
        known.insert(mail);
        let key = (notice.development.event.0, notice.recipient);
        *reached.entry(key).or_default() += 1;
    }
    for (event, _, _) in must {
        for reader in READERS {
            assert!(reached.contains_key(&(event.clone(), reader.to_owned())), "{event} {reader}");
        }
    }
    let strange: Vec<_> = arrived.keys().filter(|mail| !known.contains(*mail)).collect();
    assert!(strange.is_empty(), "mails that the outbox does not know: {strange:?}");
    arrived.values().map(|times| times - 1).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_at_every_named_step_loses_no_development() {
    let numbers: Vec<usize> = (0..steps::ALL.len()).map(|n| n * PARTS).collect();
    let must = undisturbed(&numbers).await;
    let mut world = World::new(LATE).await;
    for (number, step) in numbers.into_iter().zip(steps::ALL) {
        world.go_to(number);
        world.publish(number);
        world.later(6);
        let mut command = world.command(&["check"]);
        command.env(steps::VARIABLE, step).stderr(Stdio::piped());
        let mut running = Running::start(command);
        let stderr = running.0.stderr.take().unwrap();
        let held = tokio::task::spawn_blocking(move || {
            let wanted = format!("held at: {step}");
            BufReader::new(stderr).lines().map_while(Result::ok).any(|line| line == wanted)
        });
        assert!(held.await.unwrap(), "{step} was never reached");
        assert!(running.kill(), "{step}: it did not wait to be killed");
    }
    drain(&mut world).await;
    let repeats = judge(&world, &must);
    // Killed between the server's answer and the mark, at two steps or fewer: one mail each.
    assert!((1..=3).contains(&repeats), "{repeats} mails were repeated");
    println!("every named step: {} events, {repeats} repeats", must.len());
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn crashes_at_random_points_lose_no_development() {
    let crashes = wanted();
    let stories = crashes.div_ceil(KILLS_A_STORY).min(STORIES);
    let must = undisturbed(&(0..stories).collect::<Vec<_>>()).await;
    let mut world = World::new(LATE).await;
    let began = Instant::now();
    world.run(&["check"]).await.status(0);
    let whole = u64::try_from(began.elapsed().as_micros()).unwrap();
    let (mut dice, mut killed, mut runs) = (Dice(0x5eed), 0, 0);
    for number in 0..stories {
        world.go_to(number);
        world.publish(number);
        let last = crashes * (number + 1) / stories;
        while killed < last {
            runs += 1;
            assert!(runs < 20 * crashes + 100, "only {killed} of {runs} runs could be killed");
            world.later(6);
            let what = if runs % 3 == 0 { "run" } else { "check" };
            let mut running = Running::start(world.command(&[what]));
            tokio::time::sleep(Duration::from_micros(dice.up_to(whole + whole / 4))).await;
            killed += usize::from(running.kill());
        }
    }
    drain(&mut world).await;
    let repeats = judge(&world, &must);
    println!(
        "{killed} kills in {runs} runs: {} developments, {} mails, {repeats} repeated, none lost",
        must.len(),
        world.sink.received().len(),
    );
}
