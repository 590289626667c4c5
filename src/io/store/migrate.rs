//! The layout of the database, step by step. Steps are embedded, applied in order in one
//! transaction, and remembered with a checksum. A database of a later version is refused.

use rusqlite::{Connection, TransactionBehavior};
use xxhash_rust::xxh3::xxh3_64;

use super::error::{Fault, Try};

/// Marks the file as ours (`CPEC`), see `PRAGMA application_id`.
const APPLICATION: i32 = 0x4350_4543;

/// A step of the layout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// All steps; the version of a database is how many were applied. Never edit one that was released.
pub(super) const STEPS: &[Step] =
    &[Step { name: "start", sql: include_str!("migrations/0001_start.sql") }];

/// How a database stands to the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// No table yet.
    Empty,
    /// All steps applied.
    Current,
    /// So many applied, more to come.
    Older(u32),
    /// Of a later program.
    Newer(u32),
    /// Of another program.
    NotOurs,
    /// This step was another one.
    Altered(u32),
}

/// Looks without changing anything.
pub(super) fn standing(c: &Connection, steps: &[Step]) -> Try<Standing> {
    let version: u32 = c.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i32 = c.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: u32 = c.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 && version == 0 {
        return Ok(Standing::Empty);
    }
    if application != APPLICATION {
        return Ok(Standing::NotOurs);
    }
    if version as usize > steps.len() {
        return Ok(Standing::Newer(version));
    }
    for (step, number) in steps.iter().zip(1..=version) {
        let sum: i64 =
            c.query_row("SELECT checksum FROM migration WHERE version = ?1", [number], |row| {
                row.get(0)
            })?;
        if sum != checksum(step) {
            return Ok(Standing::Altered(number));
        }
    }
    Ok(if version as usize == steps.len() { Standing::Current } else { Standing::Older(version) })
}

/// Applies what is missing, all or nothing. Safe where two processes begin at once.
pub(super) fn apply(c: &mut Connection, steps: &[Step]) -> Try<()> {
    let tx = c.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = match standing(&tx, steps)? {
        Standing::Empty => 0,
        Standing::Older(version) => version,
        Standing::Current => return Ok(()),
        other => return Err(Fault::value(format!("{other:?}"))),
    };
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration (
           version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum INTEGER NOT NULL,
           program TEXT NOT NULL) STRICT",
    )?;
    tx.pragma_update(None, "application_id", APPLICATION)?;
    for (step, number) in steps.iter().zip(1u32..).skip(done as usize) {
        tx.execute_batch(step.sql)?;
        tx.execute(
            "INSERT INTO migration VALUES (?1, ?2, ?3, ?4)",
            (number, step.name, checksum(step), env!("CARGO_PKG_VERSION")),
        )?;
        tx.pragma_update(None, "user_version", number)?;
    }
    tx.commit()?;
    Ok(())
}

fn checksum(step: &Step) -> i64 {
    xxh3_64(step.sql.as_bytes()).cast_signed()
}
