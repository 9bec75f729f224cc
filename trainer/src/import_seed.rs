//! `import-seed`: the published standardiser and PCA → `models/seed/pca.bin`.

use std::path::PathBuf;

use anyhow::Result;

use crate::model::axes;
use crate::{Outcome, write};

/// Convert the published preprocessing; see models/seed/README.md.
#[derive(clap::Args)]
pub struct Args {
    /// The study's preprocessing.npz
    archive: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome> {
    write::file(&args.out, &axes::read(&args.archive)?.encode()?)?;
    Ok(Outcome::Complete)
}
