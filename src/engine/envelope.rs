//! The cover of every binary file of a pack: who it is, which version, how long, and whether it is whole.
//!
//! Little-endian, 28 bytes, then the payload:
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `SEGU` |
//! | 4..8 | kind, four ASCII letters |
//! | 8..12 | format version of that kind |
//! | 12..20 | payload length in bytes |
//! | 20..28 | first eight bytes of the payload's SHA-256 |
//!
//! The payload is a record in bincode 2 (fixed-width little-endian integers). The JSON files of a pack carry their
//! version as the member `format` instead; [`parse_json`] refuses in the same words.

use std::fmt::Write as _;

use bincode::config::{Configuration, Fixint, Limit, LittleEndian};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Error, Result};

const MAGIC: &[u8; 4] = b"SEGU";
const HEADER: usize = 28;
/// No record may claim more bytes than this; the largest pack in sight needs a tenth of it.
const LIMIT: usize = 256 << 20;

/// What a binary file holds, and in which version this build writes and reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Four ASCII letters.
    pub letters: [u8; 4],
    /// Grows when a reader of the old one would stumble.
    pub version: u32,
}

/// One encoding for all records. The limit stops a lying length before anything is allocated for it.
const fn config() -> Configuration<LittleEndian, Fixint, Limit<LIMIT>> {
    bincode::config::standard().with_fixed_int_encoding().with_limit::<LIMIT>()
}

/// Wraps a record. Same record, same bytes.
///
/// # Errors
///
/// [`Error::Shape`] when the record is larger than any reader would accept.
pub fn encode<T: Serialize>(kind: Kind, record: &T) -> Result<Vec<u8>> {
    let payload = bincode::serde::encode_to_vec(record, config()).map_err(|_| too_large(LIMIT))?;
    if payload.len() > LIMIT {
        return Err(too_large(payload.len()));
    }
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&kind.letters);
    bytes.extend_from_slice(&kind.version.to_le_bytes());
    bytes.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&checksum(&payload));
    bytes.extend_from_slice(&payload);
    Ok(bytes)
}

/// Unwraps a record. `file` names the bytes in refusals.
///
/// # Errors
///
/// [`Error::BadPack`] for bytes of another kind or a record that makes no sense, [`Error::VersionMismatch`],
/// [`Error::SizeMismatch`] and [`Error::ChecksumMismatch`] with both numbers.
pub fn decode<T: DeserializeOwned>(kind: Kind, file: &str, bytes: &[u8]) -> Result<T> {
    let bad = |what: &'static str| Error::BadPack { file: file.to_owned(), what: what.into() };
    let (header, payload) = bytes.split_at_checked(HEADER).ok_or_else(|| Error::SizeMismatch {
        file: file.to_owned(),
        expected: HEADER as u64,
        found: bytes.len() as u64,
    })?;
    let (magic, rest) = header.split_first_chunk::<4>().ok_or_else(|| bad("no header"))?;
    let (letters, rest) = rest.split_first_chunk::<4>().ok_or_else(|| bad("no header"))?;
    let (version, rest) = rest.split_first_chunk::<4>().ok_or_else(|| bad("no header"))?;
    let (length, sum) = rest.split_first_chunk::<8>().ok_or_else(|| bad("no header"))?;
    if magic != MAGIC || *letters != kind.letters {
        return Err(bad("not the kind of file it should be"));
    }
    let (version, length) = (u32::from_le_bytes(*version), u64::from_le_bytes(*length));
    if version != kind.version {
        return Err(Error::VersionMismatch { file: file.to_owned(), expected: kind.version, found: version });
    }
    if length != payload.len() as u64 {
        return Err(Error::SizeMismatch {
            file: file.to_owned(),
            expected: length.saturating_add(HEADER as u64),
            found: bytes.len() as u64,
        });
    }
    let found = checksum(payload);
    if sum != found {
        return Err(Error::ChecksumMismatch {
            file: file.to_owned(),
            expected: hex(sum),
            found: hex(&found),
        });
    }
    let (record, read) =
        bincode::serde::decode_from_slice(payload, config()).map_err(|_| bad("its record cannot be read"))?;
    if read == payload.len() { Ok(record) } else { Err(bad("bytes follow its record")) }
}

/// Reads a JSON file whose member `format` is its version. `file` names the bytes in refusals.
///
/// # Errors
///
/// [`Error::VersionMismatch`] before anything else of it is read, [`Error::BadPack`] for JSON that makes no sense.
pub fn parse_json<T: DeserializeOwned>(version: u32, file: &str, bytes: &[u8]) -> Result<T> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let bad =
        |error: serde_json::Error| Error::BadPack { file: file.to_owned(), what: error.to_string().into() };
    let Format { format } = serde_json::from_slice(bytes).map_err(bad)?;
    if format != version {
        return Err(Error::VersionMismatch { file: file.to_owned(), expected: version, found: format });
    }
    serde_json::from_slice(bytes).map_err(bad)
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing into a String cannot fail
        text
    })
}

/// SHA-256 as 64 hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(payload);
    let mut first = [0; 8];
    first.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    first
}

fn too_large(found: usize) -> Error {
    Error::Shape { what: "bytes of a record, at most".into(), expected: LIMIT, found }
}
