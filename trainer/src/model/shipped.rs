//! The trees as they are written, and proof that they answer as LightGBM does.

use anyhow::{Result, ensure};
use ndarray::{Array2, ArrayView2};
use segue::engine::forest::Forest;

use super::boost::Model;

/// The most by which a probability may differ from LightGBM's: f32 leaves and f32 probabilities stay far below it.
pub const LARGEST_DIFFERENCE: f64 = 1e-6;

/// A forest, and what LightGBM says.
pub struct Shipped {
    pub forest: Forest,
    /// `forest.json`.
    pub bytes: Vec<u8>,
    /// LightGBM's own answers, rows × genres.
    pub lightgbm: Array2<f64>,
    /// Largest difference in probability between the two, over all rows.
    pub difference: f64,
}

/// Converts the model of so many boosting rounds, and compares it with LightGBM over these rows.
pub fn ship(model: &mut Model, genres: &[String], rows: ArrayView2<'_, f32>, rounds: u32) -> Result<Shipped> {
    let bytes = model.columns(genres.to_vec())?.encode()?;
    let forest = Forest::parse("forest.json", &bytes)?;
    let lightgbm = model.ask(rows, rounds)?;
    let difference = largest_difference(&forest, rows, &lightgbm)?;
    ensure!(
        difference <= LARGEST_DIFFERENCE,
        "the forest differs from LightGBM by {difference:e} in a probability; {LARGEST_DIFFERENCE:e} is allowed"
    );
    Ok(Shipped { forest, bytes, lightgbm, difference })
}

/// In any probability of any row.
pub fn largest_difference(forest: &Forest, rows: ArrayView2<'_, f32>, lightgbm: &Array2<f64>) -> Result<f64> {
    let ours = forest.predict(rows)?.0;
    ensure!(ours.dim() == lightgbm.dim(), "the forest answers in another shape than LightGBM");
    let differences = ours.iter().zip(lightgbm).map(|(&ours, &theirs)| (f64::from(ours) - theirs).abs());
    Ok(differences.fold(0.0, f64::max))
}
