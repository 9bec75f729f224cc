//! One fit and one question per division: standardiser, axes and trees see the fitted tracks only.

use anyhow::Result;
use ndarray::{Array2, Axis};
use rayon::prelude::*;
use segue::engine::pca::Pca;

use super::corpus::Corpus;
use crate::embedding::Embedding;
use crate::model::boost::{self, Model, Settings};
use crate::model::components;
use crate::model::folds::Division;

/// Components that the trees see: of mel statistics as in the published study; of embeddings, of which there is one per
/// track, fewer, or the trees learn the tracks by heart.
fn components(embedding: Embedding) -> usize {
    match embedding {
        Embedding::Mel => 100,
        Embedding::Cnn => 32,
    }
}

/// A division, projected to its own axes.
pub struct Round {
    /// Segments × components.
    fit: Array2<f32>,
    fit_genres: Vec<u16>,
    ask: Array2<f32>,
    /// Which segments are asked about.
    pub asked: Vec<usize>,
}

/// Standardiser and axes of the rows of these tracks.
pub fn axes(corpus: &Corpus, tracks: &[usize]) -> Result<Pca> {
    let rows = corpus.rows.select(Axis(0), &corpus.segments_of(tracks));
    components::fit(rows.view(), &[], components(corpus.embedding))
}

/// Segments × components, of these segments.
pub fn project(corpus: &Corpus, pca: &Pca, segments: &[usize]) -> Result<Array2<f32>> {
    let rows = corpus.rows.select(Axis(0), segments);
    Ok(pca.project(pca.standardise(rows.view())?.view())?)
}

impl Round {
    /// Fits the axes on one side and projects both.
    pub fn new(corpus: &Corpus, division: &Division) -> Result<Self> {
        let pca = axes(corpus, &division.fit)?;
        let (fitted, asked) = (corpus.segments_of(&division.fit), corpus.segments_of(&division.ask));
        Ok(Self {
            fit: project(corpus, &pca, &fitted)?,
            fit_genres: corpus.genres_of(&fitted),
            ask: project(corpus, &pca, &asked)?,
            asked,
        })
    }

    fn model(&self, settings: &Settings, genres: usize) -> Result<Model> {
        boost::fit(settings, self.fit.view(), &self.fit_genres, genres)
    }
}

/// What the segments that are asked about are held to be.
pub struct Answers {
    pub segments: Vec<usize>,
    /// Segments × genres.
    pub probabilities: Array2<f64>,
}

/// The answers of all rounds after each of these numbers of boosting rounds, in the order of the segments.
pub fn ask(corpus: &Corpus, rounds: &[Round], settings: &Settings, after: &[u32]) -> Result<Vec<Answers>> {
    let genres = corpus.genres.len();
    let asked = rounds.par_iter().map(|round| {
        let mut model = round.model(settings, genres)?;
        after.iter().map(|&count| model.ask(round.ask.view(), count)).collect::<Result<Vec<_>>>()
    });
    let asked: Vec<Vec<Array2<f64>>> = asked.collect::<Result<_>>()?;
    let in_order = |at: usize| {
        let of_round = |(round, answers): (&Round, &Vec<Array2<f64>>)| {
            let rows = answers[at].rows().into_iter().map(|row| row.to_vec()).collect::<Vec<_>>();
            round.asked.iter().copied().zip(rows).collect::<Vec<_>>()
        };
        let mut rows: Vec<(usize, Vec<f64>)> = rounds.iter().zip(&asked).flat_map(of_round).collect();
        rows.sort_by_key(|(segment, _)| *segment);
        let (segments, rows): (Vec<usize>, Vec<Vec<f64>>) = rows.into_iter().unzip();
        let probabilities = Array2::from_shape_vec((segments.len(), genres), rows.concat())?;
        Ok(Answers { segments, probabilities })
    };
    (0..after.len()).map(in_order).collect()
}

impl Answers {
    /// Of each track that was asked about, the mean of its segments' probabilities.
    pub fn of_songs(&self, corpus: &Corpus) -> (Vec<usize>, Array2<f64>) {
        let mut tracks: Vec<usize> = self.segments.iter().map(|&row| corpus.track_of[row]).collect();
        let places = tracks.clone();
        tracks.dedup();
        let mut songs = Array2::zeros((tracks.len(), corpus.genres.len()));
        for (row, track) in self.probabilities.rows().into_iter().zip(places) {
            let song = tracks.partition_point(|&other| other < track);
            let weight = 1.0 / f64::from(corpus.tracks[track].segments);
            songs.row_mut(song).scaled_add(weight, &row);
        }
        (tracks, songs)
    }
}
