//! The only place that touches the world: HTTP, the store, SMTP, the clock, systemd, files.

pub mod clock;
pub mod disk;
pub mod files;
pub mod http;
pub mod lock;
pub mod outbox_folder;
pub mod serve;
pub mod smtp;
pub mod steps;
pub mod store;
pub mod systemd;
