//! `import-seed`: the published standardiser and PCA (arrays in .npy files) → `models/seed/pca.bin`.

use std::path::{Path, PathBuf};

use anyhow::Context;
use ndarray::{Array, Dimension, Ix1, Ix2};
use ndarray_npy::{ReadableElement, read_npy};
use segue::engine::pca::{Pca, PcaParts};

use crate::Outcome;

/// Convert the published preprocessing; see models/seed/README.md.
#[derive(clap::Args)]
pub struct Args {
    /// The folder with the arrays of preprocessing.npz, unpacked
    arrays: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let parts = PcaParts {
        log_columns: Vec::new(),
        mean: narrowed(&args.arrays, "mean")?,
        scale: narrowed(&args.arrays, "scale")?,
        centre: array::<f32, Ix1>(&args.arrays, "pca_mean")?.to_vec(),
        components: array::<f32, Ix2>(&args.arrays, "components")?.iter().copied().collect(),
        explained: narrowed(&args.arrays, "explained_variance_ratio")?,
    };
    let bytes = Pca::new(parts)?.encode()?;
    std::fs::write(&args.out, bytes).with_context(|| args.out.display().to_string())?;
    Ok(Outcome::Complete)
}

fn narrowed(folder: &Path, name: &str) -> anyhow::Result<Vec<f32>> {
    Ok(array::<f64, Ix1>(folder, name)?.iter().map(|&value| value as f32).collect())
}

fn array<T: ReadableElement, D: Dimension>(folder: &Path, name: &str) -> anyhow::Result<Array<T, D>> {
    let path = folder.join(name).with_extension("npy");
    read_npy(&path).with_context(|| path.display().to_string())
}
