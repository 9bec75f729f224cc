use segue::engine::Error;
use segue::engine::cnn::manifest::{FEATURES, NetworkManifest};

use super::SHIPPED;
use crate::support::test;

const MANIFEST: &[u8] = include_bytes!("../../../models/musicnn/manifest.json");

#[test]
fn the_shipped_network_opens_and_says_whose_it_is() {
    let manifest = NetworkManifest::parse(MANIFEST).unwrap();
    assert_eq!((manifest.name.as_str(), manifest.licence.as_str()), ("msd-musicnn", "ISC"));
    assert!(manifest.credit.contains("Jordi Pons"));
    assert!(manifest.open(SHIPPED).is_ok());
    assert_eq!(manifest.encode().unwrap(), MANIFEST);
}

#[test]
fn other_bytes_are_refused() {
    let manifest = NetworkManifest::parse(MANIFEST).unwrap();
    assert!(matches!(manifest.open(&SHIPPED[1..]), Err(Error::SizeMismatch { .. })));
    let mut bytes = SHIPPED.to_vec();
    bytes[1000] ^= 1;
    assert!(matches!(manifest.open(&bytes), Err(Error::ChecksumMismatch { .. })));
}

#[test]
fn manifests_that_lead_elsewhere_are_refused() {
    let manifest = NetworkManifest::parse(MANIFEST).unwrap();
    let wrong: [fn(&mut NetworkManifest); 4] = [
        |manifest| manifest.features = FEATURES + 1,
        |manifest| manifest.format += 1,
        |manifest| manifest.file.name = "../network.bin".to_owned(),
        |manifest| manifest.file.bytes = u64::MAX,
    ];
    for (number, change) in wrong.iter().enumerate() {
        let mut manifest = manifest.clone();
        change(&mut manifest);
        let json = serde_json::to_vec(&manifest).unwrap();
        assert!(NetworkManifest::parse(&json).is_err(), "change {number}");
    }
}
