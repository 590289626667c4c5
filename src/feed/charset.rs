//! Bytes to text: the byte order mark, the bytes themselves where they can only be UTF-8, what HTTP and
//! the document declare, then detection. Valid UTF-8 is borrowed, never copied.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text with a word on how it was come by, where that was not as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// What was odd.
    pub warning: Option<String>,
}

impl<'a> Decoded<'a> {
    fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), warning: None }
    }
}

/// Decodes a document of unknown charset. `content_type` is the HTTP header.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some(text) = utf32(bytes) {
        return Decoded::plain(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[length..], "its byte order mark");
    }
    if let Some(encoding) = utf16_by_pattern(bytes) {
        return with(encoding, bytes, "its first bytes");
    }
    let declared = content_type.and_then(http_charset).or_else(|| declaration(bytes));
    if let Some(encoding) = declared.filter(|label| seven_bit(label)).and_then(encoding_for)
        && bytes.is_ascii()
    {
        return with(encoding, bytes, "its declaration");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded::plain(text),
        Err(_) => legacy(bytes, content_type),
    }
}

/// Bytes that are not UTF-8: the declared charsets in turn, then a guess.
fn legacy<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let http = content_type.and_then(http_charset);
    let own = declaration(bytes);
    for label in http.into_iter().chain(own) {
        // Declared as UTF-16 yet without its pattern, or as UTF-8 yet invalid: the label is wrong.
        let Some(encoding) = encoding_for(label) else { continue };
        if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
            continue;
        }
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return Decoded::plain(text);
        }
    }
    if almost_utf8(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let warning = Some("some bytes are not valid UTF-8 and were replaced".to_owned());
        return Decoded { text, warning };
    }
    let encoding = guess(bytes);
    let (text, _, _) = encoding.decode(bytes);
    let said = http.or(own).unwrap_or("nothing");
    let warning = Some(format!("charset declared as {said}, read as {}", encoding.name()));
    Decoded { text, warning }
}

/// A document that is UTF-8 but for a few broken sequences (cut strings, stray bytes).
fn almost_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid > broken * 4
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Markup tells nothing of the charset; 64 KB hold enough text.
    detector.feed(&bytes[..bytes.len().min(64 * 1024)], true);
    let found = detector.guess(None, Utf8Detection::Deny);
    if found == UTF_8 { WINDOWS_1252 } else { found }
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8], by: &str) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let warning =
        broken.then(|| format!("read as {} by {by}, with broken characters", encoding.name()));
    Decoded { text, warning }
}

/// Charsets in which pure ASCII bytes stand for other characters.
fn seven_bit(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.starts_with("iso-2022") || label.starts_with("csiso2022")
}

/// The charset of a `Content-Type` header.
fn http_charset(content_type: &str) -> Option<&str> {
    let value = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    Some(value.trim().trim_matches(['"', '\'', ' '])).filter(|value| !value.is_empty())
}

/// The encoding an XML declaration or an HTML `meta` names in the first kilobyte.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(1024)];
    let head = match std::str::from_utf8(head) {
        Ok(head) => head,
        Err(error) => std::str::from_utf8(&head[..error.valid_up_to()]).ok()?,
    };
    let (_, rest) = head.split_once("encoding").or_else(|| head.split_once("charset"))?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c)))?;
    Some(&rest[..end]).filter(|label| !label.is_empty())
}

/// WHATWG labels, and names that only older software uses.
fn encoding_for(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).or_else(|| {
        let folded: String = label
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let standard = match folded.as_str() {
            "cp936" | "ms936" | "eucgb2312cn" => "gbk",
            "cp950" | "big5eten" => "big5",
            "cp949" | "ms949" | "uhc" => "euc-kr",
            "cp932" | "ms932" | "mskanji" => "shift_jis",
            "cp874" => "windows-874",
            "macroman" | "maclatin1" => "macintosh",
            "maccyrillic" => "x-mac-cyrillic",
            "ansi" | "msansi" | "cp1252" | "win1252" => "windows-1252",
            "mscyrl" | "win1251" => "windows-1251",
            "msarab" => "windows-1256",
            "msgreek" => "windows-1253",
            "mshebr" => "windows-1255",
            "msturk" => "windows-1254",
            "msee" => "windows-1250",
            "winbaltrim" => "windows-1257",
            other => {
                return ["windows-", "iso-8859-"].iter().find_map(|family| {
                    let number = other.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                    Encoding::for_label(format!("{family}{number}").as_bytes())
                });
            }
        };
        Encoding::for_label(standard.as_bytes())
    })
}

/// UTF-16 without a mark: every other byte of `<?` or `<r` is zero.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<' | b'{', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<' | b'{', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-32, which the web's encodings do not know.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (big_endian, bytes) = match bytes {
        [0, 0, 0xfe, 0xff, rest @ ..] => (true, rest),
        [0xff, 0xfe, 0, 0, rest @ ..] => (false, rest),
        [0, 0, 0, b'<', ..] => (true, bytes),
        [b'<', 0, 0, 0, ..] => (false, bytes),
        _ => return None,
    };
    let text = bytes.chunks_exact(4).map(|unit| {
        let unit: [u8; 4] = unit.try_into().expect("chunks_exact gives four bytes");
        let code = if big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    });
    Some(text.collect())
}
