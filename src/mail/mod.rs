//! Notices → messages: subject, text and HTML of equal worth, headers, and the bytes of the mail.
//!
//! [`Alert`], [`Digest`], [`Health`] and [`Test`] say in plain data what is told; [`render`] puts
//! it through the templates and the MIME builder. `now`, ids and addresses come in as arguments, so
//! the same input gives the same bytes.

pub mod alert;
pub mod digest;
pub mod figures;
pub mod health;
mod mime;
pub mod sample;
pub mod sources;
pub mod subject;
pub mod templates;
pub mod words;
mod wrap;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

pub use alert::{Alert, ArticleRef, Matter, Turn};
pub use digest::Digest;
pub use health::Health;
pub use templates::Templates;

/// What a mail tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// One event: new, updated or corrected.
    Alert(Box<Alert>),
    /// What waited.
    Digest(Box<Digest>),
    /// To the operator: what is wrong with the watch itself, and what is well again.
    Health(Health),
    /// That mail arrives at all.
    Test(Test),
}

/// A mail that shows that mail arrives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    /// How it was sent ("smtp.example.org:587, STARTTLS, as watch").
    pub way: String,
}

/// Someone's name and address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Name for people; may be empty.
    pub name: String,
    /// `desk@example.org`.
    pub address: String,
}

impl Party {
    /// From `Name <address>` or an address.
    pub fn parse(text: &str) -> Result<Self, MailError> {
        let mailbox = text.trim().parse::<lettre::message::Mailbox>().map_err(|error| {
            MailError::Address { address: text.to_owned(), message: error.to_string() }
        })?;
        let name = mailbox.name.unwrap_or_default();
        Ok(Self { name, address: mailbox.email.to_string() })
    }
}

/// Everything around what is told: who, when, and where it stands in a thread.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Sender.
    pub from: Party,
    /// The one recipient.
    pub to: Party,
    /// Where replies go, where that is not the sender.
    pub reply_to: Option<Party>,
    /// The List-Id, and the right side of the Message-ID (`cpec-watch.example.org`).
    pub domain: String,
    /// Left side of the Message-ID; letters, digits, dots, hyphens.
    pub message_key: String,
    /// Message-IDs of earlier mails about the matter, without brackets, oldest first.
    pub answers: Vec<String>,
    /// Where a wish to get no more mail goes: `mailto:…` or `https:…`.
    pub unsubscribe: Option<String>,
    /// The recipient's zone.
    pub zone: TimeZone,
    /// The instant of writing, for `Date`.
    pub now: Timestamp,
}

impl Frame {
    /// The Message-ID without brackets.
    pub fn message_id(&self) -> String {
        format!("{}@{}", self.message_key, self.domain)
    }
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Without brackets.
    pub message_id: String,
    /// Sender address of the envelope.
    pub from: String,
    /// Recipient address of the envelope.
    pub to: String,
    /// Decoded subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML.
    pub html: String,
    /// The whole mail as it goes over the wire, lines ended by CRLF.
    pub bytes: Vec<u8>,
}

/// Why a mail could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A template has an error; after an override of the operator's, most likely.
    #[error("mail template {name}: {message}; mend it, or remove it to use the built-in one")]
    Template {
        /// Its file name.
        name: String,
        /// What is wrong and where.
        message: String,
    },
    /// An address is none.
    #[error("\"{address}\" is not a mail address ({message}); write it as name@host")]
    Address {
        /// As configured.
        address: String,
        /// What is wrong with it.
        message: String,
    },
    /// The MIME builder refuses.
    #[error("the mail to {to} cannot be built: {message}")]
    Build {
        /// To whom.
        to: String,
        /// Why.
        message: String,
    },
}

/// Writes one mail: the subject, both parts, and the bytes.
pub fn render(
    subject: &str,
    body: &Body,
    frame: &Frame,
    templates: &Templates,
) -> Result<Message, MailError> {
    let subject = words::shorten(&words::line(subject), subject::LONGEST);
    let (text, html) = templates.render(&subject, body, frame)?;
    let bytes = mime::bytes(&subject, (&text, &html), body, frame)?;
    Ok(Message {
        message_id: frame.message_id(),
        from: frame.from.address.clone(),
        to: frame.to.address.clone(),
        subject,
        text,
        html,
        bytes,
    })
}
