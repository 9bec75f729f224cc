//! One station of the path, once, for callgrind to count its instructions: `cargo xtask test count`.
#![allow(missing_docs, reason = "a program")]

use std::env;
use std::hint::black_box;

use ndarray::Array2;
use segue::engine::forest::Forest;
use segue::engine::frontend::Frontend;
use segue::engine::index::Measure;
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::recommend::NEAREST_PER_WINDOW;

#[allow(dead_code, reason = "the other benches ask for its usual size")]
#[path = "../tests/support/large_catalogue.rs"]
mod large_catalogue;
#[path = "../tests/support/song.rs"]
mod song;

const SECONDS: usize = 10;
const FILE_RATE: u32 = 44_100;
const VECTORS: usize = 10_000;
const ROWS: usize = 80;

fn main() {
    // cargo adds words of its own.
    let station = env::args().skip(1).find(|word| !word.starts_with("--"));
    match station.as_deref() {
        Some("resample") => {
            let channel = song::song(SECONDS * FILE_RATE as usize, FILE_RATE);
            counted(|| Pcm::from_planar(&[&channel, &channel], FILE_RATE).expect("a song"));
        }
        Some("levels") => {
            let (pcm, mut frontend) = (song(), Frontend::new());
            counted(|| frontend.levels(&pcm).mel_db());
        }
        Some("listen") => {
            let (pcm, mut frontend) = (song(), Frontend::new());
            counted(|| frontend.listen(&pcm, &mut |_| {}));
        }
        Some("forest") => {
            let forest = forest();
            let mut query =
                large_catalogue::query(ROWS * forest.inputs() / 100 + 1).into_raw_vec_and_offset().0;
            query.truncate(ROWS * forest.inputs());
            let rows = Array2::from_shape_vec((ROWS, forest.inputs()), query).expect("so many numbers");
            counted(|| forest.predict(rows.view()).expect("probabilities"));
        }
        Some("search") => {
            let (index, queries) = (large_catalogue::index(VECTORS), large_catalogue::query(ROWS));
            counted(|| {
                let mut found = 0;
                let hear = |_, scan: segue::engine::index::Scan<'_>| {
                    found += scan.top(NEAREST_PER_WINDOW, Measure::Cosine).len();
                };
                index.scan_each(queries.view(), hear).expect("a scan");
                found
            });
        }
        _ => panic!("{station:?} is no station"),
    }
}

/// Callgrind counts while this runs, and only then.
#[inline(never)]
fn counted<T>(work: impl FnOnce() -> T) {
    black_box(work());
}

fn song() -> Pcm {
    Pcm::from_resampled(song::song(SECONDS * SAMPLE_RATE as usize, SAMPLE_RATE)).expect("a song")
}

/// The shipped one.
fn forest() -> Forest {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models/fma-small");
    let files =
        std::fs::read_dir(folder).expect("the shipped pack").map(|entry| entry.expect("a file").path());
    let file =
        files.into_iter().find(|path| path.to_string_lossy().contains("/forest.")).expect("its forest");
    Forest::parse("forest.json", &std::fs::read(file).expect("its forest")).expect("its forest")
}
