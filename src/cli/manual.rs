//! `completions` and `man`: made from the command tree, so they cannot be out of date.

use std::{io::Write, path::Path};

use anyhow::Context;
use clap::CommandFactory;

use super::{Cli, Exit, print};

/// Prints the completion script of a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "cpec-watch", &mut script);
    print::out().write_all(&script)?;
    Ok(Exit::Done)
}

/// Prints the manual page, or writes one page a command into a folder.
pub(super) fn man(folder: Option<&Path>) -> anyhow::Result<Exit> {
    match folder {
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
                .with_context(|| format!("cannot write manual pages into {}", folder.display()))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            print::out().write_all(&page)?;
        }
    }
    Ok(Exit::Done)
}
