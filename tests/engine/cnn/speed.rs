//! How long the browser takes for a patch. Only WebAssembly needs this: natively `cargo bench --bench network` tells.
//!
//! ```sh
//! CHROMEDRIVER=chromedriver WASM_BINDGEN_TEST_ONLY_WEB=1 cargo test --release --target wasm32-unknown-unknown --test tests -- \
//!     --include-ignored --nocapture milliseconds
//! ```

use js_sys::Date;
use segue::engine::cnn::Sound;
use segue::engine::cnn::sound::SAMPLE_RATE;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use super::shipped;
use crate::support::song::song;

const SECONDS: usize = 60;
/// The best of these is the least disturbed.
const ROUNDS: usize = 5;
/// What the issue allows on one worker.
const MOST_MILLISECONDS: f64 = 150.0;

#[wasm_bindgen_test]
#[ignore = "a measurement"]
fn milliseconds_per_patch() {
    let rate = SAMPLE_RATE as usize;
    let sound = Sound::from_planar(&[&song(SECONDS * rate, SAMPLE_RATE)], SAMPLE_RATE).unwrap();
    let before = Date::now();
    let mut network = shipped();
    console_log!("{:.1} ms to open", Date::now() - before);
    let round = |_| {
        let before = Date::now();
        for patch in 0..sound.patches() {
            assert!(network.listen(&sound, patch).tags[0] >= 0.0);
        }
        (Date::now() - before) / sound.patches() as f64
    };
    let rounds: Vec<f64> = (0..ROUNDS).map(round).collect();
    let best = rounds.iter().copied().fold(f64::INFINITY, f64::min);
    console_log!("{best:.2} ms per patch at best, of {rounds:.2?}");
    assert!(best <= MOST_MILLISECONDS);
}
