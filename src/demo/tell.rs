//! What one check of the demonstration did, for people: what is new and why, what stayed silent
//! and why, and the mails with their subjects.

use std::{io::Write, path::Path};

use crate::{
    check::report::{self, Report, Told},
    cli::print::{self, DIM, STRONG, styled},
    mail::words,
    model::{
        event::EventId,
        verdict::{Assessment, Verdict},
    },
};

/// Columns of a terminal.
const WIDTH: usize = 80;
/// Columns before the text of a block.
const MARGIN: usize = 9;

/// Why an article is no news, in the order it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// It tells a known event without a new fact.
    Same,
    /// It only recalls known events.
    Back,
    /// It is of the topic and tells of no event.
    NoEvent,
    /// It is not of the topic.
    Other,
}

impl Why {
    fn words(self) -> &'static str {
        match self {
            Self::Same => "same again",
            Self::Back => "looks back",
            Self::NoEvent => "no event",
            Self::Other => "other news",
        }
    }
}

/// An article that brought nothing new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Silent {
    /// Who published it.
    pub(super) outlet: String,
    /// Its headline.
    pub(super) title: String,
    /// Why it is no news.
    pub(super) why: Why,
}

/// Why an article with this assessment is no news; `None` where it is.
pub(super) fn silence(assessment: &Assessment) -> Option<Why> {
    let verdicts = || assessment.decisions.iter().map(|decision| decision.verdict);
    if verdicts().any(Verdict::is_development) {
        None
    } else if !assessment.relevant {
        Some(Why::Other)
    } else if verdicts().any(|verdict| verdict == Verdict::Repeat) {
        Some(Why::Same)
    } else if verdicts().any(|verdict| verdict == Verdict::Background) {
        Some(Why::Back)
    } else {
        Some(Why::NoEvent)
    }
}

/// Prints one check: one block an event, then what was silent, then the mails.
pub(super) fn check(
    out: &mut impl Write,
    report: &Report,
    silent: &[Silent],
) -> anyhow::Result<()> {
    let mut told: Vec<&EventId> = Vec::new();
    for development in &report.developments {
        if !told.contains(&&development.event) {
            told.push(&development.event);
            let same = report.developments.iter().filter(|d| d.event == development.event);
            event(out, &same.collect::<Vec<_>>())?;
        }
    }
    if !silent.is_empty() {
        writeln!(out, "\n  {}", styled(STRONG, format!("Silent: {} articles", silent.len())))?;
    }
    let widest = silent.iter().map(|s| s.outlet.chars().count()).max().unwrap_or(0);
    for Silent { outlet, title, why } in silent {
        let room = WIDTH.saturating_sub(4 + 10 + 2 + widest + 2);
        let title = print::shortened(title, room);
        writeln!(
            out,
            "    {}  {outlet:widest$}  {title}",
            styled(DIM, format!("{:10}", why.words()))
        )?;
    }
    writeln!(out, "\n  {}", styled(STRONG, mails(report.mail.files.len())))?;
    report.mail.files.iter().try_for_each(|file| mail(out, file))
}

fn mails(n: usize) -> String {
    if n == 0 {
        "No mail".to_owned()
    } else {
        format!("Mailed: {}", words::plural(n, "message", "messages"))
    }
}

fn event(out: &mut impl Write, told: &[&Told]) -> anyhow::Result<()> {
    let first = told[0];
    let (word, style) = match first.verdict {
        Verdict::New => ("NEW", print::BAD.bold()),
        _ => ("UPDATE", print::WARN.bold()),
    };
    let mut title = wrapped(&first.title, WIDTH - MARGIN).into_iter();
    let line = title.next().unwrap_or_default();
    writeln!(out, "\n  {} {}", styled(style, format!("{word:6}")), styled(STRONG, line))?;
    for line in title {
        writeln!(out, "{:MARGIN$}{}", "", styled(STRONG, line))?;
    }
    row(out, &report::place_and_time(first))?;
    for told in told {
        if told.changes.is_empty() {
            let why = told.reasons.first().map_or("", String::as_str);
            row(out, &format!("why: {why} ({})", told.outlet))?;
        }
        for change in &told.changes {
            row(out, &format!("why: {} ({})", change.reason, told.outlet))?;
        }
    }
    if let Some(sentence) = first.evidence.first() {
        row(out, &format!("\u{201c}{}\u{201d}", words::sentence(sentence)))?;
    }
    Ok(())
}

fn row(out: &mut impl Write, text: &str) -> anyhow::Result<()> {
    for line in wrapped(text, WIDTH - MARGIN) {
        writeln!(out, "{:MARGIN$}{line}", "")?;
    }
    Ok(())
}

/// A mail by its subject, and where it lies.
fn mail(out: &mut impl Write, file: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(file)?;
    let subject = mail_parser::MessageParser::default()
        .parse_headers(&bytes[..])
        .and_then(|mail| mail.subject().map(str::to_owned));
    row_of_mail(out, subject.as_deref().unwrap_or("(no subject)"), file)
}

fn row_of_mail(out: &mut impl Write, subject: &str, file: &Path) -> anyhow::Result<()> {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    for line in wrapped(subject, WIDTH - 4) {
        writeln!(out, "    {line}")?;
    }
    Ok(writeln!(out, "      {}", styled(DIM, name))?)
}

/// Text in lines of at most so many characters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_width() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("", 7), Vec::<String>::new());
    }
}
