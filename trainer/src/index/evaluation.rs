//! How well songs are found: by what belongs together anyway, and by genres where somebody named them.
//!
//! Every question goes through the engine's `recommend`, as that of a song without tags would. Artists are withheld
//! on both sides: the balanced ranking names an artist once, and most albums are one artist's.

mod albums;
mod answers;
mod genres;
mod hubs;
mod joined;
mod others;
mod own_track;
mod rankings;

use anyhow::Result;
use serde::Serialize;

use super::corpus::Corpus;
use super::space::Space;
use crate::model::retrieval::{self, Occurrence};
use crate::progress;
use albums::Albums;
use answers::{Answers, Apart};
use genres::Genres;
use hubs::Segments;
use joined::Joined;
use own_track::OwnTrack;
pub use rankings::Rankings;

/// Larger catalogues are asked by so many, the same distance apart. Exact cosines take longest.
const MOST_EXACT: usize = 8_000;
const MOST_TRACKS: usize = 1_000;
const MOST_SEGMENTS: usize = 100_000;

/// The whole evaluation.
#[derive(Debug, Serialize)]
pub struct Evaluation {
    pub codes: Codes,
    pub own_track: OwnTrack,
    pub albums: Albums,
    /// Where genres and artists are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genres: Option<Genres>,
    /// How often a track is among the ten songs that another is answered with.
    pub songs: Rankings<Occurrence>,
    /// How often a segment is among the ten nearest of another track's.
    pub segments: Segments,
    /// Of the second index, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_codes: Option<Codes>,
    /// How much of both rankings is best.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<Joined>,
}

/// The int8 codes against exact float cosine.
#[derive(Debug, Serialize)]
pub struct Codes {
    /// Share of the ten nearest segments that the codes find too.
    pub recall_at_10: f64,
    /// How many segments asked.
    pub asked: usize,
}

impl Codes {
    fn of(space: &Space) -> Result<Self> {
        let asked = retrieval::evenly(space.index.rows(), MOST_EXACT);
        let bar = progress::count("Measuring the codes", asked.len());
        let recall_at_10 = retrieval::recall(&space.index, &space.unit, &asked, &bar)?;
        bar.finish_and_clear();
        Ok(Self { recall_at_10, asked: asked.len() })
    }
}

impl Evaluation {
    /// Asks the indices about what they hold.
    pub fn of(corpus: &Corpus) -> Result<Self> {
        let catalogue = corpus.catalogue();
        let answers = Answers::of_others(corpus, MOST_TRACKS, Apart::Track)?;
        let strangers = genres::are_named(catalogue)
            .then(|| Answers::of_others(corpus, MOST_TRACKS, Apart::Artist))
            .transpose()?;
        Ok(Self {
            codes: Codes::of(&corpus.timbre)?,
            own_track: own_track::measure(corpus, MOST_TRACKS)?,
            albums: Albums::of(catalogue, &answers),
            genres: strangers.as_ref().map(|answers| Genres::of(catalogue, answers)),
            joined: Joined::of(catalogue, &answers, strangers.as_ref()),
            songs: answers.occurrence(catalogue.tracks.len()),
            segments: hubs::measure(&corpus.timbre, MOST_SEGMENTS)?,
            network_codes: corpus.heard.as_ref().map(|heard| Codes::of(&heard.space)).transpose()?,
        })
    }
}

/// How many of so many.
fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}
