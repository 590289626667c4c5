//! Article → what it tells of: relevance, one primary matter, the events it recalls.
//!
//! [`document`] annotates the text once; [`role`] says which lines report and which recall,
//! [`stance`] how the article stands to what it tells;
//! [`relevance`] ties it to the topic; [`primary`] and [`recall`] build the mentions; [`facts`]
//! says what they state; [`words`] keeps what tells one story from another.

pub mod claim;
pub mod document;
pub mod facts;
pub mod primary;
pub mod recall;
pub mod relevance;
pub mod role;
pub mod stance;
pub mod words;
