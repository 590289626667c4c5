//! `[[recipient]]`: who is told what.

use std::collections::BTreeSet;

use super::{Config, Transport, read::mailbox, table::Section};
use crate::{
    model::notice::Severity,
    notice::{DigestTimes, Quiet, Recipient, Route, Way},
};

/// The recipients; `reader@localhost` where none is written and mail goes into a folder.
pub(super) fn read(root: &Section<'_>, config: &mut Config) {
    let parts = root.sections("recipient");
    if parts.is_empty() {
        if let Transport::Smtp(_) = config.mail.transport {
            root.fault_of(
                "recipient",
                "nobody to mail to; write [[recipient]] and address = \"…\" below it",
            );
        }
        config.recipients = vec![config.reader()];
        return;
    }
    let mut known = BTreeSet::new();
    let mut recipients = Vec::new();
    for part in parts {
        let address = part.required("address", "\"desk@example.org\"", |text: &String| {
            mailbox(text)?;
            if text.contains('<') {
                return Err("must be the bare address; the name goes into `name`".to_owned());
            }
            Ok(())
        });
        let address = address.unwrap_or_default();
        if !address.is_empty() && !known.insert(address.to_lowercase()) {
            part.fault_of(
                "address",
                format!("{address} is here twice; put its routes into one [[recipient]]"),
            );
        }
        recipients.push(one(&part, address, config));
        part.finish();
    }
    config.recipients = recipients;
}

fn one(part: &Section<'_>, address: String, config: &Config) -> Recipient {
    let mut to = Recipient { address, ..config.reader() };
    to.name = part.read("name", String::new());
    to.zone = part.read("timezone", to.zone);
    to.group_wait = part.read("grouping", config.alert.grouping).as_secs();
    to.cooldown = part.read("cooldown", config.alert.cooldown).as_secs();
    let at = part.read("digest", config.digest.times.at.clone());
    let nothing_new = part.read("nothing_new", config.digest.times.nothing_new);
    to.digest = (!at.is_empty()).then_some(DigestTimes { at, nothing_new });
    to.quiet = quiet(&part.section("quiet"));
    let routes: Vec<_> = part.sections("route").into_iter().map(route).collect();
    if !routes.is_empty() {
        to.routes = routes;
    }
    let waits = to.routes.iter().any(|route| route.way == Way::Digest);
    if waits && to.digest.is_none() {
        part.fault_of(
            "digest",
            "is empty, and a route tells by digest; write for example \"08:00\"",
        );
    }
    to
}

fn quiet(part: &Section<'_>) -> Option<Quiet> {
    if !part.is_written() {
        return None;
    }
    let from = part.required("from", "\"22:00\"", |_| Ok(()));
    let to = part.required("to", "\"07:00\"", |_| Ok(()));
    let breakthrough = part.read("breakthrough", Severity::Critical);
    let quiet = Quiet { from: from?, to: to?, breakthrough };
    if quiet.from == quiet.to {
        part.fault_of("to", "is the same as `from`; leave the table out for no quiet hours");
    }
    Some(quiet)
}

fn route(part: Section<'_>) -> Route {
    let route = Route {
        types: part.read("types", Vec::new()),
        places: part.read("places", Vec::new()),
        min_severity: part.read("severity", Severity::Low),
        languages: part.read("languages", Vec::new()),
        way: part.read("tell", Way::Alert),
    };
    part.finish();
    route
}

impl Config {
    /// Someone who says nothing of what he wants: alerts and the digest for what is worth an
    /// interruption, the digest for the rest.
    pub(super) fn reader(&self) -> Recipient {
        let any = |min_severity, way| Route {
            types: Vec::new(),
            places: Vec::new(),
            min_severity,
            languages: Vec::new(),
            way,
        };
        Recipient {
            address: "reader@localhost".to_owned(),
            name: String::new(),
            zone: self.watch.timezone.clone(),
            routes: vec![any(Severity::Medium, Way::Both), any(Severity::Low, Way::Digest)],
            quiet: None,
            group_wait: self.alert.grouping.as_secs(),
            cooldown: self.alert.cooldown.as_secs(),
            digest: Some(self.digest.times.clone()),
        }
    }
}
