//! `report.json`: how the pack was made and what it measured.

use std::collections::BTreeMap;

use ndarray::{ArrayView2, Axis};
use serde::Serialize;

use super::retrieval::Retrieval;
use super::tune::CrossValidation;
use crate::model::boost::Settings;
use crate::model::score::Scores;

/// The whole of `report.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    pub format: u32,
    pub corpus: Corpus,
    pub pca: Components,
    pub model: Model,
    /// On the validation split, which no fit has seen.
    pub validation: Scores,
    /// Inside the training split, by artist.
    pub cross_validation: Vec<CrossValidation>,
    pub retrieval: Retrieval,
    pub class_means: ClassMeans,
}

/// What was read.
#[derive(Debug, Serialize)]
pub struct Corpus {
    /// Tracks of each split and genre.
    pub tracks: BTreeMap<String, BTreeMap<String, usize>>,
    pub artists: usize,
    /// Between training and validation.
    pub artists_shared: usize,
}

/// The principal axes.
#[derive(Debug, Serialize)]
pub struct Components {
    pub columns: usize,
    pub count: usize,
    /// The first so many components are searched for neighbours.
    pub embedding: usize,
    pub log_columns: Vec<String>,
    /// Share of the training variance, component by component.
    pub explained: Vec<f32>,
    pub explained_by_embedding: f32,
}

/// The forest.
#[derive(Debug, Serialize)]
pub struct Model {
    pub kind: &'static str,
    pub settings: Settings,
    pub trees: usize,
    pub inputs: usize,
    /// Largest difference in probability between the forest as shipped and LightGBM itself.
    pub largest_difference_from_lightgbm: f64,
    /// Over this many rows of the table.
    pub rows_compared: usize,
}

/// Where each genre's training tracks lie on average, in standard deviations.
#[derive(Debug, Serialize)]
pub struct ClassMeans {
    pub columns: Vec<String>,
    pub genres: BTreeMap<String, Vec<f32>>,
}

/// Means of the standardised rows of each genre.
pub fn class_means(
    standardised: ArrayView2<'_, f32>,
    genre_of: &[u16],
    genres: &[String],
    columns: Vec<String>,
) -> ClassMeans {
    let mean = |genre: usize| {
        let rows: Vec<usize> =
            (0..genre_of.len()).filter(|&row| usize::from(genre_of[row]) == genre).collect();
        let of_genre = standardised.select(Axis(0), &rows).mapv(f64::from);
        of_genre.mean_axis(Axis(0)).map_or_else(Vec::new, |means| means.iter().map(|&x| x as f32).collect())
    };
    let genres = genres.iter().enumerate().map(|(at, name)| (name.clone(), mean(at))).collect();
    ClassMeans { columns, genres }
}

impl Report {
    /// The bytes of `report.json`, for people to read too.
    pub fn encode(&self) -> anyhow::Result<Vec<u8>> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// The few numbers that the manifest repeats.
    pub fn headlines(&self) -> BTreeMap<String, f64> {
        let [low, high] = self.validation.accuracy_interval;
        let retrieval = &self.retrieval;
        let numbers = [
            ("validation_accuracy", self.validation.accuracy),
            ("validation_accuracy_low", low),
            ("validation_accuracy_high", high),
            ("validation_macro_f1", self.validation.macro_f1),
            ("validation_log_loss", self.validation.log_loss),
            ("validation_ece", self.validation.expected_calibration_error),
            ("recall_at_10", retrieval.recall_at_10),
            ("precision_at_5_cosine", retrieval.cosine.genre_precision_at_5),
            ("precision_at_5", retrieval.corrected.genre_precision_at_5),
            ("occurrence_skewness_cosine", retrieval.cosine.occurrence.skewness),
            ("occurrence_skewness", retrieval.corrected.occurrence.skewness),
            ("never_recommended_cosine", retrieval.cosine.occurrence.never_recommended),
            ("never_recommended", retrieval.corrected.occurrence.never_recommended),
            ("largest_difference_from_lightgbm", self.model.largest_difference_from_lightgbm),
        ];
        numbers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
