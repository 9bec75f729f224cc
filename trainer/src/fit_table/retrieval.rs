//! How good the neighbours are, and how fairly the catalogue is recommended.

use anyhow::Result;
use indicatif::ProgressBar;
use ndarray::Array2;
use rayon::prelude::*;
use segue::engine::index::{Index, Measure};
use serde::Serialize;

use crate::model::folds::Division;
use crate::model::retrieval::{self, Occurrence};

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
    /// Among the ten nearest of the others.
    #[serde(flatten)]
    pub occurrence: Occurrence,
}

/// Asks the index about every track it holds. `unit`: the same tracks' exact unit embeddings.
pub fn measure(
    index: &Index,
    unit: &Array2<f32>,
    genres: &[u16],
    division: &Division,
    bar: &ProgressBar,
) -> Result<Retrieval> {
    let all: Vec<usize> = (0..unit.nrows()).collect();
    Ok(Retrieval {
        recall_at_10: retrieval::recall(index, unit, &all, bar)?,
        cosine: neighbours(index, unit, genres, division, Measure::Cosine, bar)?,
        corrected: neighbours(index, unit, genres, division, Measure::Corrected, bar)?,
    })
}

fn neighbours(
    index: &Index,
    unit: &Array2<f32>,
    genres: &[u16],
    division: &Division,
    measure: Measure,
    bar: &ProgressBar,
) -> Result<Neighbours> {
    let all: Vec<usize> = (0..unit.nrows()).collect();
    let lists = retrieval::ask(index, unit, &all, bar, |row, scan| retrieval::others(scan, row, measure))?;
    Ok(Neighbours {
        genre_precision_at_5: precision(index, unit, genres, division, measure)?,
        occurrence: Occurrence::of(unit.nrows(), lists.into_iter().flatten()),
    })
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
