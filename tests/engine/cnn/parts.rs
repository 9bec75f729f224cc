//! Bytes lie: whatever the network's file is, it is read or refused, and nothing panics.

use segue::engine::Error;
use segue::engine::cnn::Network;
use segue::engine::cnn::parts::NetworkParts;

use super::SHIPPED;
use crate::support::test;

fn parts() -> NetworkParts {
    NetworkParts::decode("network.bin", SHIPPED).unwrap()
}

#[test]
fn what_is_written_is_read() {
    assert_eq!(parts().encode().unwrap(), SHIPPED);
}

#[test]
fn it_is_small_enough_for_everybody() {
    assert!(SHIPPED.len() <= 1_700_000, "{} bytes", SHIPPED.len());
}

#[test]
fn cuts_and_flipped_bits_are_refused() {
    for length in (0..SHIPPED.len()).step_by(10_007) {
        assert!(Network::decode("network.bin", &SHIPPED[..length]).is_err(), "cut to {length}");
        let mut bytes = SHIPPED.to_vec();
        bytes[length] ^= 1 << (length % 8);
        assert!(Network::decode("network.bin", &bytes).is_err(), "bit in byte {length}");
    }
}

#[test]
fn layers_that_do_not_fit_are_refused() {
    let wrong: [fn(&mut NetworkParts); 13] = [
        |parts| parts.timbre[0].bias.clear(),
        |parts| parts.timbre[1].kernel.truncate(7),
        |parts| parts.timbre[1].falls.push(false),
        |parts| parts.rhythm[2].bias.push(0.0),
        |parts| parts.middle[0].kernel.clear(),
        |parts| parts.middle[1] = parts.middle[0].clone(),
        |parts| parts.dense.bias.push(0.0),
        |parts| parts.shift.clear(),
        |parts| parts.tags.truncate(50),
        |parts| parts.tag_bias.push(0.0),
        |parts| parts.input[1] = f32::INFINITY,
        |parts| parts.dense.bias[7] = f32::NAN,
        |parts| parts.rhythm[0].bias[0] = 1e30,
    ];
    for (number, change) in wrong.iter().enumerate() {
        let mut parts = parts();
        change(&mut parts);
        assert!(Network::new(&parts).is_err(), "change {number}");
        assert!(parts.encode().is_err(), "change {number}");
    }
}

#[test]
fn weights_that_are_no_numbers_are_refused_with_their_place() {
    // The first weight of the first kernel lies behind cover, input and count.
    let mut payload = SHIPPED[28..].to_vec();
    payload[16..20].copy_from_slice(&f32::NAN.to_le_bytes());
    let error = NetworkParts::decode("network.bin", &covered(&payload)).err();
    assert!(matches!(&error, Some(Error::BadPack { what, .. }) if what.contains("timbre")), "{error:?}");
}

#[test]
fn a_count_beyond_all_memory_is_refused() {
    for count in [1 << 20, 1 << 40, u64::MAX] {
        let mut payload = SHIPPED[28..].to_vec();
        payload[8..16].copy_from_slice(&u64::to_le_bytes(count));
        let refused = NetworkParts::decode("network.bin", &covered(&payload));
        assert!(matches!(refused, Err(Error::BadPack { .. })), "{count}");
    }
}

/// A payload in a cover that fits.
fn covered(payload: &[u8]) -> Vec<u8> {
    let sum = segue::engine::envelope::sha256(payload);
    let sum = u64::from_str_radix(&sum[..16], 16).unwrap();
    let mut bytes = SHIPPED[..12].to_vec();
    bytes.extend((payload.len() as u64).to_le_bytes());
    bytes.extend(sum.to_be_bytes());
    bytes.extend(payload);
    bytes
}
