//! `digest`: what was found since, as a mail would tell it: printed, written to a file, or sent.

use std::{io::Write, path::Path};

use anyhow::Context;
use jiff::Timestamp;

use super::{Cli, Exit, Refused, open::Instance, print, send::Post, when::Since};
use crate::{deliver, io::smtp::Handover, mail::Message};

/// `digest`
pub(super) async fn run(
    cli: &Cli,
    (since, out, send): (Since, Option<&Path>, bool),
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let store = instance.store(now)?;
    let mut post = Post::open(&instance)?;
    let desk = deliver::Desk {
        config: &instance.config,
        profile: &instance.profile,
        templates: &post.templates,
    };
    let with_digest = instance.config.recipients.iter().filter(|to| to.digest.is_some());
    let readers: Vec<_> = with_digest.chain(&instance.config.recipients).collect();
    let Some(first) = readers.first() else {
        return Err(Refused("there is no [[recipient]] in cpec-watch.toml".into()).into());
    };
    let since = Some(since.resolve(now));
    if !send {
        let message = deliver::digest_mail(&store, &desk, first, since, now)?;
        return show(&message, out);
    }
    let mut messages = Vec::new();
    for to in instance.config.recipients.iter().filter(|to| to.digest.is_some()) {
        messages.push(deliver::digest_mail(&store, &desk, to, since, now)?);
    }
    let mut exit = Exit::Done;
    let mut screen = print::out();
    for message in &messages {
        let (good, answer) = told(post.mailer.send(&deliver::parcel(message)).await);
        writeln!(screen, "{}: {answer}", message.to)?;
        if !good {
            exit = Exit::Failed;
        }
    }
    post.mailer.close().await;
    Ok(exit)
}

fn show(message: &Message, out: Option<&Path>) -> anyhow::Result<Exit> {
    let Some(path) = out else {
        write!(print::out(), "{}", message.text)?;
        return Ok(Exit::Done);
    };
    let bytes = match path.extension().and_then(|end| end.to_str()) {
        Some("html" | "htm") => message.html.as_bytes(),
        Some("eml") => &message.bytes,
        _ => message.text.as_bytes(),
    };
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Exit::Done)
}

/// Whether a mail was taken, and the answer.
pub(super) fn told(handover: Handover) -> (bool, String) {
    match handover {
        Handover::Accepted(answer) => (true, answer),
        Handover::Deferred(why) | Handover::Refused(why) | Handover::Unavailable(why) => {
            (false, why)
        }
        Handover::Unknown(why) => (false, format!("{why}; it may have arrived")),
    }
}
