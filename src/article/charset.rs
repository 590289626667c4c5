//! Bytes of a page → text. The byte order mark speaks first, then HTTP, then the page's own `meta`,
//! then detection; a declaration that the bytes contradict is not believed, and said so.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a page its `meta charset` is looked for.
const PRESCAN: usize = 4096;
/// How much of a page detection reads.
const SAMPLE: usize = 64 * 1024;

/// Decodes a page. Gives the text and what was wrong with the declarations.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> (String, Vec<String>) {
    let mut warnings = Vec::new();
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (choose(bytes, content_type, &mut warnings), bytes),
    };
    let (text, broken) = encoding.decode_without_bom_handling(body);
    if broken {
        warnings.push(format!("bytes that are not {} were replaced", encoding.name()));
    }
    (text.into_owned(), warnings)
}

fn choose(
    bytes: &[u8],
    content_type: Option<&str>,
    warnings: &mut Vec<String>,
) -> &'static Encoding {
    let declared = content_type
        .and_then(|value| charset_in(value.as_bytes()))
        .or_else(|| bare_utf16(bytes))
        .or_else(|| in_meta(bytes));
    let utf8 = std::str::from_utf8(bytes);
    let foreign = bytes.iter().any(|byte| *byte >= 0x80);
    let is_utf8 = declared.is_none_or(|encoding| encoding == UTF_8);
    // A few broken bytes in a large page are damage, not another encoding.
    if is_utf8 && (utf8.is_ok() || (declared.is_some() && mostly_utf8(bytes))) {
        return UTF_8;
    }
    if let Some(other) = declared.filter(|encoding| *encoding != UTF_8) {
        if foreign && utf8.is_ok() && other != UTF_16LE && other != UTF_16BE {
            warnings.push(format!("declared {} but the bytes are UTF-8", other.name()));
            return UTF_8;
        }
        return other;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    let found = detector.guess(None, Utf8Detection::Allow);
    if declared.is_some() {
        warnings.push(format!("declared UTF-8 but the bytes look like {}", found.name()));
    }
    if found == UTF_8 && !mostly_utf8(bytes) { WINDOWS_1252 } else { found }
}

/// UTF-16 without a mark: markup whose every second byte is zero.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Less than one broken sequence in two hundred non-ASCII bytes.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let foreign = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    broken * 200 <= foreign || (broken <= 2 && foreign > 40)
}

/// The charset of a `<meta>` in the first bytes. A `meta` that says UTF-16 is itself ASCII, so it lies.
fn in_meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let mut rest = head;
    while let Some(at) = find(rest, b"<meta") {
        let tag = &rest[at..];
        let end = tag.iter().position(|byte| *byte == b'>').unwrap_or(tag.len());
        if let Some(found) = charset_in(&tag[..end]) {
            return Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found });
        }
        rest = &tag[end..];
    }
    let xml = head.starts_with(b"<?xml").then(|| find(head, b"encoding=")).flatten()?;
    label(&head[xml + 9..])
}

fn charset_in(value: &[u8]) -> Option<&'static Encoding> {
    let at = find(value, b"charset")?;
    let rest = &value[at + 7..];
    let rest = rest.trim_ascii_start();
    label(rest.strip_prefix(b"=")?)
}

fn label(rest: &[u8]) -> Option<&'static Encoding> {
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))
        .unwrap_or(rest.len());
    Encoding::for_label(&rest[..end])
}

/// First place of an ASCII needle, whatever the case.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, want: &str) {
        let (text, _) = decode(bytes, content_type);
        assert!(text.contains(want), "{want:?} not in {text:?}");
    }

    #[test]
    fn the_charset_is_taken_from_where_it_is_right() {
        check("\u{feff}<p>café".as_bytes(), Some("text/html; charset=latin1"), "café");
        check(b"<p>caf\xe9", Some("text/html; charset=ISO-8859-1"), "café");
        check(b"<meta charset='windows-1251'><p>\xcf\xf0\xe8\xe2\xe5\xf2", None, "Привет");
        check(
            b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>\xd6\xd0\xb9\xfa",
            None,
            "中国",
        );
        check(b"<?xml version='1.0' encoding='windows-1252'?><p>\x93a\x94", None, "“a”");
        let utf16: Vec<u8> = "<p>ڈان".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&utf16, None, "ڈان");
    }

    #[test]
    fn a_declaration_the_bytes_contradict_is_not_believed() {
        let (text, warnings) = decode("<p>کراچی".as_bytes(), Some("text/html;charset=iso-8859-1"));
        assert!(text.contains("کراچی"));
        assert_eq!(warnings, ["declared windows-1252 but the bytes are UTF-8"]);
        let russian =
            b"<meta charset=utf-8><p>\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0";
        check(russian, None, "Привет, как дела");
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding_of_a_page() {
        let mut bytes = "چین پاکستان اقتصادی راہداری کی سکیورٹی ".repeat(20).into_bytes();
        bytes.push(0xff);
        let (text, warnings) = decode(&bytes, Some("text/html; charset=utf-8"));
        assert!(text.starts_with("چین پاکستان"));
        assert_eq!(warnings, ["bytes that are not UTF-8 were replaced"]);
    }
}
