//! What is wrong with a configuration, and where each of its values came from.

use std::fmt;

/// One fault, with where it is and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file, or `environment`.
    pub file: String,
    /// Its line, from 1; 0 where there is none.
    pub line: usize,
    /// The key (`mail.port`) or the variable; empty for a fault of the syntax.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody wrote it.
    Default,
    /// A line of a file.
    File {
        /// The file as it was named.
        name: String,
        /// From 1.
        line: usize,
    },
    /// An environment variable.
    Environment(String),
    /// A systemd credential.
    Credential(String),
    /// The file that a `password_file` names.
    SecretFile(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Credential(name) => write!(f, "credential {name}"),
            Self::SecretFile(name) => write!(f, "file {name}"),
        }
    }
}

/// An effective value, for `config show`. Secrets are never in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// `mail.port`.
    pub key: String,
    /// As it would be written.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
}
