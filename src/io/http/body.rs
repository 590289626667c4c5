//! A body, read to its end or to the limit, whichever comes first. The limit counts decompressed
//! bytes, so a bomb costs no more than an honest body of that size.

use super::failure::{failed, of_body};
use crate::model::look::{Failure, FailureKind};

/// Reads a body of at most `most` bytes.
pub(super) async fn read(mut response: reqwest::Response, most: u64) -> Result<Vec<u8>, Failure> {
    // The stated length is that of the compressed body where there is one, so it can only be too
    // small a bound; reqwest drops it where it decompresses.
    let stated = response.content_length();
    if let Some(length) = stated.filter(|length| *length > most) {
        return Err(too_large(&format!("{length} bytes are announced"), most));
    }
    let mut body =
        Vec::with_capacity(usize::try_from(stated.unwrap_or(0).min(1 << 20)).unwrap_or(0));
    while let Some(chunk) = response.chunk().await.map_err(|error| of_body(&error))? {
        if (body.len() + chunk.len()) as u64 > most {
            return Err(too_large("the body goes on", most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The beginning of a body, for what it tells; an error ends it.
pub(super) async fn beginning(mut response: reqwest::Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < most {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    body
}

fn too_large(what: &str, most: u64) -> Failure {
    failed(
        FailureKind::TooLarge,
        format!("{what}, {most} are allowed (http.max_feed_size, http.max_page_size)"),
    )
}
