//! A model pack, opened: everything that is needed to answer, checked against each other, or nothing.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView2, Axis, concatenate};

use super::envelope;
use super::forest::{Forest, GenreProbabilities};
use super::hearing::Hearing;
use super::index::Index;
use super::pca::Pca;
use super::{Error, Result};

pub use super::catalogue::{Catalogue, Split, Track};
pub use super::manifest::{Manifest, PackFile, Role};
pub use super::segment::Descriptor;

/// A pack that has passed every check.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What it says of itself.
    pub manifest: Manifest,
    /// First 16 hexadecimal digits of the SHA-256 of its manifest.
    pub revision: String,
    /// Descriptor → embedding.
    pub pca: Pca,
    /// → genre probabilities. A pack without it has neighbours to offer, and no opinion on genres.
    pub forest: Option<Forest>,
    /// → neighbours.
    pub index: Index,
    /// What the neighbours are called.
    pub catalogue: Catalogue,
    /// What a network heard of the same songs, once its files are there.
    pub hearing: Option<Hearing>,
}

impl Pack {
    /// Opens a pack from the bytes of its manifest and of the files that [`Manifest::needs`], by name; with its second
    /// index if the files that [`Manifest::hearing`] names are among them.
    ///
    /// # Errors
    ///
    /// Those of [`Manifest::parse`]; [`Error::Missing`], [`Error::SizeMismatch`], [`Error::ChecksumMismatch`] and
    /// [`Error::VersionMismatch`] naming the file; [`Error::BadPack`] for a file that makes no sense, alone or with the others.
    pub fn open(manifest: &[u8], files: &BTreeMap<String, Vec<u8>>) -> Result<Self> {
        let revision = envelope::sha256(manifest).get(..16).unwrap_or_default().to_owned();
        let manifest = Manifest::parse(manifest)?;
        let file = |role: Role| manifest.bytes_of(role, files);
        // All are there and whole before any is read.
        let forest = manifest.file(Role::Forest).map(|_| file(Role::Forest)).transpose()?;
        let pca = file(Role::Pca)?;
        let (index, catalogue) = (file(Role::Index)?, file(Role::Catalogue)?);
        let pca = Pca::decode(pca.0, pca.1)?;
        let forest = forest.map(|(name, bytes)| Forest::parse(name, bytes)).transpose()?;
        let index = Index::decode(index.0, index.1)?;
        let catalogue = Catalogue::parse(catalogue.0, catalogue.1)?;
        let mut pack = Self { manifest, revision, pca, forest, index, catalogue, hearing: None };
        pack.cross_check()?;
        let network = pack.manifest.file(Role::NetworkIndex);
        if network.is_some_and(|file| files.contains_key(&file.name)) {
            pack.hearing = Some(Hearing::open(&pack.manifest, &pack.catalogue, files)?);
        }
        Ok(pack)
    }

    /// What a network heard of its songs.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] where there is nothing, or it was not opened.
    pub fn heard(&self) -> Result<&Hearing> {
        self.hearing.as_ref().ok_or_else(|| Error::Missing { file: "what a network heard".to_owned() })
    }

    /// What the index compares.
    ///
    /// # Shape
    ///
    /// windows × descriptor columns → windows × index dimensions: the first components.
    ///
    /// # Errors
    ///
    /// As [`Pca::standardise`].
    pub fn embed(&self, descriptors: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
        let components = self.pca.project(self.pca.standardise(descriptors)?.view())?;
        Ok(components.view().split_at(Axis(1), self.index.dimensions()).0.to_owned())
    }

    /// The genres of each window: windows × descriptor columns → windows × genres.
    ///
    /// # Errors
    ///
    /// As [`Pca::standardise`]; [`Error::Missing`] if the pack has no forest.
    pub fn tell(&self, descriptors: ArrayView2<'_, f32>) -> Result<GenreProbabilities> {
        let forest = self.forest.as_ref().ok_or_else(|| Error::Missing { file: "forest".to_owned() })?;
        let (rows, components) = forest_rows(&self.pca, descriptors)?;
        let asked = if self.components_alone(forest) { components } else { rows };
        forest.predict(asked.view())
    }

    /// Trees may be asked about the components, or about the standardised descriptor and the components; how many
    /// numbers they want tells.
    fn components_alone(&self, forest: &Forest) -> bool {
        forest.inputs() == self.pca.components()
    }

    /// Counts that appear in two files must be the same in both.
    fn cross_check(&self) -> Result<()> {
        let (columns, components) = (self.pca.columns(), self.pca.components());
        let forest = self.forest.iter().map(|forest| {
            let inputs = if self.components_alone(forest) { components } else { columns + components };
            (Role::Forest, "inputs", inputs, forest.inputs())
        });
        let tracks = self.manifest.tracks as usize;
        let dimensions = self.index.dimensions();
        let counts = [
            (Role::Pca, "descriptor columns", self.manifest.descriptor.columns(), self.pca.columns()),
            (Role::Index, "dimensions", dimensions.min(self.pca.components()), dimensions),
            (Role::Index, "vectors", self.catalogue.vectors(), self.index.rows()),
            (Role::Catalogue, "tracks", tracks, self.catalogue.tracks.len()),
            (Role::Catalogue, "genres", self.manifest.genres as usize, self.catalogue.genres.len()),
        ];
        let bad = |role: Role, what: String| {
            let file = self.manifest.file(role).map_or_else(String::new, |file| file.name.clone());
            Err(Error::BadPack { file, what: what.into() })
        };
        for (role, what, expected, found) in counts.into_iter().chain(forest) {
            if expected != found {
                return bad(role, format!("{found} {what}; the pack's other files have {expected}"));
            }
        }
        if self.forest.as_ref().is_some_and(|forest| forest.genres() != self.catalogue.genres) {
            return bad(Role::Catalogue, "its genres are not the forest's".to_owned());
        }
        Ok(())
    }
}

/// windows × descriptor columns → (windows × forest inputs, windows × components). A forest input is the standardised
/// descriptor followed by all its components. The trainer needs it before there is a pack.
///
/// # Errors
///
/// As [`Pca::standardise`].
pub fn forest_rows(pca: &Pca, descriptors: ArrayView2<'_, f32>) -> Result<(Array2<f32>, Array2<f32>)> {
    let standardised = pca.standardise(descriptors)?;
    let components = pca.project(standardised.view())?;
    let rows = concatenate(Axis(1), &[standardised.view(), components.view()]).map_err(|_| Error::Shape {
        what: "windows".into(),
        expected: standardised.nrows(),
        found: components.nrows(),
    })?;
    Ok((rows, components))
}
