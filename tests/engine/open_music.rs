//! The second pack that the page offers: free music, found by its 3-second segments. Read from the disk, so natively.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ndarray::{Array1, Array2, Axis};
use segue::engine::envelope;
use segue::engine::index::Measure;
use segue::engine::listing::Listing;
use segue::engine::pack::{Descriptor, Manifest, Pack, Role};
use segue::engine::profile::Profile;
use segue::engine::recommend::NETWORK_SHARE;
use serde_json::Value;

use crate::support::golden;

/// Nobody waits for more; nor for more of what a network heard.
const MOST_BYTES: u64 = 8_000_000;
const MOST_BYTES_PER_SEGMENT: f64 = 120.0;
/// How near a stored vector is to itself: both sides are rounded.
const ITSELF: f32 = 0.999;
/// A query is rounded to steps of 1/32,767 of its largest number, in each of a hundred dimensions.
const QUERY_ROUNDING: f64 = 1e-4;
const NEAREST: usize = 10;
/// dB, root mean square over the bands.
const FORGOTTEN: f32 = 2.5;

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/open-music");
    fs::read(folder.join(name)).unwrap()
}

fn manifest() -> Manifest {
    Manifest::parse(&read("manifest.json")).unwrap()
}

fn pack() -> Pack {
    let files: BTreeMap<_, _> =
        manifest().files.into_iter().map(|file| (file.name.clone(), read(&file.name))).collect();
    Pack::open(&read("manifest.json"), &files).unwrap()
}

fn report() -> Value {
    serde_json::from_slice(&read(&manifest().file(Role::Report).unwrap().name)).unwrap()
}

#[test]
fn it_opens_and_says_what_it_is() {
    let pack = pack();
    assert_eq!((pack.manifest.name.as_str(), pack.manifest.descriptor), ("open-music", Descriptor::MelStats));
    assert!(pack.forest.is_none());
    assert_eq!(pack.index.dimensions(), 100);
    let corpus = &report()["corpus"];
    assert_eq!(corpus["tracks"], pack.catalogue.tracks.len());
    assert_eq!(corpus["segments"], pack.index.rows());
    assert!(pack.catalogue.tracks.len() >= 800 && pack.index.rows() >= 45_000);
    let listing = Listing::parse(include_bytes!("../../models/packs.json")).unwrap();
    let line = listing.packs().iter().find(|line| line.name == "open-music").unwrap();
    assert_eq!(
        (line.title.as_str(), line.bytes),
        (pack.manifest.title.as_str(), Some(pack.manifest.bytes()))
    );
}

#[test]
fn it_is_small() {
    let manifest = manifest();
    let heard: u64 = manifest.hearing().map(|file| file.bytes).sum();
    for bytes in [manifest.bytes(), heard] {
        assert!(bytes <= MOST_BYTES, "{bytes} bytes");
    }
    let index = manifest.file(Role::Index).unwrap().bytes as f64 / pack().index.rows() as f64;
    assert!(index <= MOST_BYTES_PER_SEGMENT, "{index} bytes for a segment");
}

/// What the network that is shipped hears can be compared with what it heard of the catalogue.
#[test]
fn a_network_has_heard_all_of_it() {
    let pack = pack();
    let hearing = pack.heard().unwrap();
    assert_eq!(hearing.catalogue.vectors(), hearing.index.rows());
    let shipped = envelope::sha256(include_bytes!("../../models/musicnn/manifest.json"));
    assert_eq!(pack.manifest.network.as_ref().unwrap().revision, shipped[..16]);
    for track in &pack.catalogue.tracks {
        assert!(track.patches >= 15 && track.tags.split(", ").count() == 3, "{}", track.title);
    }
}

/// How much both rankings count was chosen on one half of the packages; on the other they find more together than alone.
#[test]
fn both_rankings_together_find_most() {
    let joined = &report()["evaluation"]["joined"];
    let shares = joined["shares"].as_array().unwrap();
    let at = |share: f64, half: &str| {
        let at = shares.iter().find(|at| (at["share"].as_f64().unwrap() - share).abs() < 1e-3).unwrap();
        at[half].as_f64().unwrap()
    };
    let chosen = joined["best_share"].as_f64().unwrap();
    assert!((chosen - f64::from(NETWORK_SHARE)).abs() < 1e-3, "{chosen} finds most on the first half");
    let (alone, both) = ([at(0.0, "second_half"), at(1.0, "second_half")], at(chosen, "second_half"));
    assert!(alone.iter().all(|&alone| alone < both), "{alone:?}, {both}");
    let songs = &report()["evaluation"]["albums"]["precision_at_5"];
    assert!(songs["both"].as_f64() > songs["balanced"].as_f64(), "{songs}");
}

#[test]
fn every_track_has_a_title_a_licence_and_a_public_page() {
    for track in &pack().catalogue.tracks {
        assert!(!track.title.trim().is_empty(), "track {}", track.id);
        assert!(!track.licence.trim().is_empty(), "{}", track.title);
        assert!(track.link.starts_with("https://"), "{}: {}", track.title, track.link);
        assert!(track.seconds.is_some_and(|seconds| seconds >= 45.0), "{}: {:?}", track.title, track.seconds);
        assert!(track.rows.len() >= 15, "{}", track.title);
    }
}

#[test]
fn its_numbers_are_the_reports_and_are_kept() {
    let (metrics, report) = (manifest().metrics, report());
    for (name, place) in [
        ("bytes_per_segment", "/index/bytes_per_segment"),
        ("recall_at_10", "/evaluation/codes/recall_at_10"),
        ("own_track_first", "/evaluation/own_track/first/balanced"),
        ("own_track_first_published", "/evaluation/own_track/first/published"),
        ("album_hit_at_5", "/evaluation/albums/hit_at_5/balanced"),
        ("album_precision_at_5", "/evaluation/albums/precision_at_5/balanced"),
        ("album_precision_at_5_published", "/evaluation/albums/precision_at_5/published"),
        ("occurrence_skewness", "/evaluation/songs/balanced/occurrence_skewness"),
        ("never_recommended", "/evaluation/songs/balanced/never_recommended"),
        ("album_precision_at_5_network", "/evaluation/albums/precision_at_5/network"),
        ("album_precision_at_5_both", "/evaluation/albums/precision_at_5/both"),
        ("never_recommended_both", "/evaluation/songs/both/never_recommended"),
        ("occurrence_skewness_both", "/evaluation/songs/both/occurrence_skewness"),
    ] {
        let reported = report.pointer(place).and_then(Value::as_f64).unwrap();
        assert_eq!(metrics[name].to_bits(), reported.to_bits(), "{name}");
    }
    assert!(metrics["recall_at_10"] >= 0.99);
}

/// What a row stands for, asked as a query, finds the rows that sums in f64 find.
#[test]
fn its_segments_find_themselves_and_their_neighbours() {
    let pack = pack();
    assert!(pack.index.encode().unwrap() == read(&pack.manifest.file(Role::Index).unwrap().name));
    let parts = pack.index.parts();
    let vectors: Vec<Vec<f64>> = parts
        .codes
        .chunks(parts.scale.len())
        .zip(&parts.stretch)
        .map(|(codes, &stretch)| {
            let number =
                |(&code, &scale): (&i8, &f32)| f64::from(code) * f64::from(scale) * f64::from(stretch);
            codes.iter().zip(&parts.scale).map(number).collect()
        })
        .collect();
    for row in (0..vectors.len()).step_by(9_999) {
        let query: Array1<f32> = vectors[row].iter().map(|&x| x as f32).collect();
        let hits = pack.index.nearest(query.view(), NEAREST, Measure::Cosine).unwrap();
        assert!(hits[0].similarity >= ITSELF, "row {row}: {hits:?}");
        let norm = query.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        let exact = |other: usize| {
            vectors[other].iter().zip(&query).map(|(x, &q)| x * f64::from(q)).sum::<f64>() / norm
        };
        let mut all: Vec<(f64, usize)> = (0..vectors.len()).map(|other| (exact(other), other)).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (hit, (cosine, _)) in hits.iter().zip(&all) {
            let off = f64::from(hit.similarity) - cosine.min(1.0);
            assert!(off.abs() <= QUERY_ROUNDING, "row {row}: {hit:?} where {cosine} belongs");
        }
    }
}

/// A song that is not in the catalogue, put through the same memory.
#[test]
fn it_would_remember_what_a_song_sounds_like() {
    let pack = pack();
    let segments: Array2<f32> = golden!("long_mel_stats");
    let mean = segments.mean_axis(Axis(0)).unwrap().to_vec();
    let heard = Profile::new(Descriptor::MelStats.levels(&mean)).unwrap();
    let kept = Profile::kept(&pack, pack.embed(segments.view()).unwrap().view()).unwrap();
    let forgotten = heard.apart(&kept);
    println!("mean mel levels of a song would be remembered within {forgotten:.2} dB");
    assert!(forgotten <= FORGOTTEN, "{forgotten} dB");
}
