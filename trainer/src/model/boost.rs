//! LightGBM: settings, fitting, asking.

use anyhow::{Context, Result};
use lightgbm3::{Booster, Dataset};
use ndarray::{Array2, ArrayView2};
use segue::engine::forest::ForestColumns;
use serde::Serialize;
use serde_json::json;

use super::convert;
use super::levels::Levels;

/// Bins of a column that LightGBM makes of its own accord.
const LIGHTGBM_BINS: u32 = 255;

/// How the trees are grown. The names are LightGBM's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    pub num_iterations: u32,
    pub num_leaves: u32,
    pub learning_rate: f64,
    pub min_data_in_leaf: u32,
    pub feature_fraction: f64,
    pub bagging_fraction: f64,
    pub lambda_l1: f64,
    pub lambda_l2: f64,
    pub extra_trees: bool,
    /// Values between which a column can be split, and one more. The time that a tree takes grows with it.
    #[serde(skip_serializing_if = "is_lightgbms")]
    pub max_bin: u32,
    pub seed: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands a reference
fn is_lightgbms(max_bin: &u32) -> bool {
    *max_bin == LIGHTGBM_BINS
}

impl Default for Settings {
    /// Chosen on FMA-small with the help of cross-validation inside `training`, no artist in two folds; models/README.md has
    /// what `--tune` finds beside it, and why that is not shipped.
    fn default() -> Self {
        Self {
            num_iterations: 450,
            num_leaves: 15,
            learning_rate: 0.025,
            min_data_in_leaf: 20,
            feature_fraction: 0.3,
            bagging_fraction: 0.8,
            lambda_l1: 0.0,
            lambda_l2: 1.0,
            extra_trees: true,
            max_bin: LIGHTGBM_BINS,
            seed: 1,
        }
    }
}

impl Settings {
    /// The published study's: the best of its own grid. Only the bins, of which it says nothing, are fewer than LightGBM's
    /// own 255: a third of the time, and no worse on a few thousand segments.
    pub fn published() -> Self {
        Self {
            num_iterations: 200,
            num_leaves: 31,
            learning_rate: 0.1,
            min_data_in_leaf: 20,
            feature_fraction: 1.0,
            bagging_fraction: 1.0,
            lambda_l1: 1.5,
            lambda_l2: 0.1,
            extra_trees: false,
            max_bin: 63,
            seed: 1,
        }
    }
}

/// A fitted model.
pub struct Model {
    booster: Booster,
    /// What its trees split by, if it is not the values themselves.
    levels: Option<Levels>,
    genres: usize,
    inputs: i32,
}

/// Fits a multi-class model; `genres` is their number, `labels` their positions. Same input, same model.
pub fn fit(settings: &Settings, rows: ArrayView2<'_, f32>, labels: &[u16], genres: usize) -> Result<Model> {
    // The crate hands LightGBM no settings for its bins, but so many levels need no more.
    let few = settings.max_bin < LIGHTGBM_BINS;
    let levels = few.then(|| Levels::of(rows, settings.max_bin as usize));
    let flat = flat(rows, levels.as_ref());
    let labels: Vec<f32> = labels.iter().map(|&label| f32::from(label)).collect();
    let inputs = i32::try_from(rows.ncols())?;
    let dataset = Dataset::from_slice(&flat, &labels, inputs, true).context("LightGBM refuses the rows")?;
    let mut parameters = serde_json::to_value(settings)?;
    let fixed = json!({
        "objective": "multiclass",
        "num_class": genres,
        "bagging_freq": 1,
        "deterministic": true,
        "force_row_wise": true,
        "num_threads": 1,
        "verbosity": -1,
    });
    if let (Some(all), Some(fixed)) = (parameters.as_object_mut(), fixed.as_object()) {
        all.extend(fixed.clone());
    }
    let booster = Booster::train(dataset, &parameters).context("LightGBM cannot be fitted")?;
    Ok(Model { booster, levels, genres, inputs })
}

/// Row after row, as the trees see it.
fn flat(rows: ArrayView2<'_, f32>, levels: Option<&Levels>) -> Vec<f32> {
    match levels {
        Some(levels) => levels.number(rows).iter().copied().collect(),
        None => rows.iter().copied().collect(),
    }
}

impl Model {
    /// Probabilities, rows × genres, after the first `rounds` rounds.
    pub fn ask(&mut self, rows: ArrayView2<'_, f32>, rounds: u32) -> Result<Array2<f64>> {
        let count = i32::try_from(rounds)?.min(self.booster.num_iterations());
        self.booster.set_max_iterations(count)?;
        let flat = flat(rows, self.levels.as_ref());
        let probabilities = self.booster.predict(&flat, self.inputs, true)?;
        Ok(Array2::from_shape_vec((rows.nrows(), self.genres), probabilities)?)
    }

    /// LightGBM's own text.
    pub fn text(&self) -> Result<String> {
        Ok(self.booster.save_string()?)
    }

    /// The trees, which split by values.
    pub fn columns(&self, genres: Vec<String>) -> Result<ForestColumns> {
        let mut columns = convert::forest(&self.text()?, genres)?;
        let Some(levels) = &self.levels else { return Ok(columns) };
        for tree in &mut columns.trees {
            for (threshold, &column) in tree.threshold.iter_mut().zip(&tree.split_feature) {
                let edge =
                    levels.edge(column as usize, *threshold).context("a split beyond the last level")?;
                *threshold = convert::not_above(edge);
            }
        }
        Ok(columns)
    }
}
