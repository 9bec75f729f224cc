//! Descriptor and embedding → genre probabilities, with the trees of a LightGBM multi-class model.
//!
//! The trees come round by round, one per genre in each round. `x <= threshold` goes left. Thresholds are the
//! largest f32 that is not above LightGBM's own f64, so that every f32 input takes LightGBM's way.
//!
//! Nobody walks: every split of a tree is asked, and each that a row passes on the right puts out the leaves on its left. The
//! leftmost leaf that is left is the row's. That is more questions than a walk has, but no step waits for the one before it, none is
//! guessed wrong, and many rows are asked at once.
//!
//! # Source
//!
//! Lucchese et al., `QuickScorer`, SIGIR 2015, and its use of SIMD, SIGIR 2016.

mod plant;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::envelope;
use super::{Error, Result};
use plant::plant;

/// Format version of `forest.json`.
const VERSION: u32 = 1;
/// Far above any model worth sending to a browser.
const MOST_GENRES: usize = 1024;
const MOST_INPUTS: usize = 1 << 16;
/// Of a tree: a chain of splits is cut into clumps that grow with its square, and a file could ask for all memory.
const MOST_LEAVES: usize = 1024;
/// LightGBM reads numbers as small as this as zero.
const ZERO: f32 = 1e-35;
/// Rows that are asked at once: few enough to stay in the cache.
const ABREAST: usize = 128;
/// Leaves to a clump: a bit each.
const CLUMP: usize = 32;

/// One row of probabilities per window.
///
/// # Shape
///
/// rows × genres, in the order of [`Forest::genres`]; each row sums to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct GenreProbabilities(pub Array2<f32>);

/// The columns of one tree, as LightGBM writes them: a child ≥ 0 is a node, −1 − l is leaf l.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeColumns {
    /// Which input each node looks at.
    pub split_feature: Vec<u32>,
    /// Inputs up to and including this go left.
    pub threshold: Vec<f32>,
    /// Where they go.
    pub left: Vec<i32>,
    /// Where the others go.
    pub right: Vec<i32>,
    /// What each leaf adds to its genre's raw score.
    pub leaf_value: Vec<f32>,
}

/// The whole of `forest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForestColumns {
    /// 1.
    pub format: u32,
    /// Classes in the order of the trees within a round.
    pub genres: Vec<String>,
    /// How many numbers a row has.
    pub inputs: u32,
    /// Round by round, one tree per genre.
    pub trees: Vec<TreeColumns>,
}

impl ForestColumns {
    /// Columns of the format version that this build writes.
    #[must_use]
    pub fn new(genres: Vec<String>, inputs: u32, trees: Vec<TreeColumns>) -> Self {
        Self { format: VERSION, genres, inputs, trees }
    }

    /// The bytes of `forest.json`: same columns, same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::NotANumber`] when a threshold or a leaf is not finite, which JSON cannot say.
    pub fn encode(&self) -> Result<Vec<u8>> {
        for (row, tree) in self.trees.iter().enumerate() {
            if let Some(column) = tree.threshold.iter().chain(&tree.leaf_value).position(|x| !x.is_finite()) {
                return Err(Error::NotANumber { what: "tree".into(), row, column });
            }
        }
        serde_json::to_vec(self)
            .map_err(|error| Error::BadPack { file: "forest".to_owned(), what: error.to_string().into() })
    }
}

/// Where a tree parts, as far as one clump of its leaves is concerned.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    input: u32,
    threshold: f32,
    /// Leaves of the clump, a bit each, that go out when the input is above the threshold: those on the left.
    out: u32,
}

/// Up to 32 neighbouring leaves of a tree, the leftmost first.
#[derive(Clone, Debug, Default, PartialEq)]
struct Clump {
    splits: Vec<Split>,
    /// What each leaf adds; 0 where there is none.
    values: [f32; CLUMP],
}

/// Trees, checked and ready to answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    genres: Vec<String>,
    inputs: usize,
    /// Each as clumps, from left to right.
    trees: Vec<Vec<Clump>>,
}

impl Forest {
    /// Reads `forest.json`; `file` names the bytes in refusals.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`], and [`Error::BadPack`] for anything that is not a forest: no JSON, counts that
    /// do not fit together, a child that is no node or leaf of its tree, that has another parent or stands before it, numbers that
    /// are none.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let bad = |what: String| Error::BadPack { file: file.to_owned(), what: what.into() };
        let columns: ForestColumns = envelope::parse_json(VERSION, file, bytes)?;
        let (genres, inputs) = (columns.genres.len(), columns.inputs as usize);
        if !(2..=MOST_GENRES).contains(&genres) || !(1..=MOST_INPUTS).contains(&inputs) {
            return Err(bad(format!("{genres} genres and {inputs} inputs")));
        }
        if columns.trees.is_empty() || !columns.trees.len().is_multiple_of(genres) {
            return Err(bad(format!("{} trees for {genres} genres", columns.trees.len())));
        }
        let checked = columns.trees.into_iter().enumerate();
        let trees = checked
            .map(|(number, tree)| plant(&tree, inputs).map_err(|what| bad(format!("tree {number}: {what}"))))
            .collect::<Result<_>>()?;
        Ok(Self { genres: columns.genres, inputs, trees })
    }

    /// Names, in the order of the probabilities.
    #[must_use]
    pub fn genres(&self) -> &[String] {
        &self.genres
    }

    /// How many numbers a row has.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many trees there are.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// Probabilities of every row.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of columns, [`Error::NotANumber`] for a number that is none.
    pub fn predict(&self, rows: ArrayView2<'_, f32>) -> Result<GenreProbabilities> {
        if rows.ncols() != self.inputs {
            return Err(Error::Shape {
                what: "forest input".into(),
                expected: self.inputs,
                found: rows.ncols(),
            });
        }
        if let Some(((row, column), _)) = rows.indexed_iter().find(|(_, x)| !x.is_finite()) {
            return Err(Error::NotANumber { what: "forest input".into(), row, column });
        }
        let mut scores = Array2::<f64>::zeros((self.genres.len(), rows.nrows()));
        let blocks = rows.axis_chunks_iter(Axis(0), ABREAST);
        for (rows, mut scores) in blocks.zip(scores.axis_chunks_iter_mut(Axis(1), ABREAST)) {
            let mut block = Block::new(rows);
            for (number, tree) in self.trees.iter().enumerate() {
                let mut genre = scores.row_mut(number % self.genres.len());
                for (score, value) in genre.iter_mut().zip(block.values(tree)) {
                    *score += f64::from(*value);
                }
            }
        }
        let mut probabilities = Array2::zeros((rows.nrows(), self.genres.len()));
        for (scores, mut out) in scores.columns().into_iter().zip(probabilities.rows_mut()) {
            softmax(scores, out.iter_mut());
        }
        Ok(GenreProbabilities(probabilities))
    }
}

/// Rows that are asked at once.
struct Block {
    /// Every input of all of them, then the next input.
    inputs: Vec<f32>,
    /// For each of them, the leaves of a clump that no split has put out.
    left: Vec<u32>,
    /// For each of them, what its leaf adds.
    values: Vec<f32>,
}

impl Block {
    fn new(rows: ArrayView2<'_, f32>) -> Self {
        let inputs = rows.t().iter().map(|&x| if x.abs() <= ZERO { 0.0 } else { x }).collect();
        Self { inputs, left: vec![0; rows.nrows()], values: vec![0.0; rows.nrows()] }
    }

    /// The value of each row's leaf: the leftmost that is left.
    fn values(&mut self, tree: &[Clump]) -> &[f32] {
        // From the right, so that what is more to the left has the last word.
        for clump in tree.iter().rev() {
            self.ask(&clump.splits);
            for (value, left) in self.values.iter_mut().zip(&self.left) {
                if *left != 0 {
                    *value = clump.values[left.trailing_zeros() as usize];
                }
            }
        }
        &self.values
    }

    /// Asks every row at every split.
    fn ask(&mut self, splits: &[Split]) {
        let rows = self.left.len();
        self.left.fill(u32::MAX);
        for &Split { input, threshold, out } in splits {
            let inputs = &self.inputs[input as usize * rows..][..rows];
            for (left, &x) in self.left.iter_mut().zip(inputs) {
                *left &= !if x > threshold { out } else { 0 };
            }
        }
    }
}

/// Raw scores → probabilities; the largest score is subtracted first, so nothing overflows.
fn softmax<'a>(scores: ArrayView1<'_, f64>, out: impl Iterator<Item = &'a mut f32>) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
    for (probability, score) in out.zip(scores) {
        *probability = ((score - largest).exp() / total) as f32;
    }
}
