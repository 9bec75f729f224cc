//! Descriptor and embedding → genre probabilities, with the trees of a LightGBM multi-class model.
//!
//! The trees come round by round, one per genre in each round. `x <= threshold` goes left. Thresholds are the
//! largest f32 that is not above LightGBM's own f64, so that every f32 input takes LightGBM's way.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::envelope;
use super::{Error, Result};

/// Format version of `forest.json`.
const VERSION: u32 = 1;
/// Far above any model worth sending to a browser.
const MOST_GENRES: usize = 1024;
const MOST_INPUTS: usize = 1 << 16;
/// LightGBM reads numbers as small as this as zero.
const ZERO: f32 = 1e-35;
/// Rows that walk down a tree side by side: each waits for its own memory, not for the others'.
const ABREAST: usize = 8;

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

/// A node, small enough that four share a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    feature: u32,
    threshold: f32,
    /// [left, right], as places among the tree's nodes.
    children: [u32; 2],
}

#[derive(Clone, Debug, PartialEq)]
struct Tree {
    /// The splits, the first of them at the top; then one for each leaf, which leads to itself.
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

/// Trees, checked and ready to answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    genres: Vec<String>,
    inputs: usize,
    trees: Vec<Tree>,
}

impl Forest {
    /// Reads `forest.json`; `file` names the bytes in refusals.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`], and [`Error::BadPack`] for anything that is not a forest: no JSON, counts that
    /// do not fit together, a child that is no node or leaf of its tree or not behind its parent, numbers that are none.
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
            .map(|(number, tree)| plant(tree, inputs).map_err(|what| bad(format!("tree {number}: {what}"))))
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
        let blocks: Vec<Block> = rows.axis_chunks_iter(Axis(0), ABREAST).map(abreast).collect();
        let mut scores = Array2::<f64>::zeros((rows.nrows(), self.genres.len()));
        // Tree by tree: its nodes stay in the cache while all rows pass.
        for (number, tree) in self.trees.iter().enumerate() {
            let mut genre = scores.column_mut(number % self.genres.len());
            let values = blocks.iter().flat_map(|block| tree.values(block));
            for (score, value) in genre.iter_mut().zip(values) {
                *score += f64::from(value);
            }
        }
        let mut probabilities = Array2::zeros(scores.dim());
        for (scores, mut out) in scores.rows().into_iter().zip(probabilities.rows_mut()) {
            softmax(scores, out.iter_mut());
        }
        Ok(GenreProbabilities(probabilities))
    }
}

/// Rows that walk side by side: every input of all of them, then the next input.
type Block = Vec<[f32; ABREAST]>;

/// Up to [`ABREAST`] rows as a block; those that there are not are zeros.
fn abreast(rows: ArrayView2<'_, f32>) -> Block {
    let mut block = vec![[0.0; ABREAST]; rows.ncols()];
    for ((lane, input), &x) in rows.indexed_iter() {
        block[input][lane] = if x.abs() <= ZERO { 0.0 } else { x };
    }
    block
}

impl Tree {
    /// The value of each row's leaf. Ends because every split's children lie behind it ([`plant`]).
    fn values(&self, block: &Block) -> [f32; ABREAST] {
        let splits = self.nodes.len() - self.leaves.len();
        let mut at = [0_u32; ABREAST];
        while (at.into_iter().fold(u32::MAX, u32::min) as usize) < splits {
            for (lane, at) in at.iter_mut().enumerate() {
                let node = &self.nodes[*at as usize];
                let right = block[node.feature as usize][lane] > node.threshold;
                *at = node.children[usize::from(right)];
            }
        }
        at.map(|at| self.leaves[at as usize - splits])
    }
}

/// Checks one tree so that walking it can neither fail nor go in circles.
fn plant(columns: TreeColumns, inputs: usize) -> std::result::Result<Tree, String> {
    let (nodes, leaves) = (columns.split_feature.len(), columns.leaf_value.len());
    let lengths = [columns.threshold.len(), columns.left.len(), columns.right.len()];
    if lengths.iter().any(|&length| length != nodes) || leaves != nodes + 1 {
        return Err(format!("{nodes} nodes with {lengths:?} thresholds and children, {leaves} leaves"));
    }
    if columns.threshold.iter().chain(&columns.leaf_value).any(|x| !x.is_finite()) {
        return Err("a number that is none".to_owned());
    }
    let mut planted = Vec::with_capacity(nodes + leaves);
    let columns_of_nodes =
        columns.split_feature.iter().zip(&columns.threshold).zip(columns.left.iter().zip(&columns.right));
    for (at, ((&feature, &threshold), (&left, &right))) in columns_of_nodes.enumerate() {
        if feature as usize >= inputs {
            return Err(format!("input {feature} of {inputs}"));
        }
        // Leaf l stands behind all nodes; a child that is a node stands behind its parent.
        let place = |child: i32| match usize::try_from(child) {
            Ok(node) => (at + 1..nodes).contains(&node).then_some(child.cast_unsigned()),
            Err(_) => (0..leaves).contains(&(!child as usize)).then(|| nodes as u32 + !child as u32),
        };
        let known = |child| place(child).ok_or_else(|| format!("node {at} leads to {child}"));
        planted.push(Node { feature, threshold, children: [known(left)?, known(right)?] });
    }
    let itself = |leaf| Node { feature: 0, threshold: 0.0, children: [leaf; 2] };
    planted.extend((nodes..nodes + leaves).map(|place| itself(place as u32)));
    Ok(Tree { nodes: planted, leaves: columns.leaf_value })
}

/// Raw scores → probabilities; the largest score is subtracted first, so nothing overflows.
fn softmax<'a>(scores: ArrayView1<'_, f64>, out: impl Iterator<Item = &'a mut f32>) {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
    for (probability, score) in out.zip(scores) {
        *probability = ((score - largest).exp() / total) as f32;
    }
}
