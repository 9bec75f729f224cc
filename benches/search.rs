//! `cargo bench --bench search`: a four-minute song's 80 segments against catalogues of 100 dimensions, on one thread.
//!
//! In the browser 80 × 50,000 has to stay below 100 ms; `tests/engine/speed.rs` measures there.
#![allow(missing_docs, reason = "criterion's macros make functions without any")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use segue::engine::analysis::Ranking;
use segue::engine::index::Measure;
use segue::engine::recommend::{NEAREST_PER_WINDOW, Terms, recommend};

#[path = "../tests/support/large_catalogue.rs"]
mod large_catalogue;

use large_catalogue::{ROWS, catalogue, index, query, song};

fn search(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("80 segments");
    group.sample_size(10);
    let (large, tracks, query) = (index(ROWS), catalogue(ROWS), query(80));
    let song = song(&query);
    for ranking in [Ranking::Balanced, Ranking::Published] {
        group.bench_function(format!("{ROWS} × 100, {ranking:?}"), |bencher| {
            bencher.iter(|| recommend(&large, &tracks, black_box(&song), &Terms::of(ranking)));
        });
    }
    let larger = index(80_000);
    group.bench_function("80000 × 100, ten nearest", |bencher| {
        bencher.iter(|| {
            let mut hits = Vec::new();
            let hear = |_, scan: segue::engine::index::Scan<'_>| {
                hits.extend(scan.top(NEAREST_PER_WINDOW, Measure::Cosine));
            };
            larger.scan_each(black_box(query.view()), hear).expect("a scan");
            hits
        });
    });
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
