//! robots.txt by RFC 9309, pure: the bytes of the file and our name in, which paths we may ask out.

use std::time::Duration;

/// The rules that hold for us.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Normalised pattern, `*` and a final `$` special.
    pattern: String,
}

impl Robots {
    /// May a path (with its query) be asked? The longest rule that fits decides, allowing before
    /// forbidding; no rule allows.
    pub fn allows(&self, path: &str) -> bool {
        let path = normal(path);
        if path == "/robots.txt" {
            return true;
        }
        let fitting = self.rules.iter().filter(|rule| fits(&rule.pattern, &path));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// `Crawl-delay`, which many hosts write though the RFC does not know it.
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// Reads a robots.txt for a program of this name. What cannot be read is skipped.
pub fn parse(bytes: &[u8], name: &str) -> Robots {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let name = name.to_ascii_lowercase();
    let (mut ours, mut anyone) = (Robots::default(), Robots::default());
    let mut found_ours = false;
    // Which of the two the running group speaks to; a name after a rule begins a new group.
    let (mut to_us, mut to_all, mut in_rules) = (false, false, true);
    for line in text.split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or("");
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if matches!(key.as_str(), "user-agent" | "useragent" | "user agent") {
            if in_rules {
                (to_us, to_all, in_rules) = (false, false, false);
            }
            let agent = product(value);
            to_us |= agent == name;
            to_all |= value.starts_with('*');
            found_ours |= agent == name;
            continue;
        }
        let heard = [(to_us, &mut ours), (to_all, &mut anyone)];
        for group in heard.into_iter().filter_map(|(to, group)| to.then_some(group)) {
            in_rules |= add(group, &key, value);
        }
        in_rules |= matches!(key.as_str(), "allow" | "disallow" | "crawl-delay");
    }
    if found_ours { ours } else { anyone }
}

/// Takes a line into a group; tells whether it was a rule.
fn add(group: &mut Robots, key: &str, value: &str) -> bool {
    match key {
        "allow" | "disallow" => {
            if !value.is_empty() {
                let allow = key == "allow";
                group.rules.push(Rule { allow, pattern: normal(value) });
            }
            true
        }
        "crawl-delay" => {
            let seconds = value.parse::<f64>().ok();
            group.delay = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).or(group.delay);
            true
        }
        _ => false,
    }
}

/// `Googlebot/2.1` is `googlebot`.
fn product(value: &str) -> String {
    let end = value.find(|c: char| !c.is_ascii_alphabetic() && c != '-' && c != '_');
    value[..end.unwrap_or(value.len())].to_ascii_lowercase()
}

/// One spelling of a path: unreserved characters plain, everything else escaped in capitals.
fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| hex(bytes.get(at + 1..at + 3)?)).flatten();
        match escaped {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
            }
            Some(byte) => escape(&mut out, byte),
            None if bytes[at].is_ascii_graphic() => out.push(char::from(bytes[at])),
            None => escape(&mut out, bytes[at]),
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u8::from_str_radix(digits, 16).ok())?
}

fn escape(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// Does a pattern fit the beginning of a path (the whole, with a final `$`)? Linear in the product
/// of both lengths at worst: after a `*` only the latest one is ever tried again.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = pattern.strip_suffix('$').map_or((pattern, false), |rest| (rest, true));
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut p, mut s) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if p == pattern.len() && (!whole || s == path.len()) {
            return true;
        }
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p + 1, s));
            p += 1;
        } else if p < pattern.len() && s < path.len() && pattern[p] == path[s] {
            (p, s) = (p + 1, s + 1);
        } else if let Some((after, from)) = star.filter(|(_, from)| *from < path.len()) {
            star = Some((after, from + 1));
            (p, s) = (after, from + 1);
        } else {
            return false;
        }
    }
}
