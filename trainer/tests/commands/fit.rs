//! `segue-trainer fit` on made features: what can be learnt is learnt, what cannot is not, and bad features are named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use segue::engine::pca::Pca;
use serde_json::Value;

use crate::made::{self, MEL_STATS, Song, features, whole};

const SEGMENTS: usize = 8;
/// Sums of a few numbers of f64.
const EXACT: f64 = 1e-9;

/// Three genres by eight artists by two songs each.
fn songs(voice: f32) -> Vec<Song> {
    let song = |number: usize| Song {
        artist: format!("artist {}", number / 2),
        genre: made::GENRES[(number / 2) % 3].to_owned(),
        voice,
        segments: SEGMENTS,
        ..Song::default()
    };
    (0..24 * 2).map(song).collect()
}

fn fit(features: &Path, out: &Path, more: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("segue-trainer").unwrap();
    let output = command.arg("fit").arg(features).arg("--out").arg(out).args(more).output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap())
}

/// Fits, and reads the report.
fn report(songs: &[Song], more: &[&str]) -> Value {
    let (features, out) = (features(songs, whole), tempfile::tempdir().unwrap());
    let (code, err) = fit(features.path(), out.path(), more);
    assert_eq!(code, 0, "{err}");
    serde_json::from_slice(&fs::read(out.path().join("report.json")).unwrap()).unwrap()
}

fn accuracy(report: &Value, level: &str) -> f64 {
    report["evaluation"][level]["accuracy"].as_f64().unwrap()
}

#[test]
fn genres_that_can_be_heard_are_told_apart_and_songs_better_than_segments() {
    let report = report(&songs(1.0), &[]);
    let (segments, songs) = (accuracy(&report, "segments"), accuracy(&report, "songs"));
    assert!(segments > 0.6 && songs >= segments, "{segments} of segments, {songs} of songs");

    let evaluation = &report["evaluation"];
    assert_eq!(evaluation["how"], "5 folds, grouped by artist");
    assert_eq!(evaluation["segments"]["tracks"], 48 * SEGMENTS);
    assert_eq!(evaluation["songs"]["tracks"], 48);
    for level in ["segments", "songs"] {
        let genres = evaluation[level]["genres"].as_array().unwrap();
        assert_eq!(genres.iter().map(|genre| &genre["genre"]).collect::<Vec<_>>(), ["folk", "jazz", "rock"]);
        let confusion = evaluation[level]["confusion"].as_array().unwrap();
        let right: u64 = (0..3).map(|genre| confusion[genre][genre].as_u64().unwrap()).sum();
        let all = evaluation[level]["tracks"].as_u64().unwrap();
        assert!((right as f64 / all as f64 - accuracy(&report, level)).abs() < EXACT);
        // Labels in another order than the classes would be worse than a guess.
        assert!(evaluation[level]["log_loss"].as_f64().unwrap() < 3.0_f64.ln());
        let top =
            |when: &str| evaluation[level][format!("mean_top_probability_when_{when}")].as_f64().unwrap();
        assert!(top("right") > top("wrong"));
    }
    assert_eq!(report["model"]["settings"]["num_iterations"], 200);
    assert_eq!(report["model"]["settings"]["num_leaves"], 31);
    assert_eq!(report["model"]["settings"]["lambda_l1"], 1.5);
    assert_eq!(report["model"]["settings"]["lambda_l2"], 0.1);
    assert!(report["model"]["largest_difference_from_lightgbm"].as_f64().unwrap() <= 1e-6);
}

#[test]
fn no_artist_is_on_both_sides() {
    let all = songs(1.0);
    let report = report(&all, &["--folds", "4"]);
    let artist_of = |id: u64| &all[id as usize - 1].artist;
    let folds = report["evaluation"]["asked"].as_array().unwrap();
    assert_eq!(folds.len(), 4);
    let mut fold_of: BTreeMap<&String, usize> = BTreeMap::new();
    let mut asked = 0;
    for (number, fold) in folds.iter().enumerate() {
        for id in fold.as_array().unwrap() {
            let fold = fold_of.entry(artist_of(id.as_u64().unwrap())).or_insert(number);
            assert_eq!(*fold, number, "an artist is in two folds");
            asked += 1;
        }
    }
    assert_eq!((asked, fold_of.len()), (48, 24));
}

#[test]
fn a_collections_own_split_is_kept_and_its_test_tracks_are_asked() {
    let mut songs = songs(1.0);
    for (at, song) in songs.iter_mut().enumerate() {
        song.split = if at < 36 {
            "training"
        } else if at < 42 {
            "validation"
        } else {
            "test"
        };
    }
    let report = report(&songs, &[]);
    let asked = report["evaluation"]["asked"].as_array().unwrap();
    assert_eq!(asked.len(), 1);
    let asked: Vec<u64> = asked[0].as_array().unwrap().iter().map(|id| id.as_u64().unwrap()).collect();
    assert_eq!(asked, (37..=48).collect::<Vec<_>>());
    assert_eq!(report["model"]["tracks"], 36);
}

#[test]
fn the_report_describes_the_features() {
    let songs = songs(2.0);
    let report = report(&songs, &[]);
    let corpus = &report["corpus"];
    assert_eq!((&corpus["tracks"], &corpus["artists"]), (&Value::from(48), &Value::from(24)));
    assert_eq!(corpus["genres"]["jazz"]["segments"], 16 * SEGMENTS);
    assert_eq!(corpus["genres"]["jazz"]["artists"], 8);

    let pca = &report["pca"];
    let so_far: Vec<f64> =
        pca["explained_so_far"].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    assert_eq!((so_far.len(), &pca["columns"]), (100, &Value::from(256)));
    assert!(so_far.is_sorted() && so_far[0] > 0.0 && so_far[99] < 1.0);

    // Of the 384 segments four lie beyond the four edges together, and corners may be shared.
    let squares = report["density"]["genres"].as_object().unwrap().values();
    let counts = squares.flat_map(|rows| rows.as_array().unwrap()).flat_map(|row| row.as_array().unwrap());
    let counted: u64 = counts.map(|count| count.as_u64().unwrap()).sum();
    assert!((380..=384).contains(&counted), "{counted}");

    let mean = |genre: &str, band: usize| report["mel_profiles"][genre]["mean"][band].as_f64().unwrap();
    assert_eq!(report["mel_profiles"]["rock"]["mean"].as_array().unwrap().len(), 128);
    // Jazz is heard in every third column from the second on: 2 dB louder, give or take the noise.
    assert!((mean("jazz", 1) - mean("rock", 1) - 2.0).abs() < 1.0);
}

#[test]
fn the_same_features_give_the_same_bytes_and_a_fit_replaces_a_fit() {
    let (features, out) = (features(&songs(1.0), whole), tempfile::tempdir().unwrap());
    let written = || {
        let (code, err) = fit(features.path(), out.path(), &[]);
        assert_eq!(code, 0, "{err}");
        ["pca.bin", "forest.json", "report.json"].map(|name| fs::read(out.path().join(name)).unwrap())
    };
    let first = written();
    assert!(first == written());
    let pca = Pca::decode("pca.bin", &first[0]).unwrap();
    assert_eq!((pca.columns(), pca.components()), (256, 100));
}

#[test]
fn tuning_chooses_the_settings_with_the_smallest_log_loss() {
    let report = report(&songs(0.7), &["--tune", "--folds", "4"]);
    let tried = report["tuning"].as_array().unwrap();
    assert_eq!(tried.len(), 36);
    assert_eq!(tried[0]["settings"], report["model"]["settings"]);
    let loss = |tried: &Value| tried["segment_log_loss"].as_f64().unwrap();
    assert!(tried.is_sorted_by(|a, b| loss(a) <= loss(b)));
    let asked = report["evaluation"]["segments"]["log_loss"].as_f64().unwrap();
    assert!((asked - loss(&tried[0])).abs() < EXACT, "the evaluation is of the settings that were chosen");
}

#[test]
fn bad_features_get_one_sentence() {
    let refused = |songs: &[Song], spoil: &dyn Fn(&mut Vec<f32>), words: &str| {
        let (features, out) = (features(songs, spoil), tempfile::tempdir().unwrap());
        let (code, err) = fit(features.path(), out.path(), &[]);
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(words), "{words:?} in {err:?}");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    };
    let changed = |change: &dyn Fn(usize, &mut Song)| {
        let mut songs = songs(1.0);
        songs.iter_mut().enumerate().for_each(|(at, song)| change(at, song));
        songs
    };
    let nan = |values: &mut Vec<f32>| values[(3 * SEGMENTS + 2) * MEL_STATS + 7] = f32::NAN;
    refused(&songs(1.0), &nan, "segment 2 of 3.wav has NaN in place 7");
    let solo = changed(&|_, song| {
        if song.genre == "jazz" {
            song.artist = "Ann".to_owned();
        }
    });
    refused(&solo, &|_| {}, "the genre \"jazz\" has one training artist only");
    refused(&songs(1.0)[..4], &|_| {}, "4 training tracks are too few for 5 folds");
    refused(&changed(&|_, song| song.genre = "jazz".to_owned()), &|_| {}, "one genre only");
    let unnamed = changed(&|at, song| {
        if at == 5 {
            song.genre.clear();
        }
    });
    refused(&unnamed, &|_| {}, "5.wav has no genre");
    refused(&changed(&|_, song| song.artist.clear()), &|_| {}, "0.wav has no artist");
    let mixed = changed(&|at, song| song.split = if at == 7 { "" } else { "training" });
    refused(&mixed, &|_| {}, "7.wav has no split");
    let both = changed(&|at, song| song.split = if at % 2 == 0 { "training" } else { "test" });
    refused(&both, &|_| {}, "24 artists have tracks both in");
}

#[test]
fn features_that_are_none_and_folders_that_hold_something_else_are_refused() {
    let (good, out) = (features(&songs(1.0), whole), tempfile::tempdir().unwrap());
    let refused = |features: &Path, out: &Path, words: &str| {
        let (code, err) = fit(features, out, &[]);
        assert_eq!((code, err.lines().count()), (2, 1), "{err}");
        assert!(err.contains(words), "{words:?} in {err:?}");
    };
    refused(&out.path().join("nowhere"), out.path(), "cannot be opened");
    let cut = features(&songs(1.0), whole);
    let path = cut.path().join("segments.parquet");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    refused(cut.path(), out.path(), "no whole Parquet file");
    fs::copy(features(&songs(1.0)[..8], whole).path().join("segments.parquet"), &path).unwrap();
    refused(cut.path(), out.path(), "they are of two runs");
    fs::write(out.path().join("letter.txt"), "mine").unwrap();
    refused(good.path(), out.path(), "holds something that is not a fit");
    assert!(out.path().join("letter.txt").exists());
}
