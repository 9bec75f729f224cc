//! Embeddings → int8 codes, and what each vector's similarity to the catalogue is like.

use anyhow::Result;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use segue::engine::index::{Index, IndexParts};

use super::moments;

const MOST: f64 = 127.0;
/// How many stretches are tried for each vector, from the shortest that holds it to a quarter longer.
const STRETCHES: usize = 33;
const LONGEST: f64 = 1.25;

/// Rows of unit length; a row of zeros stays.
pub fn unit(embeddings: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut unit = embeddings.to_owned();
    for mut row in unit.rows_mut() {
        let norm = row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        if norm > 0.0 {
            row.mapv_inplace(|x| (f64::from(x) / norm) as f32);
        }
    }
    unit
}

/// Cosines of one unit row to all.
pub fn cosines(unit: &Array2<f32>, row: usize) -> Vec<f64> {
    let query: Vec<f64> = unit.row(row).iter().copied().map(f64::from).collect();
    unit.axis_iter(Axis(0)).map(|other| strands(&query, other.as_slice().unwrap_or_default())).collect()
}

/// The index of these unit rows.
pub fn index(unit: &Array2<f32>) -> Result<Index> {
    let (scale, spread) = (deviations(unit), moments::second(unit));
    let vectors: Vec<(Vec<i8>, f32)> =
        (0..unit.nrows()).into_par_iter().map(|row| code(unit.row(row), &scale, &spread)).collect();
    let sum = sum(unit);
    let moments = (0..unit.nrows()).into_par_iter().map(|row| hubness(unit, row, &sum, &spread));
    let moments: Vec<(f32, f32)> = moments.collect();
    let (codes, stretch): (Vec<Vec<i8>>, Vec<f32>) = vectors.into_iter().unzip();
    let (mean, deviation) = moments.into_iter().unzip();
    Ok(Index::new(IndexParts { scale, codes: codes.concat(), stretch, mean, deviation })?)
}

/// The codes of one vector: of all stretches the one whose error disturbs similarities to the catalogue least,
/// rescaled so that the vector's similarity to itself is 1.
fn code(vector: ArrayView1<'_, f32>, scale: &[f32], spread: &Array2<f64>) -> (Vec<i8>, f32) {
    let x: Vec<f64> = vector.iter().copied().map(f64::from).collect();
    let in_scales: Vec<f64> = x.iter().zip(scale).map(|(x, &scale)| x / f64::from(scale)).collect();
    let shortest = in_scales.iter().fold(0.0_f64, |most, x| most.max(x.abs())) / MOST;
    let mut best = (f64::INFINITY, vec![0_i8; x.len()], 0.0_f32);
    if shortest <= 0.0 {
        return (best.1, best.2);
    }
    for step in 0..STRETCHES {
        let stretch = shortest * (1.0 + (LONGEST - 1.0) * step as f64 / (STRETCHES - 1) as f64);
        let codes: Vec<i8> =
            in_scales.iter().map(|x| (x / stretch).round().clamp(-MOST, MOST) as i8).collect();
        let decoded: Vec<f64> = codes.iter().zip(scale).map(|(&c, &s)| f64::from(c) * f64::from(s)).collect();
        let own: f64 = decoded.iter().zip(&x).map(|(d, x)| d * x).sum();
        if own <= 0.0 {
            continue;
        }
        let error: Vec<f64> = decoded.iter().zip(&x).map(|(d, x)| d / own - x).collect();
        let disturbed = common(&error, spread);
        if disturbed < best.0 {
            best = (disturbed, codes, own.recip() as f32);
        }
    }
    (best.1, best.2)
}

/// xᵀ S x: the mean square, over the catalogue, of what x has in common with a vector.
fn common(x: &[f64], spread: &Array2<f64>) -> f64 {
    let along = |row: ArrayView1<'_, f64>| row.iter().zip(x).map(|(s, x)| s * x).sum::<f64>();
    spread.rows().into_iter().zip(x).map(|(row, x)| x * along(row)).sum()
}

/// Mean and deviation of one vector's cosines to all others, out of the sum and the second moments of all vectors:
/// Σ x·y = x·Σy and Σ (x·y)² = xᵀ(Σ y yᵀ)x, both less the vector's cosine to itself.
fn hubness(unit: &Array2<f32>, row: usize, sum: &[f64], spread: &Array2<f64>) -> (f32, f32) {
    let vector = unit.row(row);
    let x: Vec<f64> = vector.iter().copied().map(f64::from).collect();
    let (all, own) = (unit.nrows() as f64, dot(vector, vector));
    let count = (all - 1.0).max(1.0);
    let mean = (x.iter().zip(sum).map(|(x, sum)| x * sum).sum::<f64>() - own) / count;
    let square = (common(&x, spread) * all - own.powi(2)) / count;
    (mean as f32, (square - mean.powi(2)).max(0.0).sqrt() as f32)
}

/// Of all rows.
fn sum(unit: &Array2<f32>) -> Vec<f64> {
    let mut sum = vec![0.0; unit.ncols()];
    for row in unit.rows() {
        sum.iter_mut().zip(row).for_each(|(sum, &x)| *sum += f64::from(x));
    }
    sum
}

/// One scale per dimension: its standard deviation, or 1 where nothing varies.
fn deviations(unit: &Array2<f32>) -> Vec<f32> {
    let deviation = |column: ArrayView1<'_, f32>| {
        let square = column.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / column.len() as f64;
        if square > 0.0 { square.sqrt() as f32 } else { 1.0 }
    };
    unit.axis_iter(Axis(1)).map(deviation).collect()
}

/// A dot product in four sums that grow side by side.
fn strands(query: &[f64], other: &[f32]) -> f64 {
    let mut sums = [0.0; 4];
    for (query, other) in query.chunks(4).zip(other.chunks(4)) {
        for ((sum, query), &other) in sums.iter_mut().zip(query).zip(other) {
            *sum += query * f64::from(other);
        }
    }
    sums.iter().sum()
}

fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
}
