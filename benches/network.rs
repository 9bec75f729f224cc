//! `cargo bench --bench network`: the network that listens, on one thread.
//!
//! A patch of three seconds has to stay below 40 ms.
#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use segue::engine::cnn::manifest::NetworkManifest;
use segue::engine::cnn::sound::SAMPLE_RATE;
use segue::engine::cnn::{Network, Sound};

#[path = "../tests/support/song.rs"]
mod song;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/musicnn/");
const SECONDS: usize = 30;
const FILE_RATE: u32 = 44_100;

fn network(criterion: &mut Criterion) {
    let manifest = std::fs::read(format!("{FOLDER}manifest.json")).expect("the shipped network");
    let manifest = NetworkManifest::parse(&manifest).expect("a manifest");
    let bytes = std::fs::read(format!("{FOLDER}{}", manifest.file.name)).expect("the shipped network");
    let open = || -> Network { manifest.open(black_box(&bytes)).expect("a network") };
    let samples = song::song(SECONDS * FILE_RATE as usize, FILE_RATE);
    let resample = || Sound::from_planar(&[black_box(&samples)], FILE_RATE).expect("a song");
    let sound = resample();
    let mut listener = open();
    let mut patch = 0;
    let mut group = criterion.benchmark_group("network");
    group.sample_size(20);
    group.bench_function("open", |bencher| bencher.iter(open));
    group.bench_function("resample 30 s to 16 kHz", |bencher| bencher.iter(resample));
    group.bench_function(format!("a patch, of {SAMPLE_RATE} Hz"), |bencher| {
        bencher.iter(|| {
            patch = (patch + 1) % sound.patches();
            listener.listen(black_box(&sound), patch)
        });
    });
    group.finish();
}

criterion_group!(benches, network);
criterion_main!(benches);
