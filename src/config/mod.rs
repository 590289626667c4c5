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

    /// Routes name event types and places of the profile; tells the names that are none.
    pub fn unknown_names(
        &self,
        is_type: impl Fn(&str) -> bool,
        is_place: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        for to in &self.recipients {
            for route in &to.routes {
                let types =
                    route.types.iter().filter(|id| !is_type(id)).map(|id| ("event type", id));
                let places = route.places.iter().filter(|id| !is_place(id)).map(|id| ("place", id));
                faults.extend(types.chain(places).map(|(what, id)| {
                    format!(
                        "a route of {} names the {what} {id:?}, which the profile {} does not have",
                        to.address, self.watch.profile
                    )
                }));
            }
        }
        faults
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
