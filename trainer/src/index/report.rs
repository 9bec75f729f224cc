//! `report.json`: what was indexed and what it measured.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use segue::engine::manifest::{FEATURES, NetworkName};
use segue::engine::pca::Pca;
use serde::Serialize;

use super::corpus::Corpus;
use super::evaluation::{Evaluation, Rankings};
use crate::model::retrieval::Occurrence;

const FORMAT: u32 = 1;

/// The whole of `report.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    pub format: u32,
    pub features: u32,
    pub corpus: Counts,
    pub pca: Components,
    pub index: Size,
    /// The second index, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkSize>,
    pub evaluation: Evaluation,
}

/// What a network heard.
#[derive(Debug, Serialize)]
pub struct NetworkSize {
    #[serde(flatten)]
    pub network: NetworkName,
    pub patches: usize,
    pub pca: Components,
    pub index: Size,
}

/// What was read.
#[derive(Debug, Serialize)]
pub struct Counts {
    pub tracks: usize,
    pub segments: usize,
    pub seconds: f64,
    pub artists: usize,
    pub albums: usize,
    /// Tracks under each licence.
    pub licences: BTreeMap<String, usize>,
    /// Tracks of each genre that somebody named.
    pub genres: BTreeMap<String, usize>,
}

/// The principal axes.
#[derive(Debug, Serialize)]
pub struct Components {
    pub columns: usize,
    pub count: usize,
    /// Share of the variance of what they were fitted on.
    pub explained: f32,
}

/// `index.bin`.
#[derive(Debug, Serialize)]
pub struct Size {
    pub bytes: usize,
    pub bytes_per_segment: f64,
}

impl Components {
    fn of(pca: &Pca) -> Self {
        Self { columns: pca.columns(), count: pca.components(), explained: pca.explained().iter().sum() }
    }
}

impl Size {
    /// `index`: its bytes.
    fn of(index: &[u8], rows: usize) -> Self {
        Self { bytes: index.len(), bytes_per_segment: index.len() as f64 / rows as f64 }
    }
}

impl Report {
    /// Counts, and adds what was measured. The indices: their bytes.
    pub fn of(
        corpus: &Corpus,
        pca: &Pca,
        (index, network_index): (&[u8], Option<&[u8]>),
        evaluation: Evaluation,
    ) -> Self {
        let network = corpus.heard.as_ref().zip(network_index).map(|(heard, index)| {
            let patches = heard.space.unit.nrows();
            NetworkSize {
                network: heard.network.clone(),
                patches,
                pca: Components::of(&heard.pca),
                index: Size::of(index, patches),
            }
        });
        Self {
            format: FORMAT,
            features: FEATURES,
            corpus: Counts::of(corpus),
            pca: Components::of(pca),
            index: Size::of(index, corpus.timbre.unit.nrows()),
            network,
            evaluation,
        }
    }

    /// The bytes of `report.json`, for people to read too.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// The few numbers that the manifest repeats. Without further words they are those of the balanced ranking. What
    /// nobody could be asked about is left out: short tracks have no second block, some collections no albums.
    pub fn headlines(&self) -> BTreeMap<String, f64> {
        let Evaluation { codes, own_track, albums, genres, songs, segments, network_codes, .. } =
            &self.evaluation;
        let of_songs =
            |of: fn(&Occurrence) -> f64| Rankings::gather([songs].into_iter(), |songs| of(songs[0]));
        let mut numbers = BTreeMap::from([
            ("bytes_per_segment".to_owned(), self.index.bytes_per_segment),
            ("recall_at_10".to_owned(), codes.recall_at_10),
            ("segment_occurrence_skewness_cosine".to_owned(), segments.cosine.skewness),
            ("segment_occurrence_skewness".to_owned(), segments.corrected.skewness),
        ]);
        numbers.extend(
            network_codes.iter().map(|codes| ("recall_at_10_network".to_owned(), codes.recall_at_10)),
        );
        numbers.extend(of_songs(|song| song.skewness).named("occurrence_skewness"));
        numbers.extend(of_songs(|song| song.never_recommended).named("never_recommended"));
        if own_track.asked > 0 {
            numbers.extend(own_track.first.named("own_track_first"));
        }
        if albums.asked > 0 {
            numbers.extend(albums.hit_at_5.named("album_hit_at_5"));
            numbers.extend(albums.precision_at_5.named("album_precision_at_5"));
        }
        numbers.extend(genres.iter().flat_map(|genres| genres.precision_at_5.named("genre_precision_at_5")));
        numbers
    }
}

impl Counts {
    fn of(corpus: &Corpus) -> Self {
        let catalogue = corpus.catalogue();
        let names = |of: fn(&segue::engine::pack::Track) -> &str| {
            catalogue.tracks.iter().map(of).filter(|name| !name.is_empty()).collect::<BTreeSet<_>>().len()
        };
        let (mut licences, mut genres) = (BTreeMap::new(), BTreeMap::new());
        for track in &catalogue.tracks {
            let genre = catalogue.genre(track);
            for (counts, name) in [(&mut licences, track.licence.as_str()), (&mut genres, genre)] {
                if !name.is_empty() {
                    *counts.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        Self {
            tracks: catalogue.tracks.len(),
            segments: corpus.timbre.unit.nrows(),
            seconds: corpus.seconds,
            artists: names(|track| &track.artist),
            albums: names(|track| &track.album),
            licences,
            genres,
        }
    }
}
