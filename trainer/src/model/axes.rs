//! Standardiser and principal axes from a file: a pack's `pca.bin`, or the published study's `preprocessing.npz`.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::{Array, Dimension, Ix1, Ix2};
use ndarray_npy::{NpzReader, ReadableElement};
use segue::engine::pca::{Pca, PcaParts};
use segue::engine::segment::MEL_STATS;

/// How a zip archive begins.
const ZIP: &[u8] = b"PK";

/// Axes for mel statistics.
pub fn read(path: &Path) -> Result<Pca> {
    let shown = path.display();
    let bytes = fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
    let pca =
        if bytes.starts_with(ZIP) { published(path)? } else { Pca::decode(&shown.to_string(), &bytes)? };
    let columns = pca.columns();
    ensure!(
        columns == MEL_STATS,
        "{shown} is for {columns} columns; segments have {MEL_STATS} mel statistics: give axes that were fitted on them"
    );
    Ok(pca)
}

/// The arrays of preprocessing.npz.
fn published(path: &Path) -> Result<Pca> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("{shown} cannot be read"))?;
    let mut arrays =
        Arrays(NpzReader::new(file).with_context(|| format!("{shown} is no archive of arrays"))?);
    let parts = arrays.parts().with_context(|| format!("{shown} is not the published preprocessing"))?;
    Ok(Pca::new(parts)?)
}

struct Arrays(NpzReader<File>);

impl Arrays {
    fn parts(&mut self) -> Result<PcaParts> {
        Ok(PcaParts {
            log_columns: Vec::new(),
            mean: self.narrowed("mean")?,
            scale: self.narrowed("scale")?,
            centre: self.array::<f32, Ix1>("pca_mean")?.to_vec(),
            components: self.array::<f32, Ix2>("components")?.iter().copied().collect(),
            explained: self.narrowed("explained_variance_ratio")?,
        })
    }

    fn narrowed(&mut self, name: &str) -> Result<Vec<f32>> {
        Ok(self.array::<f64, Ix1>(name)?.iter().map(|&value| value as f32).collect())
    }

    fn array<T: ReadableElement, D: Dimension>(&mut self, name: &str) -> Result<Array<T, D>> {
        self.0.by_name(name).with_context(|| format!("the array {name}"))
    }
}
