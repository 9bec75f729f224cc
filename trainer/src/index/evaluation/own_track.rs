//! Blocks of consecutive segments are taken out of every track; each track's blocks ask for it.

use anyhow::Result;
use rayon::prelude::*;
use segue::engine::index::Index;
use serde::Serialize;

use super::answers::{Part, rows};
use super::{Rankings, share};
use crate::index::corpus::Corpus;
use crate::model::retrieval;
use crate::progress;

/// Half a minute: longer than most passages.
const BLOCK: usize = 10;
/// Of every three blocks the second is held out, so that short tracks have one too.
const EVERY: usize = 3;

/// Does a part of a song find the rest of it?
#[derive(Debug, Serialize)]
pub struct OwnTrack {
    pub block_segments: usize,
    pub held_out_segments: usize,
    /// Tracks with a held-out block, or as many of them as asked.
    pub asked: usize,
    /// Share of them whose own track stands first.
    pub first: Rankings<f64>,
}

/// Of more than `most` tracks as many ask, the same distance apart.
pub fn measure(corpus: &Corpus, index: &Index, most: usize) -> Result<OwnTrack> {
    let held_out = |segment: usize| segment / BLOCK % EVERY == 1;
    let kept = Part::of(corpus, index, |_, segment| !held_out(segment))?;
    let tracks = &corpus.catalogue.tracks;
    let mut asked: Vec<usize> =
        (0..tracks.len()).filter(|&position| tracks[position].rows.len() > BLOCK).collect();
    asked = retrieval::evenly(asked.len(), most).into_iter().map(|at| asked[at]).collect();
    let bar = progress::count("Measuring own tracks", asked.len());
    let found = asked.par_iter().map(|&position| {
        let of_track = rows(&tracks[position]).enumerate();
        let rows: Vec<usize> = of_track.filter(|&(at, _)| held_out(at)).map(|(_, row)| row).collect();
        bar.inc(1);
        Rankings::each(|ranking| Ok(kept.ask(corpus, &rows, ranking, 1)?.first() == Some(&position)))
    });
    let found: Vec<Rankings<bool>> = found.collect::<Result<_>>()?;
    bar.finish_and_clear();
    let first =
        |of: fn(&Rankings<bool>) -> bool| share(found.iter().filter(|found| of(found)).count(), found.len());
    Ok(OwnTrack {
        block_segments: BLOCK,
        held_out_segments: index.rows() - kept.index.rows(),
        asked: asked.len(),
        first: Rankings {
            published: first(|found| found.published),
            balanced: first(|found| found.balanced),
        },
    })
}
