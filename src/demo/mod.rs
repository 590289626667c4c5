//! The bundled demonstration: five invented papers tell two days of an invented event, among
//! repeats, recaps and other news. Two real checks against them, over HTTP on loopback.

mod layout;
pub mod press;
mod run;
mod stories;
mod tell;

pub use run::{configuration, run};
pub use stories::{all as stories, papers};
