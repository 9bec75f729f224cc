//! Songs of the catalogue ask a part of it.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::Axis;
use rayon::prelude::*;
use segue::engine::analysis::Ranking;
use segue::engine::index::Index;
use segue::engine::pack::{Catalogue, Track};
use segue::engine::recommend::{Query, Terms, recommend};

use super::Rankings;
use crate::index::corpus::Corpus;
use crate::model::retrieval::{self, NEAREST, Occurrence};
use crate::progress;

/// The songs that tracks are answered with when they are taken out themselves.
pub struct Answers {
    /// Who asked, and ten songs, nearest first: positions in the catalogue.
    pub songs: Vec<(usize, Rankings<Vec<usize>>)>,
}

impl Answers {
    /// Takes each track out and asks; of more than `most` as many, the same distance apart.
    pub fn of_others(corpus: &Corpus, index: &Index, most: usize) -> Result<Self> {
        let asked = retrieval::evenly(corpus.catalogue.tracks.len(), most);
        let bar = progress::count("Measuring the neighbours", asked.len());
        let songs = asked.into_par_iter().map(|position| {
            let others = Part::of(corpus, index, |track, _| track != position)?;
            let rows: Vec<usize> = rows(&corpus.catalogue.tracks[position]).collect();
            let answers = Rankings::each(|ranking| others.ask(corpus, &rows, ranking, NEAREST))?;
            bar.inc(1);
            Ok((position, answers))
        });
        let songs = songs.collect::<Result<_>>()?;
        bar.finish_and_clear();
        Ok(Self { songs })
    }

    /// How often each of so many tracks is named.
    pub fn occurrence(&self, tracks: usize) -> Rankings<Occurrence> {
        let of = |named: fn(&Rankings<Vec<usize>>) -> &Vec<usize>| {
            Occurrence::of(tracks, self.songs.iter().flat_map(|(_, answers)| named(answers)).copied())
        };
        Rankings { published: of(|answers| &answers.published), balanced: of(|answers| &answers.balanced) }
    }
}

/// Some of the segments, as a catalogue of their own. What each is to the whole catalogue, it stays.
pub struct Part {
    pub index: Index,
    catalogue: Catalogue,
    /// By the track's number.
    positions: BTreeMap<u32, usize>,
}

impl Part {
    /// Keeps the segments of which `keep` says so, asked with the track's position and the segment's number in it.
    pub fn of(corpus: &Corpus, index: &Index, keep: impl Fn(usize, usize) -> bool) -> Result<Self> {
        let (mut tracks, mut kept) = (Vec::new(), Vec::new());
        for (position, track) in corpus.catalogue.tracks.iter().enumerate() {
            let start = kept.len() as u32;
            kept.extend(rows(track).enumerate().filter(|&(at, _)| keep(position, at)).map(|(_, row)| row));
            let rows = start..kept.len() as u32;
            // An artist is named once, but nobody is nobody in particular.
            tracks.push(Track { artist: String::new(), rows, ..track.clone() });
        }
        let positions = (0..).zip(&tracks).map(|(position, track)| (track.id, position)).collect();
        let catalogue = Catalogue { tracks, genres: corpus.catalogue.genres.clone() };
        Ok(Self { index: index.select(&kept)?, catalogue, positions })
    }

    /// The nearest songs of a song that has these rows of the corpus, nearest first: positions in the catalogue.
    pub fn ask(&self, corpus: &Corpus, rows: &[usize], ranking: Ranking, songs: usize) -> Result<Vec<usize>> {
        let embeddings = corpus.unit.select(Axis(0), rows);
        let query = Query { embeddings, spans: &[], title: None, artist: None };
        let terms = Terms { songs, ..Terms::of(ranking) };
        let answer = recommend(&self.index, &self.catalogue, &query, &terms)?;
        Ok(answer.iter().filter_map(|song| self.positions.get(&song.track_id).copied()).collect())
    }
}

/// A track's rows in the index.
pub fn rows(track: &Track) -> impl Iterator<Item = usize> + use<> {
    (track.rows.start..track.rows.end).map(|row| row as usize)
}
