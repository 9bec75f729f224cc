//! How good the neighbours are, and how fairly the catalogue is recommended.

use anyhow::Result;
use indicatif::ProgressBar;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;
use segue::engine::index::{Index, Measure};
use serde::Serialize;

use super::quantise::cosines;
use crate::model::folds::Division;

/// Neighbours for recall and for the hub statistics.
const NEAREST: usize = 10;
/// Neighbours for precision.
const SHOWN: usize = 5;

/// The numbers of the index.
#[derive(Debug, Serialize)]
pub struct Retrieval {
    /// Share of the ten nearest by exact float cosine that the codes find too (every track asks for the others).
    pub recall_at_10: f64,
    pub cosine: Neighbours,
    pub corrected: Neighbours,
}

/// What one measure brings.
#[derive(Debug, Serialize)]
pub struct Neighbours {
    /// Share of the five nearest training tracks of a validation track that have its genre. No artist is in both.
    pub genre_precision_at_5: f64,
    /// Of how often each track is among the ten nearest of the others.
    pub occurrence_skewness: f64,
    /// Share of tracks that are among the ten nearest of no other.
    pub never_recommended: f64,
    /// How often the most frequent track is.
    pub largest_occurrence: u32,
}

/// Asks the index about every track it holds. `unit`: the same tracks' exact unit embeddings.
pub fn measure(
    index: &Index,
    unit: &Array2<f32>,
    genres: &[u16],
    division: &Division,
    bar: &ProgressBar,
) -> Result<Retrieval> {
    Ok(Retrieval {
        recall_at_10: recall(index, unit, bar)?,
        cosine: neighbours(index, unit, genres, division, Measure::Cosine, bar)?,
        corrected: neighbours(index, unit, genres, division, Measure::Corrected, bar)?,
    })
}

fn recall(index: &Index, unit: &Array2<f32>, bar: &ProgressBar) -> Result<f64> {
    let found = (0..unit.nrows()).into_par_iter().map(|row| {
        let cosines = cosines(unit, row);
        let mut exact: Vec<usize> = (0..cosines.len()).filter(|&other| other != row).collect();
        exact.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
        exact.truncate(NEAREST);
        let coded = others(index, unit.row(row), row, Measure::Cosine)?;
        bar.inc(1);
        Ok(coded.iter().filter(|&&hit| exact.contains(&hit)).count())
    });
    let found: usize = found.collect::<Result<Vec<_>>>()?.iter().sum();
    Ok(found as f64 / (unit.nrows() * NEAREST.min(unit.nrows() - 1)) as f64)
}

fn neighbours(
    index: &Index,
    unit: &Array2<f32>,
    genres: &[u16],
    division: &Division,
    measure: Measure,
    bar: &ProgressBar,
) -> Result<Neighbours> {
    let lists = (0..unit.nrows()).into_par_iter().map(|row| {
        bar.inc(1);
        others(index, unit.row(row), row, measure)
    });
    let mut occurrence = vec![0_u32; unit.nrows()];
    for row in lists.collect::<Result<Vec<_>>>()?.into_iter().flatten() {
        occurrence[row] += 1;
    }
    Ok(Neighbours {
        genre_precision_at_5: precision(index, unit, genres, division, measure)?,
        occurrence_skewness: skewness(&occurrence),
        never_recommended: occurrence.iter().filter(|&&times| times == 0).count() as f64
            / unit.nrows() as f64,
        largest_occurrence: occurrence.iter().copied().max().unwrap_or(0),
    })
}

/// The ten nearest rows without the asking one.
fn others(index: &Index, query: ArrayView1<'_, f32>, own: usize, measure: Measure) -> Result<Vec<usize>> {
    let hits = index.nearest(query, NEAREST + 1, measure)?;
    Ok(hits.iter().map(|hit| hit.row as usize).filter(|&row| row != own).take(NEAREST).collect())
}

fn precision(
    index: &Index,
    unit: &Array2<f32>,
    genres: &[u16],
    division: &Division,
    measure: Measure,
) -> Result<f64> {
    let mut fitted = vec![false; unit.nrows()];
    division.fit.iter().for_each(|&row| fitted[row] = true);
    let same = division.ask.par_iter().map(|&row| {
        let hits = index.nearest(unit.row(row), index.rows(), measure)?;
        let training = hits.iter().map(|hit| hit.row as usize).filter(|&other| fitted[other]).take(SHOWN);
        Ok(training.filter(|&other| genres[other] == genres[row]).count())
    });
    let same: usize = same.collect::<Result<Vec<_>>>()?.iter().sum();
    Ok(same as f64 / (division.ask.len() * SHOWN.min(division.fit.len())).max(1) as f64)
}

/// Third standardised moment of the population.
fn skewness(counts: &[u32]) -> f64 {
    let n = counts.len().max(1) as f64;
    let mean = counts.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let moment = |power: i32| counts.iter().map(|&x| (f64::from(x) - mean).powi(power)).sum::<f64>() / n;
    let variance = moment(2);
    if variance > 0.0 { moment(3) / variance.powf(1.5) } else { 0.0 }
}
