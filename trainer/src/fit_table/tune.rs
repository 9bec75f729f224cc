//! The search for settings: cross-validation inside `training`, no artist in two folds.

use anyhow::Result;
use indicatif::ProgressBar;
use ndarray::{ArrayView2, Axis};
use segue::engine::pack::forest_rows;
use serde::Serialize;

use crate::model::boost::{self, Settings};
use crate::model::folds::Division;
use crate::model::{components, score};

/// After how many rounds a candidate is looked at.
const ROUNDS: [u32; 4] = [250, 350, 450, 600];

/// What cross-validation says of one setting.
#[derive(Debug, Serialize)]
pub struct CrossValidation {
    pub folds: usize,
    pub accuracy: f64,
    pub log_loss: f64,
    pub settings: Settings,
}

/// Tracks, as all folds see them.
pub struct Tracks<'a> {
    pub descriptors: ArrayView2<'a, f32>,
    pub genres: &'a [u16],
    pub genre_count: usize,
    pub log_columns: &'a [u32],
}

/// The settings at each of these numbers of rounds. Standardiser and axes are fitted anew in every fold.
pub fn cross_validate(
    tracks: &Tracks<'_>,
    folds: &[Division],
    settings: &Settings,
    rounds: &[u32],
    bar: &ProgressBar,
) -> Result<Vec<CrossValidation>> {
    let most = rounds.iter().copied().max().unwrap_or(settings.num_iterations);
    let grown = Settings { num_iterations: most, ..settings.clone() };
    let mut sums = vec![(0.0, 0.0); rounds.len()];
    for fold in folds {
        let of = |rows: &[usize]| tracks.descriptors.select(Axis(0), rows);
        let genres = |rows: &[usize]| rows.iter().map(|&row| tracks.genres[row]).collect::<Vec<_>>();
        let (fit, ask) = (of(&fold.fit), of(&fold.ask));
        let pca = components::fit(fit.view(), tracks.log_columns, fit.ncols())?;
        let (fit, _) = forest_rows(&pca, fit.view())?;
        let (ask, _) = forest_rows(&pca, ask.view())?;
        let mut model = boost::fit(&grown, fit.view(), &genres(&fold.fit), tracks.genre_count)?;
        let (truth, weight) = (genres(&fold.ask), fold.ask.len() as f64);
        for (sum, &rounds) in sums.iter_mut().zip(rounds) {
            let probabilities = model.ask(ask.view(), rounds)?;
            sum.0 += weight * score::accuracy(&probabilities, &truth);
            sum.1 += weight * score::log_loss(&probabilities, &truth);
        }
        bar.inc(1);
    }
    let asked: usize = folds.iter().map(|fold| fold.ask.len()).sum();
    let result = |((accuracy, log_loss), &rounds): ((f64, f64), &u32)| CrossValidation {
        folds: folds.len(),
        accuracy: accuracy / asked as f64,
        log_loss: log_loss / asked as f64,
        settings: Settings { num_iterations: rounds, ..settings.clone() },
    };
    Ok(sums.into_iter().zip(rounds).map(result).collect())
}

/// All candidates, smallest log-loss first.
pub fn search(tracks: &Tracks<'_>, folds: &[Division], bar: &ProgressBar) -> Result<Vec<CrossValidation>> {
    let candidates = candidates();
    bar.set_length((candidates.len() * folds.len()) as u64);
    let mut tried = Vec::new();
    for settings in &candidates {
        tried.extend(cross_validate(tracks, folds, settings, &ROUNDS, bar)?);
    }
    tried.sort_by(|a, b| a.log_loss.total_cmp(&b.log_loss));
    Ok(tried)
}

/// Around the defaults, one thing at a time.
fn candidates() -> Vec<Settings> {
    let default = Settings::default();
    vec![
        default.clone(),
        Settings { extra_trees: !default.extra_trees, ..default.clone() },
        Settings { num_leaves: 8, ..default.clone() },
        Settings { num_leaves: 31, ..default.clone() },
        Settings { feature_fraction: 0.15, ..default.clone() },
        Settings { feature_fraction: 0.6, ..default.clone() },
        Settings { bagging_fraction: 0.5, ..default.clone() },
        Settings { min_data_in_leaf: 40, ..default.clone() },
        Settings { lambda_l1: 1.0, ..default.clone() },
        Settings { lambda_l2: 10.0, ..default.clone() },
        Settings { learning_rate: 0.05, ..default },
    ]
}
