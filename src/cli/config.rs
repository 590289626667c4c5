//! `config`: what the program makes of the configuration.

use std::io::Write;

use super::{Cli, Exit, Refused, args::ConfigCommand, open::Instance, print};
use crate::baseline::parse;

/// `config check` or `config show`.
pub(super) fn run(cli: &Cli, command: &ConfigCommand) -> anyhow::Result<Exit> {
    let instance = Instance::load(cli)?;
    match command {
        ConfigCommand::Check => check(&instance),
        ConfigCommand::Show => show(&instance),
    }
}

fn check(instance: &Instance) -> anyhow::Result<Exit> {
    instance.desk()?;
    super::send::templates(instance)?;
    let seeds = instance.seeds.iter().map(|(name, text)| parse(name, text, &instance.profile));
    let faults: Vec<String> = seeds.filter_map(Result::err).collect();
    if !faults.is_empty() {
        return Err(Refused(faults.join("\n")).into());
    }
    let (config, paths) = (&instance.config, &instance.paths);
    let built_in = || "built in".to_owned();
    let place = |path: &Option<std::path::PathBuf>| {
        path.as_ref().map_or_else(built_in, |path| path.display().to_string())
    };
    let enabled = config.sources.iter().filter(|source| source.enabled).count();
    let mut out = print::out();
    writeln!(out, "The configuration is right.")?;
    print::pairs(
        &mut out,
        &[
            ("  settings", place(&paths.main)),
            (
                "  sources",
                format!("{} ({enabled} of {})", place(&paths.sources), config.sources.len()),
            ),
            ("  profile", format!("{} ({})", instance.profile.name, place(&paths.profile))),
            ("  seeds", format!("{} ({})", instance.seeds.len(), place(&paths.seeds))),
            ("  state", paths.state.display().to_string()),
            ("  recipients", config.recipients.len().to_string()),
        ],
    )?;
    Ok(Exit::Done)
}

fn show(instance: &Instance) -> anyhow::Result<Exit> {
    let mut table = print::table(&["setting", "value", "from"]);
    for setting in instance.config.explain() {
        table.add_row([setting.key, setting.value, setting.origin.to_string()]);
    }
    print::write_table(&mut print::out(), &table)?;
    Ok(Exit::Done)
}
