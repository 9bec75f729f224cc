//! How well an index finds what it holds, and how evenly it recommends it.

use anyhow::Result;
use indicatif::ProgressBar;
use ndarray::{Array2, Axis};
use rayon::prelude::*;
use segue::engine::index::{Index, Measure, Scan};
use serde::Serialize;

use super::quantise::cosines;

/// Neighbours for recall and for the hub statistics.
pub const NEAREST: usize = 10;
/// Rows that a core asks about at a time.
const SHARE: usize = 64;

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
    let found = ask(index, unit, rows, bar, |row, scan| {
        let exact = exact(unit, row);
        others(scan, row, Measure::Cosine).iter().filter(|&hit| exact.contains(hit)).count()
    })?;
    let others = unit.nrows().saturating_sub(1);
    Ok(found.iter().sum::<usize>() as f64 / (rows.len() * NEAREST.min(others)).max(1) as f64)
}

/// Scans for each of these rows, on all cores; what `of` says of each, in their order.
pub fn ask<T: Send>(
    index: &Index,
    unit: &Array2<f32>,
    rows: &[usize],
    bar: &ProgressBar,
    of: impl Fn(usize, &Scan<'_>) -> T + Sync,
) -> Result<Vec<T>> {
    let told = rows.par_chunks(SHARE).map(|rows| {
        let mut told = Vec::with_capacity(rows.len());
        index.scan_each(unit.select(Axis(0), rows).view(), |at, scan| told.push(of(rows[at], &scan)))?;
        bar.inc(rows.len() as u64);
        Ok(told)
    });
    Ok(told.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The ten nearest rows without the asking one.
pub fn others(scan: &Scan<'_>, own: usize, measure: Measure) -> Vec<usize> {
    let hits = scan.top(NEAREST + 1, measure);
    hits.iter().map(|hit| hit.row as usize).filter(|&row| row != own).take(NEAREST).collect()
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
