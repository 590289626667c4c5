//! What people said about the ledger, in order.

use jiff::Timestamp;

use super::{
    Store, StoreError, Tx,
    error::Fault,
    pack::{instant, json, ms},
};
use crate::model::ruling::{Ruled, Ruling};

impl Store {
    /// Every ruling, in the order in which they were made.
    pub fn rulings(&self) -> Result<Vec<Ruled>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached("SELECT no, at, by, ruling FROM ruling ORDER BY no")?;
            let mut rows = read.query([])?;
            let mut rulings = Vec::new();
            while let Some(row) = rows.next()? {
                rulings.push(Ruled {
                    no: row.get(0)?,
                    at: instant(row.get(1)?)?,
                    by: row.get(2)?,
                    ruling: serde_json::from_str(row.get_ref(3)?.as_str().map_err(Fault::value)?)?,
                });
            }
            Ok(rulings)
        })
    }
}

impl Tx<'_> {
    /// Keeps a ruling; gives its number.
    pub fn add_ruling(&self, ruling: &Ruling, by: &str, at: Timestamp) -> Result<i64, StoreError> {
        self.run(|c| {
            let text = json(ruling)?;
            c.prepare_cached(
                "INSERT INTO ruling (at, by, kind, ruling)
                 VALUES (?1, ?2, json_extract(?3, '$.kind'), ?3)",
            )?
            .execute((ms(at), by, text))?;
            Ok(c.last_insert_rowid())
        })
    }
}
