//! Who is told what, and when: developments × the recipients' wishes × `now` → notices.
//!
//! [`severity`] says how grave a development is, [`route`] turns it into queued notices with a
//! reason each, [`digest`] sorts what waited into the sections of a digest. Nothing here sends.

pub mod policy;

pub use policy::{DigestTime, DigestTimes, Quiet, Recipient, Route, Way};
