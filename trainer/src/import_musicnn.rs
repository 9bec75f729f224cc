//! `import-musicnn`: the published weights of `MSD_musicnn` (arrays in .npy files) → `models/musicnn`.

mod fold;
mod published;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use ndarray::{Array, Dimension};
use ndarray_npy::read_npy;
use segue::engine::cnn::manifest::{FEATURES, FORMAT, NetworkManifest, Role};
use segue::engine::manifest::{FILE, PackFile};

use crate::{Outcome, advised};

/// Convert the published weights of `MSD_musicnn`; see models/musicnn/README.md.
#[derive(clap::Args)]
pub struct Args {
    /// The folder with the arrays of `msd_musicnn.npz`, unpacked
    arrays: PathBuf,
    /// The folder to write; what lies there under the same names is replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<Outcome> {
    let folded = fold::fold(&Arrays(&args.arrays))?;
    let bytes = folded.parts.encode().map_err(advised)?;
    let file = PackFile::of(Role::Network, "network", "bin", &bytes);
    let manifest = NetworkManifest {
        format: FORMAT,
        features: FEATURES,
        name: "msd-musicnn".to_owned(),
        title: "MSD_musicnn: 50 tags of the Million Song Dataset".to_owned(),
        licence: "ISC".to_owned(),
        credit: "Jordi Pons, Xavier Serra (Music Technology Group, Universitat Pompeu Fabra): musicnn: pre-trained convolutional \
                 neural networks for music audio tagging, ISMIR 2019 (late-breaking)"
            .to_owned(),
        provenance: "The weights in the PyPI package musicnn 0.1.0; normalisations folded into the layers, channels that \
                     answer the same to every sound folded into the biases, dense layers rounded to half precision."
            .to_owned(),
        metrics: BTreeMap::from(folded.counts.map(|(what, count)| (what.to_owned(), count as f64))),
        file,
    };
    fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    for (name, bytes) in [(manifest.file.name.as_str(), bytes), (FILE, manifest.encode().map_err(advised)?)] {
        let path = args.out.join(name);
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    }
    say!("{} bytes in {}", manifest.file.bytes, manifest.file.name);
    for (what, count) in &manifest.metrics {
        say!("{count:>8} {what}");
    }
    Ok(Outcome::Complete)
}

/// The folder with the arrays, named as in the checkpoint.
struct Arrays<'a>(&'a Path);

impl Arrays<'_> {
    /// One array of 32-bit floats, in 64 bits: what is folded is rounded only once.
    fn read<D: Dimension>(&self, name: &str) -> Result<Array<f64, D>> {
        let path = self.0.join(format!("{name}.npy"));
        let array: Array<f32, D> = read_npy(&path).with_context(|| path.display().to_string())?;
        Ok(array.mapv(f64::from))
    }
}
