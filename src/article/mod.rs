//! Page, file or feed text → article: main text, metadata, cleaning, fingerprint. Pure.
//!
//! | step | module |
//! |---|---|
//! | bytes → text | [`charset`] |
//! | markup that is safe to parse | [`guard`] |
//! | markup → nodes in reading order | [`tree`] |
//! | fragment of markup → plain text | [`plain`] |
//! | file of the baseline → documents | [`document`] |
//! | lines of text → the article alone | [`clean`] |
//! | dates as written → moments | [`moment`] |
//! | page → text, metadata, walls | [`page`] |
//! | copies of one text | [`fingerprint`](mod@fingerprint), [`agency`](mod@agency) |

pub mod agency;
pub mod charset;
pub mod clean;
pub mod document;
pub mod fingerprint;
pub mod guard;
pub mod moment;
pub mod page;
pub mod plain;
pub mod tree;

pub use agency::agency;
pub use fingerprint::{Shingles, fingerprint, near, overlap};
