//! A part of the catalogue, as one of its own, and what it answers.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use ndarray::Axis;
use segue::engine::analysis::{Neighbour, Ranking};
use segue::engine::index::Index;
use segue::engine::pack::{Catalogue, Track};
use segue::engine::recommend::{Query, Side, Terms, recommend, recommend_by_both};

use crate::index::corpus::Corpus;
use crate::index::space::{Space, rows};

/// Pieces that are kept, in every space. What each is to the whole catalogue, it stays.
pub struct Others<'a> {
    timbre: Part<'a>,
    heard: Option<Part<'a>>,
    /// By the track's number.
    positions: BTreeMap<u32, usize>,
}

/// The kept pieces in one space.
struct Part<'a> {
    space: &'a Space,
    index: Index,
    catalogue: Catalogue,
}

impl<'a> Others<'a> {
    /// Keeps the pieces of which `keep` says so, asked with the track's position and the piece's number in it.
    pub fn of(corpus: &'a Corpus, keep: impl Fn(usize, usize) -> bool) -> Result<Self> {
        let tracks = &corpus.catalogue().tracks;
        Ok(Self {
            timbre: Part::of(&corpus.timbre, &keep)?,
            heard: corpus.heard.as_ref().map(|heard| Part::of(&heard.space, &keep)).transpose()?,
            positions: (0..).zip(tracks).map(|(position, track)| (track.id, position)).collect(),
        })
    }

    /// Segments that are kept.
    pub fn segments(&self) -> usize {
        self.timbre.index.rows()
    }

    /// The nearest songs of a song that has those pieces of this track of which `is_asked` says so, nearest first: positions
    /// in the catalogue, and scores.
    pub fn ask(
        &self,
        position: usize,
        is_asked: impl Fn(usize) -> bool,
        ranking: Ranking,
        songs: usize,
    ) -> Result<Vec<(usize, f32)>> {
        let terms = Terms { songs, ..Terms::of(ranking) };
        let timbre = || self.timbre.side(position, &is_asked);
        let heard = || {
            let heard = self.heard.as_ref().context("no network has listened")?;
            anyhow::Ok(heard.side(position, &is_asked))
        };
        let one = |side: Side| recommend(side.index, side.catalogue, &side.query, &terms);
        let answer: Vec<Neighbour> = match ranking {
            Ranking::Published | Ranking::Balanced => one(timbre())?,
            Ranking::Network => one(heard()?)?,
            Ranking::Both => recommend_by_both(&timbre(), &heard()?, &terms)?,
        };
        let place = |song: &Neighbour| Some((*self.positions.get(&song.track_id)?, song.score));
        Ok(answer.iter().filter_map(place).collect())
    }
}

impl<'a> Part<'a> {
    fn of(space: &'a Space, keep: &impl Fn(usize, usize) -> bool) -> Result<Self> {
        let (mut tracks, mut kept) = (Vec::new(), Vec::new());
        for (position, track) in space.catalogue.tracks.iter().enumerate() {
            let start = kept.len() as u32;
            kept.extend(rows(track).enumerate().filter(|&(at, _)| keep(position, at)).map(|(_, row)| row));
            let rows = start..kept.len() as u32;
            // An artist is named once, but nobody is nobody in particular.
            tracks.push(Track { artist: String::new(), rows, ..track.clone() });
        }
        let catalogue = Catalogue { tracks, genres: space.catalogue.genres.clone() };
        Ok(Self { space, index: space.index.select(&kept)?, catalogue })
    }

    fn side(&self, position: usize, is_asked: &impl Fn(usize) -> bool) -> Side<'_> {
        let of_track = rows(&self.space.catalogue.tracks[position]).enumerate();
        let asked: Vec<usize> = of_track.filter(|&(at, _)| is_asked(at)).map(|(_, row)| row).collect();
        let embeddings = self.space.unit.select(Axis(0), &asked);
        let query = Query { embeddings, spans: &[], title: None, artist: None };
        Side { index: &self.index, catalogue: &self.catalogue, query }
    }
}
