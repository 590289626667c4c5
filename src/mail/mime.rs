//! Subject, text and HTML → the bytes of a mail, with the headers a machine-made mail owes its
//! readers. Every value from outside goes through lettre's encoders; none is written raw.

use lettre::{
    Address,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

use super::{Body, Frame, MailError, Party, words::line};
use crate::model::notice::Severity;

/// The whole mail.
pub(super) fn bytes(
    subject: &str,
    (text, html): (&str, &str),
    body: &Body,
    frame: &Frame,
) -> Result<Vec<u8>, MailError> {
    let id = format!("<{}>", frame.message_id());
    let mut builder = lettre::Message::builder()
        .from(mailbox(&frame.from)?)
        .to(mailbox(&frame.to)?)
        .date(frame.now.into())
        .message_id(Some(id))
        .subject(subject);
    if let Some(last) = frame.answers.last() {
        let all: Vec<String> = frame.answers.iter().map(|id| format!("<{id}>")).collect();
        builder = builder.in_reply_to(format!("<{last}>")).references(all.join(" "));
    }
    if let Some(reply_to) = &frame.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    for (name, value) in own_headers(body, frame) {
        builder = builder
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), line(&value)));
    }
    let parts = MultiPart::alternative()
        .boundary(boundary(&frame.message_key))
        .singlepart(SinglePart::plain(text.to_owned()))
        .singlepart(SinglePart::html(html.to_owned()));
    let mail = builder
        .multipart(parts)
        .map_err(|e| MailError::Build { to: frame.to.address.clone(), message: e.to_string() })?;
    Ok(mail.formatted())
}

/// Headers beyond those of every mail.
fn own_headers(body: &Body, frame: &Frame) -> Vec<(&'static str, String)> {
    let kind = match body {
        Body::Alert(_) => "alert",
        Body::Digest(_) => "digest",
        Body::Health(_) => "health",
        Body::Test(_) => "test",
    };
    let mut headers = vec![
        ("List-Id", format!("cpec-watch <{}>", frame.domain)),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "All".to_owned()),
        ("X-Cpec-Watch-Kind", kind.to_owned()),
    ];
    if let Some(unsubscribe) = &frame.unsubscribe {
        headers.push(("List-Unsubscribe", format!("<{unsubscribe}>")));
    }
    if let Body::Alert(alert) = body {
        headers.push(("X-Cpec-Watch-Event", alert.event.clone()));
        if alert.severity == Severity::Critical {
            headers.push(("Importance", "high".to_owned()));
        }
    }
    headers
}

fn mailbox(party: &Party) -> Result<Mailbox, MailError> {
    let address = party.address.parse::<Address>().map_err(|e| MailError::Address {
        address: party.address.clone(),
        message: e.to_string(),
    })?;
    let name = line(&party.name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
}

/// A boundary that follows from the Message-ID, so that the same mail has the same bytes.
fn boundary(key: &str) -> String {
    let hash = xxhash_rust::xxh3::xxh3_64(key.as_bytes());
    format!("=_cpec-watch-{hash:016x}")
}
