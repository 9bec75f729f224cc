//! What one query is to every vector, and which are nearest to it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Ordering;

use super::Index;
use crate::engine::extremes::higher;

/// Below this a deviation is rounding noise, and z-scores from it would be too.
const DEVIATION_FLOOR: f64 = 1e-6;
/// Sums that grow side by side; in one order everywhere.
const STRANDS: usize = 8;
/// Candidates beyond those that are wanted, before the worst are dropped.
const SPARE: usize = 64;
/// Rows that are passed over together.
const GLANCE: usize = 64;

/// By what neighbours are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Cosine similarity, −1 to 1.
    Cosine,
    /// Similarity as z-scores from both ends: hubs lose what they have towards everyone.
    Corrected,
}

/// A neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Row in the index.
    pub row: u32,
    /// Cosine, −1 to 1.
    pub similarity: f32,
    /// What the [`Measure`] orders by.
    pub score: f32,
}

/// One query against the whole catalogue.
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    index: &'a Index,
    similarities: Cow<'a, [f32]>,
    /// Mean and deviation of the similarities, once somebody asks.
    moments: OnceCell<(f64, f64)>,
}

impl<'a> Scan<'a> {
    /// Of the cosine to every row.
    pub(super) fn new(index: &'a Index, similarities: Cow<'a, [f32]>) -> Self {
        Self { index, similarities, moments: OnceCell::new() }
    }

    /// Cosine to every row.
    #[must_use]
    pub fn similarities(&self) -> &[f32] {
        &self.similarities
    }

    /// What a vector identical to the query would score: the measure's upper end.
    #[must_use]
    pub fn ceiling(&self, measure: Measure) -> f32 {
        match measure {
            Measure::Cosine => 1.0,
            Measure::Corrected => z_score(1.0, self.moments()) as f32,
        }
    }

    /// What the measure orders every row by, into `scores`. They are never NaN.
    pub fn scores(&self, measure: Measure, scores: &mut Vec<f32>) {
        scores.clear();
        match measure {
            Measure::Cosine => scores.extend_from_slice(&self.similarities),
            Measure::Corrected => {
                let (theirs, own) = (self.index.mean.iter().zip(&self.index.deviation), self.moments());
                let rows = self.similarities.iter().zip(theirs);
                scores.extend(rows.map(|(&s, (&mean, &deviation))| corrected(s, (mean, deviation), own)));
            }
        }
    }

    /// The `k` rows with the largest scores, largest first; of equals the lower row.
    #[must_use]
    pub fn top(&self, k: usize, measure: Measure) -> Vec<Hit> {
        let mut scores = Vec::new();
        let scores = match measure {
            Measure::Cosine => self.similarities(),
            Measure::Corrected => {
                self.scores(measure, &mut scores);
                &scores
            }
        };
        let mut hits = Vec::with_capacity(k.min(scores.len()).saturating_add(SPARE));
        // A later row has to be better than what there is enough of; most are not, and are passed over many at a time.
        let mut bar = f32::NEG_INFINITY;
        for (glance, many) in scores.chunks(GLANCE).enumerate() {
            if hits.len() >= k && many.iter().copied().fold(f32::NEG_INFINITY, higher) <= bar {
                continue;
            }
            for (row, &score) in (glance * GLANCE..).zip(many) {
                if score > bar || hits.len() < k {
                    hits.push(Hit { row: row as u32, similarity: self.similarities[row], score });
                    if hits.len() >= k.saturating_add(SPARE) {
                        keep_nearest(&mut hits, k);
                        bar = hits.iter().map(|hit| hit.score).fold(f32::INFINITY, f32::min);
                    }
                }
            }
        }
        keep_nearest(&mut hits, k);
        hits.sort_unstable_by(nearer);
        hits
    }

    /// Similarity and score of one row.
    ///
    /// # Panics
    ///
    /// When `row` ≥ [`Index::rows`].
    #[must_use]
    pub fn hit(&self, row: u32, measure: Measure) -> Hit {
        let at = row as usize;
        let similarity = self.similarities[at];
        let score = match measure {
            Measure::Cosine => similarity,
            Measure::Corrected => {
                corrected(similarity, (self.index.mean[at], self.index.deviation[at]), self.moments())
            }
        };
        Hit { row, similarity, score }
    }

    fn moments(&self) -> (f64, f64) {
        *self.moments.get_or_init(|| moments(&self.similarities))
    }
}

/// The mean of what a similarity is from both ends, each with its mean and deviation.
fn corrected(similarity: f32, theirs: (f32, f32), own: (f64, f64)) -> f32 {
    let similarity = f64::from(similarity);
    let theirs = z_score(similarity, (f64::from(theirs.0), f64::from(theirs.1)));
    (0.5 * (theirs + z_score(similarity, own))) as f32
}

/// Larger scores first, of equals the lower row. Scores are never NaN.
pub fn nearer(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then(a.row.cmp(&b.row))
}

/// In any order.
fn keep_nearest(hits: &mut Vec<Hit>, k: usize) {
    if k < hits.len() {
        hits.select_nth_unstable_by(k, nearer);
        hits.truncate(k);
    }
}

/// How many deviations above the mean; 0 where nothing deviates.
fn z_score(similarity: f64, (mean, deviation): (f64, f64)) -> f64 {
    if deviation > DEVIATION_FLOOR { (similarity - mean) / deviation } else { 0.0 }
}

/// Mean and population deviation.
fn moments(values: &[f32]) -> (f64, f64) {
    let (mut sums, mut squares) = ([0.0_f64; STRANDS], [0.0_f64; STRANDS]);
    let (chunks, rest) = values.as_chunks::<STRANDS>();
    for chunk in chunks {
        for ((sum, square), &value) in sums.iter_mut().zip(&mut squares).zip(chunk) {
            let value = f64::from(value);
            *sum += value;
            *square += value * value;
        }
    }
    let total = |strands: [f64; STRANDS], of: fn(f64) -> f64| {
        strands.iter().sum::<f64>() + rest.iter().map(|&value| of(f64::from(value))).sum::<f64>()
    };
    let count = values.len().max(1) as f64;
    let mean = total(sums, |value| value) / count;
    let square = total(squares, |value| value * value) / count;
    (mean, (square - mean * mean).max(0.0).sqrt())
}
