//! The cleaned form of an address: what stays the same when an article is linked from a feed, a mail, a
//! phone or an AMP cache. Only ever compared; what is fetched is the address as given.

use url::Url;

/// How many wrappers around an address are opened.
const MOST_WRAPPERS: usize = 3;

/// Parameters that follow the reader, not the article.
#[rustfmt::skip]
const TRACKING: [&str; 62] = [
    "fbclid", "gclid", "dclid", "gclsrc", "wbraid", "gbraid", "msclkid", "yclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "hsctatracking",
    "vero_id", "oly_enc_id", "oly_anon_id", "_openstat", "_ga", "_gl", "spm", "scm", "cmp", "cmpid",
    "icid", "ocid", "ncid", "cid_source", "s_cid", "wt_mc", "wt.mc_id", "xtor", "smid", "smtyp",
    "sr_share", "__twitter_impression", "guccounter", "guce_referrer", "guce_referrer_sig",
    "traffic_source", "ref", "ref_src", "ref_url", "referrer", "referer", "trk", "trkinfo", "mod",
    "amp", "outputtype", "partner", "rss", "phpsessid", "jsessionid", "sharetype", "share_id",
    "src_trk",
];

/// Beginnings of such parameters.
const TRACKING_FAMILIES: [&str; 7] = ["utm_", "at_", "ns_", "pk_", "mtm_", "hsa_", "__s"];

/// Parameters that are tracking only with these values.
const TRACKING_VALUES: [(&str, &[&str]); 6] = [
    ("source", &["rss", "feed", "twitter", "facebook", "newsletter", "social"]),
    ("from", &["rss", "feed", "twitter", "facebook", "newsletter", "homepage"]),
    ("src", &["rss", "feed", "twitter", "facebook"]),
    ("via", &["rss", "feed", "twitter", "facebook"]),
    ("output", &["amp"]),
    ("feed", &["rss", "rss2", "atom"]),
];

/// The address without what may differ between links to one article: scheme, `www.` and `m.`, AMP
/// forms, tracking parameters, fragment, trailing slash. `None` for what names no article: a home page,
/// another scheme, a search engine's wrapper whose address changes (Google News).
pub fn canonical_url(address: &str) -> Option<String> {
    let url = unwrapped(address)?;
    let host = bare_host(url.host_str()?);
    if host == "news.google.com" {
        return None;
    }
    let path = clean_path(url.path());
    let query = clean_query(&url);
    let fragment = url.fragment().filter(|fragment| fragment.starts_with('!'));
    if path.is_empty() && query.is_empty() && fragment.is_none() {
        return None;
    }
    let mut out = format!("https://{host}");
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    out.push_str(&path);
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query);
    }
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(fragment);
    }
    Some(out)
}

/// The host of the site behind an address; `None` where a wrapper hides it.
pub(super) fn host(address: &str) -> Option<String> {
    let host = bare_host(unwrapped(address)?.host_str()?);
    (host != "news.google.com").then_some(host)
}

/// The word that names a site: `tribune` of `tribune.com.pk`.
pub(super) fn site_name(host: &str) -> String {
    const SECOND: [&str; 8] = ["com", "co", "org", "net", "gov", "edu", "ac", "gop"];
    let host = bare_host(host.trim_end_matches('/'));
    let labels: Vec<&str> = host.split('.').collect();
    let name = match labels.as_slice() {
        [.., name, second, country] if SECOND.contains(second) && country.len() == 2 => name,
        [.., name, _] => name,
        [name] => name,
        [] => "",
    };
    name.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The web address inside redirect services and AMP caches.
fn unwrapped(address: &str) -> Option<Url> {
    let mut url = Url::parse(address.trim()).ok()?;
    for _ in 0..MOST_WRAPPERS {
        let Some(inner) = inner(&url) else { break };
        url = inner;
    }
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn inner(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let path = url.path();
    let after = |prefix: &str| path.split_once(prefix).map(|(_, rest)| rest);
    if host.ends_with(".cdn.ampproject.org") {
        let rest = after("/c/s/").or_else(|| after("/v/s/")).or_else(|| after("/c/"))?;
        return Url::parse(&format!("https://{rest}")).ok();
    }
    let google = host.starts_with("www.google.") || host.starts_with("google.");
    if google && path.starts_with("/amp/") {
        let rest = path.trim_start_matches("/amp/");
        return Url::parse(&format!("https://{}", rest.trim_start_matches("s/"))).ok();
    }
    let parameter = match (host, path) {
        (_, "/url") if google => &["q", "url"][..],
        ("l.facebook.com" | "lm.facebook.com", _) => &["u"],
        ("www.bing.com" | "bing.com", "/news/apiclick.aspx") => &["url"],
        ("news.url.google.com", _) => &["url", "q"],
        _ => return None,
    };
    let (_, inner) = url.query_pairs().find(|(name, _)| parameter.contains(&name.as_ref()))?;
    Url::parse(&inner).ok()
}

/// The host without the labels that name a form of the site, not the site.
fn bare_host(host: &str) -> String {
    let mut host = host.trim_end_matches('.');
    loop {
        let Some((first, rest)) = host.split_once('.') else { break };
        let form = matches!(first, "www" | "www2" | "m" | "mobile" | "amp" | "wap");
        if !form || !rest.contains('.') {
            break;
        }
        host = rest;
    }
    host.to_ascii_lowercase()
}

/// The path without AMP marks, session ids, doubled and trailing slashes.
fn clean_path(path: &str) -> String {
    let path = path.split(";jsessionid").next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && parts.first().is_some_and(|part| *part == "amp") {
        parts.remove(0);
    }
    while parts.len() > 1 && parts.last().is_some_and(|part| matches!(*part, "amp" | "amp.html")) {
        parts.pop();
    }
    if parts.last().is_some_and(|part| matches!(*part, "index.html" | "index.htm" | "index.php")) {
        parts.pop();
    }
    let mut out = String::with_capacity(path.len());
    for part in parts {
        out.push('/');
        out.push_str(part);
    }
    for (ending, kept) in [(".amp.html", ".html"), (".amp", ""), ("-amp.html", ".html")] {
        if let Some(stem) = out.strip_suffix(ending) {
            out = format!("{stem}{kept}");
        }
    }
    upper_escapes(&out)
}

/// `%c3` and `%C3` are one byte.
fn upper_escapes(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut left = 0;
    for c in text.chars() {
        left = if c == '%' { 3_u8 } else { left }.saturating_sub(1);
        out.push(if left < 2 && c.is_ascii_hexdigit() && out_ends_escape(&out) {
            c.to_ascii_uppercase()
        } else {
            c
        });
    }
    out
}

/// Whether the next character belongs to an escape that `out` has begun.
fn out_ends_escape(out: &str) -> bool {
    let bytes = out.as_bytes();
    let from_end = |back: usize| bytes.len().checked_sub(back).map(|at| bytes[at]);
    from_end(1) == Some(b'%') || from_end(2) == Some(b'%')
}

fn clean_query(url: &Url) -> String {
    let Some(query) = url.query() else { return String::new() };
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            !name.is_empty() && !is_tracking(&name.to_ascii_lowercase(), value)
        })
        .collect();
    kept.sort_unstable();
    kept.dedup();
    upper_escapes(&kept.join("&"))
}

fn is_tracking(name: &str, value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    TRACKING.contains(&name)
        || TRACKING_FAMILIES.iter().any(|family| name.starts_with(family))
        || TRACKING_VALUES.iter().any(|(known, values)| {
            *known == name && values.iter().any(|start| value.starts_with(start))
        })
}
