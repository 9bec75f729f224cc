//! Rounds each column to a few levels between which LightGBM then splits.

use ndarray::{Array2, ArrayView2, Axis};

/// Each value becomes the level nearest to it; levels stand where equal shares of the column lie. The split between two
/// levels is half-way between them, as LightGBM puts it, so its trees decide about the values themselves as they do about
/// the rounded ones.
///
/// # Shape
///
/// As `rows`; at most `count` values in a column.
pub fn round(rows: ArrayView2<'_, f32>, count: usize) -> Array2<f32> {
    let mut rounded = rows.to_owned();
    for mut column in rounded.axis_iter_mut(Axis(1)) {
        let mut sorted = column.to_vec();
        sorted.sort_by(f32::total_cmp);
        let levels = levels(&sorted, count);
        let edges: Vec<f64> = levels.windows(2).map(|pair| edge(pair[0], pair[1])).collect();
        for value in &mut column {
            *value = levels[edges.partition_point(|&edge| edge < f64::from(*value))];
        }
    }
    rounded
}

/// The middle of each of `count` equal shares, without repetition.
fn levels(sorted: &[f32], count: usize) -> Vec<f32> {
    let middle = |share: usize| sorted[(2 * share + 1) * sorted.len() / (2 * count)];
    let mut levels: Vec<f32> = (0..count).map(middle).collect();
    levels.dedup();
    levels
}

/// Half-way; LightGBM keeps what is below zero apart from what is above.
fn edge(low: f32, high: f32) -> f64 {
    if low < 0.0 && high > 0.0 { 0.0 } else { f64::midpoint(f64::from(low), f64::from(high)) }
}
