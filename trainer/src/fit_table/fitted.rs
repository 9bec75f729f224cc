//! Standardiser, axes and trees, fitted on training only, and proof that the trees are LightGBM's.

use anyhow::Result;
use ndarray::{Array2, Axis};
use segue::engine::pack::forest_rows;
use segue::engine::pca::Pca;

use super::corpus::Corpus;
use crate::model::boost::{self, Settings};
use crate::model::components;
use crate::model::shipped::{self, Shipped};

/// What fitting made.
pub struct Fitted {
    pub pca: Pca,
    /// Compared with LightGBM over all rows of the table.
    pub shipped: Shipped,
    /// Standardised training rows.
    pub standardised: Array2<f32>,
    /// All components of all tracks.
    pub projected: Array2<f32>,
    /// Of the validation tracks.
    pub probabilities: Array2<f64>,
}

/// Fits, converts, and compares the trees as they are shipped with LightGBM's own answers.
pub fn fit(corpus: &Corpus, settings: &Settings) -> Result<Fitted> {
    let all = corpus.descriptors.values.view();
    let training = all.select(Axis(0), &corpus.division.fit);
    let pca = components::fit(training.view(), &corpus.log_columns, training.ncols())?;
    let standardised = pca.standardise(training.view())?;
    let (rows, projected) = forest_rows(&pca, all)?;
    let fit_on = rows.select(Axis(0), &corpus.division.fit);
    let genres = corpus.genres_of(&corpus.division.fit);
    let mut model = boost::fit(settings, fit_on.view(), &genres, corpus.genres.len())?;
    let shipped = shipped::ship(&mut model, &corpus.genres, rows.view(), settings.num_iterations)?;
    let probabilities = shipped.lightgbm.select(Axis(0), &corpus.division.ask);
    Ok(Fitted { pca, shipped, standardised, projected, probabilities })
}
