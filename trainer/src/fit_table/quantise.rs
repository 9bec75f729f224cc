//! Embeddings → int8 codes, and what each vector's similarity to the catalogue is like.

use anyhow::Result;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use segue::engine::index::{Index, IndexParts};

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
    let query = unit.row(row);
    unit.rows().into_iter().map(|other| dot(query, other)).collect()
}

/// The index of these unit rows.
pub fn index(unit: &Array2<f32>) -> Result<Index> {
    let (scale, spread) = (deviations(unit), covariance(unit));
    let vectors: Vec<(Vec<i8>, f32)> =
        (0..unit.nrows()).into_par_iter().map(|row| code(unit.row(row), &scale, &spread)).collect();
    let moments: Vec<(f32, f32)> = (0..unit.nrows()).into_par_iter().map(|row| hubness(unit, row)).collect();
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
        let disturbed = disturbance(&error, spread);
        if disturbed < best.0 {
            best = (disturbed, codes, own.recip() as f32);
        }
    }
    (best.1, best.2)
}

/// Variance, over the catalogue, of what this error adds to a similarity.
fn disturbance(error: &[f64], spread: &Array2<f64>) -> f64 {
    let along = |row: ArrayView1<'_, f64>| row.iter().zip(error).map(|(s, e)| s * e).sum::<f64>();
    spread.rows().into_iter().zip(error).map(|(row, e)| e * along(row)).sum()
}

/// Mean and deviation of one vector's cosines to all others.
fn hubness(unit: &Array2<f32>, row: usize) -> (f32, f32) {
    let mut others = cosines(unit, row);
    others.remove(row);
    let count = others.len().max(1) as f64;
    let mean = others.iter().sum::<f64>() / count;
    let variance = others.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / count;
    (mean as f32, variance.sqrt() as f32)
}

/// One scale per dimension: its standard deviation, or 1 where nothing varies.
fn deviations(unit: &Array2<f32>) -> Vec<f32> {
    let deviation = |column: ArrayView1<'_, f32>| {
        let square = column.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / column.len() as f64;
        if square > 0.0 { square.sqrt() as f32 } else { 1.0 }
    };
    unit.axis_iter(Axis(1)).map(deviation).collect()
}

/// Second moments of the unit rows.
fn covariance(unit: &Array2<f32>) -> Array2<f64> {
    let count = unit.nrows() as f64;
    Array2::from_shape_fn((unit.ncols(), unit.ncols()), |(a, b)| {
        let products =
            unit.column(a).into_iter().zip(unit.column(b)).map(|(&x, &y)| f64::from(x) * f64::from(y));
        products.sum::<f64>() / count
    })
}

fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
}
