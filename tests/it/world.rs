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
        Self { program, press, sink, now: "2026-02-02T06:00:00Z".parse().unwrap(), paper }
    }

    /// The paper tells of an event of its own, today.
    pub(crate) fn publish(&self, number: usize) {
        let town = TOWNS[number % TOWNS.len()];
        let (dead, chinese) = (4 + number % 7, 1 + number % 3);
        let day = self.now.to_zoned(TimeZone::get("Asia/Karachi").unwrap()).strftime("%A");
        self.press.publish(Story {
            paper: self.paper.id.clone(),
            slug: format!("blast-{number}"),
            published: self.now,
            author: "Staff".into(),
            title: format!("Blast in {town} kills {dead}, Chinese engineers among them"),
            text: format!(
                "A suicide bomber rammed a car full of explosives into a convoy of Chinese \
                 engineers in {town} on {day}, killing {dead} people, police said.\n\n\
                 {chinese} of the dead were Chinese nationals working on a project of the \
                 China-Pakistan Economic Corridor (CPEC), an official told reporters. Case number \
                 {number} was opened by the counter-terrorism department."
            ),
        });
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

    pub(crate) fn spawn(&self, mut command: Command) -> Running {
        Running(command.spawn().unwrap())
    }

    pub(crate) fn store(&self) -> Store {
        Store::open_read_only(self.program.path("config/state/cpec-watch.db")).unwrap()
    }
}

/// A running program that does not outlive its test.
pub(crate) struct Running(pub(crate) Child);

impl Running {
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
