//! Second moments: what principal axes and codes are measured by.

use ndarray::Array2;
use rayon::prelude::*;

/// Mean product of every two columns; columns × columns. Each sum runs from the first row to the last, many of them side
/// by side.
pub fn second(rows: &Array2<f32>) -> Array2<f64> {
    let (count, columns) = (rows.nrows() as f64, rows.ncols());
    let rows = rows.as_standard_layout();
    let flat = rows.as_slice().expect("it is in standard layout");
    let with_those_before = |a: usize| {
        let mut sums = vec![0.0_f64; a + 1];
        for row in flat.chunks_exact(columns) {
            let x = f64::from(row[a]);
            for (sum, &y) in sums.iter_mut().zip(row) {
                *sum += x * f64::from(y);
            }
        }
        sums.into_iter().map(|sum| sum / count).collect()
    };
    let lower: Vec<Vec<f64>> = (0..columns).into_par_iter().map(with_those_before).collect();
    Array2::from_shape_fn((columns, columns), |(a, b)| lower[a.max(b)][a.min(b)])
}
