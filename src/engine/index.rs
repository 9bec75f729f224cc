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

mod codes;
mod lanes;
mod scan;

use std::borrow::Cow;
use std::ops::Range;

use ndarray::{ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::envelope::{self, Kind};
use super::extremes::{higher, lower};
use super::{Error, Result};
use codes::{Codes, Steps};

pub(super) use scan::nearer;
pub use scan::{Hit, Measure, Scan};

const KIND: Kind = Kind { letters: *b"INDX", version: 1 };
/// 128 · 32767 · 512 still fits an i32.
pub const MOST_DIMENSIONS: usize = 512;
const QUERY_STEPS: f64 = 32_767.0;
/// Queries that are scanned together. More of them need more memory and are hardly quicker.
const BLOCK: usize = 8;

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
    scale: Vec<f32>,
    codes: Codes,
    stretch: Vec<f32>,
    mean: Vec<f32>,
    deviation: Vec<f32>,
}

/// A query as the codes are met by it: whole steps, and how large one is.
struct Quantised {
    steps: Steps,
    step: f64,
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
        let IndexParts { scale, codes, stretch, mean, deviation } = parts;
        Ok(Self { codes: Codes::new(&codes, dimensions), scale, stretch, mean, deviation })
    }

    /// Number of vectors.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.codes.rows()
    }

    /// Length of a vector.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.codes.dimensions()
    }

    /// The vector in this row as it is kept, number after number. All vectors have length 1.
    pub fn vector(&self, row: usize) -> impl Iterator<Item = f32> {
        let stretch = self.stretch.get(row).map_or(0.0, |&stretch| f64::from(stretch));
        let scaled = move |(code, &scale): (i8, &f32)| (f64::from(code) * f64::from(scale) * stretch) as f32;
        self.codes.row(row).zip(&self.scale).map(scaled)
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
        let of = |numbers: &[f32]| rows.iter().map(|&row| numbers[row]).collect();
        Self::new(IndexParts {
            scale: self.scale.clone(),
            codes: rows.iter().flat_map(|&row| self.codes.row(row)).collect(),
            stretch: of(&self.stretch),
            mean: of(&self.mean),
            deviation: of(&self.deviation),
        })
    }

    /// Similarity of the query to every vector. A query of length zero is like nothing: all similarities are 0.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of dimensions, [`Error::NotANumber`] for a number that is none.
    pub fn scan(&self, query: ArrayView1<'_, f32>) -> Result<Scan<'_>> {
        Ok(Scan::new(self, Cow::Owned(self.similarities(query, 0..self.rows() as u32)?)))
    }

    /// Scans for every row of `queries`; `hear` is told its number and what it is to every vector. Quicker than one
    /// after another: the codes are read once for several. However many there are, a few are in memory at a time.
    ///
    /// # Errors
    ///
    /// As [`Index::scan`].
    pub fn scan_each(
        &self,
        queries: ArrayView2<'_, f32>,
        mut hear: impl FnMut(usize, Scan<'_>),
    ) -> Result<()> {
        let rows = self.rows();
        let mut similarities = vec![0.0; BLOCK.min(queries.nrows()) * rows];
        for (number, block) in queries.axis_chunks_iter(Axis(0), BLOCK).enumerate() {
            let block = block.rows().into_iter().map(|query| self.quantise(query));
            let block = block.collect::<Result<Vec<_>>>()?;
            self.meet(&block, 0..rows, &mut similarities);
            for (query, of_query) in
                (number * BLOCK..).zip(similarities.chunks_exact(rows.max(1))).take(block.len())
            {
                hear(query, Scan::new(self, Cow::Borrowed(of_query)));
            }
        }
        Ok(())
    }

    /// Similarity of the query to the vectors of these rows; to those of them that there are.
    ///
    /// # Errors
    ///
    /// As [`Index::scan`].
    pub fn similarities(&self, query: ArrayView1<'_, f32>, rows: Range<u32>) -> Result<Vec<f32>> {
        let end = self.rows().min(rows.end as usize);
        let rows = end.min(rows.start as usize)..end;
        let mut similarities = vec![0.0; rows.len()];
        self.meet(&[self.quantise(query)?], rows, &mut similarities);
        Ok(similarities)
    }

    /// The `k` nearest vectors, nearest first; of equals the lower row. Fewer when the catalogue has no more.
    ///
    /// # Errors
    ///
    /// As [`Index::scan`].
    pub fn nearest(&self, query: ArrayView1<'_, f32>, k: usize, measure: Measure) -> Result<Vec<Hit>> {
        Ok(self.scan(query)?.top(k, measure))
    }

    /// Its numbers, as they are stored.
    #[must_use]
    pub fn parts(&self) -> IndexParts {
        IndexParts {
            scale: self.scale.clone(),
            codes: (0..self.rows()).flat_map(|row| self.codes.row(row)).collect(),
            stretch: self.stretch.clone(),
            mean: self.mean.clone(),
            deviation: self.deviation.clone(),
        }
    }

    /// The bytes of `index.bin`.
    ///
    /// # Errors
    ///
    /// As [`envelope::encode`].
    pub fn encode(&self) -> Result<Vec<u8>> {
        envelope::encode(KIND, &self.parts())
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

    /// Similarities of the queries to these rows: one query's after another's.
    fn meet(&self, queries: &[Quantised], rows: Range<usize>, similarities: &mut [f32]) {
        let count = rows.len();
        self.codes.dots(queries.iter().map(|query| &query.steps), rows.clone(), |query, start, dots| {
            let step = queries[query].step as f32;
            // A band may begin before the rows that are wanted, and end behind them.
            let (skip, at) = (rows.start.saturating_sub(start), start.saturating_sub(rows.start));
            let of_query = &mut similarities[query * count..][at..count];
            let products = dots[skip..].iter().zip(&self.stretch[start + skip..]);
            for (similarity, (&dot, &stretch)) in of_query.iter_mut().zip(products) {
                *similarity = lower(higher(dot as f32 * step * stretch, -1.0), 1.0);
            }
        });
    }

    /// The query of unit length times the scales, in whole steps.
    fn quantise(&self, query: ArrayView1<'_, f32>) -> Result<Quantised> {
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
        let folded = query.iter().zip(&self.scale).map(|(&x, &scale)| f64::from(x) * f64::from(scale));
        let folded: Vec<f64> = folded.map(|x| if norm > 0.0 { x / norm } else { 0.0 }).collect();
        let step = folded.iter().fold(0.0_f64, |most, x| most.max(x.abs())) / QUERY_STEPS;
        let whole = |x: &f64| if step > 0.0 { (x / step).round() as i16 } else { 0 };
        Ok(Quantised { steps: Steps::new(&folded.iter().map(whole).collect::<Vec<_>>()), step })
    }
}
