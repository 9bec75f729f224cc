//! The table as a collection: tracks, splits, genres, catalogue.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use segue::engine::pack::{Catalogue, Split, Track};

use super::report;
use super::tune::Tracks;
use crate::model::folds::{self, Division};
use crate::table::{self, Descriptors, Labels};

/// The table and what follows from it.
pub struct Corpus {
    pub descriptors: Descriptors,
    pub labels: Vec<Labels>,
    pub division: Division,
    /// Sorted.
    pub genres: Vec<String>,
    /// Of each track, its position in `genres`.
    pub genre_of: Vec<u16>,
    /// Columns that are variances.
    pub log_columns: Vec<u32>,
}

impl Corpus {
    /// Sorts the genres and asserts that no artist is in both splits.
    pub fn new(descriptors: Descriptors, labels: Vec<Labels>) -> Result<Self> {
        let is_training = |&row: &usize| labels[row].split == Split::Training;
        let (fit, ask) = (0..labels.len()).partition(is_training);
        let division = folds::official(&labels, fit, ask)?;
        let distinct: BTreeSet<&String> = labels.iter().map(|track| &track.genre).collect();
        let genres: Vec<String> = distinct.into_iter().cloned().collect();
        let place = |track: &Labels| genres.partition_point(|genre| *genre < track.genre) as u16;
        let genre_of = labels.iter().map(place).collect();
        let variances = (0..).zip(table::columns()).filter(|(_, name)| name.ends_with("_var"));
        let log_columns = variances.map(|(column, _)| column).collect();
        Ok(Self { descriptors, labels, division, genres, genre_of, log_columns })
    }

    /// Of these rows.
    pub fn genres_of(&self, rows: &[usize]) -> Vec<u16> {
        rows.iter().map(|&row| self.genre_of[row]).collect()
    }

    /// As cross-validation sees them.
    pub fn tracks(&self) -> Tracks<'_> {
        Tracks {
            descriptors: self.descriptors.values.view(),
            genres: &self.genre_of,
            genre_count: self.genres.len(),
            log_columns: &self.log_columns,
        }
    }

    /// For the page.
    pub fn catalogue(&self) -> Catalogue {
        let artists: BTreeSet<&String> = self.labels.iter().map(|track| &track.artist).collect();
        let artists: Vec<&String> = artists.into_iter().collect();
        let rows = self.descriptors.track_ids.iter().zip(&self.labels).zip(&self.genre_of);
        let tracks = (0..).zip(rows).map(|(row, ((&id, track), &genre))| Track {
            id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            artist_index: artists.partition_point(|artist| **artist < track.artist) as u32,
            album: track.album.clone(),
            genre: Some(genre),
            split: track.split,
            licence: String::new(),
            link: String::new(),
            seconds: None,
            rows: row..row + 1,
            patches: 0,
            tags: String::new(),
        });
        Catalogue { tracks: tracks.collect(), genres: self.genres.clone() }
    }

    /// For the report.
    pub fn described(&self) -> report::Corpus {
        let mut tracks: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for track in &self.labels {
            let split = match track.split {
                Split::Training => "training",
                Split::Validation => "validation",
            };
            *tracks.entry(split.to_owned()).or_default().entry(track.genre.clone()).or_default() += 1;
        }
        report::Corpus {
            tracks,
            artists: self.labels.iter().map(|track| &track.artist).collect::<BTreeSet<_>>().len(),
            artists_shared: folds::shared_artists(&self.labels, &self.division),
        }
    }
}
