//! Markup of feed summaries, feed contents and mails → plain text with a line a paragraph. Linear in
//! the input whatever it holds.

use scraper::Html;

use super::guard;
use super::tree::{Tag, Tree, push_folded};

/// The text of an HTML fragment. Plain text comes back with its lines kept; markup that was escaped
/// twice, as many feeds do, is read twice.
pub fn from_html(html: &str) -> String {
    if !html.contains('<') && !html.contains('&') {
        return lines(html);
    }
    let text = read(html, !html.contains("</") && !html.contains("/>") && !has_tag(html));
    if has_tag(&text) { read(&text, false) } else { text }
}

/// Whether a text still holds markup: an opening or closing tag of the usual kind.
fn has_tag(text: &str) -> bool {
    text.match_indices('<').take(50).any(|(at, _)| {
        let rest = text[at + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let known = matches!(
            rest[..end].to_ascii_lowercase().as_str(),
            "p" | "br"
                | "a"
                | "div"
                | "span"
                | "img"
                | "b"
                | "i"
                | "em"
                | "strong"
                | "ul"
                | "li"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "table"
                | "blockquote"
                | "font"
                | "figure"
        );
        known && rest[end..].starts_with(['>', ' ', '/', '\n'])
    })
}

fn read(html: &str, keep_lines: bool) -> String {
    let tamed = guard::tame(html);
    let page = Html::parse_fragment(&tamed.html);
    let tree = Tree::of(&page);
    let mut out = String::with_capacity(tamed.html.len());
    for node in &tree.nodes {
        match node.tag {
            Tag::Text if keep_lines => out.push_str(node.text),
            Tag::Text => push_folded(&mut out, node.text),
            tag if tag.is_inline() => {}
            _ if !out.is_empty() && !out.ends_with('\n') => out.push('\n'),
            _ => {}
        }
    }
    lines(&out)
}

/// Lines trimmed and folded, empty ones left out.
fn lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let start = out.len();
        push_folded(&mut out, line);
        out.truncate(out.trim_end_matches(' ').len().max(start));
        if out.len() > start {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, want: &str) {
        assert_eq!(from_html(html), want);
    }

    #[test]
    fn markup_becomes_lines() {
        check(
            "<p>One &amp; two.</p><p>Three<br>four <b>bo</b>ld</p>",
            "One & two.\nThree\nfour bold",
        );
        check("plain  text\n\n second ", "plain text\nsecond");
        check("Rock &#8217;n&#8217; roll &nbsp; &mdash; done", "Rock ’n’ roll — done");
        check("<ul><li>a<li>b</ul><table><tr><td>x<td>y</table>", "a\nb\nx\ny");
        check("<script>alert(1)</script>text<style>p{}</style>", "text");
        check("", "");
    }

    #[test]
    fn markup_escaped_twice_is_read_twice() {
        check("&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;p&gt;three&lt;/p&gt;", "One & two\nthree");
    }

    #[test]
    fn less_than_signs_in_prose_stay() {
        check("profit &lt; loss &amp; 3 &lt; 5", "profit < loss & 3 < 5");
    }

    #[test]
    fn a_text_that_begins_with_a_broken_tag_does_not_panic() {
        for html in ["<", "<p", "</", "&", "&#", "<!--", "<a href='", "<p><![CDATA[x]]>", "\0<b>"] {
            from_html(html);
        }
    }
}
