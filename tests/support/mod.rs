//! What every test may want: one `test` for both targets, one comparison, one song, the golden vectors.

pub mod large_catalogue;
pub mod small_pack;
pub mod song;

use std::io::Cursor;

use ndarray::{Array, ArrayView, Dimension};
use ndarray_npy::ReadNpyExt;

/// Written once, run natively and in the browser: `use crate::support::test;`.
#[cfg(not(target_arch = "wasm32"))]
pub use core::prelude::v1::test;
#[cfg(target_arch = "wasm32")]
pub use wasm_bindgen_test::wasm_bindgen_test as test;

/// Shapes first, then the worst element, with its place.
#[track_caller]
pub fn assert_close<D: Dimension>(
    what: &str,
    found: ArrayView<'_, f32, D>,
    expected: ArrayView<'_, f32, D>,
    tolerance: f32,
) {
    assert_eq!(found.shape(), expected.shape(), "{what}: shape");
    let mut worst = (0.0, String::new());
    for ((place, &a), &b) in found.indexed_iter().zip(&expected) {
        let off = (a - b).abs();
        // NaN is worst of all.
        if off.is_nan() || off > worst.0 {
            worst = (off, format!("{a} where {b} belongs, at {place:?}"));
        }
    }
    assert!(worst.0 <= tolerance, "{what}: off by {} (at most {tolerance}): {}", worst.0, worst.1);
}

/// Reads a golden vector, embedded as bytes.
pub fn read_golden<D: Dimension>(bytes: &[u8]) -> Array<f32, D> {
    Array::read_npy(Cursor::new(bytes)).expect("golden vectors are whole")
}

/// A golden vector by its name in tests/golden.
macro_rules! golden {
    ($name:literal) => {
        $crate::support::read_golden(include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/golden/",
            $name,
            ".npy"
        )))
    };
}
pub(crate) use golden;
