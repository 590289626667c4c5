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
mod crash; // the program killed at every step
mod deliver;
mod discover; // feeds, sitemaps and selectors of a site; OPML
mod http; // a hostile server and what the client makes of it
mod items; // one article stays one, and its edits are read
mod mail; // whole mails, as reviewed and as parsed back
mod mail_looks; // contrast, screen readers, phones
mod notice; // who is told what and when
mod replay; // a recorded stream and its score
mod service; // the daemon as a service manager sees it
mod sink; // a small mail server, for smtp and deliver
mod smtp; // handing mails over, and every way it can go wrong
mod store_safety; // copies, damage, full disks, what is let go
mod story; // an invented event for mail, notice and deliver
mod tidy; // house rules // the outbox through a misbehaving server
mod told; // from a paper to an inbox, by a recipient's settings
mod upkeep; // the operator's mail, schedules and outbox over time
mod world; // papers, mail server, program and clock together
