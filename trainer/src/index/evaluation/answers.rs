//! Songs of the catalogue ask the rest of it.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;

use super::others::{Others, Song};
use super::rankings::Rankings;
use crate::index::corpus::Corpus;
use crate::model::retrieval::{self, NEAREST, Occurrence};
use crate::progress;

/// Who does not answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// The track that asks.
    Track,
    /// All tracks of its artist.
    Artist,
}

/// What one track was answered.
pub struct Answer {
    /// Its position in the catalogue.
    pub position: usize,
    /// Ten songs, nearest first: positions in the catalogue.
    pub songs: Rankings<Vec<usize>>,
    /// Of every track that may answer: position, balanced score by timbre, score by the network.
    pub scores: Vec<(usize, f32, f32)>,
}

/// The songs that tracks are answered with when they are taken out themselves.
pub struct Answers(pub Vec<Answer>);

impl Answers {
    /// Takes each track out and asks; of more than `most` as many, the same distance apart.
    pub fn of_others(corpus: &Corpus, most: usize, apart: Apart) -> Result<Self> {
        let tracks = &corpus.catalogue().tracks;
        let asked = retrieval::evenly(tracks.len(), most);
        let bar = progress::count("Measuring the neighbours", asked.len());
        let answers = asked.into_par_iter().map(|position| {
            let is_other = |other: usize| match apart {
                Apart::Track => other != position,
                Apart::Artist => tracks[other].artist_index != tracks[position].artist_index,
            };
            let others = Others::of(corpus, |other, _| is_other(other))?;
            let all = others.ask(position, |_| true)?;
            let scores = all.network.as_ref().map(|network| paired(&all.balanced, network));
            let songs = all.map(|songs| songs.iter().take(NEAREST).map(|song| song.position).collect());
            let scores = scores.unwrap_or_default();
            bar.inc(1);
            Ok(Answer { position, songs, scores })
        });
        let answers = answers.collect::<Result<_>>()?;
        bar.finish_and_clear();
        Ok(Self(answers))
    }

    /// How often each of so many tracks is named.
    pub fn occurrence(&self, tracks: usize) -> Rankings<Occurrence> {
        Rankings::gather(self.0.iter().map(|answer| &answer.songs), |songs| {
            Occurrence::of(tracks, songs.into_iter().flatten().copied())
        })
    }
}

/// Both scores of every track, in the catalogue's order.
fn paired(timbre: &[Song], network: &[Song]) -> Vec<(usize, f32, f32)> {
    let network: BTreeMap<usize, f32> = network.iter().map(|song| (song.position, song.score)).collect();
    let pair = |song: &Song| Some((song.position, song.score, *network.get(&song.position)?));
    let mut both: Vec<_> = timbre.iter().filter_map(pair).collect();
    both.sort_by_key(|(position, ..)| *position);
    both
}
