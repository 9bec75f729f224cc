//! The pack that the page ships. It is read from the disk, so these run natively; the small pack stands for it elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ndarray::Array2;
use segue::engine::Error;
use segue::engine::index::Measure;
use segue::engine::pack::{Descriptor, Manifest, Pack, Split};
use segue::engine::profile::Profile;
use serde_json::{Value, json};

use crate::support::{assert_close, golden};

/// The generator computes in float64 with another order of sums; no input may lie that near to a threshold.
const TOLERANCE: f32 = 1e-6;
/// dB, root mean square over bands and tracks: the length of an embedding is not kept, and guessed within a third.
const FORGOTTEN: f32 = 2.0;
/// The page loads it over the wire.
const MOST_BYTES_GZIPPED: usize = 2_000_000;

type Files = BTreeMap<String, Vec<u8>>;

fn files() -> (Vec<u8>, Files) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/fma-small");
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let named = Manifest::parse(&manifest).unwrap();
    let files =
        named.files.iter().map(|file| (file.name.clone(), fs::read(folder.join(&file.name)).unwrap()));
    (manifest, files.collect())
}

#[test]
fn it_opens_and_says_what_it_is() {
    let (manifest, files) = files();
    let pack = Pack::open(&manifest, &files).unwrap();
    assert_eq!(
        (pack.manifest.name.as_str(), pack.manifest.tracks, pack.manifest.genres),
        ("fma-small", 7183, 8)
    );
    assert!(pack.catalogue.tracks.is_sorted_by(|a, b| a.id < b.id));
    let held = pack.catalogue.tracks.iter().filter(|track| track.split == Split::Validation).count();
    assert_eq!(held, 799);
    let by_artist = |a: &str| pack.catalogue.tracks.iter().filter(|track| track.artist == a).count();
    assert!(by_artist("AWOL") > 1);
}

/// What issue and README promise; the report is written by what made the pack.
#[test]
fn it_keeps_its_promises() {
    let metrics = Manifest::parse(&files().0).unwrap().metrics;
    assert!(metrics["validation_accuracy"] >= 0.51);
    assert!(metrics["validation_ece"] <= 0.05);
    assert!(metrics["recall_at_10"] >= 0.99);
    assert!(metrics["precision_at_5"] >= 0.33);
    assert!(metrics["occurrence_skewness"] <= 1.3);
    assert!(metrics["never_recommended"] <= 0.004);
    assert!(metrics["largest_difference_from_lightgbm"] <= 1e-6);
}

#[test]
fn it_is_small_on_the_wire() {
    let (manifest, files) = files();
    let gzipped = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, bytes).unwrap();
        gzip.finish().unwrap().len()
    };
    // Hosts compress JSON, not unknown binaries.
    let wire = |(name, bytes): (&String, &Vec<u8>)| {
        if Path::new(name).extension().is_some_and(|kind| kind == "json") {
            gzipped(bytes)
        } else {
            bytes.len()
        }
    };
    let total = gzipped(&manifest) + files.iter().map(wire).sum::<usize>();
    assert!(total <= MOST_BYTES_GZIPPED, "{total} bytes");
}

#[test]
fn its_probabilities_are_golden() {
    let (manifest, files) = files();
    let pack = Pack::open(&manifest, &files).unwrap();
    let rows: Array2<f32> = golden!("fma_small_rows");
    let expected: Array2<f32> = golden!("fma_small_probabilities");
    let found = pack.tell(rows.view()).unwrap().0;
    assert_close("probabilities", found.view(), expected.view(), TOLERANCE);
}

/// The golden rows are tracks of the catalogue: each finds itself first, by either measure.
#[test]
fn its_tracks_find_themselves() {
    let (manifest, files) = files();
    let pack = Pack::open(&manifest, &files).unwrap();
    let rows: Array2<f32> = golden!("fma_small_rows");
    let embeddings = pack.embed(rows.view()).unwrap();
    for (genre, embedding) in embeddings.rows().into_iter().enumerate() {
        let scan = pack.index.scan(embedding).unwrap();
        let own = scan.top(1, Measure::Cosine)[0];
        let track = &pack.catalogue.tracks[own.row as usize];
        assert_eq!((track.genre.map(usize::from), track.split), (Some(genre), Split::Validation));
        assert!(own.similarity > 0.999, "{own:?}");
        let corrected = scan.top(1, Measure::Corrected)[0];
        assert_eq!(corrected.row, own.row);
        let share = corrected.score / scan.ceiling(Measure::Corrected);
        assert!((share - 1.0).abs() < 0.01, "{share}");
    }
}

/// The golden rows are tracks of the catalogue, so what the index remembers of them can be held against what they are.
#[test]
fn it_remembers_what_its_tracks_sound_like() {
    let (manifest, files) = files();
    let pack = Pack::open(&manifest, &files).unwrap();
    let rows: Array2<f32> = golden!("fma_small_rows");
    let profile = |row: ndarray::ArrayView1<f32>| {
        Profile::new(Descriptor::CepstralStats.levels(&row.to_vec())).unwrap()
    };
    let average = profile(rows.mean_axis(ndarray::Axis(0)).unwrap().view());
    let (mut forgotten, mut unlike) = (0.0, 0.0);
    for (row, embedding) in rows.rows().into_iter().zip(pack.embed(rows.view()).unwrap().rows()) {
        let own = pack.index.nearest(embedding, 1, Measure::Cosine).unwrap()[0].row;
        let remembered = Profile::remembered(&pack, own..own + 1).unwrap();
        forgotten += profile(row).apart(&remembered).powi(2) / rows.nrows() as f32;
        unlike += profile(row).apart(&average).powi(2) / rows.nrows() as f32;
    }
    let (forgotten, unlike) = (forgotten.sqrt(), unlike.sqrt());
    println!("mean mel levels remembered within {forgotten:.2} dB; tracks differ by {unlike:.2} dB");
    assert!(forgotten <= FORGOTTEN && forgotten <= 0.5 * unlike, "{forgotten} dB of {unlike} dB");
}

#[test]
fn damage_is_refused_file_by_file() {
    let (manifest, files) = files();
    for needed in Manifest::parse(&manifest).unwrap().needs() {
        let file = needed.name.clone();
        let open = |change: &dyn Fn(&mut Files)| {
            let mut files = files.clone();
            change(&mut files);
            Pack::open(&manifest, &files).unwrap_err()
        };
        let missing = open(&|files| drop(files.remove(&file)));
        assert_eq!(missing, Error::Missing { file: file.clone() });
        let cut = open(&|files| files.get_mut(&file).unwrap().truncate(1000));
        assert_eq!(cut, Error::SizeMismatch { file: file.clone(), expected: needed.bytes, found: 1000 });
        let flipped = open(&|files| *files.get_mut(&file).unwrap().last_mut().unwrap() ^= 0x80);
        assert!(matches!(flipped, Error::ChecksumMismatch { .. }), "{flipped:?}");
    }
}

#[test]
fn another_version_is_refused_with_both_numbers() {
    let (manifest, files) = files();
    let mut value: Value = serde_json::from_slice(&manifest).unwrap();
    value["format"] = json!(2);
    let refused = Pack::open(&serde_json::to_vec(&value).unwrap(), &files).unwrap_err();
    assert_eq!(refused.to_string(), "manifest.json has version 2; this build reads version 1");
}
