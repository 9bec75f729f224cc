//! Fits the standardiser and the principal axes.

use anyhow::{Result, anyhow, ensure};
use faer::linalg::evd::EvdError;
use faer::{Mat, Side};
use ndarray::{ArrayView2, Axis};
use segue::engine::pca::{LOG_FLOOR, Pca, PcaParts};

use super::moments;

/// Standardises columns (`log_columns` after taking their logarithm), then turns to the `count` axes of largest variance.
/// Each axis points to where its largest loading is positive.
pub fn fit(rows: ArrayView2<'_, f32>, log_columns: &[u32], count: usize) -> Result<Pca> {
    let columns = rows.ncols();
    ensure!(rows.nrows() > columns, "{} rows to fit on are too few for {columns} columns", rows.nrows());
    let (mean, scale) = mean_and_deviation(rows, log_columns);
    let mut parts = PcaParts {
        log_columns: log_columns.to_vec(),
        mean,
        scale,
        centre: vec![0.0; columns],
        components: Vec::new(),
        explained: Vec::new(),
    };
    let standardised = Pca::new(parts.clone())?.standardise(rows)?;
    let covariance = moments::second(&standardised);
    let (directions, variances) = turned(&Mat::from_fn(columns, columns, |a, b| covariance[(a, b)]))?;
    let total: f64 = variances.iter().sum();
    for component in (0..columns).rev().take(count) {
        let axis: Vec<f64> = (0..columns).map(|column| directions[(column, component)]).collect();
        let largest =
            axis.iter().copied().fold(0.0_f64, |most, x| if x.abs() > most.abs() { x } else { most });
        parts.components.extend(axis.iter().map(|x| (x * largest.signum()) as f32));
        parts.explained.push((variances[component] / total) as f32);
    }
    Ok(Pca::new(parts)?)
}

/// Mean and population standard deviation of each column.
fn mean_and_deviation(rows: ArrayView2<'_, f32>, log_columns: &[u32]) -> (Vec<f32>, Vec<f32>) {
    let count = rows.nrows() as f64;
    let of_column = |(column, values): (usize, ndarray::ArrayView1<'_, f32>)| {
        let log = log_columns.contains(&(column as u32));
        let value = |&x: &f32| if log { f64::from(x).max(LOG_FLOOR).ln() } else { f64::from(x) };
        let mean = values.iter().map(value).sum::<f64>() / count;
        let variance = values.iter().map(|x| (value(x) - mean).powi(2)).sum::<f64>() / count;
        (mean as f32, variance.sqrt() as f32)
    };
    rows.axis_iter(Axis(1)).enumerate().map(of_column).unzip()
}

/// Principal directions, one per column, and the variance along each, smallest first.
///
/// On a thread of its own: faer's AVX kernels leave the upper halves of the vector registers dirty, and every SSE division
/// on that thread takes several times as long from then on. LightGBM's search for splits is full of them.
fn turned(covariance: &Mat<f64>) -> Result<(Mat<f64>, Vec<f64>)> {
    let eigen = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let eigen = covariance.self_adjoint_eigen(Side::Lower)?;
            Ok((eigen.U().to_owned(), eigen.S().column_vector().iter().copied().collect()))
        });
        thread.join()
    });
    let eigen = eigen.map_err(|_| anyhow!("the search for principal axes gave up"))?;
    eigen.map_err(|error: EvdError| anyhow!("the covariance has no principal axes: {error:?}"))
}
