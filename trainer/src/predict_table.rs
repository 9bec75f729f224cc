//! `predict-table`: genre probabilities for a table of cepstral statistics.

use crate::Outcome;

/// Predict genres for a table of cepstral statistics.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> anyhow::Result<Outcome> {
    Ok(Outcome::Complete)
}
