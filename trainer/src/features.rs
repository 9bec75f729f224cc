//! `features`: the stations of the path as `.npy` files, to be compared with librosa.

use crate::Outcome;

/// Write the stations of the data path as .npy files.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: &Args) -> anyhow::Result<Outcome> {
    Ok(Outcome::Complete)
}
