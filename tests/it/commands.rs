//! Each command a person types, against one world: papers on loopback, a configuration as an
//! operator writes it, the real binary. Its output, its exit code, and one bad input each.

use cpec_watch::demo::press::{Answer, Format, Paper, Press, Story};
use serde_json::Value;

use crate::cli::{Program, Ran};

const EVENT: &str = "2026-03-11-hub-power-plant-attack";
const NOW: &str = "2026-03-11T08:00:00Z";

const BLAST: &str = "HUB: Two Chinese engineers were killed and five other people were injured when \
    a roadside bomb hit a van near Hub in Balochistan on Wednesday morning, police said.\n\nThe van \
    was taking staff to the China Hub power plant. The plant belongs to the China-Pakistan Economic \
    Corridor. No group has claimed responsibility.";
const CRICKET: &str = "KARACHI: An unbroken stand of 96 took Karachi to a six-wicket win over Lahore \
    on Tuesday night.\n\nKarachi play Multan on Friday, and Lahore have lost three in a row.";

struct Shop {
    press: Press,
    program: Program,
}

fn story(slug: &str, published: &str, title: &str, text: &str) -> Story {
    let (paper, author) = ("herald".to_owned(), "Staff".to_owned());
    let (slug, title, text) = (slug.to_owned(), title.to_owned(), text.to_owned());
    Story { paper, slug, published: published.parse().unwrap(), author, title, text }
}

impl Shop {
    async fn open() -> Self {
        let paper = Paper { id: "herald".into(), name: "The Herald".into(), format: Format::Atom };
        let press = Press::open(vec![paper.clone()]).await.unwrap();
        press.publish(story(
            "blast",
            "2026-03-11T06:00:00Z",
            "Two Chinese engineers killed near Hub",
            BLAST,
        ));
        press.publish(story("cricket", "2026-03-11T05:00:00Z", "Karachi beat Lahore", CRICKET));
        let sources = format!(
            "[[source]]\nid = \"herald\"\nname = \"The Herald\"\nurl = \"{}\"\nlanguage = \"en\"\n",
            press.source_url(&paper)
        );
        let main = "[watch]\nstate = \"state\"\n[http]\nallow_private = [\"127.0.0.1\"]\nspacing = \"0s\"\n\
            [[recipient]]\naddress = \"desk@example.org\"\n";
        let program =
            Program::new().env("CPEC_WATCH_NOW", NOW).file("config/cpec-watch.toml", main);
        Self { press, program: program.file("config/sources.toml", &sources) }
    }

    /// Runs the binary beside the papers that answer it.
    fn run(&self, args: &[&str]) -> Ran {
        tokio::task::block_in_place(|| self.program.run(args))
    }

    fn at(&self, now: &str, args: &[&str]) -> Ran {
        let mut all = vec!["--now", now];
        all.extend(args);
        self.run(&all)
    }
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn check_tells_people_programs_and_chats_and_its_exit_code_says_what_came() {
    let shop = Shop::open().await;
    let dry = ["check", "--all", "--dry-run"];
    let text = shop.run(&dry).status(0).stderr("");
    assert!(text.stdout.contains("NEW  Two Chinese engineers killed near Hub"), "{}", text.stdout);
    assert!(!text.stdout.contains('\u{1b}'), "colour where there is no terminal");
    shop.run(&[&dry[..], &["--format", "json"]].concat())
        .status(0)
        .stdout_has("\"verdict\":\"new\"");
    let chat = shop.run(&[&dry[..], &["--format", "markdown"]].concat()).status(0);
    assert!(chat.stdout.starts_with("# Check of 2026-03-11T08:00:00Z"), "{}", chat.stdout);
    shop.run(&["check", "--all", "--exit-code", "--no-mail"]).status(10);
    shop.run(&["check", "--all", "--exit-code"]).status(0);
    shop.press.override_path("/herald/atom.xml", Answer { status: 500, ..Answer::default() });
    shop.run(&["check", "--all"]).status(3).stdout_has("failed herald");
    shop.run(&["check", "--source", "nobody"]).status(2).stderr_has("nobody");
    shop.run(&["check", "--format", "yaml"]).status(2).stderr_has("yaml");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_explain_and_search_show_what_is_known_and_why() {
    let shop = Shop::open().await;
    shop.run(&["events", "list"]).status(1).stderr_has("cpec-watch check");
    shop.run(&["check", "--all"]).status(0);
    shop.run(&["events", "list"]).status(0).stderr("").stdout_has(EVENT);
    let listed = json(&shop.run(&["events", "list", "--json"]).status(0));
    assert_eq!(listed["id"], EVENT);
    shop.run(&["events", "list", "--kind", "picnic"]).status(2).stderr_has("there are: attack");
    let shown = shop.run(&["events", "show", EVENT]).status(0).stderr("");
    for words in ["killed_chinese: 2", "The Herald", "Two Chinese engineers killed near Hub"] {
        assert!(shown.stdout.contains(words), "no {words}: {}", shown.stdout);
    }
    assert_eq!(json(&shop.run(&["events", "show", EVENT, "--json"]).status(0))["kind"], "attack");
    shop.run(&["events", "show", "no-such"]).status(2).stderr_has("events list --all");

    let link = format!("{}/herald/blast", shop.press.base());
    let why = shop.run(&["explain", &link]).status(0).stderr("");
    for words in ["relevant (score", "killed_chinese: 2", "why:", "“HUB: Two Chinese engineers"] {
        assert!(why.stdout.contains(words), "no {words}: {}", why.stdout);
    }
    let cricket = format!("{}/herald/cricket", shop.press.base());
    shop.run(&["explain", &cricket]).status(0).stdout_has("not relevant");
    assert_eq!(json(&shop.run(&["explain", &link, "--json"]).status(0))["relevant"], true);
    shop.run(&["explain", "nothing-of-the-kind"]).status(2).stderr_has("no stored article");

    shop.run(&["search", "roadside", "bomb"]).status(0).stdout_has("Two Chinese engineers");
    assert_eq!(
        json(&shop.run(&["search", "--json", "wicket"]).status(0))["title"],
        "Karachi beat Lahore"
    );
    shop.run(&["search", "zebra"]).status(0).stdout("Nothing stored has these words.\n");
    shop.run(&["search"]).status(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_and_digest_and_the_outbox_are_told_in_lines_that_fit() {
    let shop = Shop::open().await;
    shop.run(&["sources", "list"]).status(0).stdout_has("not asked");
    shop.run(&["check", "--all", "--no-mail"]).status(0);
    let list = shop.run(&["sources", "list"]).status(0).stderr("");
    assert!(list.stdout.contains("good"), "{}", list.stdout);
    assert!(list.stdout.lines().all(|line| line.chars().count() <= 100), "{}", list.stdout);
    assert_eq!(json(&shop.run(&["sources", "list", "--json"]).status(0))["health"], "good");
    shop.run(&["sources", "test", "nobody"]).status(2).stderr_has("sources list");
    shop.run(&["mail", "queue"]).status(0).stdout_has("desk@example.org");
    shop.run(&["mail", "drop"]).status(2);
    let digest = shop.run(&["digest", "--since", "1d"]).status(0).stderr("");
    assert!(
        digest.stdout.contains("Hub power plant attack: 2 killed (2 Chinese)"),
        "{}",
        digest.stdout
    );
    shop.run(&["digest", "--out", "no/such/folder/d.html"]).status(1).stderr_has("cannot write");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_correct_is_kept_obeyed_by_later_checks_and_exported_as_cases() {
    let shop = Shop::open().await;
    shop.run(&["check", "--all"]).status(0);
    shop.run(&["events", "rulings"]).status(0).stdout("Nothing was corrected yet.\n");
    shop.run(&["events", "wrong-figure", EVENT, "injured", "50"])
        .status(2)
        .stderr_has("has no injured 50");
    shop.run(&["events", "wrong-figure", EVENT, "injured", "5"])
        .status(0)
        .stdout_has("does not count");
    assert!(!shop.run(&["events", "show", EVENT]).stdout.contains("injured: 5"));

    // Another paper's day repeats the wrong figure: it is no news.
    let again = BLAST.replace("morning, police", "morning, rescue workers");
    shop.press.publish(story(
        "again",
        "2026-03-11T08:30:00Z",
        "Hub bomb: two Chinese dead, five injured",
        &again,
    ));
    let check = ["check", "--all", "--exit-code"];
    shop.at("2026-03-11T09:00:00Z", &check).status(0);
    assert!(!shop.run(&["events", "show", EVENT]).stdout.contains("injured: 5"));

    // What is set aside is not told when it rises.
    let link = format!("{}/herald/blast", shop.press.base());
    let article =
        json(&shop.run(&["explain", &link, "--json"]))["article"].as_str().unwrap().to_owned();
    shop.run(&["events", "not-topic", "no-such-article"])
        .status(2)
        .stderr_has("tells of no known event");
    shop.run(&["events", "not-topic", &article]).status(0).stdout_has("is not of the topic");
    let rises = BLAST.replace("Two Chinese", "Four Chinese");
    shop.press.publish(story(
        "four",
        "2026-03-11T09:30:00Z",
        "Hub bomb toll rises to four Chinese engineers",
        &rises,
    ));
    shop.at("2026-03-11T10:00:00Z", &check).status(0);
    shop.run(&["events", "ignore", EVENT, "--undo"]).status(0);

    shop.run(&["events", "set", EVENT, "date", "soon"]).status(2).stderr_has("2024-10-06");
    shop.run(&["events", "set", EVENT, "title", "Bomb near Hub"]).status(0);
    shop.run(&["events", "merge", EVENT, EVENT]).status(2).stderr_has("two different events");
    shop.run(&["events", "split", EVENT, "x"]).status(2).stderr_has("does not tell of");
    let rulings = shop.run(&["events", "rulings"]).status(0).stdout;
    assert_eq!(rulings.lines().count(), 5, "{rulings}");

    let cases = shop.run(&["export", "--cases"]).status(0).stderr("").stdout;
    let first: Value = serde_json::from_str(cases.lines().next().unwrap()).unwrap();
    assert_eq!((&first["kind"], &first["key"]), (&"wrong_figure".into(), &"injured".into()));
    assert!(first["articles"][0]["text"].as_str().unwrap().contains("roadside bomb"));
    shop.run(&["export", "--out", "no/such/cases"]).status(1).stderr_has("cannot write");

    // A replay of the case obeys it.
    let lines: Vec<String> =
        first["articles"].as_array().unwrap().iter().map(Value::to_string).collect();
    std::fs::write(shop.program.path("stream.jsonl"), lines.join("\n")).unwrap();
    std::fs::write(shop.program.path("cases.jsonl"), cases).unwrap();
    let replay = ["replay", "--articles", "stream.jsonl", "--out", "-", "--rulings"];
    let ran = shop.run(&[&replay[..], &["cases.jsonl"]].concat()).status(0);
    let events: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(
        events[1..].iter().all(|line| line["events"][0]["facts"]["injured"].is_null()),
        "{}",
        ran.stdout
    );
    std::fs::write(shop.program.path("bad.jsonl"), "{}\n").unwrap();
    shop.run(&[&replay[..], &["bad.jsonl"]].concat())
        .status(2)
        .stderr_has("bad.jsonl:1: no ruling");
}

#[tokio::test(flavor = "multi_thread")]
async fn own_templates_are_used_and_broken_ones_refused_with_file_and_line() {
    let shop = Shop::open().await;
    let main = std::fs::read_to_string(shop.program.path("config/cpec-watch.toml")).unwrap();
    let main = main.replace("[watch]\n", "[watch]\ntemplates = \"own\"\n");
    let program = shop.program.file("config/cpec-watch.toml", &main);
    let program = program.file("config/own/test.txt", "Good morning {{ to }}\n");
    let shop = Shop { program, ..shop };
    shop.run(&["mail", "test"]).status(0);
    let mails = std::fs::read_dir(shop.program.path("config/state/mail")).unwrap();
    let mail =
        mails.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).next().unwrap();
    assert!(mail.contains("Good morning desk@example.org"), "{mail}");
    let program = shop.program.file("config/own/alert.txt", "fine\n{{ mail.headlin }}\n");
    let shop = Shop { program, ..shop };
    let ran = shop.run(&["check", "--all"]);
    assert_ne!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("alert.txt: line 2"), "{ran:?}");
    shop.run(&["config", "check"]).status(2).stderr_has("alert.txt: line 2");
}

#[test]
fn a_mail_server_with_its_own_certificate_needs_a_file_that_holds_one() {
    let smtp = "[mail]\ntransport = \"smtp\"\nhost = \"localhost\"\nca_file = \"ca.pem\"\n\
        [[recipient]]\naddress = \"desk@example.org\"\n";
    let program =
        Program::new().file("config/cpec-watch.toml", smtp).file("config/sources.toml", "");
    program.run(&["config", "check"]).status(2).stderr_has("ca.pem");
    let program = program.file("config/ca.pem", "not a certificate");
    program.run(&["config", "check"]).status(2).stderr_has("holds no PEM certificate");
}

#[test]
fn the_demonstration_tells_what_was_new_what_was_silent_and_where_the_mails_lie() {
    let program = Program::new();
    let ran = program.run(&["demo", "--out", "mails"]).status(0).stderr("");
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);
    for words in [
        "NEW    Two Chinese engineers among four killed",
        "Hub power plant attack: 4 killed (2 Chinese), 9 injured",
        "Update: Hub power plant attack – toll rises 4 → 5 (Chinese 2 → 3)",
        "same again",
        "other news",
    ] {
        assert!(ran.stdout.contains(words), "no {words}: {}", ran.stdout);
    }
    let mut mails = 0;
    for file in std::fs::read_dir(program.path("mails")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(ran.stdout.contains(&name), "{name} is not named");
        mails += 1;
    }
    assert!(mails > 1, "{mails} mails");
    let left: Vec<_> =
        std::fs::read_dir(program.path("")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["mails"]);
}
