//! What the configuration promises: all faults at once, each with its line and what to write.

use std::collections::BTreeMap;

use jiff::civil::time;

use super::*;
use crate::{
    model::{
        notice::Severity,
        source::{Schedule, SourceKind},
    },
    notice::Way,
};

fn parse(main: &str, sources: &str, env: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::parse(("cpec-watch.toml", main), ("sources.toml", sources), &env)
}

#[track_caller]
fn good(main: &str, sources: &str) -> Config {
    parse(main, sources, &[]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The one fault of a main file.
#[track_caller]
fn fault(main: &str) -> String {
    let errors = parse(main, "", &[]).map(|_| ()).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors[0].to_string()
}

#[track_caller]
fn source_fault(sources: &str) -> String {
    let errors = parse("", sources, &[]).map(|_| ()).unwrap_err();
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors[0].to_string()
}

#[track_caller]
fn source(rest: &str) -> String {
    format!("[[source]]\nid = \"a\"\nurl = \"https://a.example/feed\"\n{rest}\n")
}

fn settings_of(config: &Config) -> BTreeMap<String, String> {
    config.settings.iter().map(|setting| (setting.key.clone(), setting.value.clone())).collect()
}

#[test]
fn the_shipped_file_shows_every_default_and_nothing_else() {
    let (shipped, bare) = (good(MAIN, ""), good("", ""));
    assert_eq!(shipped.recipients, bare.recipients);
    let written: BTreeMap<_, _> = settings_of(&shipped)
        .into_iter()
        .filter(|(key, _)| !key.starts_with("recipient"))
        .collect();
    assert_eq!(written, settings_of(&bare));
    let left_out: Vec<_> = shipped
        .settings
        .iter()
        .filter(|setting| setting.origin == Origin::Default)
        .map(|setting| &setting.key)
        .collect();
    assert!(left_out.is_empty(), "settings that the shipped file does not show: {left_out:?}");
}

#[test]
fn the_values_that_hold_are_those_of_the_types() {
    let (bare, default) = (good("", ""), Config::default());
    assert_eq!(bare.watch, default.watch);
    assert_eq!(bare.http, default.http);
    assert_eq!(bare.check, default.check);
    assert_eq!(bare.schedule, default.schedule);
    assert_eq!(bare.freshness, default.freshness);
    assert_eq!(bare.corroboration, default.corroboration);
    assert_eq!(bare.alert, default.alert);
    assert_eq!(bare.digest, default.digest);
    assert_eq!(bare.retention, default.retention);
    assert_eq!(bare.log, default.log);
    assert_eq!(bare.health, default.health);
}

#[test]
fn all_faults_come_at_once_in_the_order_of_the_lines() {
    let main = "[http]\nconcurrency = 0\ntimeout = 3\n[mail]\nprot = 25\nfrom = \"nobody\"\n";
    let sources = "[[source]]\nid = \"x\"\nurl = \"ftp://a.example/\"\nweight = 7\n";
    let errors = parse(main, sources, &[("CPEC_WATCH__MAIL__HOTS", "x")]).map(|_| ()).unwrap_err();
    let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
    let heads = [
        "cpec-watch.toml:2: http.concurrency: 0 is not from 1 to 1024",
        "cpec-watch.toml:3: http.timeout: unknown key; did you mean \"",
        "cpec-watch.toml:5: mail.prot: unknown key; did you mean \"port\"?",
        "cpec-watch.toml:6: mail.from: \"nobody\" is not a mail address",
        "sources.toml:3: source[1].url: scheme \"ftp\" is not watched",
        "sources.toml:4: source[1].weight: 7 is not from 0 to 1",
        "environment: CPEC_WATCH__MAIL__HOTS: no setting has this name; did you mean CPEC_WATCH__MAIL__HOST?",
    ];
    assert_eq!(shown.len(), heads.len(), "{shown:#?}");
    for (shown, head) in shown.iter().zip(heads) {
        assert!(shown.starts_with(head), "{shown}\n  is not\n{head}");
    }
}

#[test]
fn faults_say_what_to_write_instead() {
    let cases = [
        ("[watch]\ntimezone = \"Asia/Karatschi\"", "did you mean \"Asia/Karachi\""),
        ("[schedule]\nevery = 15", "write for example \"90s\", \"15m\""),
        ("[schedule]\nevery = \"quarterly\"", "is not a duration"),
        ("[schedule]\nleast = \"1h\"", "longer than `every`"),
        ("[http]\nmax_feed_size = \"big\"", "write for example \"512 KiB\""),
        ("[http]\nrobots = \"yes\"", "true or false (without quotes)"),
        ("[http]\nproxy = \"proxy:3128\"", "write for example \"http://proxy.example:3128\""),
        ("[corroboration]\nbreakthrough = \"hihg\"", "did you mean \"high\"?"),
        ("[digest]\nat = [\"8 Uhr\"]", "write \"08:00\" for every day"),
        ("[mail]\npassword = \"x\"", "secrets do not belong into this file"),
        ("[mail]\nunsubscribe = \"example.org\"", "must begin with mailto: or https://"),
        ("[log]\nlevel = \"inof\"", "did you mean \"info\"?"),
        ("[health]\nlisten = \"0.0.0.0:80\"", "is not a loopback address"),
        ("[healht]\nlisten = \"\"", "unknown key; did you mean \"health\"?"),
        ("watch = 3", "write [watch]"),
        ("[[recipient]]\nname = \"x\"", "cpec-watch.toml:1: recipient[1].address: is missing"),
        (
            "[[recipient]]\naddress = \"a@b.example\"\n[recipient.quiet]\nfrom = \"22:00\"",
            "recipient[1].quiet.to: is missing",
        ),
        (
            "[[recipient]]\naddress = \"a@b.example\"\n[[recipient.route]]\ntell = \"shout\"",
            "is none of \"alert\"",
        ),
        ("[[recipient]]\naddress = \"a@b.example\"\ndigest = []", "a route tells by digest"),
        (
            "[[recipient]]\naddress = \"a@b.example\"\n[[recipient]]\naddress = \"A@b.example\"",
            "is here twice",
        ),
        ("[recipient]\naddress = \"a@b.example\"", "write [[recipient]]"),
    ];
    for (main, want) in cases {
        let shown = fault(main);
        assert!(shown.contains(want), "{main}\n  says {shown}\n  and not {want}");
    }
}

#[test]
fn faults_of_sources_say_what_to_write_instead() {
    let listing = "kind = \"listing\"\n[source.listing]\nitem = \"article\"\n";
    let cases = [
        (source("kind = \"fede\""), "did you mean \"feed\"?"),
        (source("cron = \"every hour\""), "has not five or six fields"),
        (source("cron = \"61 * * * *\""), "write five fields (minute hour day month weekday)"),
        (source("cron = \"0 0 30 2 *\""), "never comes"),
        (source("cron = \"@hourly\"\nevery = \"1h\""), "keep one of the two"),
        (source("every = \"1m\""), "is less than schedule.least = \"5m\""),
        (source("timezone = \"Pakistan\""), "is not a time zone"),
        (source("language = \"english\""), "write for example \"en\""),
        (source("kind = \"listing\""), "write [source.listing]"),
        (source(&format!("{listing}title = \"h2 >> a\"")), "is not a CSS selector"),
        (source(&format!("{listing}date_formats = [\"%d %!\"]")), "is not a date format"),
        (source("[source.listing]\nitem = \"a\""), "is for kind = \"listing\" only"),
        (source("kind = \"gdelt\""), "mode=ArtList and format=json"),
        (
            format!("{}{}", source(""), source("")),
            "sources.toml:6: source[2].id: \"a\" is the id of source[1] already",
        ),
        (
            "[[source]]\nid = \"A b\"\nurl = \"https://a.example\"".to_owned(),
            "small letters, digits and -",
        ),
        ("[[source]]\nid = \"a\"\nurl = \"a.example/feed\"".to_owned(), "is not an address"),
        ("[[source]]\nid = \"a\"".to_owned(), "source[1].url: is missing"),
    ];
    for (sources, want) in cases {
        let shown = source_fault(&sources);
        assert!(shown.contains(want), "{sources}\n  says {shown}\n  and not {want}");
    }
}

#[test]
fn a_fault_of_the_syntax_has_its_line() {
    let shown = fault("[watch]\nprofile = \"x\n");
    assert!(shown.starts_with("cpec-watch.toml:2: "), "{shown}");
}

#[test]
fn recipients_say_what_they_want() {
    let config = good(
        "[alert]\ncooldown = \"2h\"\n[[recipient]]\naddress = \"desk@example.org\"\nname = \"Desk\"\n\
         timezone = \"Europe/Berlin\"\ndigest = [\"Mon 07:30\", \"18:00\"]\n\
         [recipient.quiet]\nfrom = \"22:00\"\nto = \"06:30\"\n\
         [[recipient.route]]\ntypes = [\"attack\"]\nplaces = \"gwadar\"\nseverity = \"high\"\ntell = \"both\"",
        "",
    );
    let to = &config.recipients[0];
    assert_eq!((to.address.as_str(), to.name.as_str()), ("desk@example.org", "Desk"));
    assert_eq!(to.zone.iana_name(), Some("Europe/Berlin"));
    assert_eq!((to.group_wait, to.cooldown), (300, 7200));
    let quiet = to.quiet.unwrap();
    assert_eq!((quiet.from, quiet.to), (time(22, 0, 0, 0), time(6, 30, 0, 0)));
    assert_eq!(quiet.breakthrough, Severity::Critical);
    assert_eq!(to.digest.as_ref().unwrap().at.len(), 2);
    let [route] = &to.routes[..] else { panic!("{:?}", to.routes) };
    assert_eq!((route.places.as_slice(), route.way), (&["gwadar".to_owned()][..], Way::Both));
}

#[test]
fn mail_to_a_server_needs_a_server_and_readers() {
    let errors = parse("[mail]\ntransport = \"smtp\"", "", &[]).map(|_| ()).unwrap_err();
    let keys: Vec<_> = errors.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["mail.host", "recipient"]);
    let main = "[mail]\ntransport = \"smtp\"\nhost = \"mx.example.org\"\nusername = \"u\"\ntls = \"none\"\n\
                [[recipient]]\naddress = \"a@b.example\"";
    assert!(fault(main).contains("would send the password in the clear"));
    let config = good(&main.replace("\"none\"", "\"required\""), "");
    let Transport::Smtp(smtp) = &config.mail.transport else { panic!("no server") };
    assert_eq!((smtp.port, smtp.tls), (465, Tls::Required));
}

#[test]
fn the_environment_wins_and_is_named_as_the_origin() {
    let main = "[mail]\nhost = \"a.example\"\nper_hour = 5\n";
    let env = [
        ("CPEC_WATCH__MAIL__HOST", "b.example"),
        ("CPEC_WATCH__DIGEST__AT", "07:00, Fri 12:00"),
        ("CPEC_WATCH__HTTP__ROBOTS", "off"),
        ("CPEC_WATCH_CONFIG", "not ours to judge"),
    ];
    let config = parse(main, "", &env).unwrap();
    assert!(!config.http.robots);
    assert_eq!(config.digest.times.at.len(), 2);
    let shown = |key: &str| {
        let setting = config.explain().into_iter().find(|setting| setting.key == key).unwrap();
        format!("{} from {}", setting.value, setting.origin)
    };
    assert_eq!(
        shown("mail.host"),
        "\"b.example\" from environment variable CPEC_WATCH__MAIL__HOST"
    );
    assert_eq!(shown("mail.per_hour"), "5 from cpec-watch.toml:3");
    assert_eq!(shown("mail.give_up"), "\"2d\" from default");
    let errors = parse("", "", &[("CPEC_WATCH__HTTP__PER_HOST", "many")]).map(|_| ()).unwrap_err();
    assert_eq!(
        errors[0].to_string(),
        "environment: CPEC_WATCH__HTTP__PER_HOST: \"many\" is not a whole number from 0 to 18446744073709551615"
    );
}

#[test]
fn secrets_are_never_shown() {
    let main = "[mail]\ntransport = \"smtp\"\nhost = \"mx.example.org\"\nusername = \"u\"\n\
                [[recipient]]\naddress = \"a@b.example\"";
    let sources = "[[source]]\nid = \"a\"\nurl = \"https://me:hush@a.example/feed\"\n";
    let config = parse(main, sources, &[("CPEC_WATCH__MAIL__PASSWORD", "hush")]).unwrap();
    let Transport::Smtp(smtp) = &config.mail.transport else { panic!("no server") };
    assert_eq!(secrecy::ExposeSecret::expose_secret(smtp.password.as_ref().unwrap()), "hush");
    let shown: String =
        config.explain().iter().map(|s| format!("{}={}\n", s.key, s.value)).collect();
    assert!(!shown.contains("hush"), "{shown}");
    assert!(shown.contains("mail.password=(hidden)"), "{shown}");
    assert!(!format!("{:?}", config.mail).contains("hush"));
}

#[test]
fn cron_has_five_or_six_fields_and_is_kept_with_six() {
    let config = good(
        "",
        "[[source]]\nid = \"a\"\nurl = \"https://a.example/\"\ncron = \"*/20 6-23 * * MON-FRI\"\n\
         [[source]]\nid = \"b\"\nurl = \"https://b.example/\"\ncron = \"30 0 8 * * *\"\ncron_timezone = \"Asia/Shanghai\"\n\
         [[source]]\nid = \"c\"\nurl = \"https://c.example/\"\nevery = \"2h\"\n",
    );
    let schedules: Vec<_> = config.sources.iter().map(|source| source.schedule.clone()).collect();
    let cron = |expression: &str, zone: &str| Schedule::Cron {
        expression: expression.to_owned(),
        timezone: zone.to_owned(),
    };
    assert_eq!(schedules[0], cron("0 */20 6-23 * * MON-FRI", "Asia/Karachi"));
    assert_eq!(schedules[1], cron("30 0 8 * * *", "Asia/Shanghai"));
    assert_eq!(schedules[2], Schedule::Every(7200));
}

#[test]
fn durations_and_sizes_read_what_they_show() {
    use value::{Bytes, Given, Value};
    for text in ["0s", "250ms", "90s", "15m", "1h 30m", "7d", "2d 12h"] {
        let read = std::time::Duration::read(&Given::Text(text.to_owned())).unwrap();
        let shown = read.show();
        let again = std::time::Duration::read(&Given::Text(shown.trim_matches('"').to_owned()));
        assert_eq!(again, Ok(read), "{text} {shown}");
    }
    for text in ["", "m", "5", "5 parsecs", "-5m", "99999999999999999999d", "999999d"] {
        assert!(std::time::Duration::read(&Given::Text(text.to_owned())).is_err(), "{text}");
    }
    for (text, bytes) in
        [("16 MiB", 16 << 20), ("512KiB", 512 << 10), ("2 MB", 2_000_000), ("7b", 7)]
    {
        assert_eq!(Bytes::read(&Given::Text(text.to_owned())), Ok(Bytes(bytes)));
    }
    assert_eq!(Bytes(16 << 20).show(), "\"16 MiB\"");
    assert!(Bytes::read(&Given::Text("99999999999 GiB".to_owned())).is_err());
}

#[test]
fn routes_are_held_against_the_profile() {
    let config = good(
        "[[recipient]]\naddress = \"a@b.example\"\n[[recipient.route]]\ntypes = [\"atack\"]\nplaces = [\"gwadar\"]",
        "",
    );
    let faults = config.unknown_names(&["attack", "plot"], &["gwadar"]);
    let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "cpec-watch.toml:4: recipient[1].route[1].types: the profile cpec-security has no event type \
          \"atack\"; did you mean \"attack\"?"
        ]
    );
}

#[test]
fn the_shipped_sources_are_many_and_whole() {
    let config = good("", SOURCES);
    assert!(config.sources.len() >= 40, "{}", config.sources.len());
    for source in &config.sources {
        assert!(source.name != source.id.0, "{} has no name", source.id);
    }
    let languages = |wanted: &str| {
        config.sources.iter().filter(|source| source.language.as_deref() == Some(wanted)).count()
    };
    assert!(languages("ur") >= 5 && languages("zh") >= 2 && languages("en") >= 25);
    let kinds = |wanted: fn(&SourceKind) -> bool| {
        config.sources.iter().filter(|source| wanted(&source.kind)).count()
    };
    assert!(kinds(|kind| matches!(kind, SourceKind::Listing(_))) >= 3);
    assert!(kinds(|kind| matches!(kind, SourceKind::Sitemap)) >= 2);
    assert!(kinds(|kind| matches!(kind, SourceKind::Gdelt)) >= 1);
}
