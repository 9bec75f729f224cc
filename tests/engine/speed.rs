//! How long a search takes where it is done. A measurement, not a test: it fails by no clock.
//!
//! ```sh
//! cargo test --release --test tests -- --include-ignored --nocapture engine::speed
//! cargo test --release --target wasm32-unknown-unknown --test tests -- --include-ignored --nocapture engine::speed
//! ```

use segue::engine::analysis::Ranking;
use segue::engine::index::Measure;
use segue::engine::recommend::{NEAREST_PER_WINDOW, SONGS, Terms, recommend};

use crate::support::large_catalogue::{ROWS, catalogue, index, query, song};
use crate::support::test;

const REPETITIONS: usize = 15;

/// Milliseconds since some moment.
#[cfg(target_arch = "wasm32")]
fn now() -> f64 {
    js_sys::Date::now()
}

#[cfg(not(target_arch = "wasm32"))]
fn now() -> f64 {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    1e3 * START.elapsed().as_secs_f64()
}

fn say(words: &str) {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{words}");
    #[cfg(not(target_arch = "wasm32"))]
    println!("{words}");
}

fn time(what: &str, mut work: impl FnMut()) {
    let mut times: Vec<f64> = (0..REPETITIONS)
        .map(|_| {
            let start = now();
            work();
            now() - start
        })
        .collect();
    times.sort_by(f64::total_cmp);
    say(&format!("{what}: {:.0} ms, at best {:.0} ms", times[REPETITIONS / 2], times[0]));
}

#[test]
#[ignore = "a measurement"]
fn eighty_segments_against_a_large_catalogue() {
    let (large, tracks, query) = (index(ROWS), catalogue(ROWS), query(80));
    let song = song(&query);
    for ranking in [Ranking::Balanced, Ranking::Published] {
        time(&format!("80 × {ROWS} × 100, {ranking:?}"), || {
            let answer = recommend(&large, &tracks, &song, &Terms::of(ranking)).expect("an answer");
            assert_eq!(answer.len(), SONGS);
        });
    }
    let larger = index(80_000);
    time("80 × 80000 × 100, ten nearest", || {
        let mut hits = 0;
        larger
            .scan_each(query.view(), |_, scan| hits += scan.top(NEAREST_PER_WINDOW, Measure::Cosine).len())
            .expect("a scan");
        assert_eq!(hits, 80 * NEAREST_PER_WINDOW);
    });
}
