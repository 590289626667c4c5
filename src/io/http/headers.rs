//! What response headers say about validators, freshness, waiting and redirects.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, HeaderValue};
use url::Url;

use super::failure::failed;
use crate::model::{
    look::{Failure, FailureKind},
    source::Validators,
};

/// A header as text. Bytes beyond ASCII become the characters of the same number, so that
/// [`verbatim`] gives the same bytes back.
pub(super) fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(plain)
}

/// All headers of a name.
pub(super) fn all(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers.get_all(name).iter().map(plain).collect()
}

fn plain(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|byte| char::from(*byte)).collect()
}

/// The header that [`text`] read.
pub(super) fn verbatim(text: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

pub(super) fn validators(headers: &HeaderMap) -> Validators {
    let kept = |name| text(headers, name).filter(|value| !value.is_empty());
    Validators { etag: kept("etag"), last_modified: kept("last-modified") }
}

/// Seconds for which the answer stays good, by `Cache-Control` or `Expires`; `None` where the server
/// does not say or says not to keep it.
pub(super) fn max_age(headers: &HeaderMap) -> Option<u64> {
    let age: u64 = text(headers, "age").and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    let control = all(headers, "cache-control").join(",").to_ascii_lowercase();
    let mut parts = control.split(',').map(str::trim);
    if parts.clone().any(|part| part == "no-cache" || part == "no-store") {
        return None;
    }
    let stated = parts.find_map(|part| part.strip_prefix("max-age="));
    let seconds = match stated {
        Some(seconds) => seconds.trim_matches('"').parse::<u64>().ok()?,
        None => {
            let until = httpdate::parse_http_date(&text(headers, "expires")?).ok()?;
            until.duration_since(server_time(headers)).ok()?.as_secs()
        }
    };
    Some(seconds.saturating_sub(age)).filter(|seconds| *seconds > 0)
}

/// `Retry-After` in seconds, from a number or a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let stated = text(headers, "retry-after")?;
    let stated = stated.trim();
    if let Ok(seconds) = stated.parse::<u64>() {
        return Some(seconds);
    }
    let until = httpdate::parse_http_date(stated).ok()?;
    let wait = until.duration_since(server_time(headers)).unwrap_or(Duration::ZERO);
    Some(wait.as_secs())
}

/// The server's own clock, so that a wrong one cancels out.
#[expect(
    clippy::disallowed_methods,
    reason = "only a server without a Date header leaves us our own clock"
)]
fn server_time(headers: &HeaderMap) -> SystemTime {
    let stated = text(headers, "date").and_then(|date| httpdate::parse_http_date(&date).ok());
    stated.unwrap_or_else(SystemTime::now)
}

/// Where a redirect leads.
pub(super) fn location(headers: &HeaderMap, from: &Url) -> Result<Url, Failure> {
    let wrong = |message: String| failed(FailureKind::Redirect, message);
    // Servers write UTF-8 here as often as they escape it.
    let to =
        headers.get("location").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let to = to.ok_or_else(|| wrong("a redirect that does not say where to".to_owned()))?;
    let mut url =
        from.join(to.trim()).map_err(|error| wrong(format!("a redirect to {to:?}: {error}")))?;
    url.set_fragment(None);
    Ok(url)
}

/// Refuses what cannot be text before its body is read.
pub(super) fn fit(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(kind) = text(headers, "content-type") else { return Ok(()) };
    let kind = kind.to_ascii_lowercase();
    let binary = ["image/", "video/", "audio/", "font/", "application/pdf", "application/zip"];
    if binary.iter().any(|head| kind.trim_start().starts_with(head)) && !kind.contains("xml") {
        return Err(failed(
            FailureKind::NotAFeed,
            format!("the server sends {kind}, which is no text"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| ((*name).parse().unwrap(), verbatim(value).unwrap()))
            .collect()
    }

    #[test]
    fn validators_come_back_byte_for_byte() {
        for etag in ["W/\"abc\"", "\"a b\"", "unquoted", "\"caf\u{e9}\"", "W/\"x-gzip\""] {
            let kept = validators(&headers(&[("etag", etag)])).etag.unwrap();
            assert_eq!(plain(&verbatim(&kept).unwrap()), etag);
        }
        assert_eq!(verbatim("line\nbreak"), None);
        assert_eq!(verbatim("\u{4e2d}"), None);
    }

    #[test]
    fn freshness_is_what_the_server_says_less_what_has_passed() {
        let of = |list: &[_]| max_age(&headers(list));
        assert_eq!(of(&[("cache-control", "public, max-age=600")]), Some(600));
        assert_eq!(of(&[("cache-control", "max-age=600"), ("age", "100")]), Some(500));
        assert_eq!(of(&[("cache-control", "max-age=600, no-cache")]), None);
        assert_eq!(of(&[("cache-control", "max-age=0")]), None);
        let date = ("date", "Sun, 06 Nov 1994 08:00:00 GMT");
        assert_eq!(of(&[date, ("expires", "Sun, 06 Nov 1994 08:10:00 GMT")]), Some(600));
        assert_eq!(of(&[date, ("expires", "Sun, 06 Nov 1994 07:00:00 GMT")]), None);
        assert_eq!(of(&[("expires", "-1")]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn retry_after_is_a_number_or_a_date() {
        let of = |list: &[_]| retry_after(&headers(list));
        assert_eq!(of(&[("retry-after", "120")]), Some(120));
        let date = ("date", "Sun, 06 Nov 1994 08:00:00 GMT");
        assert_eq!(of(&[date, ("retry-after", "Sun, 06 Nov 1994 08:02:00 GMT")]), Some(120));
        assert_eq!(of(&[date, ("retry-after", "Sun, 06 Nov 1994 07:00:00 GMT")]), Some(0));
        assert_eq!(of(&[("retry-after", "soon")]), None);
    }
}
