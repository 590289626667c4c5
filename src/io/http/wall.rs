//! Answers that are a refusal or a bot challenge instead of the content.

use reqwest::header::HeaderMap;

use super::{body, failure::failed, headers};
use crate::model::look::{Failure, FailureKind};

/// As much of a refusal as is read.
const GLANCE: usize = 32 << 10;

/// A challenge page is small; a marker deep in a long article is the article's own.
const CHALLENGE: usize = 16 << 10;

/// Marks that only the challenge itself carries, and who sets it.
const MARKS: [(&str, &str); 14] = [
    ("_cf_chl_opt", "Cloudflare"),
    ("/cdn-cgi/challenge-platform/h/", "Cloudflare"),
    ("<title>just a moment...</title>", "Cloudflare"),
    ("<title>attention required! | cloudflare</title>", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("_incapsula_resource", "Imperva"),
    ("incapsula incident id", "Imperva"),
    ("px-captcha", "PerimeterX"),
    ("errors.edgesuite.net", "Akamai"),
    ("sec-if-cpt-container", "Akamai"),
    ("sucuri_cloudproxy_js", "Sucuri"),
    ("<title>ddos-guard</title>", "DDoS-Guard"),
    ("awswafcookiedomainlist", "AWS WAF"),
    ("window.gokuprops", "AWS WAF"),
];

/// What a status that is no success means.
pub(super) async fn refusal(response: reqwest::Response) -> Failure {
    let status = response.status().as_u16();
    let retry_after = headers::retry_after(response.headers());
    let wall = in_headers(response.headers());
    let page = if matches!(status, 401 | 403 | 405 | 406 | 429 | 503) {
        body::beginning(response, GLANCE).await
    } else {
        Vec::new()
    };
    let wall = wall.or_else(|| marked(&page));
    let wait = |failure: Failure| Failure { retry_after, ..failure };
    match (wall, status) {
        (Some(name), _) => {
            wait(failed(FailureKind::BotWall, format!("status {status}: a bot challenge ({name})")))
        }
        (None, 429) => {
            wait(failed(FailureKind::RateLimited, "status 429: asked too often".to_owned()))
        }
        (None, _) => wait(failed(FailureKind::Http(status), words(status))),
    }
}

fn in_headers(headers: &HeaderMap) -> Option<&'static str> {
    let has = |name: &str, part: &str| {
        headers::text(headers, name).is_some_and(|text| text.to_ascii_lowercase().contains(part))
    };
    if has("cf-mitigated", "challenge") {
        Some("Cloudflare")
    } else if has("x-amzn-waf-action", "challenge") || has("x-amzn-waf-action", "captcha") {
        Some("AWS WAF")
    } else if headers.contains_key("x-datadome") {
        Some("DataDome")
    } else {
        None
    }
}

/// Who challenges in a page that came with a 200.
pub(super) fn in_page(content_type: Option<&str>, body: &[u8]) -> Option<&'static str> {
    let html = content_type.is_none_or(|kind| kind.to_ascii_lowercase().contains("html"));
    if html && body.len() <= CHALLENGE { marked(body) } else { None }
}

fn marked(page: &[u8]) -> Option<&'static str> {
    if page.is_empty() {
        return None;
    }
    let page = String::from_utf8_lossy(page).to_ascii_lowercase();
    MARKS.iter().find(|(mark, _)| page.contains(mark)).map(|(_, name)| *name)
}

fn words(status: u16) -> String {
    let what = match status {
        401 => "it asks for a login",
        403 => "it refuses us",
        404 => "there is nothing at this address",
        410 => "it is gone for good",
        451 => "it is withheld for legal reasons",
        500..=599 => "the server has a fault",
        _ => "not what was asked for",
    };
    format!("status {status}: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_told_from_an_article_about_one() {
        let challenge = b"<html><head><title>Just a moment...</title></head><body></body></html>";
        assert_eq!(in_page(Some("text/html; charset=UTF-8"), challenge), Some("Cloudflare"));
        let article =
            b"<html><title>Sites behind Cloudflare</title><p>Just a moment, it says.</p></html>";
        assert_eq!(in_page(Some("text/html"), article), None);
        let feed = b"<rss><title>just a moment...</title></rss>";
        assert_eq!(in_page(Some("application/rss+xml"), feed), None);
    }
}
