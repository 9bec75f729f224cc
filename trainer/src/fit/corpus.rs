//! A feature set as what is to be learnt: rows of numbers, the tracks they belong to, genres.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::{Array2, s};
use segue::engine::cnn::parts::EMBEDDING;

use crate::embedding::Embedding;
use crate::feature_set::{FeatureSet, NETWORK, Rows, Track};
use crate::model::folds::{self, Division};

/// What was heard of labelled tracks.
pub struct Corpus {
    pub embedding: Embedding,
    pub tracks: Vec<Track>,
    /// Track after track: segments × 256 mel statistics; or the mean embedding of each track, one row of 200.
    pub rows: Array2<f32>,
    /// Of each row, its track.
    pub track_of: Vec<usize>,
    /// Sorted.
    pub genres: Vec<String>,
    /// Of each track, its position in `genres`.
    pub genre_of: Vec<u16>,
}

/// Who is fitted on and who is asked.
pub struct Divisions {
    /// In words.
    pub how: String,
    /// Over tracks. Every one is fitted and asked; together they ask no track twice.
    pub rounds: Vec<Division>,
    /// The tracks of the model that is written.
    pub fit: Vec<usize>,
}

impl Corpus {
    /// Reads features and checks that they can be learnt from.
    ///
    /// # Errors
    ///
    /// Numbers that are none; tracks without genre or artist; one genre only.
    pub fn read(folder: &Path, embedding: Embedding) -> Result<Self> {
        let (tracks, rows) = match embedding {
            Embedding::Mel => segments(folder)?,
            Embedding::Cnn => means(folder)?,
        };
        for track in &tracks {
            ensure!(
                !track.genre.is_empty(),
                "{} has no genre: name it in labels.csv and extract again",
                track.path
            );
            ensure!(
                !track.artist.is_empty(),
                "{} has no artist, by which tracks are kept apart: name it in labels.csv and extract again",
                track.path
            );
        }
        let of_track = |(at, track): (usize, &Track)| vec![at; track.segments as usize];
        let track_of: Vec<usize> = tracks.iter().enumerate().flat_map(of_track).collect();
        let distinct: BTreeSet<&String> = tracks.iter().map(|track| &track.genre).collect();
        let genres: Vec<String> = distinct.into_iter().cloned().collect();
        ensure!(genres.len() > 1, "the tracks have one genre only: there is nothing to tell apart");
        let place = |track: &Track| genres.partition_point(|genre| *genre < track.genre) as u16;
        let genre_of = tracks.iter().map(place).collect();
        Ok(Self { embedding, tracks, rows, track_of, genres, genre_of })
    }

    /// The collection's own split if it has one, else folds by artist.
    pub fn divisions(&self, folds: usize) -> Result<Divisions> {
        let all: Vec<usize> = (0..self.tracks.len()).collect();
        if self.tracks.iter().all(|track| track.split.is_empty()) {
            let rounds = folds::grouped(&self.tracks, &all, folds)?;
            return Ok(Divisions { how: format!("{folds} folds, grouped by artist"), rounds, fit: all });
        }
        if let Some(track) = self.tracks.iter().find(|track| track.split.is_empty()) {
            anyhow::bail!("{} has no split, and other tracks have one: name all or none", track.path);
        }
        let is_training = |&row: &usize| self.tracks[row].split == "training";
        let (fit, ask): (Vec<usize>, Vec<usize>) = all.iter().partition(|row| is_training(row));
        let division = folds::official(&self.tracks, fit.clone(), ask)?;
        let how = "the collection's own split: training is fitted, validation and test are asked".to_owned();
        Ok(Divisions { how, rounds: vec![division], fit })
    }

    /// The rows of these tracks, in order.
    pub fn segments_of(&self, tracks: &[usize]) -> Vec<usize> {
        let mut wanted = vec![false; self.tracks.len()];
        for &track in tracks {
            wanted[track] = true;
        }
        (0..self.track_of.len()).filter(|&row| wanted[self.track_of[row]]).collect()
    }

    /// The genre of each of these rows.
    pub fn genres_of(&self, segments: &[usize]) -> Vec<u16> {
        segments.iter().map(|&row| self.genre_of[self.track_of[row]]).collect()
    }
}

/// Tracks, and the mel statistics of their segments.
fn segments(folder: &Path) -> Result<(Vec<Track>, Array2<f32>)> {
    let set = FeatureSet::open(folder, Rows::Segments)?;
    let values = set.values()?;
    let mut start = 0;
    for track in &set.tracks {
        let end = start + track.segments as usize;
        set.finite(track, values.slice(s![start..end, ..]))?;
        start = end;
    }
    Ok((set.tracks, values))
}

/// Tracks, and the mean of what a network heard of each, as its one row.
fn means(folder: &Path) -> Result<(Vec<Track>, Array2<f32>)> {
    let set = FeatureSet::open(&folder.join(NETWORK), Rows::Patches)
        .context("no network has listened: extract with --network")?;
    let mut means = Array2::zeros((set.tracks.len(), EMBEDDING));
    for (row, (track, mut mean)) in set.tracks.iter().zip(means.rows_mut()).enumerate() {
        let values = set.values_of(row)?;
        set.finite(track, values.view())?;
        let embeddings = values.slice(s![.., ..EMBEDDING]);
        for (mean, column) in mean.iter_mut().zip(embeddings.columns()) {
            *mean = (column.iter().copied().map(f64::from).sum::<f64>() / column.len() as f64) as f32;
        }
    }
    let alone = |track: &Track| Track { segments: 1, ..track.clone() };
    Ok((set.tracks.iter().map(alone).collect(), means))
}
