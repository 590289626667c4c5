//! cpec-watch: watches the news for the security of the China-Pakistan Economic Corridor and mails
//! only new developments.

pub mod article;
pub mod assess;
pub mod check;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod deliver;
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
pub mod verdict;
