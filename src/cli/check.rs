//! `check`: one check and the delivery after it, and its report in three formats.

use std::io::Write;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    Cli, Exit,
    args::{CheckArgs, ReportFormat},
    explain,
    open::Instance,
    print::{self, DIM, WARN, styled},
    send::Post,
};
use crate::{
    check::{
        self, Choice, Wish,
        report::{self, Report, Told},
    },
    io::steps,
    model::source::SourceId,
    upkeep::Upkeep,
};

/// Checks, delivers, prints.
pub async fn run(cli: &Cli, args: &CheckArgs, now: Timestamp) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    let desk = instance.desk()?;
    let _alone = instance.lock("check", args.wait, now)?;
    let mut store = instance.store(now)?;
    let stop = stop_on_signal();

    steps::reached("store opened");
    let mut report = check::run(&desk, &mut store, &wish(args), (now, &stop)).await?;
    if !args.dry_run && !args.no_mail && !report.stopped {
        let mut post = Post::open(&instance)?;
        report.mail = post.deliver_until(&desk, &mut store, (now, &stop)).await?;
        let mut upkeep = Upkeep::default();
        upkeep.note_check(Ok(()), now);
        upkeep.run(&instance, (&mut store, &mut post), (now, &stop)).await;
    }
    if cli.verbose > 0 {
        report.log();
    }
    write(&mut print::out(), &report, args.format)?;
    Ok(exit(&report, args.exit_code))
}

fn wish(args: &CheckArgs) -> Wish {
    let sources = match (args.all, args.source.is_empty()) {
        (true, _) => Choice::All,
        (false, true) => Choice::Due,
        (false, false) => Choice::Only(args.source.iter().cloned().map(SourceId).collect()),
    };
    Wish { sources, dry_run: args.dry_run }
}

/// Developments outrank failed sources: a script that asks with `--exit-code` wants to know of them.
fn exit(report: &Report, exit_code: bool) -> Exit {
    if report.stopped
        || !report.mail.errors.is_empty() && report.mail.sent == 0 && report.mail.dead > 0
    {
        Exit::Failed
    } else if exit_code && !report.developments.is_empty() {
        Exit::Developments
    } else if report.failed.is_empty() {
        Exit::Done
    } else {
        Exit::SomeFailed
    }
}

/// Ctrl-C and SIGTERM end a check between two steps; nothing is half stored.
pub fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        crate::io::systemd::asked_to_stop().await;
        told.cancel();
    });
    stop
}

/// Prints a report.
pub fn write(out: &mut impl Write, report: &Report, format: ReportFormat) -> anyhow::Result<()> {
    match format {
        ReportFormat::Json => print::json_line(out, report),
        ReportFormat::Markdown => Ok(write!(out, "{}", report.markdown())?),
        ReportFormat::Text => text(out, report),
    }
}

fn text(out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    if report.stopped {
        writeln!(out, "Stopped: nothing was stored, the next check begins where this one did.")?;
        return Ok(());
    }
    writeln!(out, "{}", report.summary())?;
    for told in &report.developments {
        writeln!(out)?;
        development(out, told)?;
    }
    for failed in &report.failed {
        writeln!(out, "\n{} {}: {}", styled(WARN, "failed"), failed.source, failed.message)?;
    }
    mail(out, report)
}

fn development(out: &mut impl Write, told: &Told) -> anyhow::Result<()> {
    writeln!(out, "{}  {}", explain::verdict(told.verdict), styled(print::STRONG, &told.title))?;
    writeln!(out, "  {}  {}", report::place_and_time(told), styled(DIM, &told.event))?;
    for change in &told.changes {
        writeln!(out, "  {}", report::change_line(change))?;
    }
    if let Some(sentence) = told.evidence.first() {
        writeln!(out, "  \u{201c}{}\u{201d}", sentence.trim())?;
    }
    if let Some(reason) = told.reasons.first() {
        writeln!(out, "  why: {reason}")?;
    }
    writeln!(out, "  {}: {}", told.outlet, told.headline)?;
    writeln!(out, "  {}", styled(DIM, &told.url))?;
    Ok(())
}

fn mail(out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    let mail = &report.mail;
    if report.dry_run {
        writeln!(out, "\nDry run: nothing was stored or sent.")?;
    } else if mail.sent + mail.retried + mail.dead > 0 {
        let mut line = format!("\nMail: {} sent", mail.sent);
        if mail.retried + mail.dead > 0 {
            line += &format!(", {} to be tried again, {} given up", mail.retried, mail.dead);
        }
        writeln!(out, "{line}")?;
    } else if report.notices > 0 {
        writeln!(out, "\nMail: {} queued (`cpec-watch mail queue`)", report.notices)?;
    }
    for file in &mail.files {
        writeln!(out, "  {}", file.display())?;
    }
    for error in &mail.errors {
        writeln!(out, "  {} {error}", styled(WARN, "mail:"))?;
    }
    Ok(())
}
