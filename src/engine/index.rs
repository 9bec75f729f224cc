//! Embedding → nearest vectors: int8 codes, an exact scan, and a correction for hub songs.
//!
//! A unit vector x is kept as `x_d ≈ stretch · scale_d · code_d`. The scales of the dimensions are folded into the
//! query, which is rounded to i16: every similarity is an integer dot product times one number, so native and
//! wasm scores are the same to the last bit.
//!
//! Hubness: some vectors are near to everything. [`Measure::Corrected`] looks at a similarity s from both ends,
//! `((s − μ_x)/σ_x + (s − μ_q)/σ_q) / 2`, with each end's mean and deviation over the whole catalogue.
//!
//! # Source
//!
//! Schnitzer et al., Local and Global Scaling Reduce Hubs in Space, JMLR 13 (2012).

use std::cmp::Ordering;
use std::ops::Range;

use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

use super::envelope::{self, Kind};
use super::{Error, Result};

const KIND: Kind = Kind { letters: *b"INDX", version: 1 };
/// 128 · 32767 · 512 still fits an i32.
pub const MOST_DIMENSIONS: usize = 512;
/// Below this a deviation is rounding noise, and z-scores from it would be too.
const DEVIATION_FLOOR: f64 = 1e-6;
const QUERY_STEPS: f64 = 32_767.0;

/// The numbers of an [`Index`], as they are stored. N vectors of D dimensions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexParts {
    /// D scales, one per dimension.
    pub scale: Vec<f32>,
    /// N × D, row after row.
    pub codes: Vec<i8>,
    /// N factors that bring each row of codes to unit length.
    pub stretch: Vec<f32>,
    /// N means of each vector's similarity to all others.
    pub mean: Vec<f32>,
    /// N standard deviations of the same.
    pub deviation: Vec<f32>,
}

/// The catalogue's embeddings, ready to be searched.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    parts: IndexParts,
}

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
    similarities: Vec<f32>,
    mean: f64,
    deviation: f64,
}

impl Index {
    /// Puts the parts together.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when their lengths do not fit together, [`Error::NotANumber`] for a number that is none.
    pub fn new(parts: IndexParts) -> Result<Self> {
        let (rows, dimensions) = (parts.stretch.len(), parts.scale.len());
        if dimensions == 0 || dimensions > MOST_DIMENSIONS {
            let what = "dimensions of the index, at most".into();
            return Err(Error::Shape { what, expected: MOST_DIMENSIONS, found: dimensions });
        }
        let lengths = [
            ("codes", parts.codes.len(), rows.saturating_mul(dimensions)),
            ("means", parts.mean.len(), rows),
            ("deviations", parts.deviation.len(), rows),
            ("rows", rows, rows.min(u32::MAX as usize)),
        ];
        for (what, found, expected) in lengths {
            if found != expected {
                return Err(Error::Shape { what: format!("{what} of the index").into(), expected, found });
            }
        }
        for numbers in [&parts.scale, &parts.stretch, &parts.mean, &parts.deviation] {
            if let Some(column) = numbers.iter().position(|x| !x.is_finite()) {
                return Err(Error::NotANumber { what: "index".into(), row: 0, column });
            }
        }
        Ok(Self { parts })
    }

    /// Number of vectors.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.parts.stretch.len()
    }

    /// Length of a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.parts.scale.len()
    }

    /// Some of the vectors, in this order. What each is to the whole catalogue, it stays.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for a row that there is not.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        if let Some(&row) = rows.iter().find(|&&row| row >= self.rows()) {
            return Err(Error::Shape { what: "row of the index".into(), expected: self.rows(), found: row });
        }
        let (parts, dimensions) = (&self.parts, self.dimensions());
        let of = |numbers: &[f32]| rows.iter().map(|&row| numbers[row]).collect();
        let codes = rows.iter().flat_map(|&row| &parts.codes[row * dimensions..][..dimensions]);
        Self::new(IndexParts {
            scale: parts.scale.clone(),
            codes: codes.copied().collect(),
            stretch: of(&parts.stretch),
            mean: of(&parts.mean),
            deviation: of(&parts.deviation),
        })
    }

    /// Similarity of the query to every vector. A query of length zero is like nothing: all similarities are 0.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of dimensions, [`Error::NotANumber`] for a number that is none.
    pub fn scan(&self, query: ArrayView1<'_, f32>) -> Result<Scan<'_>> {
        let similarities = self.similarities(query, 0..self.rows() as u32)?;
        let count = similarities.len().max(1) as f64;
        let mean = similarities.iter().map(|&s| f64::from(s)).sum::<f64>() / count;
        let variance = similarities.iter().map(|&s| (f64::from(s) - mean).powi(2)).sum::<f64>() / count;
        Ok(Scan { index: self, similarities, mean, deviation: variance.sqrt() })
    }

    /// Similarity of the query to the vectors of these rows; to those of them that there are.
    ///
    /// # Errors
    ///
    /// As [`Index::scan`].
    pub fn similarities(&self, query: ArrayView1<'_, f32>, rows: Range<u32>) -> Result<Vec<f32>> {
        let (steps, step) = self.quantise(query)?;
        let (skip, take) = (rows.start as usize, rows.len());
        let codes = self.parts.codes.chunks_exact(self.dimensions()).skip(skip).take(take);
        let stretches = self.parts.stretch.iter().skip(skip);
        let similarity = |(codes, &stretch): (&[i8], &f32)| {
            let dot: i32 = codes.iter().zip(&steps).map(|(&code, &q)| i32::from(code) * i32::from(q)).sum();
            (f64::from(dot) * step * f64::from(stretch)).clamp(-1.0, 1.0) as f32
        };
        Ok(codes.zip(stretches).map(similarity).collect())
    }

    /// The `k` nearest vectors, nearest first; of equals the lower row. Fewer when the catalogue has no more.
    ///
    /// # Errors
    ///
    /// As [`Index::scan`].
    pub fn nearest(&self, query: ArrayView1<'_, f32>, k: usize, measure: Measure) -> Result<Vec<Hit>> {
        Ok(self.scan(query)?.top(k, measure))
    }

    /// The bytes of `index.bin`.
    ///
    /// # Errors
    ///
    /// As [`envelope::encode`].
    pub fn encode(&self) -> Result<Vec<u8>> {
        envelope::encode(KIND, &self.parts)
    }

    /// Reads what [`Index::encode`] wrote.
    ///
    /// # Errors
    ///
    /// As [`envelope::decode`] and [`Index::new`]; `file` names the bytes in them.
    pub fn decode(file: &str, bytes: &[u8]) -> Result<Self> {
        let parts = envelope::decode(KIND, file, bytes)?;
        Self::new(parts)
            .map_err(|error| Error::BadPack { file: file.to_owned(), what: error.to_string().into() })
    }

    /// The query of unit length times the scales, in steps of the returned size.
    fn quantise(&self, query: ArrayView1<'_, f32>) -> Result<(Vec<i16>, f64)> {
        if query.len() != self.dimensions() {
            return Err(Error::Shape {
                what: "query".into(),
                expected: self.dimensions(),
                found: query.len(),
            });
        }
        if let Some(column) = query.iter().position(|x| !x.is_finite()) {
            return Err(Error::NotANumber { what: "query".into(), row: 0, column });
        }
        let norm = query.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        let folded = query.iter().zip(&self.parts.scale).map(|(&x, &scale)| f64::from(x) * f64::from(scale));
        let folded: Vec<f64> = folded.map(|x| if norm > 0.0 { x / norm } else { 0.0 }).collect();
        let step = folded.iter().fold(0.0_f64, |most, x| most.max(x.abs())) / QUERY_STEPS;
        let steps = folded.iter().map(|x| if step > 0.0 { (x / step).round() as i16 } else { 0 }).collect();
        Ok((steps, step))
    }
}

impl Scan<'_> {
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
            Measure::Corrected => z_score(1.0, self.mean, self.deviation) as f32,
        }
    }

    /// The `k` rows with the largest scores, largest first; of equals the lower row.
    #[must_use]
    pub fn top(&self, k: usize, measure: Measure) -> Vec<Hit> {
        let mut hits: Vec<Hit> =
            (0..self.similarities.len()).map(|row| self.hit(row as u32, measure)).collect();
        if k < hits.len() {
            hits.select_nth_unstable_by(k, nearer);
            hits.truncate(k);
        }
        hits.sort_unstable_by(nearer);
        hits
    }

    /// The one of these rows with the largest score, of equals the lower; `None` if there are none.
    #[must_use]
    pub fn best(&self, rows: Range<u32>, measure: Measure) -> Option<Hit> {
        let end = rows.end.min(self.similarities.len() as u32);
        (rows.start..end).map(|row| self.hit(row, measure)).min_by(nearer)
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
                let (s, parts) = (f64::from(similarity), &self.index.parts);
                let theirs = z_score(s, f64::from(parts.mean[at]), f64::from(parts.deviation[at]));
                f64::midpoint(theirs, z_score(s, self.mean, self.deviation)) as f32
            }
        };
        Hit { row, similarity, score }
    }
}

/// How many deviations above the mean; 0 where nothing deviates.
fn z_score(similarity: f64, mean: f64, deviation: f64) -> f64 {
    if deviation > DEVIATION_FLOOR { (similarity - mean) / deviation } else { 0.0 }
}

/// Larger scores first, of equals the lower row. Scores are never NaN.
pub(super) fn nearer(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then(a.row.cmp(&b.row))
}
