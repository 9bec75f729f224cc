//! `report.json`: what was fitted, and what it measured.

use std::collections::{BTreeMap, BTreeSet};

use ndarray::{Array2, ArrayView2, s};
use segue::engine::mel::BANDS;
use segue::engine::pca::Pca;
use serde::Serialize;

use super::corpus::{Corpus, Divisions};
use super::rounds::Answers;
use super::tune::Tried;
use crate::embedding::Embedding;
use crate::model::boost::Settings;
use crate::model::score::{self, Scores};

/// Squares to a side of the density of the first two components.
const SIDE: usize = 24;
/// Share of the segments that lie beyond each edge of it.
const BEYOND: f64 = 0.005;

/// The whole of `report.json`.
#[derive(Debug, Serialize)]
pub struct Report {
    pub format: u32,
    pub features: u32,
    /// What the rows are.
    pub embedding: Embedding,
    pub corpus: Counts,
    pub pca: Axes,
    pub model: ModelFacts,
    pub evaluation: Evaluation,
    /// Empty without `--tune`. The best of many looks better than it is where it was chosen on the tracks asked about.
    pub tuning: Vec<Tried>,
    pub density: Density,
    /// Of mel statistics only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mel_profiles: Option<BTreeMap<String, MelProfile>>,
}

/// What was read.
#[derive(Debug, Serialize)]
pub struct Counts {
    pub tracks: usize,
    pub segments: usize,
    pub artists: usize,
    pub seconds: f64,
    pub splits: BTreeMap<String, usize>,
    pub genres: BTreeMap<String, GenreCounts>,
}

/// What was read of a genre.
#[derive(Debug, Default, Serialize)]
pub struct GenreCounts {
    pub tracks: usize,
    pub segments: usize,
    pub artists: usize,
}

/// The principal axes of the model that is written.
#[derive(Debug, Serialize)]
pub struct Axes {
    pub columns: usize,
    pub components: usize,
    /// Share of the variance, component by component.
    pub explained: Vec<f32>,
    /// Sum of the shares up to each component.
    pub explained_so_far: Vec<f32>,
}

/// The trees that are written.
#[derive(Debug, Serialize)]
pub struct ModelFacts {
    pub kind: &'static str,
    pub settings: Settings,
    pub trees: usize,
    /// Tracks they were fitted on.
    pub tracks: usize,
    /// Largest difference in probability between the forest as written and LightGBM itself, over all segments.
    pub largest_difference_from_lightgbm: f64,
}

/// What the tracks that were asked about were held to be, by models that had not seen them.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    pub how: String,
    /// Of each fit, the tracks that were asked about, by number.
    pub asked: Vec<Vec<u32>>,
    /// Its `tracks` count segments.
    pub segments: Level,
    /// A song is the mean of its segments' probabilities.
    pub songs: Level,
}

/// Segments, or songs.
#[derive(Debug, Serialize)]
pub struct Level {
    pub mean_top_probability_when_right: f64,
    pub mean_top_probability_when_wrong: f64,
    #[serde(flatten)]
    pub scores: Scores,
}

/// Segments in each square of the plane of the first two components.
#[derive(Debug, Serialize)]
pub struct Density {
    /// Edges of the squares along the first component.
    pub first: Vec<f64>,
    /// Edges of the squares along the second component.
    pub second: Vec<f64>,
    /// Of each genre, a row per step along the second component. What lies beyond the edges is in no square.
    pub genres: BTreeMap<String, Vec<Vec<u32>>>,
}

/// The mean segment of a genre.
#[derive(Debug, Serialize)]
pub struct MelProfile {
    /// dB, band by band.
    pub mean: Vec<f64>,
    /// Mean over the segments of the deviation within the segment, dB, band by band.
    pub deviation: Vec<f64>,
}

impl Counts {
    /// Counts.
    pub fn of(corpus: &Corpus) -> Self {
        let artists = |genre: Option<&str>| {
            let of_genre =
                corpus.tracks.iter().filter(|track| genre.is_none_or(|genre| track.genre == genre));
            of_genre.map(|track| &track.artist).collect::<BTreeSet<_>>().len()
        };
        let (mut splits, mut genres) = (BTreeMap::new(), BTreeMap::<String, GenreCounts>::new());
        for track in &corpus.tracks {
            *splits.entry(track.split.clone()).or_default() += 1;
            let genre = genres.entry(track.genre.clone()).or_default();
            genre.tracks += 1;
            genre.segments += track.segments as usize;
        }
        for (name, counts) in &mut genres {
            counts.artists = artists(Some(name));
        }
        Self {
            tracks: corpus.tracks.len(),
            segments: corpus.track_of.len(),
            artists: artists(None),
            seconds: corpus.tracks.iter().map(|track| track.seconds).sum(),
            splits,
            genres,
        }
    }
}

impl Axes {
    /// Adds up.
    pub fn of(pca: &Pca) -> Self {
        let sum = |sum: &mut f32, &share: &f32| {
            *sum += share;
            Some(*sum)
        };
        Self {
            columns: pca.columns(),
            components: pca.components(),
            explained: pca.explained().to_vec(),
            explained_so_far: pca.explained().iter().scan(0.0, sum).collect(),
        }
    }
}

impl Evaluation {
    /// Measures segments and songs.
    pub fn of(corpus: &Corpus, divisions: &Divisions, answers: &Answers) -> Self {
        let (tracks, songs) = answers.of_songs(corpus);
        let genres: Vec<u16> = tracks.iter().map(|&track| corpus.genre_of[track]).collect();
        let ids = |tracks: &[usize]| tracks.iter().map(|&track| corpus.tracks[track].id).collect();
        let labels = corpus.genres_of(&answers.segments);
        Self {
            how: divisions.how.clone(),
            asked: divisions.rounds.iter().map(|division| ids(&division.ask)).collect(),
            segments: Level::of(&answers.probabilities, &labels, &corpus.genres),
            songs: Level::of(&songs, &genres, &corpus.genres),
        }
    }
}

impl Evaluation {
    /// For people.
    pub fn headline(&self) -> String {
        let of = |what: &str, level: &Level| {
            let scores = &level.scores;
            let (right, count) = (100.0 * scores.accuracy, scores.tracks);
            format!("{count:>8} {what:<9} {right:.2} % right, log-loss {:.3}", scores.log_loss)
        };
        format!("{}\n{}\n{}", self.how, of("segments", &self.segments), of("songs", &self.songs))
    }
}

impl Level {
    fn of(probabilities: &Array2<f64>, labels: &[u16], genres: &[String]) -> Self {
        let (right, wrong) = score::mean_top_probability(probabilities, labels);
        Self {
            mean_top_probability_when_right: right,
            mean_top_probability_when_wrong: wrong,
            scores: score::scores(probabilities, labels, genres),
        }
    }
}

impl Density {
    /// Counts the segments (segments × components) in each square.
    pub fn of(corpus: &Corpus, components: ArrayView2<'_, f32>) -> Self {
        let (first, second) = (edges(components, 0), edges(components, 1));
        let empty = || vec![vec![0; SIDE]; SIDE];
        let mut genres: BTreeMap<String, _> =
            corpus.genres.iter().map(|genre| (genre.clone(), empty())).collect();
        for (row, &track) in components.rows().into_iter().zip(&corpus.track_of) {
            let (Some(x), Some(y)) = (step(&first, row[0]), step(&second, row[1])) else { continue };
            if let Some(squares) = genres.get_mut(&corpus.tracks[track].genre) {
                squares[y][x] += 1;
            }
        }
        Self { first, second, genres }
    }
}

/// Equal steps from where the first segments lie to where the last ones do, but for the outermost.
fn edges(components: ArrayView2<'_, f32>, component: usize) -> Vec<f64> {
    let mut sorted = components.column(component).to_vec();
    sorted.sort_by(f32::total_cmp);
    let beyond = (sorted.len() as f64 * BEYOND) as usize;
    let (low, high) = (f64::from(sorted[beyond]), f64::from(sorted[sorted.len() - 1 - beyond]));
    (0..=SIDE).map(|edge| low + (high - low) * edge as f64 / SIDE as f64).collect()
}

fn step(edges: &[f64], x: f32) -> Option<usize> {
    let (low, high, x) = (edges[0], edges[SIDE], f64::from(x));
    let inside = (low..=high).contains(&x) && high > low;
    inside.then(|| (((x - low) / (high - low) * SIDE as f64) as usize).min(SIDE - 1))
}

/// The mean segment of each genre; `None` of embeddings.
pub fn mel_profiles(corpus: &Corpus) -> Option<BTreeMap<String, MelProfile>> {
    let profile = |(genre, name): (usize, &String)| {
        let of_genre = |row: &usize| usize::from(corpus.genre_of[corpus.track_of[*row]]) == genre;
        let rows: Vec<usize> = (0..corpus.track_of.len()).filter(of_genre).collect();
        let mut sums = ndarray::Array1::<f64>::zeros(corpus.rows.ncols());
        for &row in &rows {
            sums.zip_mut_with(&corpus.rows.row(row), |sum, &value| *sum += f64::from(value));
        }
        sums /= rows.len() as f64;
        let profile = MelProfile {
            mean: sums.slice(s![..BANDS]).to_vec(),
            deviation: sums.slice(s![BANDS..]).to_vec(),
        };
        (name.clone(), profile)
    };
    let profiles = || corpus.genres.iter().enumerate().map(profile).collect();
    (corpus.embedding == Embedding::Mel).then(profiles)
}
