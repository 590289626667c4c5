//! Full text over titles and texts. Whatever a person types is a valid query.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{
    Store, StoreError,
    error::{Fault, Try},
    looks::limit,
    pack::{maybe, unpack_text},
};
use crate::model::{article::ArticleId, event::EventId};

/// An article that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Hit {
    /// The article.
    pub article: ArticleId,
    /// Its headline.
    pub title: String,
    /// Where it was read.
    pub url: String,
    /// Who published it.
    pub outlet: String,
    /// When.
    pub published: Option<Timestamp>,
    /// The passage that fits best, on one line; empty where the text is not kept any more.
    pub snippet: String,
    /// The events it tells of.
    pub events: Vec<EventId>,
}

impl Store {
    /// Articles that hold the words, best first. Words must all occur; `"a phrase"`, `word OR word`,
    /// `word*` and `-word` mean what they mean elsewhere.
    pub fn search(&self, query: &str, most: usize) -> Result<Vec<Hit>, StoreError> {
        let Some(query) = query_of(query) else { return Ok(Vec::new()) };
        self.run(|c| {
            // Titles weigh more than text.
            let mut find = c.prepare_cached(
                "SELECT article.id, article.title, url, outlet, published, body.packed
                 FROM article_words
                 JOIN article ON article.no = article_words.rowid
                 LEFT JOIN body ON body.article = article.no
                 WHERE article_words MATCH ?1
                 ORDER BY bm25(article_words, 5.0, 1.0), article.no DESC LIMIT ?2",
            )?;
            let mut rows = find.query((&query, limit(most)))?;
            let mut hits = Vec::new();
            while let Some(row) = rows.next()? {
                let packed = row.get_ref(5)?.as_blob_or_null().map_err(Fault::value)?;
                let text = packed.map(unpack_text).transpose()?;
                hits.push(Hit {
                    article: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    url: row.get(2)?,
                    outlet: row.get(3)?,
                    published: maybe(row.get(4)?)?,
                    snippet: snippet(c, &query, text.as_deref().unwrap_or(""))?,
                    events: Vec::new(),
                });
            }
            Ok(hits)
        })
        .and_then(|mut hits: Vec<Hit>| {
            for hit in &mut hits {
                hit.events = self.events_of(&hit.article)?;
            }
            Ok(hits)
        })
    }
}

/// Indexes a new article.
pub(super) fn index_new(c: &Connection, no: i64, title: &str, text: &str) -> Try<()> {
    c.prepare_cached("INSERT INTO article_words (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute((no, spaced(title), spaced(text)))?;
    Ok(())
}

/// Indexes an article anew.
pub(super) fn index(c: &Connection, no: i64, title: &str, text: &str) -> Try<()> {
    c.prepare_cached("DELETE FROM article_words WHERE rowid = ?1")?.execute([no])?;
    index_new(c, no, title, text)
}

/// The index holds no text, so the passage comes from a table of one row with the same words.
fn snippet(c: &Connection, query: &str, text: &str) -> Try<String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    c.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.passage USING fts5(
           title, text, tokenize = \"porter unicode61 remove_diacritics 2\")",
    )?;
    c.prepare_cached("DELETE FROM temp.passage")?.execute([])?;
    c.prepare_cached("INSERT INTO temp.passage (title, text) VALUES ('', ?1)")?
        .execute([spaced(text)])?;
    let mut read = c.prepare_cached(
        "SELECT snippet(passage, 1, '', '', '…', 24) FROM temp.passage WHERE passage MATCH ?1",
    )?;
    let passage: Option<String> = read.query_row([query], |row| row.get(0)).optional()?;
    let passage = passage.unwrap_or_else(|| text.chars().take(160).collect());
    Ok(unspaced(&passage.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// A query in the engine's grammar; `None` where nothing can be looked for.
fn query_of(typed: &str) -> Option<String> {
    let mut wanted: Vec<String> = Vec::new();
    let mut unwanted: Vec<String> = Vec::new();
    let mut or = false;
    for term in terms(typed) {
        if term == Term::Or {
            or = !wanted.is_empty();
            continue;
        }
        let Term::Words { text, prefix, not } = term else { continue };
        let text = spaced(&text).replace('"', " ");
        if !text.chars().any(char::is_alphanumeric) {
            continue;
        }
        let quoted = format!("\"{}\"{}", text.trim(), if prefix { " *" } else { "" });
        if not {
            unwanted.push(quoted);
        } else if let Some(last) = wanted.last_mut().filter(|_| or) {
            *last = format!("{last} OR {quoted}");
        } else {
            wanted.push(quoted);
        }
        or = false;
    }
    if wanted.is_empty() {
        return None;
    }
    let all: Vec<String> = wanted.iter().map(|group| format!("({group})")).collect();
    let mut query = all.join(" AND ");
    if !unwanted.is_empty() {
        query = format!("({query}) NOT ({})", unwanted.join(" OR "));
    }
    Some(query)
}

#[derive(Debug, PartialEq, Eq)]
enum Term {
    Words { text: String, prefix: bool, not: bool },
    Or,
}

/// Words and phrases as typed; a quotation that is not closed goes to the end.
fn terms(typed: &str) -> Vec<Term> {
    let typed: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let typed = typed.replace(['\u{201c}', '\u{201d}'], "\"");
    let mut terms = Vec::new();
    let mut not = false;
    for (n, part) in typed.split('"').enumerate() {
        if n % 2 == 1 {
            terms.push(Term::Words { text: part.to_owned(), prefix: false, not });
            not = false;
            continue;
        }
        for word in part.split_whitespace() {
            if word == "OR" || word == "|" {
                terms.push(Term::Or);
                continue;
            }
            let bare = word.strip_prefix('-');
            not = bare.is_some();
            let bare = bare.unwrap_or(word);
            if bare.is_empty() {
                continue;
            }
            let prefix = bare.ends_with('*');
            let text = bare.trim_end_matches('*').to_owned();
            terms.push(Term::Words { text, prefix, not });
            not = false;
        }
        not = not && part.ends_with('-');
    }
    terms
}

/// Chinese and Japanese are written without spaces: each character becomes a word, so that a part
/// of a sentence can be found as a phrase.
fn spaced(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(is_ideograph) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if is_ideograph(c) {
            out.push(' ');
            out.push(c);
            out.push(' ');
        } else {
            out.push(c);
        }
    }
    out.into()
}

fn unspaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let between = c == ' '
            && out.chars().next_back().is_some_and(is_ideograph)
            && chars.peek().copied().is_some_and(|next| !next.is_ascii());
        if !between {
            out.push(c);
        }
    }
    out
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_a_query() {
        let query = |typed| query_of(typed).unwrap_or_default();
        assert_eq!(query("Dasu attack"), r#"("Dasu") AND ("attack")"#);
        assert_eq!(query("\"Chinese engineers\" Besh*"), r#"("Chinese engineers") AND ("Besh" *)"#);
        assert_eq!(query("Dasu OR Besham attack"), r#"("Dasu" OR "Besham") AND ("attack")"#);
        assert_eq!(query("Dasu -cricket"), r#"(("Dasu")) NOT ("cricket")"#);
        assert_eq!(query("Dasu -\"cricket match\""), r#"(("Dasu")) NOT ("cricket match")"#);
        assert_eq!(query("中国工程师"), r#"("中  国  工  程  师")"#);
        assert_eq!(query("OR Dasu OR"), r#"("Dasu")"#);
    }

    #[test]
    fn nothing_to_look_for_is_no_query() {
        for typed in ["", "  ", "\"", "***", "- OR -", "-cricket", "!!! ()"] {
            assert_eq!(query_of(typed), None, "{typed:?}");
        }
    }
}
