//! Facts and tellings as rows, and the digests that tell whether stored ones are still the first
//! of what is saved.

use rusqlite::{Connection, Row, types::ValueRef};
use xxhash_rust::xxh3::Xxh3;

use super::{
    error::{Fault, Try},
    pack::{instant, json, ms},
};
use crate::model::{
    article::ArticleId,
    event::{Role, Telling, Words},
    fact::{Fact, FactKey, FactValue, Qualifier},
};

/// A digest over the first values of a list, in order.
pub(super) fn digest<T: serde::Serialize>(values: &[T]) -> Try<i64> {
    let mut sum = Xxh3::new();
    for value in values {
        sum.update(json(value)?.as_bytes());
        sum.update(b"\n");
    }
    Ok(sum.digest().cast_signed())
}

pub(super) fn insert_fact(c: &Connection, event: i64, n: usize, fact: &Fact) -> Try<()> {
    let mut add = c.prepare_cached(
        "INSERT INTO fact (event, n, key, form, value, qualifier, said_by, article, outlet, at,
           evidence, lead)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    let text;
    let (form, value) = match &fact.value {
        FactValue::Count(count) => {
            ("count", ValueRef::Integer(i64::try_from(*count).unwrap_or(i64::MAX)))
        }
        FactValue::Text(text) => ("text", ValueRef::Text(text.as_bytes())),
        FactValue::Date(date) => {
            text = date.to_string();
            ("date", ValueRef::Text(text.as_bytes()))
        }
    };
    add.execute(rusqlite::params![
        event,
        super::looks::limit(n),
        fact.key.0,
        form,
        rusqlite::types::ToSqlOutput::Borrowed(value),
        qualifier_word(fact.qualifier),
        fact.said_by,
        fact.article.0,
        fact.outlet,
        ms(fact.at),
        fact.evidence,
        fact.lead,
    ])?;
    Ok(())
}

/// Columns of [`read_fact`].
pub(super) const FACTS: &str =
    "SELECT event, key, form, value, qualifier, said_by, article, outlet,
    at, evidence, lead FROM fact";

pub(super) fn read_fact(row: &Row<'_>) -> Try<Fact> {
    let form = row.get_ref(2)?.as_str().map_err(Fault::value)?;
    let value = match form {
        "count" => FactValue::Count(row.get::<_, i64>(3)?.cast_unsigned()),
        "date" => {
            let day = row.get_ref(3)?.as_str().map_err(Fault::value)?;
            FactValue::Date(day.parse().map_err(Fault::value)?)
        }
        _ => FactValue::Text(row.get(3)?),
    };
    Ok(Fact {
        key: FactKey(row.get(1)?),
        value,
        qualifier: qualifier(row.get_ref(4)?.as_str().map_err(Fault::value)?)?,
        said_by: row.get(5)?,
        article: ArticleId(row.get(6)?),
        outlet: row.get(7)?,
        at: instant(row.get(8)?)?,
        evidence: row.get(9)?,
        lead: row.get(10)?,
    })
}

pub(super) fn insert_telling(c: &Connection, event: i64, n: usize, telling: &Telling) -> Try<()> {
    let mut add = c.prepare_cached(
        "INSERT INTO telling (event, n, article, outlet, at, fingerprint, agency, role, words)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    add.execute((
        event,
        super::looks::limit(n),
        &telling.article.0,
        &telling.outlet,
        ms(telling.at),
        telling.fingerprint.cast_signed(),
        &telling.agency,
        role_word(telling.role),
        words_to_bytes(&telling.words),
    ))?;
    Ok(())
}

/// Columns of [`read_telling`].
pub(super) const TELLINGS: &str =
    "SELECT event, article, outlet, at, fingerprint, agency, role, words FROM telling";

pub(super) fn read_telling(row: &Row<'_>) -> Try<Telling> {
    Ok(Telling {
        article: ArticleId(row.get(1)?),
        outlet: row.get(2)?,
        at: instant(row.get(3)?)?,
        fingerprint: row.get::<_, i64>(4)?.cast_unsigned(),
        agency: row.get(5)?,
        role: role(row.get_ref(6)?.as_str().map_err(Fault::value)?)?,
        words: words_from_bytes(row.get_ref(7)?.as_blob().map_err(Fault::value)?),
    })
}

/// Five bytes a word: its hash, little end first, and its count.
fn words_to_bytes(words: &Words) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(words.len() * 5);
    for (word, count) in words {
        bytes.extend(word.to_le_bytes());
        bytes.push(*count);
    }
    bytes
}

fn words_from_bytes(bytes: &[u8]) -> Words {
    let (words, _) = bytes.as_chunks::<5>();
    words.iter().map(|[a, b, c, d, count]| (u32::from_le_bytes([*a, *b, *c, *d]), *count)).collect()
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Primary => "primary",
        Role::Background => "background",
    }
}

fn role(word: &str) -> Try<Role> {
    match word {
        "primary" => Ok(Role::Primary),
        "background" => Ok(Role::Background),
        other => Err(Fault::value(format!("role {other:?}"))),
    }
}

fn qualifier_word(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Exact => "exact",
        Qualifier::AtLeast => "at_least",
        Qualifier::About => "about",
        Qualifier::UpTo => "up_to",
    }
}

fn qualifier(word: &str) -> Try<Qualifier> {
    match word {
        "exact" => Ok(Qualifier::Exact),
        "at_least" => Ok(Qualifier::AtLeast),
        "about" => Ok(Qualifier::About),
        "up_to" => Ok(Qualifier::UpTo),
        other => Err(Fault::value(format!("qualifier {other:?}"))),
    }
}
