//! `cargo bench`: the engine's part of a four-minute song, stereo at 44.1 kHz, on one thread.
//!
//! Resampling and features together have to stay below 0.35 s.
#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use segue::engine::frontend::Frontend;
use segue::engine::pcm::Pcm;
use segue::engine::segment::{CepstralStats, MelStats};

#[path = "../tests/support/song.rs"]
mod song;

const RATE: u32 = 44_100;
const SECONDS: usize = 240;

fn path(criterion: &mut Criterion) {
    let left = song::song(SECONDS * RATE as usize, RATE);
    let right: Vec<f32> = left.iter().rev().copied().collect();
    let resample = || Pcm::from_planar(&[black_box(&left), black_box(&right)], RATE).expect("a song");
    let describe = |pcm: &Pcm| {
        let frames = Frontend::new().listen(pcm, &mut |_| {});
        (MelStats::of(&frames), CepstralStats::of(&frames))
    };
    let pcm = resample();
    let mut group = criterion.benchmark_group("4-minute song");
    group.sample_size(10);
    group.bench_function("resample", |bencher| bencher.iter(resample));
    group.bench_function("mel levels", |bencher| bencher.iter(|| Frontend::new().levels(&pcm).mel_db()));
    group.bench_function("features", |bencher| bencher.iter(|| describe(&pcm)));
    group.bench_function("resample + features", |bencher| bencher.iter(|| describe(&resample())));
    group.finish();
}

criterion_group!(benches, path);
criterion_main!(benches);
