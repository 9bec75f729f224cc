use segue::engine::Error;
use segue::engine::listing::Listing;

use crate::support::test;

fn listing(manifest: &str) -> Vec<u8> {
    let pack = serde_json::json!({ "name": "a", "title": "A", "manifest": manifest });
    serde_json::json!({ "format": 1, "packs": [pack] }).to_string().into_bytes()
}

#[test]
fn the_shipped_list_names_the_shipped_pack() {
    let listing = Listing::parse(include_bytes!("../../models/packs.json")).expect("a list");
    let first = listing.first();
    assert_eq!((first.name.as_str(), first.manifest.as_str()), ("fma-small", "fma-small/manifest.json"));
}

#[test]
fn a_manifest_lies_below_the_list() {
    assert!(Listing::parse(&listing("my-pack_2/manifest.json")).is_ok());
    for path in
        ["", "/manifest.json", "../manifest.json", "a/../../b", "https://example.org/m", "a//b", "a\\b"]
    {
        assert!(matches!(Listing::parse(&listing(path)), Err(Error::BadPack { .. })), "{path:?}");
    }
}

#[test]
fn a_list_of_nothing_or_of_another_time_is_refused() {
    let refused = |bytes: &[u8]| Listing::parse(bytes).expect_err("a refusal");
    assert!(matches!(refused(br#"{"format": 1, "packs": []}"#), Error::BadPack { .. }));
    assert!(matches!(
        refused(br#"{"format": 2, "packs": []}"#),
        Error::VersionMismatch { expected: 1, found: 2, .. }
    ));
    for bytes in [&b""[..], b"<!doctype html>", b"{}", b"{\"format\": 1}"] {
        refused(bytes);
    }
}
