//! cpec-watch watches the news for the security of the China-Pakistan Economic Corridor and mails
//! only **developments**: an event nobody told before, or a materially new fact about a known one.
//!
//! This page is the map. It is compiled: a link to a module that has moved breaks the build of the
//! documentation.
//!
//! # One check
//!
//! ```text
//! due sources ─▶ look (HTTP, polite) ─▶ entries ─▶ unseen? ─▶ article (page, main text, clean)
//!                                                               │
//!   profile ────────────────────────────────▶ relevance ─▶ mentions (sentences, dates, places …)
//!                                                               │
//!   ledger  ───────────────────────────────▶ resolve (which known event?) ─▶ verdict and facts
//!                                                               │
//!            one transaction:  articles, mentions, events, facts, looks, notices
//!                                                               │
//!   outbox  ─▶ deliver (group, quiet hours, digest, thread) ─▶ SMTP or a folder ─▶ marked sent
//! ```
//!
//! | step | module | pure or edge |
//! |---|---|---|
//! | the flow, on one screen | [`check`] | joins |
//! | what is due, when to look again | [`plan`] | pure |
//! | ask a server, politely and safely | [`io::http`] | edge |
//! | bytes → entries (RSS, Atom, JSON Feed, listing, sitemap, GDELT) | [`feed`] | pure |
//! | page → article: main text, metadata, cleaning, fingerprint | [`article`] | pure |
//! | the grammar of prose: sentences, numbers, dates, figures | [`text`] | pure |
//! | the topic as data: words, places, actors, types, weights | [`profile`] | pure |
//! | article → mentions; what it reports and what it recalls | [`mention`] | pure |
//! | mention × ledger → the same event or none; **identity lives here only** | [`resolve`] | pure |
//! | mention × event → verdict, changed facts | [`verdict`] | pure |
//! | one article through the four above | [`assess`] | pure |
//! | developments × policy × now → notices | [`notice`] | pure |
//! | notices → messages | [`mail`] | pure |
//! | articles, events, looks and outbox in SQLite | [`io::store`] | edge |
//! | outbox → SMTP server or folder, retried | [`deliver`] | joins |
//! | checks on schedule until stopped | [`daemon`] | joins |
//! | backups, retention, the operator's mail about the watch itself | [`upkeep`] | joins |
//! | a recorded stream with a simulated clock | [`replay`] | joins |
//! | labelled streams → fitted weights | [`train`] | pure |
//! | TOML → what is meant | [`config`] | pure |
//! | arguments in, exit code out | [`cli`] | joins |
//! | the nouns all of them share | [`model`] | pure |
//!
//! # What always holds
//!
//! - The core does no input or output, asks no clock and draws no random number: `now` and ids are
//!   arguments. The same input gives the same ledger. A test holds the wall (`tests/it/tidy.rs`).
//! - "This event is known" and "this notice is queued" are one transaction. Delivery is apart and
//!   marks a notice after the server took it: a crash may repeat a mail (same Message-ID), never
//!   lose one.
//! - Nothing is silently dropped: what a cap cuts stays unseen and is reported; a date that cannot
//!   be read is unknown, never "now"; a failed look is an outcome that is stored and told.
//! - Facts are appended with who says so, never overwritten.
//!
//! # Words
//!
//! One word for a thing, in code, configuration, tables, logs and mail: *source, look, entry,
//! article, baseline, profile, mention, event, fact, verdict, development, notice, check*. They are
//! the types of [`model`], each with its meaning.
//!
//! # How to add
//!
//! | what | open first |
//! |---|---|
//! | a source | `config/sources.toml`; no code |
//! | a place, a group, a word | `config/profiles/cpec-security/`; no code |
//! | a setting | `config/cpec-watch.toml` (its comment is the manual), then [`config`] |
//! | a grammar rule | its file in [`text`] and its lines in `tests/corpus/` |
//! | a command | [`cli::args`], then a file beside it |

pub mod article;
pub mod assess;
pub mod baseline;
pub mod check;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod deliver;
pub mod demo;
pub mod feed;
pub mod io;
pub mod mail;
pub mod mention;
pub mod model;
pub mod notice;
pub mod plan;
pub mod profile;
pub mod replay;
pub mod resolve;
pub mod text;
pub mod train;
pub mod upkeep;
pub mod verdict;
