//! Which known event is this? The only place that decides sameness.
//!
//! [`ledger`] holds the known events with an index; [`features`] says what speaks for and against
//! two tellings being of one event; [`identity`] weighs that with the profile's fitted weights.

pub mod features;
pub mod fit;
pub mod identity;
pub mod ledger;
pub mod rule;

pub use ledger::Ledger;
