//! `segue-trainer index` on made features: what belongs together is found, and what cannot be indexed is named.

use std::fs;
use std::path::Path;
use std::process::Command as Process;

use assert_cmd::Command;
use segue::engine::listing::Listing;
use segue::engine::manifest::{Manifest, Role};
use segue::engine::pca::Pca;
use serde_json::Value;
use tempfile::TempDir;

use crate::made::{self, MEL_STATS, Song, features, whole};

const SEGMENTS: usize = 15;
/// Noise is harder than music: its hundred numbers all say something, and neighbours are hardly nearer than others.
const RECALL: f64 = 0.9;
const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/seed/pca.bin");
const ABOUT: [&str; 4] = ["--title=Forty", "--licence=CC0-1.0", "--credit=nobody", "--provenance=made up"];

/// Eight albums of five songs each, by one artist each, in three genres.
fn songs() -> Vec<Song> {
    let song = |number: usize| Song {
        artist: format!("artist {}", number / 5),
        album: format!("album {}", number / 5),
        genre: made::GENRES[(number / 5) % 3].to_owned(),
        licence: "CC0-1.0".to_owned(),
        link: format!("https://example.org/{number}"),
        voice: 1.0,
        tint: 3.0,
        segments: SEGMENTS,
        ..Song::default()
    };
    (0..40).map(song).collect()
}

fn trainer(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("segue-trainer").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

fn index(features: &Path, out: &Path, more: &[&str]) -> (i32, String) {
    let (features, out) = (features.to_str().unwrap(), out.to_str().unwrap());
    let mut arguments = vec!["index", features, "--out", out];
    if !more.contains(&"--pca") {
        arguments.extend(["--pca", SEED]);
    }
    let (code, _, err) = trainer(&[&arguments, &ABOUT[..], more].concat());
    (code, err)
}

/// A pack of these songs, in a folder that is named like one.
fn packed(songs: &[Song]) -> (TempDir, std::path::PathBuf) {
    let (features, out) = (features(songs, whole), tempfile::tempdir().unwrap());
    let pack = out.path().join("forty");
    let (code, err) = index(features.path(), &pack, &[]);
    assert_eq!(code, 0, "{err}");
    (out, pack)
}

fn manifest(pack: &Path) -> Manifest {
    Manifest::parse(&fs::read(pack.join("manifest.json")).unwrap()).unwrap()
}

fn report(pack: &Path) -> Value {
    let manifest = manifest(pack);
    let file = manifest.file(Role::Report).unwrap();
    serde_json::from_slice(&fs::read(pack.join(&file.name)).unwrap()).unwrap()
}

#[test]
fn the_pack_opens_and_keeps_what_is_known_of_its_songs() {
    let (_folder, pack) = packed(&songs());
    let (code, out, err) = trainer(&["check", pack.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("40 tracks, 600 vectors, 3 genres, 0 trees, 100 components"), "{out}");
    let manifest = manifest(&pack);
    assert_eq!((manifest.name.as_str(), manifest.title.as_str()), ("forty", "Forty"));
    assert!(manifest.file(Role::Forest).is_none());
    let catalogue = fs::read_to_string(pack.join(&manifest.file(Role::Catalogue).unwrap().name)).unwrap();
    for words in ["song 39", "artist 7", "album 7", "CC0-1.0", "https://example.org/39"] {
        assert!(catalogue.contains(&format!("\"{words}\"")), "{words}");
    }
}

#[test]
fn what_belongs_together_is_found() {
    let (_folder, pack) = packed(&songs());
    let report = report(&pack);
    assert_eq!(report["corpus"]["segments"], 40 * SEGMENTS);
    assert_eq!(report["corpus"]["licences"]["CC0-1.0"], 40);
    let number = |path: &str| {
        report.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} in {report}"))
    };
    let recall = number("/evaluation/codes/recall_at_10");
    assert!(recall >= RECALL, "{recall}");
    assert!(number("/index/bytes_per_segment") <= 120.0);
    assert_eq!(number("/evaluation/own_track/asked") as usize, 40);
    assert_eq!(number("/evaluation/own_track/held_out_segments") as usize, 40 * 5);
    assert_eq!(number("/evaluation/albums/count") as usize, 8);
    assert!((number("/evaluation/albums/largest_precision_at_5") - 0.8).abs() < 1e-9);
    for ranking in ["published", "balanced"] {
        assert!(number(&format!("/evaluation/own_track/first/{ranking}")) > 0.9, "{ranking}");
        assert!(number(&format!("/evaluation/albums/hit_at_5/{ranking}")) > 0.9, "{ranking}");
        let precision = number(&format!("/evaluation/albums/precision_at_5/{ranking}"));
        assert!((0.6..=0.8).contains(&precision), "{ranking}: {precision}");
        assert!(number(&format!("/evaluation/songs/{ranking}/largest_occurrence")) <= 39.0);
    }
    let metrics = manifest(&pack).metrics;
    assert_eq!(metrics["recall_at_10"].to_bits(), number("/evaluation/codes/recall_at_10").to_bits());
    assert_eq!(metrics["album_hit_at_5"].to_bits(), number("/evaluation/albums/hit_at_5/balanced").to_bits());
}

/// Without albums and sounds of their own there is nothing to find but chance.
#[test]
fn what_does_not_belong_together_is_not_found() {
    let mut songs = songs();
    for song in &mut songs {
        (song.voice, song.tint) = (0.0, 0.0);
    }
    let (_folder, pack) = packed(&songs);
    let metrics = manifest(&pack).metrics;
    assert!(metrics["own_track_first"] < 0.3, "{metrics:?}");
    assert!(metrics["album_precision_at_5"] < 0.3, "{metrics:?}");
}

/// A number that is nobody's is not named: it would read as a failure.
#[test]
fn nobody_is_asked_about_albums_and_parts_that_are_not_there() {
    let mut songs = songs();
    for song in &mut songs {
        song.album.clear();
        song.segments = 8;
    }
    let (_folder, pack) = packed(&songs);
    let report = report(&pack);
    assert_eq!(report["evaluation"]["albums"]["asked"], 0);
    assert_eq!(report["evaluation"]["own_track"]["asked"], 0);
    let metrics = manifest(&pack).metrics;
    let named = |start: &str| metrics.keys().any(|name| name.starts_with(start));
    assert_eq!([named("album"), named("own_track"), named("recall_at_10")], [false, false, true]);
}

#[test]
fn the_same_features_give_the_same_bytes() {
    let contents = |pack: &Path| {
        let manifest = fs::read(pack.join("manifest.json")).unwrap();
        let files = Manifest::parse(&manifest).unwrap().files;
        (manifest, files.iter().map(|file| fs::read(pack.join(&file.name)).unwrap()).collect::<Vec<_>>())
    };
    let ((_a, first), (_b, second)) = (packed(&songs()), packed(&songs()));
    assert!(contents(&first) == contents(&second));
}

/// Extract's features, a fit of them, and a pack of both: a folder of music becomes all that the page asks for.
#[test]
fn a_fit_makes_a_pack_that_names_genres_too() {
    let (features, folder) = (features(&songs(), whole), tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (fit, pack) = (at("fit"), at("whole"));
    let (code, _, err) = trainer(&["fit", features.path().to_str().unwrap(), "--out", &fit, "--folds", "2"]);
    assert_eq!(code, 0, "{err}");
    let (pca, forest) = (format!("{fit}/pca.bin"), format!("{fit}/forest.json"));
    let (code, err) = index(features.path(), Path::new(&pack), &["--pca", &pca, "--forest", &forest]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = trainer(&["check", &pack]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("3 genres, 600 trees, 100 components"), "{out}");

    let song = format!("{}/noise.wav", folder.path().display());
    noise(&song);
    let (code, out, err) = trainer(&["analyze", &song, "--pack", &pack, "--json"]);
    assert_eq!(code, 0, "{err}");
    let answer: Value = serde_json::from_str(&out).unwrap();
    let sum: f64 =
        answer["genres"].as_array().unwrap().iter().map(|genre| genre["probability"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    assert_eq!(answer["timeline"].as_array().unwrap().len(), 4);
    assert_eq!(answer["neighbours"].as_array().unwrap().len(), 5);

    let (code, err) = index(features.path(), Path::new(&at("mixed")), &["--forest", &at("nowhere")]);
    assert!(code == 2 && err.contains("nowhere cannot be read"), "{err}");
}

/// Twelve seconds.
fn noise(path: &str) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 22_050,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    let mut noise = made::Noise(3);
    for _ in 0..12 * 22_050 {
        writer.write_sample((noise.next() * 8_000.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

#[test]
fn bad_features_get_one_sentence() {
    let refused = |songs: &[Song], spoil: &dyn Fn(&mut Vec<f32>), words: &str| {
        let (features, out) = (features(songs, spoil), tempfile::tempdir().unwrap());
        let (code, err) = index(features.path(), &out.path().join("forty"), &[]);
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(words), "{words:?} in {err:?}");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    };
    let nan = |values: &mut Vec<f32>| values[(3 * SEGMENTS + 2) * MEL_STATS + 7] = f32::NAN;
    refused(&songs(), &nan, "segment 2 of 3.wav has NaN in place 7");
    refused(&songs()[..1], &|_| {}, "has 1 track: a neighbour needs two at least");
    let (_, _, err) = trainer(&["index", "nowhere", "--pca", SEED, "--out", "forty"]);
    assert!(err.contains("needs a title: give --title"), "{err}");
    let out = tempfile::tempdir().unwrap();
    let (code, err) = index(Path::new("nowhere"), &out.path().join("forty"), &[]);
    assert!(code == 2 && err.contains("tracks.parquet cannot be opened"), "{err}");
}

#[test]
fn axes_of_something_else_are_refused() {
    let (features, out) = (features(&songs()[..2], whole), tempfile::tempdir().unwrap());
    let refused = |bytes: &[u8], words: &str| {
        let pca = out.path().join("axes");
        fs::write(&pca, bytes).unwrap();
        let (code, err) =
            index(features.path(), &out.path().join("forty"), &["--pca", pca.to_str().unwrap()]);
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(words), "{words:?} in {err:?}");
    };
    let seed = fs::read(SEED).unwrap();
    refused(&seed[..seed.len() / 2], "axes has");
    refused(b"PK\x03\x04 and no more", "is no archive of arrays");
    refused(b"letters", "axes");
    let fma_small = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../models/fma-small")).unwrap();
    let pca =
        fma_small.map(|entry| entry.unwrap().path()).find(|path| path.to_string_lossy().contains("pca."));
    refused(&fs::read(pca.unwrap()).unwrap(), "is for 46 columns; segments have 256 mel statistics");
}

/// The study's archive and the file that came of it are the same axes.
#[test]
fn the_published_archive_is_read_as_it_is() {
    let shared = std::env::var("SEGUE_SHARED")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), Into::into);
    let archive = shared.join("data/seed/preprocessing.npz");
    if !archive.is_file() {
        println!("skipped: {} is absent", archive.display());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let pca = folder.path().join("pca.bin");
    let (code, _, err) = trainer(&["import-seed", archive.to_str().unwrap(), "--out", pca.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    assert!(fs::read(&pca).unwrap() == fs::read(SEED).unwrap());
    let features = features(&songs()[..2], whole);
    let pack = folder.path().join("forty");
    let (code, err) = index(features.path(), &pack, &["--pca", archive.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    let axes = &manifest(&pack).file(Role::Pca).unwrap().name.clone();
    assert_eq!(Pca::decode("pca", &fs::read(pack.join(axes)).unwrap()).unwrap().components(), 100);
}

#[test]
fn a_pack_is_one_line_in_the_list() {
    let (features, folder) = (features(&songs()[..4], whole), tempfile::tempdir().unwrap());
    let list = folder.path().join("packs.json");
    let listed = || Listing::parse(&fs::read(&list).unwrap()).unwrap().packs().to_vec();
    let add = |pack: &str, more: &[&str]| {
        let more = [&["--list", list.to_str().unwrap()], more].concat();
        index(features.path(), &folder.path().join(pack), &more)
    };
    assert_eq!(add("one", &[]).0, 0);
    assert_eq!(add("two", &[]).0, 0);
    // Again is not twice.
    assert_eq!(add("one", &[]).0, 0);
    let packs = listed();
    assert_eq!(packs.iter().map(|pack| pack.name.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!((packs[1].title.as_str(), packs[1].manifest.as_str()), ("Forty", "two/manifest.json"));
    assert_eq!(packs[1].bytes, Some(manifest(&folder.path().join("two")).bytes()), "what it costs to fetch");
    assert_eq!(fs::read_to_string(&list).unwrap().lines().filter(|line| line.contains("name")).count(), 2);

    let (code, err) = add("three", &["--name", "two"]);
    assert_eq!((code, err.lines().count()), (2, 1), "{err}");
    assert!(err.contains("two packs with the name \"two\""), "{err}");
    assert!(!folder.path().join("three").exists());
    assert_eq!(listed(), packs);

    let elsewhere = tempfile::tempdir().unwrap();
    let more = ["--list", list.to_str().unwrap()];
    let (code, err) = index(features.path(), &elsewhere.path().join("four"), &more);
    assert!(code == 2 && err.contains("does not lie below"), "{err}");
}

/// A limit on the size of files is to a program what a full disk is.
#[cfg(unix)]
#[test]
fn a_full_disk_or_a_file_in_the_way_leaves_nothing_under_the_final_name() {
    let (features, folder) = (features(&songs(), whole), tempfile::tempdir().unwrap());
    let pack = folder.path().join("forty");
    let mut shell = Process::new("bash");
    // In KiB: the codes of 600 segments have 66.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 32; exec \"$0\" \"$@\""]);
    shell.arg(assert_cmd::cargo::cargo_bin("segue-trainer")).arg("index").arg(features.path());
    let output = shell.args(["--pca", SEED, "--out"]).arg(&pack).args(ABOUT).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.contains("cannot be written"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");

    let file = folder.path().join("file");
    fs::write(&file, "mine").unwrap();
    let (code, err) = index(features.path(), &file, &[]);
    assert!(code == 2 && err.contains("is a file; a pack is a folder"), "{err}");
    let (code, err) = index(features.path(), &file.join("below"), &[]);
    assert!(code == 2 && err.lines().count() == 1 && err.contains("cannot be made"), "{err}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}
