//! What the operator wrote, and what is wrong with it: every message whole, as a shell sees it.

use std::collections::BTreeMap;

use cpec_watch::io::files::{Loaded, Surroundings, load_from};

use crate::cli::Program;

const SOURCE: &str = "[[source]]\nid = \"coast\"\nurl = \"https://coast.example/feed\"\n";

/// A topic of one place, in one file.
const TOPIC: &str = "name = \"harbours\"\ntimezone = \"Asia/Karachi\"\nhome = \"coast\"\n\
    place = [\n    { id = \"coast\", name = \"The Coast\", kind = \"country\" },\n]\n\
    [[type]]\nid = \"fire\"\nlabel = \"Fire\"\n";

/// `config check` refuses these files with exactly these lines.
#[track_caller]
fn refused(files: &[(&str, &str)], want: &str) {
    let program =
        files.iter().fold(Program::new(), |program, (name, text)| program.file(name, text));
    let want = format!("cpec-watch: {want}\n");
    program.run(&["config", "check"]).status(2).stdout("").stderr(&want);
}

#[test]
fn a_missing_configuration_is_told_with_how_to_name_one() {
    let want = "cpec-watch: DIR/nowhere.toml: there is no such file; name a cpec-watch.toml or its folder \
                with --config or CPEC_WATCH_CONFIG\n";
    let program = Program::new();
    program.run(&["--config", "nowhere.toml", "config", "check"]).status(2).stdout("").stderr(want);
    let program = Program::new().env("CPEC_WATCH_CONFIG", "nowhere.toml");
    program.run(&["check"]).status(2).stdout("").stderr(want);
}

#[test]
fn an_unreadable_configuration_is_told() {
    let program = Program::new().bytes("config/cpec-watch.toml", b"# caf\xe9\n");
    let want = "cpec-watch: DIR/config/cpec-watch.toml: is not UTF-8 text; save it as UTF-8\n";
    program.run(&["config", "check"]).status(2).stdout("").stderr(want);
    let program = Program::new().file("config/cpec-watch.toml/inside", "");
    let ran = program.run(&["config", "check"]).status(2).stdout("");
    ran.stderr_has("cpec-watch: DIR/config/cpec-watch.toml: cannot be read: ");
}

#[test]
fn a_fault_of_the_syntax_has_file_and_line() {
    refused(
        &[("config/cpec-watch.toml", "# ours\n[watch\n")],
        "DIR/config/cpec-watch.toml:2: unclosed table, expected `]`",
    );
}

#[test]
fn unknown_keys_are_told_with_those_that_were_meant() {
    refused(
        &[("config/cpec-watch.toml", "[watch]\nprofil = \"cpec-security\"\n[mial]\n")],
        "DIR/config/cpec-watch.toml:2: watch.profil: unknown key; did you mean \"profile\"?\n\
         DIR/config/cpec-watch.toml:3: mial: unknown key; did you mean \"mail\"?",
    );
}

#[test]
fn bad_values_are_told_with_what_to_write() {
    refused(
        &[(
            "config/cpec-watch.toml",
            "[watch]\ntimezone = \"Asia/Karachee\"\n[http]\ntotal_timeout = \"soon\"\n[digest]\nat = [\"25:00\"]\n",
        )],
        "DIR/config/cpec-watch.toml:2: watch.timezone: \"Asia/Karachee\" is not a time zone; write its IANA \
         name, for example \"Asia/Karachi\" or \"Europe/Berlin\" (did you mean \"Asia/Karachi\"?)\n\
         DIR/config/cpec-watch.toml:4: http.total_timeout: \"soon\" is not a duration; write for example \
         \"90s\", \"15m\", \"2h\", \"1h 30m\" or \"7d\"\n\
         DIR/config/cpec-watch.toml:6: digest.at: \"25:00\" is not a digest time; write \"08:00\" for every day \
         or \"Mon 08:00\" for every Monday",
    );
}

#[test]
fn bad_sources_are_told_with_file_and_line() {
    let sources = format!(
        "{SOURCE}cron = \"61 * * * *\"\n[[source]]\nid = \"list\"\nurl = \"https://list.example/\"\n\
         kind = \"listing\"\n[source.listing]\nitem = \"div[[\"\n"
    );
    let program =
        Program::new().file("config/cpec-watch.toml", "").file("config/sources.toml", &sources);
    let ran = program.run(&["config", "check"]).status(2).stdout("");
    let ran = ran.stderr_has("DIR/config/sources.toml:4: source[1].cron: \"61 * * * *\": ");
    ran.stderr_has(
        "DIR/config/sources.toml:10: source[2].listing.item: \"div[[\" is not a CSS selector",
    );
}

#[test]
fn an_unknown_profile_is_told_with_those_there_are() {
    refused(
        &[
            ("config/cpec-watch.toml", "[watch]\nprofile = \"harbour\"\n"),
            ("config/profiles/harbours/topic.toml", TOPIC),
        ],
        "watch.profile: there is no profile \"harbour\"; there are [\"cpec-security\", \"harbours\"]. Write one \
         of these, or make a folder of that name in profiles/ beside cpec-watch.toml",
    );
    refused(
        &[
            ("config/cpec-watch.toml", "[watch]\nprofile = \"empty\"\n"),
            ("config/profiles/empty/readme.txt", ""),
        ],
        "DIR/config/profiles/empty: holds no .toml file; copy the built-in profile here",
    );
}

#[test]
fn a_wrong_profile_is_told_with_file_and_line() {
    refused(
        &[
            ("config/cpec-watch.toml", "[watch]\nprofile = \"harbours\"\n"),
            (
                "config/profiles/harbours/topic.toml",
                &TOPIC.replace("home = \"coast\"", "home = \"cost\""),
            ),
        ],
        "DIR/config/profiles/harbours/topic.toml:3: home names the place \"cost\", and there is none; did you \
         mean \"coast\"?",
    );
}

#[test]
fn a_route_to_nowhere_is_told_with_file_and_line() {
    refused(
        &[(
            "config/cpec-watch.toml",
            "[[recipient]]\naddress = \"desk@example.org\"\n[[recipient.route]]\nplaces = [\"gwadar-prot\"]\n",
        )],
        "DIR/config/cpec-watch.toml:4: recipient[1].route[1].places: the profile cpec-security has no place \
         \"gwadar-prot\"; did you mean \"gwadar-port\"?",
    );
}

#[test]
fn a_wrong_seed_record_is_told_with_file_and_line() {
    let seed = "file = \"a.txt\"\ntitle = \"A\"\noutlet = \"\"\npublished = \"2024-01-01\"\nlanguage = \"en\"\n\
        [[event]]\nkey = \"k\"\nrole = \"primary\"\ntype = \"atack\"\ntold = \"It is told.\"\n";
    let main = ("config/cpec-watch.toml", "");
    refused(
        &[main, ("config/seeds/a.toml", seed)],
        "DIR/config/seeds/a.toml:9: event \"k\": no event type \"atack\" in the profile; did you mean \"attack\"?",
    );
    refused(
        &[
            main,
            (
                "config/seeds/a.toml",
                &seed.replace("\"atack\"", "\"attack\"\nplaces = [\"gwader\"]"),
            ),
        ],
        "DIR/config/seeds/a.toml:10: event \"k\": no place \"gwader\" in the profile; did you mean \"gwadar\"?",
    );
    refused(
        &[main, ("config/seeds/a.toml", &seed.replace("\"atack\"", "\"attack\"\ndate = \"May\""))],
        "DIR/config/seeds/a.toml:10: event \"k\": \"May\" is no date; write 2024, 2024-10, 2024-10-06 or \
         2024-11-20/2024-12-15",
    );
    refused(
        &[main, ("config/seeds/a.toml", &seed.replace("key = ", "kee = "))],
        "DIR/config/seeds/a.toml:7: unknown field `kee`, expected one of `key`, `role`, `type`, `date`, \
         `places`, `actors`, `told`, `facts`",
    );
}

#[test]
fn a_variable_nobody_asks_for_is_told() {
    let program = Program::new().env("CPEC_WATCH__MAIL__HOSST", "x");
    program.run(&["config", "check"]).status(2).stdout("").stderr(
        "cpec-watch: environment: CPEC_WATCH__MAIL__HOSST: no setting has this name; did you mean \
         CPEC_WATCH__MAIL__HOST?\n",
    );
}

#[test]
fn what_holds_is_shown_with_where_it_comes_from() {
    let program = Program::new()
        .file("config/cpec-watch.toml", "[http]\nper_host = 3\n")
        .env("CPEC_WATCH__HTTP__MAX_REDIRECTS", "7");
    let shown = program.run(&["config", "show"]).status(0).stderr("").stdout;
    let row = |key: &str| -> Vec<String> {
        let line = shown.lines().find(|line| line.split_whitespace().next() == Some(key)).unwrap();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
    };
    assert_eq!(row("http.per_host"), ["http.per_host", "3", "DIR/config/cpec-watch.toml:2"]);
    assert_eq!(
        row("http.max_redirects"),
        ["http.max_redirects", "7", "environment variable CPEC_WATCH__HTTP__MAX_REDIRECTS"]
    );
    assert_eq!(row("http.robots"), ["http.robots", "true", "default"]);
}

#[test]
fn passwords_come_from_a_credential_and_are_never_shown() {
    let main = "[mail]\ntransport = \"smtp\"\nhost = \"mail.example\"\nusername = \"desk\"\n\
        [[recipient]]\naddress = \"desk@example.org\"\n";
    let program = Program::new()
        .file("config/cpec-watch.toml", main)
        .file("credentials/mail-password", "open sesame\n")
        .env("CREDENTIALS_DIRECTORY", "credentials");
    let shown = program.run(&["config", "show"]).status(0).stderr("").stdout;
    let line = shown.lines().find(|line| line.starts_with("mail.password ")).unwrap();
    assert!(line.contains("(hidden)") && line.contains("credential mail-password"), "{line}");
    assert!(!shown.contains("sesame"));
    refused(
        &[("config/cpec-watch.toml", &main.replace("[[", "password = \"sesame\"\n[["))],
        "DIR/config/cpec-watch.toml:5: mail.password: secrets do not belong into this file; put it into a file \
         of its own and name that with password_file, or give the systemd credential mail-password, or the \
         variable CPEC_WATCH__MAIL__PASSWORD",
    );
    let program = Program::new()
        .file("config/cpec-watch.toml", main)
        .file("credentials/mail-password", "\n")
        .env("CREDENTIALS_DIRECTORY", "credentials");
    program.run(&["config", "check"]).status(2).stderr(
        "cpec-watch: credentials/mail-password: holds no password; write it into the first line\n",
    );
}

fn load(folder: &Program, explicit: Option<&str>, env: &[(&str, &str)]) -> Loaded {
    let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let around = Surroundings {
        env: env.iter().map(text).collect::<BTreeMap<_, _>>(),
        here: folder.path("here"),
        etc: folder.path("etc"),
    };
    load_from(explicit.map(std::path::Path::new), &around).unwrap()
}

#[test]
fn the_first_place_that_has_a_configuration_is_taken() {
    let mut folder = Program::new();
    for place in ["named", "variable", "here/config", "etc"] {
        folder = folder.file(&format!("{place}/cpec-watch.toml"), "");
    }
    let main = |loaded: Loaded| loaded.paths.main;
    let variable: &[(&str, &str)] = &[("CPEC_WATCH_CONFIG", "../variable")];
    let at = |place: &str| Some(folder.path(place));
    assert_eq!(
        main(load(&folder, Some("../named/cpec-watch.toml"), variable)),
        at("here/../named/cpec-watch.toml")
    );
    assert_eq!(main(load(&folder, None, variable)), at("here/../variable/cpec-watch.toml"));
    assert_eq!(main(load(&folder, None, &[])), at("here/config/cpec-watch.toml"));
    std::fs::remove_dir_all(folder.path("here")).unwrap();
    assert_eq!(main(load(&folder, None, &[])), at("etc/cpec-watch.toml"));
    std::fs::remove_dir_all(folder.path("etc")).unwrap();
    let bare = load(&folder, None, &[]);
    assert_eq!((bare.paths.main, bare.profile.name.as_str()), (None, "cpec-security"));
}

#[test]
fn inspect_article_uses_the_configured_profile() {
    let text = "The Coast: a fire broke out on Monday, 4 March 2024, in the nets of the harbour, boatmen said.";
    let program = Program::new()
        .file("config/cpec-watch.toml", "[watch]\nprofile = \"harbours\"\n")
        .file(
            "config/profiles/harbours/topic.toml",
            &TOPIC.replace("home = \"coast\"", "home = \"cost\""),
        )
        .file("fire.txt", text);
    program
        .run(&["inspect", "article", "fire.txt"])
        .status(2)
        .stderr_has("topic.toml:3: home names");
    let program = program.file("config/profiles/harbours/topic.toml", TOPIC);
    program
        .run(&["inspect", "article", "fire.txt", "--json"])
        .status(0)
        .stdout_has("\"events\":[]");
}
