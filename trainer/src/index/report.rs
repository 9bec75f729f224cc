//! `report.json`: what was indexed and what it measured.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use segue::engine::manifest::FEATURES;
use segue::engine::pca::Pca;
use serde::Serialize;

use super::corpus::Corpus;
use super::evaluation::Evaluation;

const FORMAT: u32 = 1;

/// The whole of `report.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    pub format: u32,
    pub features: u32,
    pub corpus: Counts,
    pub pca: Components,
    pub index: Size,
    pub evaluation: Evaluation,
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

impl Report {
    /// Counts, and adds what was measured. `index`: the bytes of the index.
    pub fn of(corpus: &Corpus, pca: &Pca, index: &[u8], evaluation: Evaluation) -> Self {
        let components = Components {
            columns: pca.columns(),
            count: pca.components(),
            explained: pca.explained().iter().sum(),
        };
        let bytes_per_segment = index.len() as f64 / corpus.unit.nrows() as f64;
        let index = Size { bytes: index.len(), bytes_per_segment };
        Self {
            format: FORMAT,
            features: FEATURES,
            corpus: Counts::of(corpus),
            pca: components,
            index,
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
        let Evaluation { codes, own_track, albums, songs, segments } = &self.evaluation;
        let numbers = [
            ("bytes_per_segment", self.index.bytes_per_segment),
            ("recall_at_10", codes.recall_at_10),
            ("own_track_first_published", own_track.first.published),
            ("own_track_first", own_track.first.balanced),
            ("album_hit_at_5_published", albums.hit_at_5.published),
            ("album_hit_at_5", albums.hit_at_5.balanced),
            ("album_precision_at_5_published", albums.precision_at_5.published),
            ("album_precision_at_5", albums.precision_at_5.balanced),
            ("occurrence_skewness_published", songs.published.skewness),
            ("occurrence_skewness", songs.balanced.skewness),
            ("never_recommended_published", songs.published.never_recommended),
            ("never_recommended", songs.balanced.never_recommended),
            ("segment_occurrence_skewness_cosine", segments.cosine.skewness),
            ("segment_occurrence_skewness", segments.corrected.skewness),
        ];
        let was_asked = |name: &str| match name {
            name if name.starts_with("own_track") => own_track.asked > 0,
            name if name.starts_with("album") => albums.asked > 0,
            _ => true,
        };
        let asked = numbers.into_iter().filter(|(name, _)| was_asked(name));
        asked.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Counts {
    fn of(corpus: &Corpus) -> Self {
        let catalogue = &corpus.catalogue;
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
            segments: corpus.unit.nrows(),
            seconds: corpus.seconds,
            artists: names(|track| &track.artist),
            albums: names(|track| &track.album),
            licences,
            genres,
        }
    }
}
