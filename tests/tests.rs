//! The one test binary, natively and in headless Chromium; its modules mirror the engine's.
//!
//! Each climbs the same ladder: identities, naive definitions in f64, golden vectors from librosa and soxr, properties.
#![allow(missing_docs, reason = "tests document themselves by their names")]
#![allow(clippy::float_cmp, reason = "where a number must be exact, it is compared exactly")]

mod support;

mod engine;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
