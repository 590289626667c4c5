//! The ledger as JSON lines: events, rulings, developments and articles, for other programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Store, StoreError,
    error::{Fault, Try},
    events::each_event,
    pack::{maybe, unpack_text},
};

impl Store {
    /// Hands out every record as one JSON object with its `record` kind: `event` (with facts and
    /// tellings), `ruling`, `development`, `article`. Ends early where `take` says so; its error is
    /// given back.
    pub fn export<E>(
        &self,
        mut take: impl FnMut(&Value) -> Result<(), E>,
    ) -> Result<Result<(), E>, StoreError> {
        let mut failed = None;
        let mut hand = |value: &Value| match take(value) {
            Ok(()) => Ok(()),
            Err(error) => {
                failed = Some(error);
                Err(Fault::value("stopped"))
            }
        };
        let done = self.run(|c| {
            // One snapshot for all of it.
            let tx = c.unchecked_transaction()?;
            each_event(&tx, &mut |event| hand(&tagged("event", serde_json::to_value(event)?)))?;
            each_ruling(self, &mut hand)?;
            each_development(&tx, &mut hand)?;
            each_article(&tx, &mut hand)
        });
        match (failed, done) {
            (Some(error), _) => Ok(Err(error)),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Ok(Ok(())),
        }
    }
}

fn tagged(kind: &str, mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.insert("record".to_owned(), kind.into());
    }
    value
}

fn each_ruling(store: &Store, hand: &mut dyn FnMut(&Value) -> Try<()>) -> Try<()> {
    let rulings = store.rulings().map_err(Fault::value)?;
    rulings.iter().try_for_each(|ruled| hand(&tagged("ruling", serde_json::to_value(ruled)?)))
}

fn each_development(c: &rusqlite::Connection, hand: &mut dyn FnMut(&Value) -> Try<()>) -> Try<()> {
    let mut read = c.prepare("SELECT body FROM development ORDER BY at, no")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let body = row.get_ref(0)?.as_str().map_err(Fault::value)?;
        hand(&tagged("development", serde_json::from_str(body)?))?;
    }
    Ok(())
}

fn each_article(c: &rusqlite::Connection, hand: &mut dyn FnMut(&Value) -> Try<()>) -> Try<()> {
    let mut read = c.prepare(
        "SELECT id, url, outlet, lang, title, published, relevant, wire, packed
         FROM article LEFT JOIN body ON body.article = article.no ORDER BY no",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let packed = row.get_ref(8)?.as_blob_or_null().map_err(Fault::value)?;
        let published: Option<Timestamp> = maybe(row.get(5)?)?;
        hand(&json!({
            "record": "article",
            "id": row.get::<_, String>(0)?,
            "url": row.get::<_, String>(1)?,
            "outlet": row.get::<_, String>(2)?,
            "lang": row.get::<_, String>(3)?,
            "title": row.get::<_, String>(4)?,
            "published": published,
            "relevant": row.get::<_, bool>(6)?,
            "wire": row.get::<_, Option<String>>(7)?,
            "text": packed.map(unpack_text).transpose()?,
        }))?;
    }
    Ok(())
}
