//! A feature set as what is to be found: the unit embedding of every piece, and whose it is.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::{Array2, Axis, concatenate};
use rayon::prelude::*;
use segue::engine::forest::Forest;
use segue::engine::pack::{Catalogue, Split, Track};
use segue::engine::pca::Pca;

use super::heard::Heard;
use super::space::Space;
use crate::embedding::Embedding;
use crate::feature_set::{self, FeatureSet, Rows};
use crate::model::quantise;
use crate::progress;

/// Tracks, and the spaces in which they are found.
pub struct Corpus {
    /// Segments, by the axes of a pack.
    pub timbre: Space,
    /// Patches, where a network has listened.
    pub heard: Option<Heard>,
    pub seconds: f64,
}

impl Corpus {
    /// Reads features track by track and turns them to the axes.
    ///
    /// # Errors
    ///
    /// Features that cannot be read, numbers that are none, fewer than two tracks; as [`Heard::read`].
    pub fn read(folder: &Path, pca: &Pca, forest: Option<&Forest>, embedding: Embedding) -> Result<Self> {
        let set = FeatureSet::open(folder, Rows::Segments)?;
        let tracks = set.tracks.len();
        ensure!(tracks > 0, "{} has no tracks", folder.display());
        ensure!(tracks > 1, "{} has 1 track: a neighbour needs two at least", folder.display());
        let bar = progress::count("Projecting", tracks);
        let embed = |row: usize| {
            let mel_stats = set.values_of(row)?;
            set.finite(&set.tracks[row], mel_stats.view())?;
            bar.inc(1);
            Ok(quantise::unit(pca.project(pca.standardise(mel_stats.view())?.view())?.view()))
        };
        let embeddings: Vec<Array2<f32>> = (0..tracks).into_par_iter().map(embed).collect::<Result<_>>()?;
        bar.finish_and_clear();
        let views: Vec<_> = embeddings.iter().map(|rows| rows.view()).collect();
        let mut catalogue = catalogue(&set.tracks, forest)?;
        let paths: Vec<String> = set.tracks.iter().map(|track| track.path.clone()).collect();
        let heard = match embedding {
            Embedding::Mel => None,
            Embedding::Cnn => Some(Heard::read(folder, &paths, &mut catalogue)?),
        };
        Ok(Self {
            timbre: Space::new(catalogue, concatenate(Axis(0), &views)?)?,
            heard,
            seconds: set.tracks.iter().map(|track| track.seconds).sum(),
        })
    }

    /// The tracks; their rows are those of the segments.
    pub fn catalogue(&self) -> &Catalogue {
        &self.timbre.catalogue
    }
}

/// The genres are the forest's if there is one, else those of the tracks.
fn catalogue(tracks: &[feature_set::Track], forest: Option<&Forest>) -> Result<Catalogue> {
    let named: BTreeSet<&str> =
        tracks.iter().map(|track| track.genre.as_str()).filter(|genre| !genre.is_empty()).collect();
    let genres: Vec<String> = forest
        .map_or_else(|| named.into_iter().map(str::to_owned).collect(), |forest| forest.genres().to_vec());
    let artists: BTreeSet<&str> = tracks.iter().map(|track| track.artist.as_str()).collect();
    let artists: Vec<&str> = artists.into_iter().collect();
    let mut end = 0_u32;
    let track = |track: &feature_set::Track| {
        let start = end;
        end = start.checked_add(track.segments).context("more segments than an index can hold")?;
        Ok(Track {
            id: track.id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            artist_index: artists.partition_point(|artist| *artist < track.artist.as_str()) as u32,
            album: track.album.clone(),
            genre: genres.iter().position(|genre| *genre == track.genre).map(|place| place as u16),
            split: split(&track.split),
            licence: track.licence.clone(),
            link: track.link.clone(),
            seconds: Some(track.seconds as f32),
            rows: start..end,
            patches: 0,
            tags: String::new(),
        })
    };
    let tracks = tracks.iter().map(track).collect::<Result<_>>()?;
    Ok(Catalogue { tracks, genres })
}

/// What no fit has seen may be asked about, whatever the collection calls it.
fn split(name: &str) -> Split {
    if matches!(name, "validation" | "test") { Split::Validation } else { Split::Training }
}
