//! The one integration binary; a module a feature.
#![allow(clippy::unwrap_used, reason = "tests")]

mod corpus;
mod cli; // the program as a shell sees it
mod mail; // whole mails, as reviewed and as parsed back
mod sink; // a small mail server, for smtp and deliver
mod smtp; // handing mails over, and every way it can go wrong
mod story;
mod tidy; // house rules // an invented event for mail, notice and deliver
mod notice; // who is told what and when
