//! Songs of the catalogue ask the rest of it.

use anyhow::Result;
use rayon::prelude::*;
use segue::engine::analysis::Ranking;

use super::others::Others;
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
            let ask = |ranking, songs| others.ask(position, |_| true, ranking, songs);
            let songs = Rankings::each(corpus.heard.is_some(), |ranking| {
                Ok(ask(ranking, NEAREST)?.into_iter().map(|(position, _)| position).collect())
            })?;
            let scores = if corpus.heard.is_some() {
                paired(
                    tracks.len(),
                    ask(Ranking::Balanced, tracks.len())?,
                    &ask(Ranking::Network, tracks.len())?,
                )
            } else {
                Vec::new()
            };
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
fn paired(tracks: usize, timbre: Vec<(usize, f32)>, network: &[(usize, f32)]) -> Vec<(usize, f32, f32)> {
    let mut heard = vec![None; tracks];
    for &(position, score) in network {
        heard[position] = Some(score);
    }
    let mut both: Vec<_> = timbre
        .into_iter()
        .filter_map(|(position, score)| Some((position, score, heard[position]?)))
        .collect();
    both.sort_by_key(|(position, ..)| *position);
    both
}
