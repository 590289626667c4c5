//! Output for people: aligned tables, colour only on a terminal, progress only on a terminal.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

/// Emphasis for what matters most.
pub const STRONG: Style = Style::new().bold();
/// What is good.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What needs a look.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// What failed.
pub const BAD: Style = AnsiColor::Red.on_default();
/// What is beside the point.
pub const DIM: Style = Style::new().dimmed();

/// Standard output; colour codes are taken out where it is not a terminal.
pub fn out() -> anstream::AutoStream<std::io::StdoutLock<'static>> {
    anstream::stdout().lock()
}

/// Wraps text in a style.
pub fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A table with a header and aligned columns: as wide as the terminal at most, not folded elsewhere.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    match terminal_size::terminal_size() {
        Some((width, _)) if std::io::stdout().is_terminal() => {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.0.max(60))
        }
        _ => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(header.iter().map(|name| name.to_uppercase()));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

/// Prints a table without trailing blanks.
pub fn write_table(out: &mut impl Write, table: &Table) -> std::io::Result<()> {
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A line that begins a section.
pub fn heading(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    writeln!(out, "{}", styled(STRONG, text))
}

/// Names and values, the values aligned.
pub fn pairs(out: &mut impl Write, pairs: &[(&str, String)]) -> std::io::Result<()> {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in pairs {
        writeln!(out, "{name:width$}  {value}")?;
    }
    Ok(())
}

/// Warnings, one a line.
pub fn warnings(out: &mut impl Write, warnings: &[String]) -> std::io::Result<()> {
    for warning in warnings {
        writeln!(out, "{} {warning}", styled(WARN, "warning:"))?;
    }
    Ok(())
}

/// Text cut to so many characters, with an ellipsis where something was cut.
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}\u{2026}", cut.trim_end())
}

/// How long ago, roughly.
pub fn ago(at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = at else { return "never".into() };
    let seconds = now.duration_since(at).as_secs();
    match seconds {
        ..0 => format!("in {}", span(-seconds)),
        0..60 => "just now".into(),
        _ => format!("{} ago", span(seconds)),
    }
}

fn span(seconds: i64) -> String {
    match seconds {
        ..3_600 => format!("{} min", seconds / 60),
        ..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// One value as one line of JSON.
pub fn json_line(out: &mut impl Write, value: &impl serde::Serialize) -> anyhow::Result<()> {
    let line = serde_json::to_string(value)?;
    writeln!(out, "{line}")?;
    Ok(())
}

/// A progress bar on standard error; shows nothing where that is not a terminal.
pub fn progress(length: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {eta}")
        .expect("the template is a constant");
    bar.set_style(style);
    bar.set_prefix(what);
    bar
}

/// A spinner on standard error while something is awaited; nothing where that is not a terminal.
pub fn waiting(what: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    bar
}

/// Prints an error with its causes, once.
pub fn failure(error: &anyhow::Error) {
    anstream::eprintln!("{BAD}cpec-watch:{BAD:#} {error:#}");
}

/// The reader of our output went away (`| head`): that is no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
