//! A small search: boosting rounds and regularisation, over the published study's own grid.

use anyhow::Result;
use indicatif::ProgressBar;
use serde::Serialize;

use super::corpus::Corpus;
use super::rounds::{self, Round};
use crate::model::boost::Settings;
use crate::model::score;

/// After how many boosting rounds a candidate is looked at.
const ROUNDS: [u32; 4] = [75, 125, 200, 300];
const LAMBDA_L1: [f64; 3] = [0.0, 1.5, 5.0];
const LAMBDA_L2: [f64; 3] = [0.0, 0.1, 5.0];

/// What the folds say of one setting.
#[derive(Debug, Serialize)]
pub struct Tried {
    pub segment_accuracy: f64,
    pub segment_log_loss: f64,
    pub song_accuracy: f64,
    pub settings: Settings,
}

/// How many fits the search takes.
pub const FITS: usize = LAMBDA_L1.len() * LAMBDA_L2.len();

/// All candidates, smallest log-loss of segments first.
pub fn search(corpus: &Corpus, rounds: &[Round], bar: &ProgressBar) -> Result<Vec<Tried>> {
    let mut tried = Vec::new();
    for lambda_l1 in LAMBDA_L1 {
        for lambda_l2 in LAMBDA_L2 {
            let most = ROUNDS[ROUNDS.len() - 1];
            let settings = Settings { num_iterations: most, lambda_l1, lambda_l2, ..Settings::published() };
            let answers = rounds::ask(corpus, rounds, &settings, &ROUNDS)?;
            for (answers, &num_iterations) in answers.iter().zip(&ROUNDS) {
                let labels = corpus.genres_of(&answers.segments);
                let (tracks, songs) = answers.of_songs(corpus);
                let genres: Vec<u16> = tracks.iter().map(|&track| corpus.genre_of[track]).collect();
                tried.push(Tried {
                    segment_accuracy: score::accuracy(&answers.probabilities, &labels),
                    segment_log_loss: score::log_loss(&answers.probabilities, &labels),
                    song_accuracy: score::accuracy(&songs, &genres),
                    settings: Settings { num_iterations, ..settings.clone() },
                });
            }
            bar.inc(1);
        }
    }
    tried.sort_by(|a, b| a.segment_log_loss.total_cmp(&b.segment_log_loss));
    Ok(tried)
}
