//! Standardiser, axes and trees, fitted on training only, and proof that the trees are LightGBM's.

use anyhow::{Result, ensure};
use ndarray::{Array2, ArrayView2, Axis};
use segue::engine::forest::Forest;
use segue::engine::pack::forest_rows;
use segue::engine::pca::Pca;

use super::boost::{self, Settings};
use super::corpus::Corpus;
use super::{components, convert};

/// The most by which a probability may differ from LightGBM's: f32 leaves and f32 probabilities stay far below it.
pub const LARGEST_DIFFERENCE: f64 = 1e-6;

/// What fitting made.
pub struct Fitted {
    pub pca: Pca,
    pub forest: Forest,
    /// `forest.json`.
    pub forest_bytes: Vec<u8>,
    /// Largest difference in probability from LightGBM, over all rows of the table.
    pub difference: f64,
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
    let pca = components::fit(training.view(), &corpus.log_columns)?;
    let standardised = pca.standardise(training.view())?;
    let (rows, projected) = forest_rows(&pca, all)?;
    let fit_on = rows.select(Axis(0), &corpus.division.fit);
    let genres = corpus.genres_of(&corpus.division.fit);
    let mut model = boost::fit(settings, fit_on.view(), &genres, corpus.genres.len())?;
    let forest_bytes = convert::forest(&model.text()?, corpus.genres.clone())?.encode()?;
    let forest = Forest::parse("forest.json", &forest_bytes)?;
    let lightgbm = model.ask(rows.view(), settings.num_iterations)?;
    let difference = largest_difference(&forest, rows.view(), &lightgbm)?;
    ensure!(
        difference <= LARGEST_DIFFERENCE,
        "the forest differs from LightGBM by {difference:e} in a probability; {LARGEST_DIFFERENCE:e} is allowed"
    );
    let probabilities = lightgbm.select(Axis(0), &corpus.division.ask);
    Ok(Fitted { pca, forest, forest_bytes, difference, standardised, projected, probabilities })
}

/// In any probability of any row.
pub fn largest_difference(forest: &Forest, rows: ArrayView2<'_, f32>, lightgbm: &Array2<f64>) -> Result<f64> {
    let ours = forest.predict(rows)?.0;
    ensure!(ours.dim() == lightgbm.dim(), "the forest answers in another shape than LightGBM");
    let differences = ours.iter().zip(lightgbm).map(|(&ours, &theirs)| (f64::from(ours) - theirs).abs());
    Ok(differences.fold(0.0, f64::max))
}
