//! `report.json`, as far as people are told: how good a pack is, and what its genres sound like.
//!
//! Different commands write different reports, and other people other ones: whatever is missing is not told, and
//! whatever is there is checked before it is shown.

mod scores;

use serde_json::Value;

use super::cepstrum::{COEFFICIENTS, levels};
use super::mel::BANDS;
use super::{Error, Result};

pub use scores::{Bin, GenreScores, Scores};

/// Bytes. A report that is longer was not written by us.
pub const MOST_BYTES: u64 = 1 << 20;

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report(Value);

/// How well neighbours are found in one of two ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrieval {
    /// Share of each song's five nearest that are of its genre, or of its album.
    pub precision_at_5: f64,
    /// Skewness of how often songs are among others' nearest: 0 is even.
    pub skewness: f64,
    /// Share of songs that are among nobody's nearest.
    pub never: f64,
    /// How often the largest hub is among others' nearest.
    pub largest: f64,
}

/// What a genre sounds like on average.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its name.
    pub genre: String,
    /// dB of each mel band, the lowest first.
    pub levels: Vec<f32>,
}

impl Report {
    /// Reads a report; `file` names it in refusals.
    ///
    /// # Errors
    /// [`Error::BadPack`] for what is no JSON object.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let bad = |what: String| Error::BadPack { file: file.to_owned(), what: what.into() };
        let value: Value = serde_json::from_slice(bytes).map_err(|error| bad(error.to_string()))?;
        if value.is_object() { Ok(Self(value)) } else { Err(bad("it is no report".to_owned())) }
    }

    /// The finite number at this place, `/like/this`.
    #[must_use]
    pub fn number(&self, place: &str) -> Option<f64> {
        self.0.pointer(place)?.as_f64().filter(|number| number.is_finite())
    }

    /// The words at this place.
    #[must_use]
    pub fn words(&self, place: &str) -> Option<&str> {
        self.0.pointer(place)?.as_str()
    }

    /// The sum of the numbers at this place: tracks of a split, genre by genre.
    #[must_use]
    pub fn sum(&self, place: &str) -> Option<f64> {
        let numbers = self.0.pointer(place)?.as_object()?;
        numbers.values().map(Value::as_f64).sum()
    }

    /// What songs were held to be that no fit had seen.
    #[must_use]
    pub fn scores(&self) -> Option<Scores> {
        let found = ["/validation", "/evaluation/songs"].into_iter().find_map(|place| self.0.pointer(place));
        Scores::read(found?)
    }

    /// Neighbours by plain cosine (or the published ranking), and corrected for hubs (or balanced).
    #[must_use]
    pub fn retrieval(&self) -> Option<[Retrieval; 2]> {
        let of_genres = |way: &str| {
            let at = |what: &str| self.number(&format!("/retrieval/{way}/{what}"));
            self.hubs(&format!("/retrieval/{way}"), at("genre_precision_at_5")?)
        };
        let of_albums = |way: &str| {
            let precision = self.number(&format!("/evaluation/albums/precision_at_5/{way}"));
            self.hubs(&format!("/evaluation/songs/{way}"), precision?)
        };
        let both = |plain, corrected| Some([plain?, corrected?]);
        both(of_genres("cosine"), of_genres("corrected"))
            .or_else(|| both(of_albums("published"), of_albums("balanced")))
    }

    fn hubs(&self, place: &str, precision_at_5: f64) -> Option<Retrieval> {
        let at = |what: &str| self.number(&format!("{place}/{what}"));
        Some(Retrieval {
            precision_at_5,
            skewness: at("occurrence_skewness")?,
            never: at("never_recommended")?,
            largest: at("largest_occurrence")?,
        })
    }

    /// What each of these genres sounds like on average; none where the report does not tell of all.
    ///
    /// A report tells of mel bands, or else of cepstra in deviations from the mean, which `standard` has for each
    /// column of the descriptor (mean, deviation): a smooth curve, for twenty coefficients have no finer shape.
    #[must_use]
    pub fn profiles(&self, genres: &[String], standard: &[[f32; 2]]) -> Vec<Profile> {
        let cepstra = self.cepstral_columns(standard.len());
        let profile = |genre: &String| {
            let levels = self
                .mel_levels(genre)
                .or_else(|| self.cepstral_levels(genre, cepstra.as_ref()?, standard))?;
            Some(Profile { genre: genre.clone(), levels })
        };
        genres.iter().map(profile).collect::<Option<_>>().unwrap_or_default()
    }

    fn mel_levels(&self, genre: &str) -> Option<Vec<f32>> {
        let levels = finite(self.0.get("mel_profiles")?.get(genre)?.get("mean")?)?;
        (levels.len() == BANDS).then_some(levels)
    }

    fn cepstral_levels(
        &self,
        genre: &str,
        columns: &[usize; COEFFICIENTS],
        standard: &[[f32; 2]],
    ) -> Option<Vec<f32>> {
        let deviations = finite(self.0.pointer("/class_means/genres")?.get(genre)?)?;
        let mut coefficients = [0.0; COEFFICIENTS];
        for (coefficient, &column) in coefficients.iter_mut().zip(columns) {
            let [mean, deviation] = standard.get(column)?;
            *coefficient = mean + deviation * deviations.get(column)?;
        }
        Some(levels(&coefficients))
    }

    /// In which column of the descriptor the mean of each coefficient stands.
    fn cepstral_columns(&self, count: usize) -> Option<[usize; COEFFICIENTS]> {
        let names = self.0.pointer("/class_means/columns")?.as_array()?;
        let mut columns = [0; COEFFICIENTS];
        for (order, column) in columns.iter_mut().enumerate() {
            let name = format!("mfcc{order}_mean");
            *column = names.iter().position(|found| found.as_str() == Some(&name))?;
        }
        (names.len() == count).then_some(columns)
    }
}

/// A list of finite numbers.
fn finite(list: &Value) -> Option<Vec<f32>> {
    let number = |value: &Value| value.as_f64().map(|x| x as f32).filter(|x| x.is_finite());
    list.as_array()?.iter().map(number).collect()
}
