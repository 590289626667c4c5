//! `cpec-watch.toml` and `sources.toml` as text in, [`Config`] out: what parses is valid.
//! Every error is collected, with file, line, key and what to write instead; every value keeps
//! where it came from. Files are found and read by `io::files`.

mod settings;

pub use settings::*;
