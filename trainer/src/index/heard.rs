//! What a network heard of the tracks that are to be found.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use segue::engine::cnn;
use segue::engine::cnn::parts::EMBEDDING;
use segue::engine::manifest::NetworkName;
use segue::engine::pack::{Catalogue, Track};
use segue::engine::pca::Pca;

use super::space::Space;
use crate::feature_set::{FeatureSet, NETWORK, Rows};
use crate::model::{components, quantise};

/// Principal components that are compared. More of them find no more here: trainer/README.md.
const COMPONENTS: usize = 64;
/// Tags that a catalogue names of each track.
const TAGS: usize = 3;

/// A second space of the same tracks.
pub struct Heard {
    pub network: NetworkName,
    pub pca: Pca,
    pub space: Space,
}

impl Heard {
    /// Reads what the network heard of these tracks, which are at `paths`; tells the catalogue how much that is of each,
    /// and its tags. Axes are fitted on all of it: nobody's labels are in them.
    ///
    /// # Errors
    ///
    /// A track that the network has not heard; numbers that are none.
    pub fn read(folder: &Path, paths: &[String], catalogue: &mut Catalogue) -> Result<Self> {
        let set = FeatureSet::open(&folder.join(NETWORK), Rows::Patches)
            .context("no network has listened: extract with --network")?;
        let (name, revision) = set.maker.network.split_once(' ').context("the network has no name")?;
        let places: BTreeMap<&str, usize> =
            set.tracks.iter().enumerate().map(|(row, track)| (track.path.as_str(), row)).collect();
        let (mut tracks, mut embeddings, mut end) = (Vec::new(), Vec::new(), 0);
        for (track, path) in catalogue.tracks.iter_mut().zip(paths) {
            let row = places.get(path.as_str());
            let row = *row.with_context(|| format!("the network has not heard {path}: extract again"))?;
            let values = set.values_of(row)?;
            set.finite(&set.tracks[row], values.view())?;
            track.patches = set.tracks[row].segments;
            track.tags = tags(values.slice(s![.., EMBEDDING..]));
            embeddings.push(values.slice(s![.., ..EMBEDDING]).to_owned());
            let start = end;
            end += track.patches;
            tracks.push(Track { rows: start..end, ..track.clone() });
        }
        let embeddings: Vec<_> = embeddings.iter().map(|rows| rows.view()).collect();
        let embeddings = concatenate(Axis(0), &embeddings)?;
        ensure!(embeddings.nrows() > EMBEDDING, "{} patches are too few for axes", embeddings.nrows());
        let pca = components::fit(embeddings.view(), &[], COMPONENTS)?;
        let unit = unit(&pca, embeddings.view())?;
        let network = NetworkName {
            name: name.to_owned(),
            revision: revision.to_owned(),
            features: cnn::manifest::FEATURES,
        };
        let heard = Catalogue { tracks, genres: catalogue.genres.clone() };
        Ok(Self { network, pca, space: Space::new(heard, unit)? })
    }
}

fn unit(pca: &Pca, embeddings: ArrayView2<'_, f32>) -> Result<Array2<f32>> {
    Ok(quantise::unit(pca.project(pca.standardise(embeddings)?.view())?.view()))
}

/// The likeliest of the whole track, of equals the network's order.
fn tags(probabilities: ArrayView2<'_, f32>) -> String {
    let patches: Vec<(usize, [f32; cnn::tags::TAGS])> =
        probabilities.rows().into_iter().map(|row| std::array::from_fn(|tag| row[tag])).enumerate().collect();
    let heard = cnn::TagsOfSong::new("", "", &patches);
    heard.song.into_iter().take(TAGS).map(|tag| tag.tag).collect::<Vec<_>>().join(", ")
}
