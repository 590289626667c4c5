//! `mail`: the outbox, seen and moved by hand.

use std::io::Write;

use jiff::Timestamp;

use super::{
    Cli, Exit, Refused, args::MailCommand, digest::told, open::Instance, print, send::Post,
};
use crate::{
    deliver,
    model::notice::{Channel, DeliveryState, Notice, NoticeId},
};

/// `mail …`
pub(super) async fn run(cli: &Cli, command: &MailCommand, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let mut out = print::out();
    match command {
        MailCommand::Test { to } => test(&instance, to.as_deref(), now).await,
        MailCommand::Queue { all, json } => {
            queue(&mut out, &instance.store_to_read()?.queue(*all)?, (*json, now))
        }
        MailCommand::Retry { ids } => {
            let retried = instance.store(now)?.retry(&numbers(ids), now)?;
            writeln!(out, "{retried} to be tried again by the next check")?;
            found(retried, ids)
        }
        MailCommand::Drop { ids } => {
            let dropped = instance.store(now)?.drop_notices(&numbers(ids))?;
            writeln!(out, "{dropped} given up")?;
            found(dropped, ids)
        }
    }
}

fn numbers(ids: &[i64]) -> Vec<NoticeId> {
    ids.iter().copied().map(NoticeId).collect()
}

fn found(count: usize, ids: &[i64]) -> anyhow::Result<Exit> {
    if count == 0 && !ids.is_empty() {
        return Err(
            Refused("none of these numbers is of that kind; see `mail queue`".into()).into()
        );
    }
    Ok(Exit::Done)
}

async fn test(instance: &Instance, to: Option<&str>, now: Timestamp) -> anyhow::Result<Exit> {
    let recipients = instance.config.recipients.iter();
    let chosen: Vec<_> = recipients
        .filter(|person| to.is_none_or(|to| person.address == to || person.name == to))
        .collect();
    if chosen.is_empty() {
        let known = instance.config.recipients.iter().map(|person| person.address.as_str());
        let known = known.collect::<Vec<_>>().join(", ");
        let message = if known.is_empty() {
            "there is no [[recipient]] in cpec-watch.toml".into()
        } else {
            format!("no such recipient; there are: {known}")
        };
        return Err(Refused(message).into());
    }
    let mut post = Post::open(instance)?;
    let desk = deliver::Desk {
        config: &instance.config,
        profile: &instance.profile,
        templates: &post.templates,
    };
    let way = post.mailer.describe();
    let mut exit = Exit::Done;
    let mut out = print::out();
    for person in chosen {
        let message = deliver::test_mail(&desk, &person.address, &way, now)?;
        let (good, answer) = told(post.mailer.send(&deliver::parcel(&message)).await);
        writeln!(out, "{}: {answer}", person.address)?;
        if !good {
            exit = Exit::Failed;
        }
    }
    post.mailer.close().await;
    Ok(exit)
}

fn queue(
    out: &mut impl Write,
    notices: &[Notice],
    (json, now): (bool, Timestamp),
) -> anyhow::Result<Exit> {
    if json {
        return notices
            .iter()
            .try_for_each(|notice| print::json_line(out, notice))
            .map(|()| Exit::Done);
    }
    if notices.is_empty() {
        writeln!(out, "The outbox is empty.")?;
        return Ok(Exit::Done);
    }
    let mut table =
        print::table(&["no", "state", "channel", "to", "event", "due", "tries", "last answer"]);
    for notice in notices {
        let due = match notice.state {
            DeliveryState::Queued if notice.not_before <= now => "now".into(),
            DeliveryState::Queued => print::ago(Some(notice.not_before), now),
            _ => "-".into(),
        };
        table.add_row([
            notice.id.0.to_string(),
            state(notice.state).into(),
            if notice.channel == Channel::Alert { "alert" } else { "digest" }.into(),
            notice.recipient.clone(),
            notice.development.event.to_string(),
            due,
            notice.attempts.to_string(),
            print::shortened(notice.last_error.as_deref().unwrap_or("-"), 60),
        ]);
    }
    print::write_table(out, &table)?;
    Ok(Exit::Done)
}

fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "queued",
        DeliveryState::Sent => "sent",
        DeliveryState::Unknown => "doubtful",
        DeliveryState::Dead => "refused",
    }
}
