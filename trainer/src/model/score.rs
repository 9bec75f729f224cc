//! How right, and how honest about it, probabilities are.

use ndarray::{Array2, ArrayView1};
use serde::Serialize;

/// Equal widths of the top probability over which calibration is looked at.
const BINS: usize = 10;
/// Two-sided 95 % of a normal distribution.
const Z95: f64 = 1.959_964;
/// A probability of zero would cost infinitely much.
const LEAST: f64 = 1e-15;

/// Everything about one set of tracks.
#[derive(Debug, Serialize)]
pub struct Scores {
    pub tracks: usize,
    pub accuracy: f64,
    /// Wilson's 95 % interval.
    pub accuracy_interval: [f64; 2],
    pub macro_f1: f64,
    /// Natural logarithm.
    pub log_loss: f64,
    pub expected_calibration_error: f64,
    /// Row: the publisher's genre; column: the most probable one.
    pub confusion: Vec<Vec<usize>>,
    pub genres: Vec<GenreScores>,
    pub calibration: Vec<Bin>,
}

/// One genre.
#[derive(Debug, Serialize)]
pub struct GenreScores {
    pub genre: String,
    pub tracks: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// The tracks whose top probability lies between two bounds.
#[derive(Debug, Serialize)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub tracks: usize,
    /// Mean top probability.
    pub confidence: f64,
    /// Share of them that is right.
    pub accuracy: f64,
}

/// Probabilities (tracks × genres) against the publisher's genres.
pub fn scores(probabilities: &Array2<f64>, labels: &[u16], genres: &[String]) -> Scores {
    let told: Vec<usize> = probabilities.rows().into_iter().map(most_probable).collect();
    let mut confusion = vec![vec![0; genres.len()]; genres.len()];
    for (&told, &label) in told.iter().zip(labels) {
        confusion[usize::from(label)][told] += 1;
    }
    let right = (0..genres.len()).map(|genre| confusion[genre][genre]).sum::<usize>();
    let genre_scores: Vec<GenreScores> =
        (0..genres.len()).map(|genre| genre_scores(&confusion, genre, &genres[genre])).collect();
    let calibration = calibration(probabilities, &told, labels);
    let tracks = labels.len();
    Scores {
        tracks,
        accuracy: ratio(right, tracks),
        accuracy_interval: wilson(right, tracks),
        macro_f1: genre_scores.iter().map(|genre| genre.f1).sum::<f64>() / genres.len() as f64,
        log_loss: log_loss(probabilities, labels),
        expected_calibration_error: calibration
            .iter()
            .map(|bin| ratio(bin.tracks, tracks) * (bin.confidence - bin.accuracy).abs())
            .sum(),
        confusion,
        genres: genre_scores,
        calibration,
    }
}

/// Mean of −ln p of the right genre.
pub fn log_loss(probabilities: &Array2<f64>, labels: &[u16]) -> f64 {
    let rows = probabilities.rows().into_iter().zip(labels);
    rows.map(|(row, &label)| -row[usize::from(label)].max(LEAST).ln()).sum::<f64>()
        / labels.len().max(1) as f64
}

/// Share of tracks whose most probable genre is the right one.
pub fn accuracy(probabilities: &Array2<f64>, labels: &[u16]) -> f64 {
    let rows = probabilities.rows().into_iter().zip(labels);
    ratio(rows.filter(|(row, label)| most_probable(*row) == usize::from(**label)).count(), labels.len())
}

/// Mean probability of the most probable genre, where it is right and where it is wrong; 0 where there is no such row.
pub fn mean_top_probability(probabilities: &Array2<f64>, labels: &[u16]) -> (f64, f64) {
    let mean = |right: bool| {
        let rows = probabilities.rows().into_iter().zip(labels);
        let tops =
            rows.map(|(row, &label)| (row[most_probable(row)], most_probable(row) == usize::from(label)));
        let of_kind: Vec<f64> = tops.filter(|(_, is)| *is == right).map(|(top, _)| top).collect();
        of_kind.iter().sum::<f64>() / of_kind.len().max(1) as f64
    };
    (mean(true), mean(false))
}

/// Of equals the first.
fn most_probable(row: ArrayView1<'_, f64>) -> usize {
    (0..row.len()).fold(0, |best, genre| if row[genre] > row[best] { genre } else { best })
}

fn genre_scores(confusion: &[Vec<usize>], genre: usize, name: &str) -> GenreScores {
    let right = confusion[genre][genre];
    let tracks = confusion[genre].iter().sum();
    let told = confusion.iter().map(|row| row[genre]).sum();
    let (precision, recall) = (ratio(right, told), ratio(right, tracks));
    let f1 = if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    GenreScores { genre: name.to_owned(), tracks, precision, recall, f1 }
}

fn calibration(probabilities: &Array2<f64>, told: &[usize], labels: &[u16]) -> Vec<Bin> {
    let mut bins: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0); BINS];
    for ((row, &told), &label) in probabilities.rows().into_iter().zip(told).zip(labels) {
        let bin = &mut bins[((row[told] * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1, bin.1 + row[told], bin.2 + usize::from(told == usize::from(label)));
    }
    let width = 1.0 / BINS as f64;
    let described = bins.into_iter().enumerate().map(|(at, (tracks, confidence, right))| Bin {
        from: at as f64 * width,
        to: (at + 1) as f64 * width,
        tracks,
        confidence: confidence / tracks.max(1) as f64,
        accuracy: ratio(right, tracks),
    });
    described.collect()
}

fn wilson(right: usize, count: usize) -> [f64; 2] {
    let (n, p, z2) = (count.max(1) as f64, ratio(right, count), Z95 * Z95);
    let (centre, half) = (p + z2 / (2.0 * n), Z95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt());
    [centre - half, centre + half].map(|bound| bound / (1.0 + z2 / n))
}

fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
