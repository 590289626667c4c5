//! Wrappings of text: a single CDATA section, and base64.

/// The inside of a text that is one CDATA section and nothing else.
pub(super) fn single(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("<![CDATA[")?.strip_suffix("]]>")?;
    (!inside.contains("]]>")).then_some(inside)
}

/// Text that was sent as base64; `None` where it was not.
pub(super) fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.bytes().filter(|b| !b.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("masked to eight bits"));
        }
    }
    String::from_utf8(bytes).ok()
}
