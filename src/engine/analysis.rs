//! The answer about one song: what page and command line show, and what "Save result" writes.
//!
//! The JSON of an [`Analysis`] is a public format, documented in `docs/analysis-schema.md`; its
//! version is [`SCHEMA`].

use ndarray::Axis;
use serde::{Deserialize, Serialize};

use super::Question;
use super::forest::GenreProbabilities;
use super::order::places_in_order;
use super::pack::Pack;
use super::recommend::{Terms, worth_naming};

/// Name and version of the JSON format. The number grows when a reader of the old one would stumble.
pub const SCHEMA: &str = "segue-analysis/1";

/// Everything Segue says about one song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// [`SCHEMA`].
    pub schema: String,
    /// The song that was asked about.
    pub song: Song,
    /// The pack that named the genres.
    pub pack: PackName,
    /// All genres of the pack with the song's probabilities (mean over its windows), largest first; sum 1.
    pub genres: Vec<GenreProbability>,
    /// How unlike the music that the pack was fitted on: 1 is usual, [`STRANGE`](super::recommend::STRANGE) is not.
    pub strangeness: f32,
    /// The probabilities along the song, one step per window, in time order.
    pub timeline: Vec<TimelineStep>,
    /// The pack whose songs the neighbours are; the same, or another.
    pub catalogue: PackName,
    /// Which ranking ordered the neighbours.
    pub ranking: Ranking,
    /// How many songs were asked for.
    pub songs: usize,
    /// Whether they are the nearest songs or the farthest.
    pub order: Order,
    /// How often an artist may be among them.
    pub artists: Artists,
    /// Artists that were left out.
    pub without: Vec<String>,
    /// The nearest songs, nearest first (or the farthest, farthest first). Fewer than asked for when the catalogue has no more.
    pub neighbours: Vec<Neighbour>,
}

impl Analysis {
    /// What was asked of the catalogue.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let Self { ranking, songs, order, artists, .. } = *self;
        Terms { songs, ranking, order, artists, without: self.without.clone() }
    }

    /// Whether its neighbours are worth naming.
    #[must_use]
    pub fn has_neighbours(&self) -> bool {
        worth_naming(self.strangeness, self.order, &self.neighbours)
    }

    /// The same about the song, with these neighbours.
    #[must_use]
    pub fn with(self, catalogue: PackName, terms: Terms, neighbours: Vec<Neighbour>) -> Self {
        let Terms { songs, ranking, order, artists, without } = terms;
        Self { catalogue, ranking, songs, order, artists, without, neighbours, ..self }
    }
}

/// The song that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Song {
    /// File name, without folders.
    pub file: String,
    /// From the file's tags.
    pub title: Option<String>,
    /// From the file's tags.
    pub artist: Option<String>,
    /// From the file's tags.
    pub album: Option<String>,
    /// Decoded length in seconds.
    pub seconds: f64,
    /// The file's own sample rate in Hz.
    pub sample_rate: u32,
    /// The file's own number of channels.
    pub channels: u16,
}

/// A pack that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackName {
    /// As in its manifest, e.g. `fma-small`.
    pub name: String,
    /// First 16 hexadecimal digits of the SHA-256 of its manifest.
    pub revision: String,
}

/// One genre and how likely it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GenreProbability {
    /// Name as in the pack, e.g. `Hip-Hop`.
    pub genre: String,
    /// 0 to 1.
    pub probability: f32,
}

/// One window of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineStep {
    /// Seconds from the start of the song.
    pub start: f64,
    /// Seconds from the start of the song.
    pub end: f64,
    /// In the order of [`Analysis::genres`]; sum 1.
    pub probabilities: Vec<f32>,
}

/// How neighbours are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ranking {
    /// Hubness-corrected similarities, averaged over the song's windows.
    #[default]
    Balanced,
    /// The published study's: summed cosines of each window's ten nearest.
    Published,
    /// As [`Ranking::Balanced`], by what a network heard.
    Network,
    /// [`Ranking::Balanced`] and [`Ranking::Network`] together.
    Both,
}

impl Ranking {
    /// Whether a network must have heard the song first.
    #[must_use]
    pub fn needs_network(self) -> bool {
        matches!(self, Self::Network | Self::Both)
    }
}

/// Which end of the ranking comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The most similar songs.
    #[default]
    Nearest,
    /// The least similar ones.
    Farthest,
}

/// How often an artist may be named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Artists {
    /// With one song, the first.
    #[default]
    Once,
    /// Any number of times.
    Any,
}

/// A song of the catalogue that sounds like the one asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// 1 is nearest.
    pub rank: u32,
    /// The catalogue's number for it (Free Music Archive track id in `fma-small`).
    pub track_id: u32,
    /// Title.
    pub title: String,
    /// Artist.
    pub artist: String,
    /// Album; empty where the catalogue has none.
    pub album: String,
    /// The genre its publisher gave it; empty where nobody named one.
    pub genre: String,
    /// What a network says of it in words, likeliest first; empty where none has listened to the catalogue.
    #[serde(default)]
    pub tags: String,
    /// SPDX expression, or where the licence can be read; empty where the catalogue's own holds for all.
    pub licence: String,
    /// Its public page; empty where there is none.
    pub link: String,
    /// 0 (like any song of the catalogue) to 100 (like the song itself), rounded.
    #[serde(rename = "match")]
    pub match_percent: u8,
    /// Mean cosine, −1 to 1: over all windows ([`Ranking::Balanced`]), or over those that found it ([`Ranking::Published`]).
    pub similarity: f32,
    /// What the ranking ordered by; comparable within one answer only.
    pub score: f32,
    /// How many of the song's windows have it among their ten nearest; 0 where more songs were asked for than those name.
    pub windows: u32,
    /// Which of the song's windows met which of its own, in time order; one per such window in [`Ranking::Balanced`], and the
    /// closest of all where there is no such window.
    pub matches: Vec<Match>,
}

/// A window of the song, and the part of a neighbour that it resembles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// Seconds from the start of the song.
    pub start: f64,
    /// Seconds from the start of the song.
    pub end: f64,
    /// Which vector of the neighbour, from 0, in time order: its 3-second segment, or 0 for all of it.
    pub part: u32,
    /// Seconds from the start of the neighbour; `None` where its length is not known.
    pub at: Option<f64>,
    /// Cosine, −1 to 1.
    pub similarity: f32,
    /// What it adds to the neighbour's score.
    pub contribution: f32,
}

/// The stations of [`analyze`] that take noticeable time, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Mixed to mono and brought to 22 050 Hz; spectrum, mel bands, cepstrum.
    Listening,
    /// Embedding and genre.
    Classifying,
    /// Neighbours.
    Searching,
}

impl PackName {
    /// The name of this pack.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        Self { name: pack.manifest.name.clone(), revision: pack.revision.clone() }
    }
}

impl Song {
    /// The song of this question, which turned out `seconds` long.
    #[must_use]
    pub fn new(question: &Question, seconds: f64) -> Self {
        let header = question.header;
        Self {
            file: question.file.to_owned(),
            title: header.title.clone(),
            artist: header.artist.clone(),
            album: header.album.clone(),
            seconds,
            sample_rate: header.sample_rate,
            channels: header.channels,
        }
    }
}

/// The song's genres (mean over its windows, likeliest first; of equals the pack's order) and each window's,
/// in that same order.
#[must_use]
pub fn along_the_song(
    names: &[String],
    windows: &GenreProbabilities,
    spans: &[(f64, f64)],
) -> (Vec<GenreProbability>, Vec<TimelineStep>) {
    let mean = windows.0.mapv(f64::from).mean_axis(Axis(0)).unwrap_or_default();
    let order = places_in_order(mean.len(), &|a, b| mean[b].total_cmp(&mean[a]));

    let genre = |&of: &usize| GenreProbability { genre: names[of].clone(), probability: mean[of] as f32 };
    let step = |(row, &(start, end)): (ndarray::ArrayView1<f32>, &(f64, f64))| TimelineStep {
        start,
        end,
        probabilities: order.iter().map(|&of| row[of]).collect(),
    };
    (order.iter().map(genre).collect(), windows.0.rows().into_iter().zip(spans).map(step).collect())
}
