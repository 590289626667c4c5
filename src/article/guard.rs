//! Markup → markup that any parser reads in linear time: scripts, styles, comments and pictures in
//! text are left out, elements deeper than a browser would show are flattened, tags with absurd
//! attributes lose them, and a page past its budget is cut. JSON-LD is set aside as it passes.

/// Deepest nesting that reaches the parser.
const DEPTH: usize = 256;
/// Unclosed formatting elements that a parser would reopen in every paragraph.
const FORMATTING: usize = 16;
/// Start tags, weighted by what the parser must reopen for each.
const BUDGET: usize = 400_000;
/// Longest markup handed to the parser, in bytes.
const LENGTH: usize = 4 << 20;
/// Most JSON-LD that is kept, in bytes.
const LINKED_DATA: usize = 2 << 20;

/// A page ready for parsing.
#[derive(Debug, Default)]
pub struct Tamed {
    /// The markup that is left.
    pub html: String,
    /// The `application/ld+json` blocks, in order.
    pub linked_data: Vec<String>,
    /// What was done to it, where that matters to a reader.
    pub warnings: Vec<String>,
}

/// Leaves out what no reader sees and bounds the rest.
pub fn tame(html: &str) -> Tamed {
    let mut scan = Scan { html, out: String::with_capacity(html.len() / 2), ..Scan::default() };
    scan.run();
    let mut warnings = Vec::new();
    if scan.flattened > 0 {
        warnings.push(format!("{} elements nested too deep were flattened", scan.flattened));
    }
    if scan.cut {
        warnings.push("page too large: only its beginning was read".to_owned());
    }
    Tamed { html: scan.out, linked_data: scan.linked_data, warnings }
}

#[derive(Default)]
struct Scan<'a> {
    html: &'a str,
    out: String,
    linked_data: Vec<String>,
    /// Names of the elements that are open, as far as they count.
    open: Vec<u64>,
    formatting: usize,
    spent: usize,
    flattened: usize,
    /// End tags whose start tag was left out, by name.
    dropped: Vec<(u64, usize)>,
    /// Closers known not to come any more, so that nobody looks for them twice.
    absent: Vec<&'static str>,
    body: bool,
    cut: bool,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let mut at = 0;
        while let Some(offset) = self.html[at..].find('<') {
            self.out.push_str(&self.html[at..at + offset]);
            at += offset;
            at = self.markup(at);
            if self.spent > BUDGET || self.out.len() > LENGTH {
                self.cut = true;
                return;
            }
        }
        self.out.push_str(&self.html[at..]);
        if self.out.len() > LENGTH {
            self.cut = true;
            let end = self.out.floor_char_boundary(LENGTH);
            self.out.truncate(end);
        }
    }

    /// Handles what begins with the `<` at `at`; gives where to go on.
    fn markup(&mut self, at: usize) -> usize {
        let rest = &self.html[at..];
        if rest.starts_with("<!--") {
            return self.past(at + 2, "-->").unwrap_or_else(|| self.tag_end(at).0);
        }
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let name_at = at + 1 + usize::from(closing);
        let name = name_of(&self.html[name_at..]);
        if name.is_empty() {
            if rest.starts_with("<!") || rest.starts_with("<?") || closing {
                return self.tag_end(at).0; // doctype, processing instruction, CDATA
            }
            self.out.push_str("&lt;");
            return at + 1;
        }
        let (end, whole) = self.tag_end(at);
        let key = key_of(name);
        if closing {
            self.close(key, name);
            return end;
        }
        self.start(at, end, name, whole)
    }

    fn start(&mut self, at: usize, end: usize, name: &'a str, whole: bool) -> usize {
        let lower = name.to_ascii_lowercase();
        let tag = &self.html[at..end];
        if let Some(closer) = opaque(&lower) {
            if lower == "svg" && tag.ends_with("/>") {
                return end;
            }
            let found = self.past_tag(end, closer);
            // Some sites put the article itself where only readers without scripts see it.
            if lower == "noscript" && found.is_some_and(|next| prose(&self.html[end..next])) {
                return end;
            }
            let Some(next) = found else {
                let swallows = matches!(lower.as_str(), "script" | "style");
                return if swallows { self.html.len() } else { end };
            };
            if lower == "script" && contains_ignore_case(tag, "ld+json") {
                self.keep_linked_data(&self.html[end..next]);
            }
            self.out.push(' ');
            return next;
        }
        if matches!(lower.as_str(), "plaintext" | "frameset" | "frame")
            || (lower == "title" && self.find_tag(end, "</title").is_none())
            || (lower == "body" && std::mem::replace(&mut self.body, true))
        {
            return end;
        }
        self.spent += 1 + self.formatting;
        if counts(&lower) && !tag.ends_with("/>") {
            let formats = formats(&lower);
            let key = key_of(name);
            if self.open.len() >= DEPTH || (formats && self.formatting >= FORMATTING) {
                self.flattened += usize::from(self.open.len() >= DEPTH);
                if let Some(entry) = self.dropped.iter_mut().find(|(name, _)| *name == key) {
                    entry.1 += 1;
                } else if self.dropped.len() < 64 {
                    self.dropped.push((key, 1));
                }
                self.out.push(' ');
                return end;
            }
            self.formatting += usize::from(formats);
            self.open.push(key);
        }
        if whole && sane(tag) {
            self.out.push_str(tag);
        } else {
            self.out.push('<');
            self.out.push_str(name);
            self.out.push('>');
        }
        end
    }

    fn close(&mut self, key: u64, name: &str) {
        if name.eq_ignore_ascii_case("noscript") {
            return;
        }
        if let Some((_, count)) = self.dropped.iter_mut().find(|(k, n)| *k == key && *n > 0) {
            *count -= 1;
            self.out.push(' ');
            return;
        }
        if let Some(index) = self.open.iter().rposition(|open| *open == key) {
            self.open.truncate(index);
            if self.formatting > 0 {
                self.formatting = self.open.iter().filter(|key| formats_key(**key)).count();
            }
        } else if self.open.len() > 32 && !matches!(name, "p" | "li" | "td" | "tr") {
            return; // closes nothing that is open
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Where the tag at `at` ends, and whether it ends properly.
    fn tag_end(&mut self, at: usize) -> (usize, bool) {
        let bytes = self.html.as_bytes();
        let mut index = at + 1;
        let mut after_equals = false;
        while let Some(byte) = bytes.get(index) {
            match byte {
                b'>' => return (index + 1, true),
                b'"' | b'\'' if after_equals => {
                    let quote = if *byte == b'"' { "\"" } else { "'" };
                    match self.past(index + 1, quote) {
                        Some(next) => index = next,
                        None => break,
                    }
                    after_equals = false;
                    continue;
                }
                b'=' => after_equals = true,
                b' ' | b'\n' | b'\t' | b'\r' => {}
                _ => after_equals = false,
            }
            index += 1;
        }
        (self.past(at + 1, ">").unwrap_or(self.html.len()), false)
    }

    /// The place after the next `what`.
    fn past(&mut self, from: usize, what: &'static str) -> Option<usize> {
        if self.absent.contains(&what) {
            return None;
        }
        match self.html[from..].find(what) {
            Some(offset) => Some(from + offset + what.len()),
            None => {
                self.absent.push(what);
                None
            }
        }
    }

    /// The place of the next `closer` ("</script"), whatever its case.
    fn find_tag(&mut self, from: usize, closer: &'static str) -> Option<usize> {
        if self.absent.contains(&closer) {
            return None;
        }
        let mut at = from;
        while let Some(offset) = self.html[at..].find("</") {
            at += offset;
            let candidate = &self.html.as_bytes()[at..];
            if candidate.len() >= closer.len()
                && candidate[..closer.len()].eq_ignore_ascii_case(closer.as_bytes())
            {
                return Some(at);
            }
            at += 2;
        }
        self.absent.push(closer);
        None
    }

    fn past_tag(&mut self, from: usize, closer: &'static str) -> Option<usize> {
        let at = self.find_tag(from, closer)?;
        Some(self.past(at, ">").unwrap_or(self.html.len()))
    }

    fn keep_linked_data(&mut self, block: &str) {
        let kept: usize = self.linked_data.iter().map(String::len).sum();
        let body = block.rfind("</").map_or(block, |end| &block[..end]);
        if kept + body.len() <= LINKED_DATA && self.linked_data.len() < 64 {
            self.linked_data.push(body.to_owned());
        }
    }
}

/// Elements whose content no reader sees, and what ends them.
fn opaque(name: &str) -> Option<&'static str> {
    Some(match name {
        "script" => "</script",
        "style" => "</style",
        "noscript" => "</noscript",
        "template" => "</template",
        "iframe" => "</iframe",
        "textarea" => "</textarea",
        "svg" => "</svg",
        "math" => "</math",
        "noembed" => "</noembed",
        "noframes" => "</noframes",
        "xmp" => "</xmp",
        "canvas" => "</canvas",
        "audio" => "</audio",
        "video" => "</video",
        "select" => "</select",
        "object" => "</object",
        _ => return None,
    })
}

/// Elements that stay open until closed; those a parser closes by itself do not deepen a page.
fn counts(name: &str) -> bool {
    !matches!(
        name,
        "html"
            | "head"
            | "body"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "option"
            | "optgroup"
            | "colgroup"
            | "col"
            | "rt"
            | "rp"
            | "area"
            | "base"
            | "br"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "title"
            | "image"
    )
}

const FORMATS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

fn formats(name: &str) -> bool {
    FORMATS.contains(&name)
}

fn formats_key(key: u64) -> bool {
    FORMATS.iter().any(|name| key_of(name) == key)
}

fn name_of(rest: &str) -> &str {
    let bytes = rest.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return "";
    }
    let end = bytes
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-:_".contains(byte)))
        .unwrap_or(bytes.len());
    &rest[..end]
}

/// The first eight letters of a name as a number: equal names, equal keys.
fn key_of(name: &str) -> u64 {
    name.bytes().take(8).fold(0, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()))
}

/// Parsers compare every attribute with every other: a tag with hundreds is no tag.
fn sane(tag: &str) -> bool {
    let count = |what: fn(u8) -> bool| tag.bytes().filter(|byte| what(*byte)).count();
    tag.len() < 1024 || (count(|b| b.is_ascii_whitespace()) < 2000 && count(|b| b == b'=') < 300)
}

/// Markup with several paragraphs.
fn prose(markup: &str) -> bool {
    markup.len() > 600 && (markup.matches("<p").count() >= 3 || markup.matches("<P").count() >= 3)
}

fn contains_ignore_case(text: &str, needle: &str) -> bool {
    text.as_bytes().windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_and_comments_are_left_out_and_linked_data_set_aside() {
        let tamed = tame(
            "<p>a<!-- <b> --><script>if (a<b) x</script><style>p{}</style>b</p>\
             <SCRIPT type='application/ld+json'>{\"a\":1}</SCRIPT>",
        );
        assert_eq!(tamed.html, "<p>a  b</p> ");
        assert_eq!(tamed.linked_data, ["{\"a\":1}"]);
    }

    #[test]
    fn deep_nesting_is_flattened_and_closers_stay_in_step() {
        let html = format!("{}x{}<p>after</p>", "<div>".repeat(50_000), "</div>".repeat(50_000));
        let tamed = tame(&html);
        assert_eq!(tamed.html.matches("<div>").count(), DEPTH);
        assert_eq!(tamed.html.matches("</div>").count(), DEPTH);
        assert!(tamed.html.ends_with("<p>after</p>"));
        assert_eq!(tamed.warnings, ["49744 elements nested too deep were flattened"]);
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_tag_only() {
        let tamed = tame("<p>one</p><a href=\"x>two</a><p>three</p>");
        assert!(tamed.html.contains("two"), "{}", tamed.html);
        assert!(tamed.html.contains("<p>three</p>"));
    }

    #[test]
    fn absurd_attributes_are_dropped() {
        use std::fmt::Write as _;
        let mut tag = "<div".to_owned();
        for index in 0..100_000 {
            write!(tag, " a{index}=1").expect("a String takes everything");
        }
        let tamed = tame(&format!("{tag}>text</div>"));
        assert_eq!(tamed.html, "<div>text</div>");
    }

    #[test]
    fn a_page_past_its_budget_is_cut_and_says_so() {
        let tamed = tame(&"<p><b>".repeat(2_000_000));
        assert!(tamed.html.len() < LENGTH);
        assert_eq!(tamed.warnings, ["page too large: only its beginning was read"]);
    }

    #[test]
    fn a_bare_less_than_sign_stays_text() {
        assert_eq!(tame("1 < 2 <p>x").html, "1 &lt; 2 <p>x");
    }
}
