//! The only place that touches the world: HTTP, the store, SMTP, the clock, systemd, files.

pub mod clock;
pub mod files;
pub mod http;
pub mod outbox_folder;
pub mod smtp;
pub mod serve;
pub mod store;
