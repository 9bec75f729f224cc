//! Blocks of consecutive segments are taken out of every track; each track's blocks ask for it.

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::others::Others;
use super::rankings::Rankings;
use super::share;
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
pub fn measure(corpus: &Corpus, most: usize) -> Result<OwnTrack> {
    let held_out = |piece: usize| piece / BLOCK % EVERY == 1;
    let kept = Others::of(corpus, |_, piece| !held_out(piece))?;
    let tracks = &corpus.catalogue().tracks;
    let pieces = |position: usize| match tracks[position].patches {
        0 => tracks[position].rows.len(),
        patches => tracks[position].rows.len().min(patches as usize),
    };
    let mut asked: Vec<usize> = (0..tracks.len()).filter(|&position| pieces(position) > BLOCK).collect();
    asked = retrieval::evenly(asked.len(), most).into_iter().map(|at| asked[at]).collect();
    let bar = progress::count("Measuring own tracks", asked.len());
    let found = asked.par_iter().map(|&position| {
        bar.inc(1);
        let answers = kept.ask(position, held_out)?;
        Ok(answers.map(|songs| songs.first().is_some_and(|song| song.position == position)))
    });
    let found: Vec<Rankings<bool>> = found.collect::<Result<_>>()?;
    bar.finish_and_clear();
    Ok(OwnTrack {
        block_segments: BLOCK,
        held_out_segments: corpus.timbre.index.rows() - kept.segments(),
        asked: asked.len(),
        first: Rankings::gather(found.iter(), |found| {
            share(found.iter().filter(|found| ***found).count(), found.len())
        }),
    })
}
