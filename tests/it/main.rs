//! The one integration binary; a module a feature.
#![allow(clippy::unwrap_used, reason = "tests")]

mod tidy; // house rules
