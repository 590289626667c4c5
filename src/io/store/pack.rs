//! How values lie in the database: instants as milliseconds, hashes as signed integers, small
//! enums as the words serde gives them, texts and JSON packed with zstd where that pays.

use std::cell::RefCell;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use xxhash_rust::xxh3::xxh3_64;
use zstd::bulk::{Compressor, Decompressor};

use super::error::{Fault, Try};

/// First byte of what is kept as it is.
const PLAIN: u8 = 0;
/// First byte of what is compressed; four bytes of its length follow.
const ZSTD: u8 = 1;
/// Shorter than this, compression does not pay.
const SHORT: usize = 256;
/// More than this never comes out of a packed value, whatever its head says.
const LONGEST: usize = 256 << 20;
/// Fast; higher levels gain a tenth on news texts.
const LEVEL: i32 = 1;

thread_local! {
    // Setting up a compressor costs more than packing one article.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// Bytes, compressed where that pays.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() >= SHORT
        && let Some(packed) = compress(bytes)
        && packed.len() + 5 < bytes.len()
        && let Ok(length) = u32::try_from(bytes.len())
    {
        let mut all = Vec::with_capacity(packed.len() + 5);
        all.push(ZSTD);
        all.extend(length.to_le_bytes());
        all.extend(packed);
        return all;
    }
    let mut all = Vec::with_capacity(bytes.len() + 1);
    all.push(PLAIN);
    all.extend(bytes);
    all
}

fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Compressor::new(LEVEL).ok();
        }
        slot.as_mut()?.compress(bytes).ok()
    })
}

/// What was packed.
pub(super) fn unpack(packed: &[u8]) -> Try<Vec<u8>> {
    match packed.split_first() {
        Some((&PLAIN, bytes)) => Ok(bytes.to_vec()),
        Some((&ZSTD, rest)) => {
            let (length, bytes) =
                rest.split_first_chunk::<4>().ok_or_else(|| Fault::value("a cut packed value"))?;
            let length = u32::from_le_bytes(*length) as usize;
            if length > LONGEST {
                return Err(Fault::value("a packed value of impossible length"));
            }
            Decompressor::new()
                .and_then(|mut d| d.decompress(bytes, length))
                .map_err(|error| Fault::value(format!("packed value: {error}")))
        }
        _ => Err(Fault::value("an unknown packing")),
    }
}

/// A packed text.
pub(super) fn unpack_text(packed: &[u8]) -> Try<String> {
    String::from_utf8(unpack(packed)?).map_err(Fault::value)
}

/// A value as packed JSON.
pub(super) fn pack_json<T: Serialize>(value: &T) -> Try<Vec<u8>> {
    Ok(pack(&serde_json::to_vec(value)?))
}

/// A value from packed JSON.
pub(super) fn unpack_json<T: DeserializeOwned>(packed: &[u8]) -> Try<T> {
    Ok(serde_json::from_slice(&unpack(packed)?)?)
}

/// A value as JSON text.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Try<String> {
    Ok(serde_json::to_string(value)?)
}

/// The word serde gives a unit variant.
pub(super) fn word<T: Serialize>(value: T) -> Try<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(Fault::value(format!("{other} is no word"))),
    }
}

/// The variant of a word.
pub(super) fn from_word<T: DeserializeOwned>(word: &str) -> Try<T> {
    Ok(T::deserialize(serde::de::value::StrDeserializer::<serde_json::Error>::new(word))?)
}

/// Milliseconds since 1970.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// The instant of milliseconds since 1970.
pub(super) fn instant(ms: i64) -> Try<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(Fault::value)
}

/// An instant that may be absent.
pub(super) fn maybe(ms: Option<i64>) -> Try<Option<Timestamp>> {
    ms.map(instant).transpose()
}

/// A hash as it is kept.
pub(super) fn hash(text: &str) -> i64 {
    xxh3_64(text.as_bytes()).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        for text in ["", "short", &"Besham, where five engineers died. ".repeat(100)] {
            assert_eq!(unpack_text(&pack(text.as_bytes())).unwrap(), text);
        }
        let long = "Dasu ".repeat(1000);
        assert!(pack(long.as_bytes()).len() < 200);
    }

    #[test]
    fn damaged_packing_is_refused() {
        let mut packed = pack("Dasu ".repeat(1000).as_bytes());
        packed.truncate(20);
        assert!(unpack(&packed).is_err());
        assert!(unpack(&[]).is_err());
        assert!(unpack(&[9, 1]).is_err());
        assert!(unpack(&[1, 255, 255, 255, 255, 0]).is_err());
    }
}
