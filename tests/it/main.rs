//! The one integration binary; a module a feature.
#![allow(clippy::unwrap_used, reason = "tests")]

mod cli; // the program as a shell sees it
mod tidy; // house rules
mod sink; // a small mail server, for smtp and deliver
mod smtp; // handing mails over, and every way it can go wrong
