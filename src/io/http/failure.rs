//! What went wrong with a request, in the operator's terms.

use std::{error::Error, io, time::Duration};

use super::address::ResolveError;
use crate::model::look::{Failure, FailureKind};

/// A failure with words.
pub(super) fn failed(kind: FailureKind, message: impl Into<String>) -> Failure {
    Failure { kind, message: message.into(), retry_after: None }
}

/// The program is being stopped.
pub(super) fn stopped() -> Failure {
    failed(FailureKind::Other, "the program is stopping")
}

/// The whole request took too long.
pub(super) fn too_slow(total: Duration) -> Failure {
    let message = format!("not done within {} s (http.total_timeout)", total.as_secs_f64());
    failed(FailureKind::Timeout, message)
}

/// No answer came.
pub(super) fn of_request(error: &reqwest::Error) -> Failure {
    if let Some(resolve) = find::<ResolveError>(error) {
        let kind = match resolve {
            ResolveError::Unknown(..) => FailureKind::Dns,
            ResolveError::Refused(_) => FailureKind::RefusedAddress,
        };
        return failed(kind, resolve.to_string());
    }
    let message = chain(error);
    let kind = if find::<rustls::Error>(error).is_some() {
        FailureKind::Tls
    } else if error.is_timeout() {
        FailureKind::Timeout
    } else if error.is_connect() {
        FailureKind::Connect
    } else if ends_early(&message) {
        FailureKind::Truncated
    } else {
        FailureKind::Other
    };
    failed(kind, message)
}

/// The head came, the body did not come whole.
pub(super) fn of_body(error: &reqwest::Error) -> Failure {
    let message = chain(error);
    if error.is_timeout() {
        return failed(FailureKind::Timeout, format!("the body stopped coming: {message}"));
    }
    let what =
        if error.is_decode() { "the body does not decompress" } else { "the body ends early" };
    failed(FailureKind::Truncated, format!("{what}: {message}"))
}

fn ends_early(message: &str) -> bool {
    ["before message completed", "unexpected EOF", "unexpected end of file", "connection reset"]
        .iter()
        .any(|part| message.to_ascii_lowercase().contains(&part.to_ascii_lowercase()))
}

/// An error of this type among the causes. An `io::Error` hides the error it wraps.
fn find<T: Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        if let Some(found) = this.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = this.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inner {
            Some(inner) => Some(inner),
            None => this.source(),
        };
    }
    None
}

/// The words of an error and its causes, without the address (it may hold a password).
pub(super) fn chain(error: &reqwest::Error) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(this) = cause {
        let text = this.to_string();
        if words.last().is_none_or(|last| !last.contains(&text)) {
            words.push(text);
        }
        cause = this.source();
    }
    if words.is_empty() { "the request failed".to_owned() } else { words.join(": ") }
}
