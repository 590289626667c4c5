//! `cpec-watch.toml` and `sources.toml` as text in, [`Config`] out: what parses is valid.
//! Every fault is collected, with file, line, key and what to write instead; every value keeps
//! where it came from. Files are found and read by `io::files`.

mod error;
mod read;
mod recipient;
mod settings;
mod source;
mod table;
mod value;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use secrecy::SecretString;
use url::Url;

pub use error::{ConfigError, Origin, Setting};
pub use settings::*;

use crate::text::spelling::nearest;

/// The shipped `cpec-watch.toml`.
pub const MAIN: &str = include_str!("../../config/cpec-watch.toml");

/// The shipped `sources.toml`.
pub const SOURCES: &str = include_str!("../../config/sources.toml");

impl Config {
    /// Reads both files, each as (name, text), with overrides from the environment
    /// (`CPEC_WATCH__MAIL__HOST`). All faults at once, in the order of the files.
    pub fn parse(
        main: (&str, &str),
        sources: (&str, &str),
        env: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<ConfigError>> {
        let notes = table::Notes::default();
        let mut config = read::everything(main, sources, env, &notes);
        let stray = read::stray_variables(env, &notes);
        let mut errors = notes.errors.into_inner();
        errors.extend(stray);
        if errors.is_empty() {
            config.settings = notes.settings.into_inner();
            return Ok(config);
        }
        let rank = |error: &ConfigError| match &error.file {
            file if file == main.0 => 0,
            file if file == sources.0 => 1,
            _ => 2,
        };
        errors.sort_by(|a, b| {
            (rank(a), a.line, &a.key, &a.message).cmp(&(rank(b), b.line, &b.key, &b.message))
        });
        errors.dedup();
        Err(errors)
    }

    /// Every effective value with where it came from; secrets are hidden. Of the sources only what
    /// is written.
    pub fn explain(&self) -> Vec<Setting> {
        let shown = |setting: &&Setting| {
            setting.origin != Origin::Default || !setting.key.starts_with("source[")
        };
        self.settings.iter().filter(shown).cloned().collect()
    }

    /// Puts a password that was read from a file or a credential in its place.
    pub fn set_mail_password(&mut self, password: SecretString, origin: Origin) {
        if let Transport::Smtp(smtp) = &mut self.mail.transport {
            smtp.password = Some(password);
            let key = "mail.password".to_owned();
            self.settings.retain(|setting| setting.key != key);
            self.settings.push(Setting { key, value: "(hidden)".to_owned(), origin });
        }
    }

    /// Routes name event types and places of the profile; tells the names that are none, each with
    /// its line and the one that was meant.
    pub fn unknown_names(&self, types: &[&str], places: &[&str]) -> Vec<ConfigError> {
        let mut faults = Vec::new();
        for (n, to) in self.recipients.iter().enumerate() {
            for (m, route) in to.routes.iter().enumerate() {
                let named = [
                    ("types", "event type", &route.types, types),
                    ("places", "place", &route.places, places),
                ];
                for (part, what, ids, known) in named {
                    let key = format!("recipient[{}].route[{}].{part}", n + 1, m + 1);
                    for id in ids.iter().filter(|id| !known.contains(&id.as_str())) {
                        let hint = nearest(id, known);
                        let hint = hint.map(|near| format!("; did you mean {near:?}?"));
                        let message = format!(
                            "the profile {} has no {what} {id:?}{}",
                            self.watch.profile,
                            hint.unwrap_or_default()
                        );
                        faults.push(self.fault_of(&key, message));
                    }
                }
            }
        }
        faults
    }

    /// A fault of a setting, told where it was written.
    fn fault_of(&self, key: &str, message: String) -> ConfigError {
        let origin = self.settings.iter().find(|setting| setting.key == key).map(|it| &it.origin);
        let (file, line) = match origin {
            Some(Origin::File { name, line }) => (name.clone(), *line),
            Some(other) => (other.to_string(), 0),
            None => ("configuration".to_owned(), 0),
        };
        ConfigError { file, line, key: key.to_owned(), message }
    }
}

/// An address without the password in it.
pub fn hide_user(url: &Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() {
        let _fails_only_without_host = url.set_password(Some("hidden"));
    }
    format!("{:?}", url.as_str())
}
