//! Articles with their revisions, wire groups and what was decided about them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Store, StoreError, Tx,
    error::{Fault, Try},
    pack::{hash, instant, maybe, ms, pack, pack_json, unpack_json, unpack_text},
    search,
    seen::article_number,
};
use crate::model::{
    article::{Article, ArticleId},
    source::SourceId,
    verdict::Assessment,
};

/// What saving an article came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It was not there.
    New,
    /// It was there and says something else now; the number of changes so far.
    Revised(u32),
    /// It was there, with the same words.
    Same,
}

/// An article as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The article; its text is empty where retention has removed it.
    pub article: Article,
    /// When it was taken in.
    pub taken: Timestamp,
    /// How often it was changed since.
    pub revision: u32,
    /// The first article of its wire group, where it is a copy.
    pub wire: Option<ArticleId>,
    /// It is of the topic.
    pub relevant: bool,
}

/// What is needed to recognise a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The article.
    pub article: ArticleId,
    /// Its fingerprint.
    pub fingerprint: u64,
    /// The first article of its group, where it is itself a copy.
    pub wire: Option<ArticleId>,
}

const COLUMNS: &str = "SELECT article.no, id, url, outlet, source, lang, title, author, published,
    modified, fingerprint, taken, revision, wire, relevant, body.packed
    FROM article LEFT JOIN body ON body.article = article.no";

impl Store {
    /// One article by its name.
    pub fn article(&self, id: &ArticleId) -> Result<Option<Stored>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
            first(read.query([&id.0])?)
        })
    }

    /// The article read at this address, the latest where several were.
    pub fn article_at(&self, url: &str) -> Result<Option<Stored>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(&format!(
                "{COLUMNS} WHERE url_key = ?1 AND url = ?2 ORDER BY article.no DESC LIMIT 1"
            ))?;
            first(read.query((hash(url), url))?)
        })
    }

    /// What was decided about an article.
    pub fn assessment(&self, id: &ArticleId) -> Result<Option<Assessment>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT packed FROM assessment
                 WHERE article = (SELECT no FROM article WHERE id = ?1)",
            )?;
            let packed: Option<Vec<u8>> = read.query_row([&id.0], |row| row.get(0)).optional()?;
            packed.as_deref().map(unpack_json).transpose()
        })
    }

    /// What an article said before its changes: until when, title and text, oldest first.
    pub fn revisions(
        &self,
        id: &ArticleId,
    ) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT until, title, packed FROM revision
                 WHERE article = (SELECT no FROM article WHERE id = ?1) ORDER BY n",
            )?;
            let mut rows = read.query([&id.0])?;
            let mut revisions = Vec::new();
            while let Some(row) = rows.next()? {
                let text = unpack_text(row.get_ref(2)?.as_blob().map_err(Fault::value)?)?;
                revisions.push((instant(row.get(0)?)?, row.get(1)?, text));
            }
            Ok(revisions)
        })
    }

    /// Fingerprints of what was taken in since, oldest first: to find the group of a wire copy.
    pub fn prints_since(&self, since: Timestamp) -> Result<Vec<Print>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT id, fingerprint, wire FROM article WHERE taken >= ?1 ORDER BY taken, no",
            )?;
            let rows = read.query_map([ms(since)], |row| {
                Ok(Print {
                    article: ArticleId(row.get(0)?),
                    fingerprint: row.get::<_, i64>(1)?.cast_unsigned(),
                    wire: row.get::<_, Option<String>>(2)?.map(ArticleId),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// All articles of the wire group this one belongs to, itself included, first taken first.
    pub fn wire_group(&self, id: &ArticleId) -> Result<Vec<ArticleId>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "WITH head (id) AS (SELECT coalesce(wire, id) FROM article WHERE id = ?1)
                 SELECT id FROM (
                   SELECT id, taken, no FROM article WHERE id = (SELECT id FROM head)
                   UNION SELECT id, taken, no FROM article WHERE wire = (SELECT id FROM head))
                 ORDER BY taken, no",
            )?;
            let rows = read.query_map([&id.0], |row| Ok(ArticleId(row.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

impl Tx<'_> {
    /// Keeps an article. One that is there already with other words becomes its own next revision;
    /// the former words are kept. `wire` is the first article of the group it is a copy in.
    pub fn save_article(
        &self,
        article: &Article,
        wire: Option<&ArticleId>,
        now: Timestamp,
    ) -> Result<Saved, StoreError> {
        self.run(|c| save(c, article, wire, now))
    }

    /// Keeps what was decided about an article that was saved; a later decision replaces it.
    pub fn save_assessment(
        &self,
        assessment: &Assessment,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            let no = article_number(c, &assessment.article)?.ok_or_else(|| {
                Fault::value(format!("article {} is not stored", assessment.article))
            })?;
            c.prepare_cached(
                "INSERT INTO assessment (article, at, packed) VALUES (?1, ?2, ?3)
                 ON CONFLICT (article) DO UPDATE SET at = excluded.at, packed = excluded.packed",
            )?
            .execute((no, ms(now), pack_json(assessment)?))?;
            if assessment.relevant {
                c.prepare_cached("UPDATE article SET relevant = 1 WHERE no = ?1")?.execute([no])?;
            }
            Ok(())
        })
    }
}

fn save(c: &Connection, article: &Article, wire: Option<&ArticleId>, now: Timestamp) -> Try<Saved> {
    let mut find = c.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    let mut rows = find.query([&article.id.0])?;
    let Some(row) = rows.next()? else {
        insert(c, article, wire, now)?;
        return Ok(Saved::New);
    };
    let (no, known): (i64, Stored) = (row.get(0)?, stored(row)?);
    if known.article.title == article.title && known.article.text == article.text {
        update(c, no, article, known.revision)?;
        return Ok(Saved::Same);
    }
    let revision = known.revision + 1;
    c.prepare_cached(
        "INSERT INTO revision (article, n, until, title, packed) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute((
        no,
        revision,
        ms(now),
        &known.article.title,
        pack(known.article.text.as_bytes()),
    ))?;
    update(c, no, article, revision)?;
    c.prepare_cached(
        "INSERT INTO body (article, packed) VALUES (?1, ?2)
         ON CONFLICT (article) DO UPDATE SET packed = excluded.packed",
    )?
    .execute((no, pack(article.text.as_bytes())))?;
    search::index(c, no, &article.title, &article.text)?;
    Ok(Saved::Revised(revision))
}

fn insert(c: &Connection, a: &Article, wire: Option<&ArticleId>, now: Timestamp) -> Try<()> {
    c.prepare_cached(
        "INSERT INTO article (id, url, url_key, outlet, source, lang, title, author, published,
           modified, taken, fingerprint, wire)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute((
        &a.id.0,
        &a.url,
        hash(&a.url),
        &a.outlet,
        a.source.as_ref().map(|id| &id.0),
        &a.lang,
        &a.title,
        &a.author,
        a.published.map(ms),
        a.modified.map(ms),
        ms(now),
        a.fingerprint.cast_signed(),
        wire.map(|id| &id.0),
    ))?;
    let no = c.last_insert_rowid();
    c.prepare_cached("INSERT INTO body (article, packed) VALUES (?1, ?2)")?
        .execute((no, pack(a.text.as_bytes())))?;
    search::index_new(c, no, &a.title, &a.text)
}

/// Takes over what a later reading knows; what it does not know stays. The address stays, so that
/// the article is found where it was first read.
fn update(c: &Connection, no: i64, a: &Article, revision: u32) -> Try<()> {
    c.prepare_cached(
        "UPDATE article SET title = ?2, author = coalesce(?3, author),
           published = coalesce(published, ?4), modified = coalesce(?5, modified),
           fingerprint = ?6, revision = ?7,
           outlet = iif(outlet = '', ?8, outlet), lang = iif(lang = '', ?9, lang)
         WHERE no = ?1",
    )?
    .execute((
        no,
        &a.title,
        &a.author,
        a.published.map(ms),
        a.modified.map(ms),
        a.fingerprint.cast_signed(),
        revision,
        &a.outlet,
        &a.lang,
    ))?;
    Ok(())
}

fn first(mut rows: rusqlite::Rows<'_>) -> Try<Option<Stored>> {
    rows.next()?.map(stored).transpose()
}

/// A row of `COLUMNS`.
fn stored(row: &Row<'_>) -> Try<Stored> {
    let text = match row.get_ref(15)?.as_blob_or_null().map_err(Fault::value)? {
        Some(packed) => unpack_text(packed)?,
        None => String::new(),
    };
    Ok(Stored {
        article: Article {
            id: ArticleId(row.get(1)?),
            url: row.get(2)?,
            outlet: row.get(3)?,
            source: row.get::<_, Option<String>>(4)?.map(SourceId),
            lang: row.get(5)?,
            title: row.get(6)?,
            text,
            author: row.get(7)?,
            published: maybe(row.get(8)?)?,
            modified: maybe(row.get(9)?)?,
            fingerprint: row.get::<_, i64>(10)?.cast_unsigned(),
        },
        taken: instant(row.get(11)?)?,
        revision: row.get(12)?,
        wire: row.get::<_, Option<String>>(13)?.map(ArticleId),
        relevant: row.get(14)?,
    })
}
