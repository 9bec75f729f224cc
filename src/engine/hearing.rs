//! What a network heard of a catalogue: a second index of the same tracks, fetched once somebody asks for it.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::catalogue::{Catalogue, Track};
use super::cnn::Impression;
use super::cnn::parts::EMBEDDING;
use super::index::Index;
use super::manifest::{Manifest, NetworkName, Role};
use super::pca::Pca;
use super::{Error, Result};

/// A second index that has passed every check.
#[derive(Clone, Debug)]
pub struct Hearing {
    /// The network's embedding → what the index compares.
    pub pca: Pca,
    /// One vector per patch, track after track.
    pub index: Index,
    /// The pack's tracks; their rows are those of this index.
    pub catalogue: Catalogue,
    /// Who listened.
    network: NetworkName,
}

impl Hearing {
    /// Opens it from the files that [`Manifest::hearing`] names, by name; `catalogue` is the pack's.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] where the pack has none; otherwise as [`super::pack::Pack::open`].
    pub fn open(
        manifest: &Manifest,
        catalogue: &Catalogue,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Self> {
        let none = || Error::Missing { file: "what a network heard".to_owned() };
        let network = manifest.network.clone().ok_or_else(none)?;
        let pca = manifest.bytes_of(Role::NetworkPca, files)?;
        let index = manifest.bytes_of(Role::NetworkIndex, files)?;
        let hearing = Self {
            pca: Pca::decode(pca.0, pca.1)?,
            index: Index::decode(index.0, index.1)?,
            catalogue: by_patches(catalogue)?,
            network,
        };
        hearing.check().map_err(|what| Error::BadPack { file: index.0.to_owned(), what: what.into() })?;
        Ok(hearing)
    }

    /// Counts that appear in two files must be the same in both.
    fn check(&self) -> std::result::Result<(), String> {
        let dimensions = self.index.dimensions();
        let counts = [
            ("columns", EMBEDDING, self.pca.columns()),
            ("dimensions", self.pca.components(), dimensions),
            ("vectors", self.catalogue.vectors(), self.index.rows()),
        ];
        for (what, expected, found) in counts {
            if expected != found {
                return Err(format!("{found} {what}; the pack's other files have {expected}"));
            }
        }
        Ok(())
    }

    /// A song as the index compares it: patches × dimensions.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] for a song that another network has heard, and as [`Pca::standardise`].
    pub fn embed(&self, song: &Impression) -> Result<Array2<f32>> {
        if song.revision != self.network.revision {
            let what = format!(
                "it was made with the network {} {}, and the song was heard by {}",
                self.network.name, self.network.revision, song.revision
            );
            return Err(Error::BadPack { file: "network-index".to_owned(), what: what.into() });
        }
        self.pca.project(self.pca.standardise(song.embeddings.view())?.view())
    }
}

/// The same tracks, with the rows of a network's index.
#[inline(never)] // a copy of a track is much to fetch
fn by_patches(catalogue: &Catalogue) -> Result<Catalogue> {
    let mut end = 0_u32;
    let track = |track: &Track| {
        let start = end;
        end = start.checked_add(track.patches).ok_or_else(|| Error::BadPack {
            file: "catalogue".to_owned(),
            what: "more patches than can be counted".into(),
        })?;
        Ok(Track { rows: start..end, ..track.clone() })
    };
    let tracks = catalogue.tracks.iter().map(track).collect::<Result<_>>()?;
    Ok(Catalogue { tracks, genres: catalogue.genres.clone() })
}
