//! Plain text folded for reading: words kept whole, addresses never broken, wide scripts counted
//! two columns a letter.

/// Columns of a plain-text mail.
const WIDTH: usize = 76;

/// `text` as lines of at most 76 columns, each after the first begun with `indent` blanks; blanks at
/// its beginning stay.
pub(super) fn wrap(text: &str, indent: usize) -> String {
    let room = WIDTH.saturating_sub(indent);
    let lead = text.len() - text.trim_start_matches(' ').len();
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..lead]);
    let mut column = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let wide = width(word);
        if column > 0 && column + 1 + wide > room {
            new_line(&mut out, indent);
            column = 0;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        if wide > room && !word.contains("://") {
            column = push_broken(&mut out, word, (room, indent), column);
        } else {
            out.push_str(word);
            column += wide;
        }
    }
    out
}

/// A word longer than a line (Chinese has no blanks) is broken between letters.
fn push_broken(
    out: &mut String,
    word: &str,
    (room, indent): (usize, usize),
    mut column: usize,
) -> usize {
    for letter in word.chars() {
        let wide = letter_width(letter);
        if column + wide > room {
            new_line(out, indent);
            column = 0;
        }
        out.push(letter);
        column += wide;
    }
    column
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn width(word: &str) -> usize {
    word.chars().map(letter_width).sum()
}

fn letter_width(letter: char) -> usize {
    match letter {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_lines_short() {
        let text = "word ".repeat(40);
        let wrapped = wrap(&text, 4);
        assert!(wrapped.lines().skip(1).all(|l| l.starts_with("    word") && l.len() <= 76));
        assert_eq!(wrapped.split_whitespace().count(), 40);
    }

    #[test]
    fn blanks_at_the_beginning_stay() {
        assert_eq!(wrap("  - one two", 4), "  - one two");
    }

    #[test]
    fn addresses_are_never_broken() {
        let url = format!("https://example.org/{}", "a".repeat(100));
        assert_eq!(wrap(&url, 2), url);
    }

    #[test]
    fn chinese_is_broken_between_letters() {
        let wrapped = wrap(&"中".repeat(50), 0);
        assert_eq!(wrapped.lines().map(|l| l.chars().count()).collect::<Vec<_>>(), [38, 12]);
    }
}
