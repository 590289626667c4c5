//! The sections of `cpec-watch.toml`, read key by key into [`Config`].

use std::time::Duration;

use lettre::message::Mailbox;

use super::{
    Config, Listen, Smtp, Tls, Transport, recipient, source,
    table::{File, Notes, PREFIX, Section, parse},
    value::{Bytes, Given, choose, nearest},
};

const SECRET: &str = "put it into a file of its own and name that with password_file, or give the \
    systemd credential mail-password, or the variable CPEC_WATCH__MAIL__PASSWORD";

/// Both files and the environment, into `config`; faults and origins into `notes`.
pub(super) fn everything(
    main: (&str, &str),
    sources: (&str, &str),
    env: &std::collections::BTreeMap<String, String>,
    notes: &Notes,
) -> Config {
    let mut config = Config::default();
    let file = File::new(main.0, main.1);
    let table = parse(&file, main.1, notes);
    let root = Section::root(&file, &table, env, notes);
    watch(&root, &mut config);
    http(&root, &mut config);
    check(&root, &mut config);
    schedule(&root, &mut config);
    freshness(&root, &mut config);
    defaults_of_recipients(&root, &mut config);
    mail(&root, &mut config);
    recipient::read(&root, &mut config);
    keeping(&root, &mut config);
    health(&root, &mut config);
    root.finish();

    let file = File::new(sources.0, sources.1);
    let table = parse(&file, sources.1, notes);
    let nothing = std::collections::BTreeMap::new();
    let root = Section::root(&file, &table, &nothing, notes);
    config.sources = source::read(&root, &config);
    root.finish();
    config
}

fn watch(root: &Section<'_>, config: &mut Config) {
    let part = root.section("watch");
    let it = &mut config.watch;
    it.profile = part.checked("profile", it.profile.clone(), |name: &String| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !name.is_empty() && name.chars().all(plain) {
            return Ok(());
        }
        Err("is not the name of a folder in profiles/; write for example \"cpec-security\""
            .to_owned())
    });
    it.state = part.read("state", it.state.take());
    it.seeds = part.read("seeds", it.seeds.take());
    it.templates = part.read("templates", it.templates.take());
    it.timezone = part.read("timezone", it.timezone.clone());
    part.finish();
}

fn http(root: &Section<'_>, config: &mut Config) {
    let part = root.section("http");
    let it = &mut config.http;
    it.user_agent = part.checked("user_agent", it.user_agent.clone(), |text: &String| {
        let fine = !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if fine { Ok(()) } else { Err("must be plain printable ASCII and not empty".to_owned()) }
    });
    it.connect_timeout = part.checked("connect_timeout", it.connect_timeout, positive);
    it.read_timeout = part.checked("read_timeout", it.read_timeout, positive);
    it.total_timeout = part.checked("total_timeout", it.total_timeout, positive);
    it.max_feed_bytes = part.checked("max_feed_size", Bytes(it.max_feed_bytes), a_size).0;
    it.max_page_bytes = part.checked("max_page_size", Bytes(it.max_page_bytes), a_size).0;
    it.max_redirects = part.checked("max_redirects", it.max_redirects, |n| at_most(*n, 20));
    it.concurrency = part.checked("concurrency", it.concurrency, |n| from_to(*n, 1, 1024));
    it.per_host = part.checked("per_host", it.per_host, |n| from_to(*n, 1, 64));
    it.spacing = part.read("spacing", it.spacing);
    it.host_spacing = part.read("host_spacing", it.host_spacing.clone());
    it.robots = part.read("robots", it.robots);
    it.allow_private = part.read("allow_private", it.allow_private.clone());
    it.ca_file = part.read("ca_file", it.ca_file.take());
    it.proxy =
        part.checked("proxy", it.proxy.take(), |proxy: &Option<String>| {
            let Some(text) = proxy else { return Ok(()) };
            match url::Url::parse(text) {
                Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
                _ => Err("is not a proxy address; write for example \"http://proxy.example:3128\""
                    .into()),
            }
        });
    part.finish();
}

fn check(root: &Section<'_>, config: &mut Config) {
    let part = root.section("check");
    let it = &mut config.check;
    it.max_articles = part.checked("max_articles", it.max_articles, |n| from_to(*n, 1, 1_000_000));
    it.fetch_pages = part.read("fetch_pages", it.fetch_pages);
    it.full_text_chars = part.read("full_text_chars", it.full_text_chars);
    it.quiet_first_look = part.read("quiet_first_look", it.quiet_first_look);
    it.deadline = part.checked("deadline", it.deadline, positive);
    part.finish();
}

fn schedule(root: &Section<'_>, config: &mut Config) {
    let part = root.section("schedule");
    let it = &mut config.schedule;
    it.every = part.checked("every", it.every, positive);
    it.least = part.checked("least", it.least, positive);
    it.stretch = part.checked("stretch", it.stretch, positive);
    it.most = part.checked("most", it.most, positive);
    it.adaptive = part.read("adaptive", it.adaptive);
    it.jitter = part.checked("jitter", it.jitter, |share: &f64| {
        let fine = (0.0..=0.5).contains(share);
        if fine { Ok(()) } else { Err(format!("{share} is not a share from 0 to 0.5")) }
    });
    if it.least > it.every {
        part.fault_of("least", "is longer than `every`; write a shorter one, or a longer `every`");
    }
    if it.stretch > it.most {
        part.fault_of("stretch", "is longer than `most`; write a shorter one, or a longer `most`");
    }
    if it.most < it.every {
        part.fault_of("most", "is shorter than `every`; write a longer one, or a shorter `every`");
    }
    part.finish();
}

fn freshness(root: &Section<'_>, config: &mut Config) {
    let part = root.section("freshness");
    let it = &mut config.freshness;
    it.article = part.checked("article", it.article, positive);
    it.event = part.checked("event", it.event, positive);
    it.future = part.read("future", it.future);
    part.finish();
    let part = root.section("corroboration");
    let it = &mut config.corroboration;
    it.sources = part.checked("sources", it.sources, |n| from_to(*n, 1, 20));
    it.hold = part.read("hold", it.hold);
    it.breakthrough = part.read("breakthrough", it.breakthrough);
    part.finish();
}

fn defaults_of_recipients(root: &Section<'_>, config: &mut Config) {
    let part = root.section("alert");
    let it = &mut config.alert;
    it.grouping = part.read("grouping", it.grouping);
    it.cooldown = part.read("cooldown", it.cooldown);
    part.finish();
    let part = root.section("digest");
    let it = &mut config.digest;
    it.times.at = part.read("at", it.times.at.clone());
    it.times.nothing_new = part.read("nothing_new", it.times.nothing_new);
    it.still_developing = part.read("still_developing", it.still_developing);
    it.source_health = part.read("source_health", it.source_health);
    part.finish();
}

fn mail(root: &Section<'_>, config: &mut Config) {
    let part = root.section("mail");
    let it = &mut config.mail;
    it.from = part.checked("from", it.from.clone(), |text: &String| mailbox(text));
    it.reply_to = part.checked("reply_to", it.reply_to.take(), |text: &Option<String>| {
        text.as_deref().map_or(Ok(()), mailbox)
    });
    it.list_id = part.checked("list_id", it.list_id.clone(), |text: &String| {
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
        let named = !text.is_empty() && text.chars().all(fine);
        if named {
            Ok(())
        } else {
            Err("must look like a host name, \"cpec-watch.example.org\"".into())
        }
    });
    it.unsubscribe = part.checked("unsubscribe", it.unsubscribe.take(), |text: &Option<String>| {
        let fine = text
            .as_ref()
            .is_none_or(|text| ["mailto:", "https://"].iter().any(|head| text.starts_with(head)));
        if fine { Ok(()) } else { Err("must begin with mailto: or https://".to_owned()) }
    });
    it.attempts = part.checked("attempts", it.attempts, |n| from_to(*n as usize, 1, 1000));
    it.give_up = part.checked("give_up", it.give_up, positive);
    it.per_hour = part.read("per_hour", it.per_hour);
    let names = ["folder", "smtp"];
    let transport = part.checked("transport", "folder".to_owned(), |text: &String| {
        let given = Given::Text(text.clone());
        if names.contains(&text.as_str()) {
            Ok(())
        } else {
            Err(choose(&given, Some(text), &names))
        }
    });
    let folder = part.read("folder", None);
    let smtp = smtp(&part, transport == "smtp");
    it.transport =
        if transport == "smtp" { Transport::Smtp(smtp) } else { Transport::Folder(folder) };
    part.finish();
}

fn smtp(part: &Section<'_>, used: bool) -> Smtp {
    let mut it = Smtp::default();
    it.host = part.read("host", it.host);
    it.tls = part.read("tls", it.tls);
    let port = part.checked("port", None, |port: &Option<u16>| match port {
        Some(0) => Err("0 is no port; write for example 587".to_owned()),
        _ => Ok(()),
    });
    it.port = port.unwrap_or(match it.tls {
        Tls::Required => 465,
        Tls::Starttls => 587,
        Tls::None => 25,
    });
    it.username = part.read("username", None);
    it.password_file = part.read("password_file", None);
    it.ca_file = part.read("ca_file", None);
    it.timeout = part.checked("timeout", it.timeout, positive);
    it.hello = part.read("hello", None);
    if let Some((password, origin)) = part.secret("password", SECRET) {
        part.note("password", "(hidden)".to_owned(), origin);
        it.password = Some(password.into());
    }
    if used && it.host.is_empty() {
        part.fault_of(
            "host",
            "is missing for transport = \"smtp\"; write the name of the mail server",
        );
    }
    let has_password = it.password.is_some() || it.password_file.is_some();
    if it.username.is_none() && has_password {
        part.fault_of("username", "is missing, and there is a password; write who logs in");
    }
    if used && it.username.is_some() && it.tls == Tls::None && !loopback(&it.host) {
        part.fault_of(
            "tls",
            "would send the password in the clear; write \"starttls\" or \"required\"",
        );
    }
    it
}

fn keeping(root: &Section<'_>, config: &mut Config) {
    let part = root.section("retention");
    let it = &mut config.retention;
    it.irrelevant = part.checked("irrelevant", it.irrelevant, positive);
    it.articles = part.checked("articles", it.articles, positive);
    it.looks = part.checked("looks", it.looks, positive);
    it.messages = part.checked("messages", it.messages, positive);
    part.finish();
    let part = root.section("backup");
    let it = &mut config.backup;
    it.every = part.checked("every", it.every, positive);
    it.keep = part.read("keep", it.keep);
    it.folder = part.read("folder", it.folder.take());
    part.finish();
    let part = root.section("log");
    config.log.level =
        part.checked("level", config.log.level.clone(), |text: &String| log_level(text));
    config.log.format = part.read("format", config.log.format);
    part.finish();
}

fn health(root: &Section<'_>, config: &mut Config) {
    let part = root.section("health");
    let it = &mut config.health;
    it.listen = part.checked("listen", it.listen.take(), |at: &Option<Listen>| match at {
        Some(Listen::Address(at)) if !at.ip().is_loopback() => {
            Err("is not a loopback address; the page has no login. Write for example \"127.0.0.1:9750\"".into())
        }
        _ => Ok(()),
    });
    it.operator = part.checked("operator", it.operator.take(), |text: &Option<String>| {
        text.as_deref().map_or(Ok(()), mailbox)
    });
    it.failing_after = part.checked("failing_after", it.failing_after, positive);
    it.silent_after = part.checked("silent_after", it.silent_after, |times: &f64| {
        if *times >= 0.0 { Ok(()) } else { Err("must not be negative; 0 is never".to_owned()) }
    });
    it.disk_free = part.read("disk_free", Bytes(it.disk_free)).0;
    part.finish();
}

/// Variables of ours that no key asked for.
pub(super) fn stray_variables(
    env: &std::collections::BTreeMap<String, String>,
    notes: &Notes,
) -> Vec<super::ConfigError> {
    let asked = notes.asked.borrow();
    let names: Vec<&str> = asked.iter().map(String::as_str).collect();
    let stray = env.keys().filter(|name| name.starts_with(PREFIX) && !asked.contains(name));
    stray
        .map(|name| {
            let hint = nearest(name, &names).map(|near| format!("; did you mean {near}?"));
            super::ConfigError {
                file: "environment".to_owned(),
                line: 0,
                key: name.clone(),
                message: format!("no setting has this name{}", hint.unwrap_or_default()),
            }
        })
        .collect()
}

/// A sender or an address.
pub(super) fn mailbox(text: &str) -> Result<(), String> {
    text.parse::<Mailbox>().map(|_| ()).map_err(|_| {
        format!("{text:?} is not a mail address; write \"desk@example.org\" or \"Name <desk@example.org>\"")
    })
}

fn loopback(host: &str) -> bool {
    let address = host.parse::<core::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn log_level(text: &str) -> Result<(), String> {
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];
    for part in text.split(',') {
        let level = part.rsplit_once('=').map_or(part, |(_, level)| level).trim();
        if !LEVELS.contains(&level) {
            return Err(choose(&Given::Text(level.to_owned()), Some(level), &LEVELS));
        }
    }
    Ok(())
}

fn positive(duration: &Duration) -> Result<(), String> {
    if duration.is_zero() { Err("must be longer than nothing".to_owned()) } else { Ok(()) }
}

fn a_size(size: &Bytes) -> Result<(), String> {
    if size.0 >= 1024 {
        Ok(())
    } else {
        Err("is too small; write for example \"16 MiB\"".to_owned())
    }
}

fn at_most(n: usize, most: usize) -> Result<(), String> {
    from_to(n, 0, most)
}

fn from_to(n: usize, least: usize, most: usize) -> Result<(), String> {
    if (least..=most).contains(&n) {
        Ok(())
    } else {
        Err(format!("{n} is not from {least} to {most}"))
    }
}
