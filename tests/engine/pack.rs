//! A pack opens whole or not at all.

use ndarray::Array2;
use segue::engine::Error;
use segue::engine::forest::ForestColumns;
use segue::engine::pack::{Manifest, Pack, PackFile, Role, forest_rows};
use serde_json::{Value, json};

use crate::support::small_pack::{
    COLUMNS, COMPONENTS, DIMENSIONS, Files, GENRES, Numbers, SmallPack, TRACKS, manifest, tree,
};
use crate::support::test;

type Change = fn(&mut SmallPack);
/// Changes a manifest's JSON.
type Lie = fn(&mut Value);

fn whole() -> (Vec<u8>, Files) {
    SmallPack::new().files()
}

fn file_of(role: Role, manifest: &[u8]) -> PackFile {
    Manifest::parse(manifest).unwrap().file(role).unwrap().clone()
}

const ROLES: [Role; 4] = [Role::Pca, Role::Forest, Role::Index, Role::Catalogue];

#[test]
fn a_whole_pack_opens() {
    let (manifest, files) = whole();
    let pack = Pack::open(&manifest, &files).unwrap();
    assert_eq!((pack.catalogue.tracks.len(), pack.index.rows()), (TRACKS, TRACKS));
    assert_eq!(pack.revision.len(), 16);
    assert_eq!(pack.catalogue, SmallPack::new().catalogue);
    assert_eq!(pack.catalogue.genre(&pack.catalogue.tracks[2]), "Thud");
}

#[test]
fn one_descriptor_serves_forest_and_index() {
    let (manifest, files) = whole();
    let pack = Pack::open(&manifest, &files).unwrap();
    let rows: Vec<f32> = Numbers::new(1).many(3 * COLUMNS).iter().map(|x| x + 2.0).collect();
    let descriptors = Array2::from_shape_vec((3, COLUMNS), rows).unwrap();
    let embeddings = pack.embed(descriptors.view()).unwrap();
    let (rows, components) = forest_rows(&pack.pca, descriptors.view()).unwrap();
    assert_eq!((rows.dim(), components.dim()), ((3, COLUMNS + COMPONENTS), (3, COMPONENTS)));
    assert_eq!(embeddings.dim(), (3, DIMENSIONS));
    assert_eq!(rows.slice(ndarray::s![.., COLUMNS..COLUMNS + DIMENSIONS]), embeddings);
    assert_eq!(pack.tell(descriptors.view()).unwrap().0.dim(), (3, 3));
    assert_eq!(pack.index.scan(embeddings.row(0)).unwrap().similarities().len(), TRACKS);
}

/// How many numbers the trees want tells which: trees of mel statistics are asked about the components alone.
#[test]
fn trees_may_be_asked_about_components_alone() {
    let mut small = SmallPack::new();
    let mut numbers = Numbers::new(3);
    let trees = (0..2 * GENRES.len()).map(|_| tree(&mut numbers, 4, COMPONENTS)).collect();
    small.forest = ForestColumns::new(small.forest.genres, COMPONENTS as u32, trees);
    let (manifest, files) = small.files();
    let pack = Pack::open(&manifest, &files).unwrap();
    let descriptors = Array2::from_shape_vec((2, COLUMNS), Numbers::new(1).many(2 * COLUMNS)).unwrap();
    let (_, components) = forest_rows(&pack.pca, descriptors.view()).unwrap();
    let expected = pack.forest.as_ref().unwrap().predict(components.view()).unwrap();
    assert_eq!(pack.tell(descriptors.view()).unwrap(), expected);
}

#[test]
fn a_pack_without_a_forest_has_neighbours_and_no_opinion() {
    let (manifest, mut files) = whole();
    let mut said = Manifest::parse(&manifest).unwrap();
    let forest = file_of(Role::Forest, &manifest).name;
    said.files.retain(|file| file.role != Role::Forest);
    files.remove(&forest);
    let pack = Pack::open(&said.encode().unwrap(), &files).unwrap();
    let descriptors = Array2::zeros((2, COLUMNS));
    assert_eq!(pack.embed(descriptors.view()).unwrap().dim(), (2, DIMENSIONS));
    assert_eq!(pack.tell(descriptors.view()).unwrap_err(), Error::Missing { file: "forest".to_owned() });
}

#[test]
fn tracks_may_have_many_vectors_licences_and_links() {
    let mut small = SmallPack::new();
    let mut end = 0;
    for (number, track) in (0..).zip(&mut small.catalogue.tracks) {
        track.rows = end..end + number % 3;
        end = track.rows.end;
        track.seconds = (number % 2 == 0).then_some(12.5);
        track.licence = ["CC0-1.0", ""][number as usize % 2].to_owned();
        track.link = format!("https://example.org/{number}");
        track.genre = (number % 4 > 0).then_some(1);
    }
    let expected = small.catalogue.clone();
    small.index = crate::support::small_pack::index(&mut Numbers::new(1), end as usize, DIMENSIONS);
    let (manifest, files) = small.files();
    let pack = Pack::open(&manifest, &files).unwrap();
    assert_eq!(pack.catalogue, expected);
    assert_eq!(pack.catalogue.vectors(), end as usize);
    // Of the first tracks the vectors are none, one, two, none, one, two.
    let positions: Vec<usize> = (0..6).map(|row| pack.catalogue.position(row)).collect();
    assert_eq!(positions, [1, 2, 2, 4, 5, 5]);
    assert_eq!(pack.catalogue.genre(&pack.catalogue.tracks[0]), "");
}

#[test]
fn a_missing_file_is_named() {
    for role in ROLES {
        let (manifest, mut files) = whole();
        let file = file_of(role, &manifest).name;
        files.remove(&file);
        assert_eq!(Pack::open(&manifest, &files).unwrap_err(), Error::Missing { file });
    }
}

#[test]
fn a_cut_file_is_refused_with_both_sizes() {
    for role in ROLES {
        let (manifest, files) = whole();
        let PackFile { name, bytes, .. } = file_of(role, &manifest);
        for length in (0..bytes).step_by(29) {
            let mut files = files.clone();
            files.get_mut(&name).unwrap().truncate(length as usize);
            let expected = Error::SizeMismatch { file: name.clone(), expected: bytes, found: length };
            assert_eq!(Pack::open(&manifest, &files).unwrap_err(), expected);
        }
    }
}

#[test]
fn a_flipped_byte_is_refused_by_checksum() {
    for role in ROLES {
        let (manifest, files) = whole();
        let name = file_of(role, &manifest).name;
        for at in (0..files[&name].len()).step_by(97) {
            let mut files = files.clone();
            files.get_mut(&name).unwrap()[at] ^= 1;
            let error = Pack::open(&manifest, &files).unwrap_err();
            assert!(matches!(&error, Error::ChecksumMismatch { file, .. } if *file == name), "{error:?}");
        }
    }
}

/// Checksums are right, versions are not: the format's own refusal, with both numbers.
#[test]
fn a_file_of_another_version_is_refused() {
    for (role, stem, extension) in [(Role::Pca, "pca", "bin"), (Role::Index, "index", "bin")] {
        let refused = reopened(role, stem, extension, |bytes| bytes[8] = 9);
        assert!(matches!(refused, Error::VersionMismatch { expected: 1, found: 9, .. }), "{refused:?}");
    }
    for (role, stem) in [(Role::Forest, "forest"), (Role::Catalogue, "catalogue")] {
        let refused = reopened(role, stem, "json", |bytes| {
            let mut value: Value = serde_json::from_slice(bytes).unwrap();
            value["format"] = json!(2);
            *bytes = serde_json::to_vec(&value).unwrap();
        });
        assert!(matches!(refused, Error::VersionMismatch { expected: 1, found: 2, .. }), "{refused:?}");
    }
}

/// Changes one file, announces it properly, and tries to open.
fn reopened(role: Role, stem: &str, extension: &str, change: impl Fn(&mut Vec<u8>)) -> Error {
    let (said, mut files) = whole();
    let mut said = Manifest::parse(&said).unwrap();
    let mut bytes = files.remove(&said.file(role).unwrap().name).unwrap();
    change(&mut bytes);
    let entry = PackFile::of(role, stem, extension, &bytes);
    files.insert(entry.name.clone(), bytes);
    said.files.retain(|file| file.role != role);
    said.files.push(entry);
    Pack::open(&said.encode().unwrap(), &files).unwrap_err()
}

#[test]
fn counts_that_do_not_fit_across_files_are_refused() {
    let wrong: [(&str, Change); 7] = [
        ("a track too few", |pack| {
            pack.catalogue.tracks.pop();
        }),
        ("a vector too few", |pack| {
            pack.index = crate::support::small_pack::index(&mut Numbers::new(1), TRACKS - 1, DIMENSIONS);
        }),
        ("more dimensions than components", |pack| {
            pack.index = crate::support::small_pack::index(&mut Numbers::new(1), TRACKS, COMPONENTS + 1);
        }),
        ("another number of inputs", |pack| pack.forest.inputs += 1),
        ("genres in another order", |pack| pack.catalogue.genres.reverse()),
        ("another number of genres", |pack| {
            pack.forest.genres.pop();
            pack.catalogue.genres.pop();
            pack.catalogue.tracks.iter_mut().for_each(|track| track.genre = Some(0));
        }),
        ("another number of components", |pack| {
            pack.pca.explained.pop();
            pack.pca.components.truncate((COMPONENTS - 1) * COLUMNS);
        }),
    ];
    for (what, change) in wrong {
        let mut pack = SmallPack::new();
        change(&mut pack);
        let (manifest, files) = pack.files();
        let found = Pack::open(&manifest, &files).map(|_| ());
        assert!(matches!(found, Err(Error::BadPack { .. })), "{what}: {found:?}");
    }
}

#[test]
fn a_catalogue_that_lies_is_refused() {
    let lies: [fn(&mut Value); 5] = [
        |v| v["title"].as_array_mut().unwrap().truncate(3),
        |v| v["artist"][0] = json!(4000),
        |v| v["genre"][0] = json!(3),
        |v| v["validation"][0] = json!(40),
        |v| v["id"][0] = json!(-1),
    ];
    for change in lies {
        let refused = reopened(Role::Catalogue, "catalogue", "json", |bytes| {
            let mut value: Value = serde_json::from_slice(bytes).unwrap();
            change(&mut value);
            *bytes = serde_json::to_vec(&value).unwrap();
        });
        assert!(matches!(refused, Error::BadPack { .. }), "{refused:?}");
    }
}

#[test]
fn a_manifest_that_lies_is_refused() {
    let lies: [(&str, Lie); 11] = [
        ("a way out", |v| v["files"][0]["name"] = json!("../pca.bin")),
        ("a root", |v| v["files"][0]["name"] = json!("/pca.bin")),
        ("another host", |v| v["files"][0]["name"] = json!("https://example.org/pca.bin")),
        ("a hidden file", |v| v["files"][0]["name"] = json!(".pca")),
        ("no name", |v| v["files"][0]["name"] = json!("")),
        ("more bytes than anybody has", |v| v["files"][0]["bytes"] = json!(u64::MAX)),
        ("no checksum", |v| v["files"][0]["sha256"] = json!("abc")),
        ("a role twice", |v| v["files"][0]["role"] = json!("forest")),
        ("an unknown role", |v| v["files"][0]["role"] = json!("virus")),
        ("a role missing", |v| {
            v["files"].as_array_mut().unwrap().pop();
        }),
        ("no files", |v| v["files"] = json!([])),
    ];
    let (manifest, _) = whole();
    for (lie, change) in lies {
        let mut value: Value = serde_json::from_slice(&manifest).unwrap();
        change(&mut value);
        let found = Manifest::parse(&serde_json::to_vec(&value).unwrap());
        assert!(matches!(found, Err(Error::BadPack { .. })), "{lie}: {found:?}");
    }
    for length in 0..manifest.len() - 1 {
        let found = Manifest::parse(&manifest[..length]);
        assert!(matches!(found, Err(Error::BadPack { .. })), "cut to {length}: {found:?}");
    }
}

#[test]
fn another_format_and_other_features_are_refused_with_both_numbers() {
    for member in ["format", "features"] {
        let mut value: Value = serde_json::from_slice(&whole().0).unwrap();
        value[member] = json!(7);
        let found = Manifest::parse(&serde_json::to_vec(&value).unwrap());
        assert!(matches!(found, Err(Error::VersionMismatch { expected: 1, found: 7, .. })), "{found:?}");
    }
}

#[test]
fn the_report_is_not_needed_to_answer() {
    let (said, files) = whole();
    let mut said = Manifest::parse(&said).unwrap();
    said.files.push(PackFile::of(Role::Report, "report", "json", b"{}"));
    assert_eq!(said.needs().count(), 4);
    assert!(Pack::open(&said.encode().unwrap(), &files).is_ok());
    assert!(manifest(vec![]).encode().is_err());
}
