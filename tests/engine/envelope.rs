//! Bytes lie: cut, flipped, swapped, and lengths beyond all memory. Refused, every one, and nothing panics.

use segue::engine::Error;
use segue::engine::envelope::{self, Kind};

use crate::support::test;

const KIND: Kind = Kind { letters: *b"TEST", version: 3 };

fn record() -> Vec<f32> {
    vec![1.0, -2.5, 0.0, 1e30]
}

fn decode(bytes: &[u8]) -> Result<Vec<f32>, Error> {
    envelope::decode(KIND, "a.bin", bytes)
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(decode(&envelope::encode(KIND, &record()).unwrap()), Ok(record()));
}

#[test]
fn every_cut_is_refused() {
    let bytes = envelope::encode(KIND, &record()).unwrap();
    for length in 0..bytes.len() {
        let error = decode(&bytes[..length]).unwrap_err();
        assert!(matches!(error, Error::SizeMismatch { .. }), "cut to {length}: {error:?}");
    }
}

#[test]
fn every_flipped_bit_is_refused() {
    let bytes = envelope::encode(KIND, &record()).unwrap();
    for at in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[at / 8] ^= 1 << (at % 8);
        assert!(decode(&bytes).is_err(), "bit {at}");
    }
}

#[test]
fn trailing_bytes_are_refused() {
    let mut bytes = envelope::encode(KIND, &record()).unwrap();
    bytes.push(0);
    assert!(
        matches!(decode(&bytes), Err(Error::SizeMismatch { expected, found, .. }) if expected + 1 == found)
    );
}

#[test]
fn another_version_is_refused_with_both_numbers() {
    let newer = Kind { version: 4, ..KIND };
    let error = decode(&envelope::encode(newer, &record()).unwrap()).unwrap_err();
    assert_eq!(error, Error::VersionMismatch { file: "a.bin".to_owned(), expected: 3, found: 4 });
    assert_eq!(error.to_string(), "a.bin has version 4; this build reads version 3");
}

#[test]
fn another_kind_is_refused() {
    let other = Kind { letters: *b"ELSE", ..KIND };
    assert!(matches!(decode(&envelope::encode(other, &record()).unwrap()), Err(Error::BadPack { .. })));
}

/// The checksum is right, the count inside is not: nothing may be allocated for it.
#[test]
fn a_count_beyond_all_memory_is_refused() {
    for count in [5, 1 << 20, 1 << 40, u64::MAX] {
        let bytes = envelope::encode(KIND, &(count, 1.0_f32)).unwrap();
        assert!(matches!(decode(&bytes), Err(Error::BadPack { .. })), "{count}");
    }
}

#[test]
fn a_record_shorter_than_its_payload_is_refused() {
    let bytes = envelope::encode(KIND, &(1_u64, 1.0_f32, 2.0_f32)).unwrap();
    assert!(matches!(decode(&bytes), Err(Error::BadPack { .. })));
}
