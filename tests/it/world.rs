//! A whole small world for the real binary: papers over HTTP, a mail server, a configuration and a
//! store in a folder of its own, and a simulated clock.

use std::process::{Child, Command, Stdio};

use cpec_watch::{
    demo::press::{Format, Paper, Press, Story},
    io::store::Store,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    cli::{Program, Ran},
    sink::Sink,
};

pub(crate) const READERS: [&str; 2] = ["desk@example.org", "field@example.org"];

const TOWNS: [&str; 12] = [
    "Gwadar", "Quetta", "Dasu", "Karachi", "Turbat", "Besham", "Hub", "Peshawar", "Lahore",
    "Khuzdar", "Gilgit", "Multan",
];

const START: &str = "2026-02-02T06:00:00Z";

/// Articles about one event.
pub(crate) const PARTS: usize = 4;
/// More are not told: the towns would come again.
pub(crate) const STORIES: usize = TOWNS.len() * PARTS;

const ATTACKS: [(&str, &str); 5] = [
    (
        "Gunmen kill {n} Chinese engineers in {t}",
        "Gunmen on motorcycles opened fire on a van carrying Chinese engineers near the bus stand of \
         {t} on {d}, killing {n} of them and wounding two guards, a senior police officer said.",
    ),
    (
        "Suicide bomber kills {n} at Chinese camp in {t}",
        "A suicide bomber blew himself up at the gate of a camp of Chinese workers outside {t} on \
         {d}; {n} Chinese nationals died, according to the district administration.",
    ),
    (
        "Rockets hit Chinese compound in {t}, {n} dead",
        "Militants fired rockets at a compound used by a Chinese construction company in {t} late on \
         {d}, leaving {n} Chinese workers dead, the home department announced.",
    ),
    (
        "Roadside bomb kills {n} Chinese nationals near {t}",
        "A bomb planted by the roadside went off as a convoy of Chinese nationals passed near {t} on \
         {d}. Hospital staff said {n} Chinese nationals were killed.",
    ),
    (
        "Militants storm Chinese-run plant in {t}, {n} killed",
        "Armed men stormed a power plant run by a Chinese firm in {t} before dawn on {d} and killed \
         {n} Chinese technicians before soldiers drove them off.",
    ),
];

const LATER: &str = "The death toll from {d}'s attack on Chinese nationals in {t} rose to {n} when \
    two of the wounded died in hospital, officials said. All {n} dead were Chinese nationals.";

const ASIDES: [&str; 5] = [
    "Work on the China-Pakistan Economic Corridor was suspended there until further notice.",
    "Shops in the old bazaar closed early, and blood was asked for over loudspeakers.",
    "The provincial government set up a joint team that is to report within two weeks.",
    "Traffic to the coast was turned back for six hours, and drivers slept beside their lorries.",
    "The company builds a channel under the China-Pakistan Economic Corridor.",
];

pub(crate) struct World {
    pub(crate) program: Program,
    pub(crate) press: Press,
    pub(crate) sink: Sink,
    pub(crate) now: Timestamp,
    paper: Paper,
}

impl World {
    /// `more` is added to the configuration; `[mail]` and `[[recipient]]` are there already.
    pub(crate) async fn new(more: &str) -> Self {
        let paper =
            Paper { id: "herald".into(), name: "The Harbour Herald".into(), format: Format::Atom };
        let press = Press::open(vec![paper.clone()]).await.unwrap();
        let sink = Sink::start().await;
        let program = Program::new()
            .file("config/cpec-watch.toml", &main(sink.port, more))
            .file("config/sources.toml", &source("herald", &press.source_url(&paper)));
        Self { program, press, sink, now: START.parse().unwrap(), paper }
    }

    /// The paper tells, today, the next part of its tale: each fourth is a new attack in another
    /// town, the others raise its toll a day later each.
    pub(crate) fn publish(&self, number: usize) {
        let (event, part) = (number / PARTS, number % PARTS);
        let town = TOWNS[event % TOWNS.len()];
        let (title, report) = ATTACKS[event % ATTACKS.len()];
        let (title, report) =
            if part == 0 { (title, report) } else { ("Toll rises to {n} in {t} attack", LATER) };
        let ago = SignedDuration::from_hours(24 * i64::try_from(part).unwrap());
        let zone = TimeZone::get("Asia/Karachi").unwrap();
        let day = (self.now - ago).to_zoned(zone).strftime("%A").to_string();
        let dead = (2 + 2 * part).to_string();
        let tell =
            |text: &str| text.replace("{t}", town).replace("{n}", &dead).replace("{d}", &day);
        let (one, other) = (ASIDES[number * 3 % 5], ASIDES[(number * 3 + 1) % 5]);
        self.press.publish(Story {
            paper: self.paper.id.clone(),
            slug: format!("story-{number}"),
            published: self.now,
            author: "Staff".into(),
            title: tell(title),
            text: format!("{}\n\n{one}\n\n{other}", tell(report)),
        });
    }

    /// Goes to when an article comes out: a day after the one before, more between two events. It is
    /// the same instant however often the program was killed meanwhile.
    pub(crate) fn go_to(&mut self, number: usize) {
        let days = number / PARTS * 12 + number % PARTS;
        let start: Timestamp = START.parse().unwrap();
        let due = start + SignedDuration::from_hours(24 * i64::try_from(days).unwrap());
        assert!(due >= self.now, "the checks of the last article took longer than a day");
        self.now = due;
    }

    pub(crate) fn later(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// A command with the simulated clock.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.program.command(args);
        command.args(["--now", &self.now.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs a command to its end. The servers of this world are polled meanwhile.
    pub(crate) async fn run(&self, args: &[&str]) -> Ran {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn store(&self) -> Store {
        Store::open_read_only(self.program.path("config/state/cpec-watch.db")).unwrap()
    }
}

/// A running program that does not outlive its test.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        Self(command.spawn().unwrap())
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = Command::new("kill").args([name, &self.0.id().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    /// SIGKILL, and whether it was still alive.
    pub(crate) fn kill(&mut self) -> bool {
        let alive = self.0.try_wait().unwrap().is_none();
        let _ = self.0.kill();
        let _ = self.0.wait();
        alive
    }

    pub(crate) async fn ended(&mut self) -> Option<i32> {
        for _ in 0..3000 {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the program does not end");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn source(id: &str, url: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nname = \"{id}\"\nurl = \"{url}\"\nfull_text = true\n\n")
}

fn main(port: u16, more: &str) -> String {
    let recipient = |address: &&str| {
        format!(
            "[[recipient]]\naddress = \"{address}\"\ndigest = []\n\
             [[recipient.route]]\nseverity = \"low\"\ntell = \"alert\"\n\n"
        )
    };
    let readers: String = READERS.iter().map(recipient).collect();
    let schedule = if more.contains("[schedule]") {
        ""
    } else {
        "[schedule]\nevery = \"5m\"\nleast = \"1s\"\nadaptive = false\njitter = 0.0\n"
    };
    format!(
        "[watch]\nstate = \"state\"\n\
         [http]\nallow_private = [\"127.0.0.1\"]\nspacing = \"0s\"\n\
         {schedule}\
         [alert]\ngrouping = \"0s\"\ncooldown = \"0s\"\n\
         [mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n\
         from = \"Watch <watch@example.org>\"\nlist_id = \"watch.example.org\"\nattempts = 1000\n\
         {more}\n{readers}"
    )
}
