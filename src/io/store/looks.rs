//! How looks at sources ended, and what is remembered of a source between them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{
    Store, StoreError, Tx,
    error::Try,
    pack::{json, ms},
    seen::source_number,
};
use crate::model::{
    look::{Look, Outcome, SourceState},
    source::SourceId,
};

impl Store {
    /// What is remembered of every source that was ever looked at.
    pub fn source_states(&self) -> Result<BTreeMap<SourceId, SourceState>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached("SELECT id, state FROM source WHERE state <> '{}'")?;
            let rows = read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let mut states = BTreeMap::new();
            for row in rows {
                let (id, state): (String, String) = row?;
                states.insert(SourceId(id), serde_json::from_str(&state)?);
            }
            Ok(states)
        })
    }

    /// The last looks at one source, newest first.
    pub fn looks(&self, source: &SourceId, most: usize) -> Result<Vec<Look>, StoreError> {
        self.run(|c| {
            let mut read = c.prepare_cached(
                "SELECT look FROM look WHERE source = (SELECT no FROM source WHERE id = ?1)
                 ORDER BY at DESC, no DESC LIMIT ?2",
            )?;
            let rows = read.query_map((&source.0, limit(most)), |row| row.get::<_, String>(0))?;
            rows.map(|row| Ok(serde_json::from_str(&row?)?)).collect()
        })
    }
}

impl Tx<'_> {
    /// Keeps how a look ended and what is now known of its source.
    pub fn save_look(&self, look: &Look, state: &SourceState) -> Result<(), StoreError> {
        self.run(|c| save_look(c, look, state))
    }

    /// Keeps what is known of a source without a look (a changed due time).
    pub fn save_source_state(
        &self,
        source: &SourceId,
        state: &SourceState,
    ) -> Result<(), StoreError> {
        self.run(|c| {
            let no = source_number(c, source)?;
            save_state(c, no, state)
        })
    }
}

fn save_look(c: &Connection, look: &Look, state: &SourceState) -> Try<()> {
    let no = source_number(c, &look.source)?;
    let failed = matches!(look.outcome, Outcome::Failed(_));
    c.prepare_cached("INSERT INTO look (source, at, failed, look) VALUES (?1, ?2, ?3, ?4)")?
        .execute((no, ms(look.at), failed, json(look)?))?;
    save_state(c, no, state)
}

fn save_state(c: &Connection, no: i64, state: &SourceState) -> Try<()> {
    c.prepare_cached("UPDATE source SET next_look = ?2, state = ?3 WHERE no = ?1")?.execute((
        no,
        state.next_look.map(ms),
        json(state)?,
    ))?;
    Ok(())
}

/// A limit as SQL has it.
pub(super) fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
