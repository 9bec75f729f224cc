//! How well songs are found, measured without anybody's genres: by what belongs together anyway.
//!
//! Every question goes through the engine's `recommend`, as that of a song without tags would. Artists are withheld
//! on both sides: the balanced ranking names an artist once, and most albums are one artist's.

mod albums;
mod answers;
mod hubs;
mod own_track;

use anyhow::Result;
use segue::engine::analysis::Ranking;
use segue::engine::index::Index;
use serde::Serialize;

use super::corpus::Corpus;
use crate::model::retrieval::{self, Occurrence};
use crate::progress;
use albums::Albums;
use answers::Answers;
use hubs::Segments;
use own_track::OwnTrack;

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
    /// How often a track is among the ten songs that another is answered with.
    pub songs: Rankings<Occurrence>,
    /// How often a segment is among the ten nearest of another track's.
    pub segments: Segments,
}

/// The int8 codes against exact float cosine.
#[derive(Debug, Serialize)]
pub struct Codes {
    /// Share of the ten nearest segments that the codes find too.
    pub recall_at_10: f64,
    /// How many segments asked.
    pub asked: usize,
}

/// Something of each way of ranking.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rankings<T> {
    pub published: T,
    pub balanced: T,
}

impl<T> Rankings<T> {
    /// Of both.
    pub fn each(of: impl Fn(Ranking) -> Result<T>) -> Result<Self> {
        Ok(Self { published: of(Ranking::Published)?, balanced: of(Ranking::Balanced)? })
    }
}

impl Evaluation {
    /// Asks the index about what it holds.
    pub fn of(corpus: &Corpus, index: &Index) -> Result<Self> {
        let asked = retrieval::evenly(index.rows(), MOST_EXACT);
        let bar = progress::count("Measuring the codes", asked.len());
        let recall_at_10 = retrieval::recall(index, &corpus.unit, &asked, &bar)?;
        bar.finish_and_clear();
        let codes = Codes { recall_at_10, asked: asked.len() };

        let own_track = own_track::measure(corpus, index, MOST_TRACKS)?;
        let answers = Answers::of_others(corpus, index, MOST_TRACKS)?;
        let albums = Albums::of(&corpus.catalogue, &answers);
        let songs = answers.occurrence(corpus.catalogue.tracks.len());
        let segments = hubs::measure(corpus, index, MOST_SEGMENTS)?;
        Ok(Self { codes, own_track, albums, songs, segments })
    }
}

/// How many of so many.
fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}
