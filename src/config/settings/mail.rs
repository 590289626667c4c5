//! How mail leaves.

use std::{path::PathBuf, time::Duration};

use secrecy::SecretString;

use super::DAY;

/// `[mail]`: how mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Sender, `Name <address>` or an address.
    pub from: String,
    /// Where replies go.
    pub reply_to: Option<String>,
    /// `List-Id`, a host name of the operator's.
    pub list_id: String,
    /// `List-Unsubscribe`: `mailto:` or `https:` address.
    pub unsubscribe: Option<String>,
    /// A server or a folder.
    pub transport: Transport,
    /// Tries before a message is put aside.
    pub attempts: u32,
    /// Longest time a message is tried.
    pub give_up: Duration,
    /// Most messages in an hour, 0 for no limit.
    pub per_hour: u32,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from: "cpec-watch <cpec-watch@localhost>".to_owned(),
            reply_to: None,
            list_id: "cpec-watch.localhost".to_owned(),
            unsubscribe: None,
            transport: Transport::Folder(None),
            attempts: 12,
            give_up: Duration::from_secs(2 * DAY),
            per_hour: 0,
        }
    }
}

/// Where messages are handed in.
#[derive(Debug, Clone)]
pub enum Transport {
    /// A folder of `.eml` files; `None` is `mail/` in the state folder.
    Folder(Option<PathBuf>),
    /// A mail server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub tls: Tls,
    /// Log in as.
    pub username: Option<String>,
    /// With this; from a file, a credential or the environment.
    pub password: Option<SecretString>,
    /// The file it is read from.
    pub password_file: Option<PathBuf>,
    /// PEM file of further certificate authorities, for a server with a certificate of its own.
    pub ca_file: Option<PathBuf>,
    /// What stands in it.
    pub roots: Vec<u8>,
    /// Deadline of one whole message dialogue.
    pub timeout: Duration,
    /// The name given in EHLO; the machine's where absent.
    pub hello: Option<String>,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            tls: Tls::Starttls,
            username: None,
            password: None,
            password_file: None,
            ca_file: None,
            roots: Vec::new(),
            timeout: Duration::from_mins(1),
            hello: None,
        }
    }
}

/// Encryption of a mail connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (port 465).
    Required,
    /// After STARTTLS, which must succeed (port 587).
    Starttls,
    /// Not at all: loopback relays only.
    None,
}
