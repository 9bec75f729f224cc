//! Rounds each column to a few levels, and names them by number: LightGBM then needs no more bins than there are levels.
//!
//! Numbers instead of values, because LightGBM rebuilds the histogram bin of zero at every split, unless it is the first.

use ndarray::{Array2, ArrayView2, Axis};

/// Where the levels of each column meet.
pub struct Levels {
    /// Of each column, ascending: `edges[k]` is the largest value of level `k`.
    edges: Vec<Vec<f64>>,
}

impl Levels {
    /// At most `count` for each column; they stand where equal shares of the column lie, and meet half-way.
    pub fn of(rows: ArrayView2<'_, f32>, count: usize) -> Self {
        let edges = |column: ndarray::ArrayView1<'_, f32>| {
            let mut sorted = column.to_vec();
            sorted.sort_by(f32::total_cmp);
            let levels = levels(&sorted, count);
            levels.windows(2).map(|pair| f64::midpoint(f64::from(pair[0]), f64::from(pair[1]))).collect()
        };
        Self { edges: rows.axis_iter(Axis(1)).map(edges).collect() }
    }

    /// The number of each value's level, from 0. Shape as `rows`.
    pub fn number(&self, rows: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut numbers = rows.to_owned();
        for (mut column, edges) in numbers.axis_iter_mut(Axis(1)).zip(&self.edges) {
            column.mapv_inplace(|value| edges.partition_point(|&edge| edge < f64::from(value)) as f32);
        }
        numbers
    }

    /// The value up to which this column is on the left of a split at `threshold`, which lies between two numbers.
    pub fn edge(&self, column: usize, threshold: f32) -> Option<f64> {
        self.edges.get(column)?.get(threshold as usize).copied()
    }
}

/// The middle of each of `count` equal shares, without repetition.
fn levels(sorted: &[f32], count: usize) -> Vec<f32> {
    let middle = |share: usize| sorted[(2 * share + 1) * sorted.len() / (2 * count)];
    let mut levels: Vec<f32> = (0..count).map(middle).collect();
    levels.dedup();
    levels
}
