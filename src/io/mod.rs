//! The only place that touches the world: HTTP, the store, SMTP, the clock, systemd, files.

pub mod http;
pub mod store;
