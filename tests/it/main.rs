//! The one integration binary; a module a feature.
#![allow(clippy::unwrap_used, reason = "tests")]

mod article_clean; // lines of text, cleaned
mod article_documents; // files of the baseline, and property tests
mod article_pages; // pages as sites serve them
mod baseline; // what is taken as known
mod cli; // the program as a shell sees it
mod commands; // each command against one small world
mod configuration; // what the operator wrote, and what is wrong with it
mod corpus;
mod deliver;
mod discover; // feeds, sitemaps and selectors of a site; OPML
mod http; // a hostile server and what the client makes of it
mod items; // one article stays one, and its edits are read
mod mail; // whole mails, as reviewed and as parsed back
mod mail_looks; // contrast, screen readers, phones
mod notice; // who is told what and when
mod replay; // a recorded stream and its score
mod sink; // a small mail server, for smtp and deliver
mod smtp; // handing mails over, and every way it can go wrong
mod story; // an invented event for mail, notice and deliver
mod tidy; // house rules // the outbox through a misbehaving server
mod told; // from a paper to an inbox, by a recipient's settings
