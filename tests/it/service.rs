//! The daemon as a service manager sees it: the notify protocol over a real socket, the watchdog,
//! reload, stop, the lock, and the health page.

use std::{
    io::{Read, Write},
    os::unix::net::{UnixDatagram, UnixStream},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use cpec_watch::io::steps;

use crate::{
    sink::{Act, Stage},
    world::{Running, World, source},
};

/// The manager's end of the notify socket.
struct Manager {
    path: std::path::PathBuf,
    socket: UnixDatagram,
    heard: Vec<String>,
}

impl Manager {
    fn new(world: &World) -> Self {
        let path = world.program.path("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        Self { path, socket, heard: Vec::new() }
    }

    fn daemon(&self, world: &World) -> Command {
        let mut command = world.program.command(&["run"]);
        command.env("NOTIFY_SOCKET", &self.path).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }

    fn listen(&mut self) {
        let mut buffer = [0; 4096];
        while let Ok(length) = self.socket.recv(&mut buffer) {
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            self.heard.extend(text.lines().map(str::to_owned));
        }
    }

    /// Waits until a line that begins so was heard more than `times` times.
    async fn hear(&mut self, line: &str, times: usize) {
        let until = Instant::now() + Duration::from_mins(1);
        while self.count(line) <= times {
            assert!(Instant::now() < until, "never heard {line:?} again: {:?}", self.heard);
            self.listen();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn count(&self, line: &str) -> usize {
        self.heard.iter().filter(|heard| heard.starts_with(line)).count()
    }
}

fn said(running: &mut Running) -> String {
    let mut text = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_manager_hears_ready_reloading_and_stopping_and_a_bad_file_changes_nothing() {
    let world = World::new("").await;
    let mut manager = Manager::new(&world);
    let mut daemon = Running::start(manager.daemon(&world));
    manager.hear("READY=1", 0).await;
    assert!(world.program.path("config/state/cpec-watch.db").exists(), "ready before the store");
    manager.hear("STATUS=1 sources, last check", 0).await;

    let sources = world.program.path("config/sources.toml");
    let good = std::fs::read_to_string(&sources).unwrap();
    std::fs::write(&sources, good.replace("url", "ulr")).unwrap();
    daemon.signal("-HUP");
    manager.hear("RELOADING=1", 0).await;
    manager.hear("MONOTONIC_USEC=", 0).await;
    manager.hear("READY=1", 1).await;
    manager.hear("STATUS=1 sources, last check", 1).await;
    assert_eq!(manager.count("STATUS=2 sources"), 0);
    assert!(manager.heard.iter().any(|line| line.contains("the new configuration was refused")));

    let two = format!("{good}{}", source("other", &format!("{}/nothing", world.press.base())));
    std::fs::write(&sources, two).unwrap();
    daemon.signal("-HUP");
    manager.hear("STATUS=2 sources", 0).await;

    daemon.signal("-TERM");
    manager.hear("STOPPING=1", 0).await;
    assert_eq!(daemon.ended().await, Some(0));
    let log = said(&mut daemon);
    assert!(log.contains("the configuration before stays in force: "), "{log}");
    assert!(log.contains("sources.toml"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watchdog_is_fed_while_the_loop_works_and_starves_when_it_hangs() {
    let world = World::new("").await;
    let mut manager = Manager::new(&world);
    let mut command = manager.daemon(&world);
    command.env("WATCHDOG_USEC", "400000");
    let daemon = Running::start(command);
    manager.hear("WATCHDOG=1", 5).await;
    drop(daemon);

    let world = World::new("").await;
    world.publish(1);
    let mut manager = Manager::new(&world);
    let mut command = manager.daemon(&world);
    command.env("WATCHDOG_USEC", "400000").env(steps::VARIABLE, "decided");
    let mut daemon = Running::start(command);
    manager.hear("READY=1", 0).await;
    let mut stderr = daemon.0.stderr.take().unwrap();
    let mut text = String::new();
    while !text.contains("held at: decided") {
        let mut some = [0; 512];
        let length = stderr.read(&mut some).unwrap();
        assert!(length > 0, "it ended: {text}");
        text += &String::from_utf8_lossy(&some[..length]);
    }
    // What was fed before it hung may still come; after one limit nothing may.
    tokio::time::sleep(Duration::from_millis(400)).await;
    manager.listen();
    let fed = manager.count("WATCHDOG=1");
    tokio::time::sleep(Duration::from_millis(1200)).await;
    manager.listen();
    assert_eq!(manager.count("WATCHDOG=1"), fed, "a loop that hangs is covered up");
    assert!(daemon.kill(), "it still runs: only the watchdog can end it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_waits_for_the_mail_in_hand_and_leaves_the_rest_for_the_next_start() {
    let mut world = World::new("").await;
    for number in [0, 4, 8] {
        world.publish(number);
    }
    world.later(6);
    world.run(&["check", "--no-mail"]).await.status(0);
    world.sink.on(Stage::Data, Act::Wait(Duration::from_secs(2)));
    let mut manager = Manager::new(&world);
    let mut daemon = Running::start(manager.daemon(&world));
    for _ in 0..3000 {
        if world.sink.connections() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(150)).await;
    daemon.signal("-TERM");
    assert_eq!(daemon.ended().await, Some(0));
    manager.hear("STOPPING=1", 0).await;
    let first = world.sink.received().len();
    assert_eq!(first, 1, "the one in hand is finished, the next is not begun");
    let claims = world.store().due_notices("2027-01-01T00:00:00Z".parse().unwrap()).unwrap();
    assert!(!claims.is_empty(), "the others wait, in nobody's hand");
    world.later(6);
    world.run(&["check"]).await.status(0);
    assert!(world.store().queue(false).unwrap().is_empty());
    let ids: std::collections::BTreeSet<_> =
        world.store().queue(true).unwrap().into_iter().map(|n| n.message_id).collect();
    assert_eq!(world.sink.received().len(), ids.len(), "nothing twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_daemon_is_refused_and_a_check_by_hand_is_not() {
    let world = World::new("").await;
    let mut manager = Manager::new(&world);
    let mut daemon = Running::start(manager.daemon(&world));
    manager.hear("STATUS=1 sources, last check", 0).await;
    let pid = daemon.0.id();
    world
        .run(&["run"])
        .await
        .status(1)
        .stderr_has(&format!("another cpec-watch (run, process {pid})"))
        .stderr_has("stop it first");
    world.run(&["restore", "nothing.db", "--force"]).await.status(1).stderr_has("stop it first");
    world.run(&["check", "--all", "--wait"]).await.status(0).stdout_has("1 source looked at");
    daemon.signal("-TERM");
    assert_eq!(daemon.ended().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_check_at_a_time_and_the_second_names_the_first_or_waits_for_it() {
    let mut world = World::new("").await;
    world.publish(1);
    world.later(6);
    let mut command = world.command(&["check"]);
    command.env(steps::VARIABLE, "decided").stderr(Stdio::piped());
    let mut first = Running::start(command);
    let mut heard = [0; 16];
    first.0.stderr.as_mut().unwrap().read_exact(&mut heard).unwrap();
    let holder = format!("another cpec-watch (check, process {})", first.0.id());
    world.run(&["check"]).await.status(1).stderr_has(&holder).stderr_has("wait for it (--wait)");
    let mut waiting = Running::start(world.command(&["check", "--wait"]));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(waiting.0.try_wait().unwrap().is_none(), "it waits");
    assert!(first.kill());
    assert_eq!(waiting.ended().await, Some(0), "the lock went with its holder");
    assert_eq!(world.sink.received().len(), 2, "one event, two readers");
}

fn get(stream: impl Read + Write, path: &str) -> String {
    let mut stream = stream;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_and_metrics_are_on_the_socket_and_name_no_reader() {
    let world = World::new("[health]\nlisten = \"unix:health.sock\"\n").await;
    world.publish(3);
    let mut manager = Manager::new(&world);
    let mut daemon = Running::start(manager.daemon(&world));
    manager.hear("STATUS=1 sources, last check", 0).await;
    let ask = |path: &str| {
        let socket = UnixStream::connect(world.program.path("config/health.sock")).unwrap();
        get(socket, path)
    };
    let health = ask("/health");
    assert!(health.starts_with("HTTP/1.1 200 OK") && health.contains("\"well\":true"), "{health}");
    let metrics = ask("/metrics");
    for line in [
        "# TYPE cpec_watch_looks_total counter",
        "cpec_watch_looks_total{outcome=\"fresh\"} 1",
        "cpec_watch_checks_total 1",
        "cpec_watch_sources 1",
        "cpec_watch_outbox_notices{state=\"dead\"} 0",
    ] {
        assert!(metrics.contains(line), "no {line} in {metrics}");
    }
    assert!(!metrics.contains('@') && !health.contains('@'), "{metrics}");
    daemon.signal("-TERM");
    assert_eq!(daemon.ended().await, Some(0));
    assert!(!world.program.path("config/health.sock").exists(), "the socket goes with the daemon");
}
