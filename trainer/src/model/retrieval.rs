//! How well an index finds what it holds, and how evenly it recommends it.

use anyhow::Result;
use indicatif::ProgressBar;
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;
use segue::engine::index::{Index, Measure};
use serde::Serialize;

use super::quantise::cosines;

/// Neighbours for recall and for the hub statistics.
pub const NEAREST: usize = 10;

/// How often each one of many is among the ten nearest of the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Occurrence {
    /// Of how often each is: 0 if all are named alike, large if a few hubs are named again and again.
    #[serde(rename = "occurrence_skewness")]
    pub skewness: f64,
    /// Share of those that are among the ten nearest of no other.
    pub never_recommended: f64,
    /// How often the most frequent one is.
    #[serde(rename = "largest_occurrence")]
    pub largest: u32,
}

impl Occurrence {
    /// Of so many, who is named: one number for each time.
    pub fn of(count: usize, named: impl IntoIterator<Item = usize>) -> Self {
        let mut times = vec![0_u32; count];
        for one in named {
            times[one] += 1;
        }
        let never = times.iter().filter(|&&times| times == 0).count();
        Self {
            skewness: skewness(&times),
            never_recommended: never as f64 / count.max(1) as f64,
            largest: times.iter().copied().max().unwrap_or(0),
        }
    }
}

/// Share of the ten nearest by exact float cosine that the codes find too, when these rows ask for the others.
/// `unit`: the exact unit embeddings.
pub fn recall(index: &Index, unit: &Array2<f32>, rows: &[usize], bar: &ProgressBar) -> Result<f64> {
    let found = rows.par_iter().map(|&row| {
        let exact = exact(unit, row);
        let coded = others(index, unit.row(row), row, Measure::Cosine)?;
        bar.inc(1);
        Ok(coded.iter().filter(|&hit| exact.contains(hit)).count())
    });
    let found: usize = found.collect::<Result<Vec<_>>>()?.iter().sum();
    let others = unit.nrows().saturating_sub(1);
    Ok(found as f64 / (rows.len() * NEAREST.min(others)).max(1) as f64)
}

/// The ten nearest rows without the asking one.
pub fn others(index: &Index, query: ArrayView1<'_, f32>, own: usize, measure: Measure) -> Result<Vec<usize>> {
    let hits = index.nearest(query, NEAREST + 1, measure)?;
    Ok(hits.iter().map(|hit| hit.row as usize).filter(|&row| row != own).take(NEAREST).collect())
}

/// At most so many of the numbers below `count`, the same distance apart.
pub fn evenly(count: usize, most: usize) -> Vec<usize> {
    let taken = count.min(most);
    (0..taken).map(|at| at * count / taken).collect()
}

/// The ten other rows with the largest cosines.
fn exact(unit: &Array2<f32>, row: usize) -> Vec<usize> {
    let cosines = cosines(unit, row);
    let mut rows: Vec<usize> = (0..cosines.len()).filter(|&other| other != row).collect();
    if rows.len() > NEAREST {
        rows.select_nth_unstable_by(NEAREST, |&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
        rows.truncate(NEAREST);
    }
    rows
}

/// Third standardised moment of the population.
fn skewness(counts: &[u32]) -> f64 {
    let n = counts.len().max(1) as f64;
    let mean = counts.iter().map(|&x| f64::from(x)).sum::<f64>() / n;
    let moment = |power: i32| counts.iter().map(|&x| (f64::from(x) - mean).powi(power)).sum::<f64>() / n;
    let variance = moment(2);
    if variance > 0.0 { moment(3) / variance.powf(1.5) } else { 0.0 }
}
