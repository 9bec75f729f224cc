use segue::engine::Error;
use segue::engine::listing::{Listed, Listing};

use crate::support::test;

fn listing(manifest: &str) -> Vec<u8> {
    let pack = serde_json::json!({ "name": "a", "title": "A", "manifest": manifest });
    serde_json::json!({ "format": 1, "packs": [pack] }).to_string().into_bytes()
}

#[test]
fn the_shipped_list_names_the_shipped_pack() {
    let listing = Listing::parse(include_bytes!("../../models/packs.json")).expect("a list");
    let first = &listing.packs()[0];
    assert_eq!((first.name.as_str(), first.manifest.as_str()), ("fma-small", "fma-small/manifest.json"));
}

#[test]
fn a_manifest_lies_below_the_list() {
    assert!(Listing::parse(&listing("my-pack_2/manifest.json")).is_ok());
    for path in ["", "/manifest.json", "../manifest.json", "a/../../b", "a//b", "a\\b"] {
        assert!(matches!(Listing::parse(&listing(path)), Err(Error::BadPack { .. })), "{path:?}");
    }
}

#[test]
fn a_manifest_may_lie_on_another_host() {
    let listed = Listing::parse(&listing("https://music.example.org/packs/a/manifest.json")).expect("a list");
    assert_eq!(listed.packs()[0].host(), Some("music.example.org"));
    assert_eq!(Listing::parse(&listing("a/manifest.json")).expect("a list").packs()[0].host(), None);
    for address in [
        "http://example.org/m",
        "https://example.org",
        "https:///m",
        "https://user@example.org/m",
        "https://example.org/../m",
        "https://example.org/m?x=1",
        "//example.org/m",
        "javascript:m",
    ] {
        assert!(matches!(Listing::parse(&listing(address)), Err(Error::BadPack { .. })), "{address:?}");
    }
}

#[test]
fn two_packs_with_one_name_are_refused_by_it() {
    let pack = |manifest: &str| serde_json::json!({ "name": "twin", "title": "A", "manifest": manifest });
    let list = serde_json::json!({ "format": 1, "packs": [pack("a/m"), pack("b/m")] });
    let Err(error) = Listing::parse(list.to_string().as_bytes()) else { panic!("it was taken") };
    assert!(error.to_string().contains("twin"), "{error}");
}

#[test]
fn a_pack_is_added_by_a_line() {
    let line = |name: &str, place: &str| Listed {
        name: name.to_owned(),
        title: "\"Songs\" of mine".to_owned(),
        manifest: format!("{place}/manifest.json"),
        bytes: Some(6_900_000),
    };
    let shipped = include_bytes!("../../models/packs.json");
    let listing = Listing::parse(shipped).expect("a list");
    assert_eq!(listing.encode().expect("bytes"), shipped, "written as it was read");
    let (before, lines) = (listing.packs().len(), shipped.split(|&byte| byte == b'\n').count());
    let longer = Listing::with(Some(listing), line("mine", "mine")).expect("a longer list");
    let bytes = longer.encode().expect("bytes");
    assert_eq!(bytes.split(|&byte| byte == b'\n').count(), lines + 1);
    assert_eq!(Listing::parse(&bytes).expect("a list"), longer);
    // A pack that is built again has its line already; another of its name is another pack.
    let again = Listing::with(Some(longer.clone()), line("mine now", "mine")).expect("a list");
    assert_eq!((again.packs().len(), again.packs()[before].name.as_str()), (before + 1, "mine now"));
    assert!(Listing::with(Some(longer), line("mine", "yours")).is_err());
    assert_eq!(Listing::with(None, line("mine", "mine")).expect("a first list").packs().len(), 1);
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
