//! The cover of every binary file, in its first version.

use segue::engine::envelope;

/// As [`envelope::encode`] wraps a record.
pub fn covered(letters: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let sum = envelope::sha256(payload);
    let sum = u64::from_str_radix(&sum[..16], 16).expect("hexadecimal digits");
    let header = [
        &b"SEGU"[..],
        &letters,
        &1_u32.to_le_bytes(),
        &(payload.len() as u64).to_le_bytes(),
        &sum.to_be_bytes(),
    ];
    [header.concat().as_slice(), payload].concat()
}
