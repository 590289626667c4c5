//! The nouns of the watch. No logic but identity; every stage knows these and no other stage.

pub mod article;
pub mod date;
pub mod entry;
pub mod event;
pub mod fact;
pub mod look;
pub mod notice;
pub mod ruling;
pub mod source;
pub mod verdict;
