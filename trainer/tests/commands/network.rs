//! What a network heard, made up: a second index that is found by, and genres that are told by it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use segue::engine::manifest::{Manifest, Role};
use segue::engine::pack::Pack;
use serde_json::Value;
use tempfile::TempDir;

use crate::made::{self, Song, features, heard, whole};

const SEGMENTS: usize = 15;
const NETWORK: &str = "made-up 0123456789abcdef";
const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/seed/pca.bin");
const ABOUT: [&str; 4] = ["--title=Forty", "--licence=CC0-1.0", "--credit=nobody", "--provenance=made up"];

/// Eight albums of five songs each, two artists to an album, in two genres.
fn songs() -> Vec<Song> {
    let song = |number: usize| Song {
        artist: format!("artist {}", number / 5 * 2 + number % 2),
        album: format!("album {}", number / 5),
        genre: made::GENRES[(number / 5) % 2].to_owned(),
        voice: 4.0,
        tint: 3.0,
        segments: SEGMENTS,
        ..Song::default()
    };
    (0..40).map(song).collect()
}

fn heard_features(songs: &[Song]) -> TempDir {
    let features = features(songs, whole);
    heard(features.path(), songs, NETWORK);
    features
}

fn trainer(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("segue-trainer").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn index(features: &Path, pack: &Path) -> (i32, String) {
    let (features, pack) = (features.to_str().unwrap(), pack.to_str().unwrap());
    let arguments = ["index", features, "--out", pack, "--pca", SEED, "--embedding", "cnn"];
    let (code, _, err) = trainer(&[&arguments[..], &ABOUT[..]].concat());
    (code, err)
}

/// Manifest, and all files by name.
fn read(pack: &Path) -> (Vec<u8>, Manifest, BTreeMap<String, Vec<u8>>) {
    let said = fs::read(pack.join("manifest.json")).unwrap();
    let manifest = Manifest::parse(&said).unwrap();
    let files =
        manifest.files.iter().map(|file| (file.name.clone(), fs::read(pack.join(&file.name)).unwrap()));
    let files = files.collect();
    (said, manifest, files)
}

fn packed(folder: &TempDir) -> PathBuf {
    let (features, pack) = (heard_features(&songs()), folder.path().join("forty"));
    let (code, err) = index(features.path(), &pack);
    assert_eq!(code, 0, "{err}");
    pack
}

#[test]
fn a_pack_has_a_second_index_and_answers_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let (said, manifest, files) = read(&packed(&folder));
    let network = manifest.network.as_ref().unwrap();
    assert_eq!(format!("{} {}", network.name, network.revision), NETWORK);
    let needed: BTreeMap<_, _> =
        manifest.needs().map(|file| (file.name.clone(), files[&file.name].clone())).collect();
    assert_eq!(needed.len(), 3, "axes, index, catalogue");
    assert!(Pack::open(&said, &needed).unwrap().heard().is_err());
    let pack = Pack::open(&said, &files).unwrap();
    let hearing = pack.heard().unwrap();
    assert_eq!((hearing.index.rows(), hearing.catalogue.vectors()), (40 * SEGMENTS, 40 * SEGMENTS));
    for (at, track) in pack.catalogue.tracks.iter().enumerate() {
        assert_eq!(track.patches as usize, SEGMENTS);
        assert!(track.tags.starts_with(segue::engine::cnn::tags::ALL[at].name), "{}", track.tags);
    }
    assert_eq!(manifest.hearing().count(), 2);
}

#[test]
fn all_rankings_are_measured() {
    let folder = tempfile::tempdir().unwrap();
    let (_, manifest, files) = read(&packed(&folder));
    let report: Value = serde_json::from_slice(&files[&manifest.file(Role::Report).unwrap().name]).unwrap();
    let number = |path: &str| {
        report.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} in {report}"))
    };
    for ranking in ["published", "balanced", "network", "both"] {
        assert!(number(&format!("/evaluation/albums/hit_at_5/{ranking}")) > 0.9, "{ranking}");
        assert!(number(&format!("/evaluation/own_track/first/{ranking}")) > 0.9, "{ranking}");
        assert!(number(&format!("/evaluation/genres/precision_at_5/{ranking}")) > 0.6, "{ranking}");
        assert!(number(&format!("/evaluation/songs/{ranking}/never_recommended")) <= 1.0);
    }
    assert!(number("/evaluation/network_codes/recall_at_10") > 0.9);
    assert_eq!(report["evaluation"]["joined"]["by"], "genre");
    assert_eq!(report["evaluation"]["joined"]["shares"].as_array().unwrap().len(), 21);
    assert_eq!(
        manifest.metrics["genre_precision_at_5_both"].to_bits(),
        number("/evaluation/genres/precision_at_5/both").to_bits()
    );
}

#[test]
fn the_same_features_give_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ((first, _, files), (second, _, others)) = (read(&packed(&one)), read(&packed(&two)));
    assert!(first == second && files == others);
}

#[test]
fn what_the_network_has_not_heard_is_named() {
    let (alone, folder) = (features(&songs(), whole), tempfile::tempdir().unwrap());
    let refused = |features: &Path, words: &str| {
        let (code, err) = index(features, &folder.path().join("forty"));
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(words), "{words:?} in {err:?}");
    };
    refused(alone.path(), "no network has listened: extract with --network");
    heard(alone.path(), &songs()[..39], NETWORK);
    refused(alone.path(), "the network has not heard 39.wav: extract again");
}

#[test]
fn genres_are_told_by_what_the_network_heard() {
    let (features, fit) = (heard_features(&songs()), tempfile::tempdir().unwrap());
    let (from, out) = (features.path().to_str().unwrap(), fit.path().join("fit"));
    let arguments = ["fit", from, "--embedding", "cnn", "--folds", "2", "--out", out.to_str().unwrap()];
    let (code, said, err) = trainer(&arguments);
    // Twenty rows are too few for axes of 200 columns.
    assert_eq!((code, said.as_str(), err.lines().count()), (2, "", 1), "{err}");
    assert!(err.contains("too few for 200 columns"), "{err}");

    let many: Vec<Song> =
        (0..12).flat_map(|at| songs().into_iter().map(move |song| named(song, at))).collect();
    let features = heard_features(&many);
    let arguments = ["fit", features.path().to_str().unwrap(), "--embedding", "cnn", "--folds", "2", "--out"];
    let (code, _, err) = trainer(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(code, 0, "{err}");
    let report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["embedding"], "cnn");
    assert_eq!(report["evaluation"]["songs"]["tracks"], 480);
    assert!(report["evaluation"]["songs"]["accuracy"].as_f64().unwrap() > 0.7, "{report}");
    assert!(report.get("mel_profiles").is_none());
}

/// The same song by others.
fn named(song: Song, at: usize) -> Song {
    Song { artist: format!("{} of {at}", song.artist), album: format!("{} of {at}", song.album), ..song }
}
