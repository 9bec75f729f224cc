//! `fit-table`: a table of tracks with cepstral statistics → a model pack.

use crate::Outcome;

/// Build a model pack from a table of tracks.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> anyhow::Result<Outcome> {
    Ok(Outcome::Complete)
}
