//! A part of the catalogue, as one of its own, and what it answers.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::Axis;
use segue::engine::analysis::{Neighbour, Ranking};
use segue::engine::index::Index;
use segue::engine::pack::{Catalogue, Track};
use segue::engine::recommend::{NETWORK_SHARE, Query, Side, Terms, joined, recommend};

use super::rankings::Rankings;
use crate::index::corpus::Corpus;
use crate::index::space::{Space, rows};
use crate::model::retrieval::NEAREST;

/// Pieces that are kept, in every space. What each is to the whole catalogue, it stays.
pub struct Others<'a> {
    timbre: Part<'a>,
    heard: Option<Part<'a>>,
    /// By the track's number.
    positions: BTreeMap<u32, usize>,
}

/// A song of an answer.
#[derive(Clone, Copy)]
pub struct Song {
    /// In the catalogue.
    pub position: usize,
    pub score: f32,
    /// Whether any window has it among its nearest.
    is_near: bool,
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

    /// All songs that are kept, nearest first (of the published ranking the ten nearest: all would take a second search), of a song that has those pieces of this track of which `is_asked` says so.
    pub fn ask(&self, position: usize, is_asked: impl Fn(usize) -> bool) -> Result<Rankings<Vec<Song>>> {
        let one = |part: &Part, ranking: Ranking, songs: usize| -> Result<Vec<Song>> {
            let side = part.side(position, &is_asked);
            let terms = Terms { songs, ..Terms::of(ranking) };
            let answer = recommend(side.index, side.catalogue, &side.query, &terms)?;
            Ok(answer.iter().filter_map(|near| self.song(near)).collect())
        };
        let all = self.positions.len();
        let balanced = one(&self.timbre, Ranking::Balanced, all)?;
        let network = self.heard.as_ref().map(|heard| one(heard, Ranking::Network, all)).transpose()?;
        let both = network.as_ref().map(|network| both(&balanced, network));
        Ok(Rankings { published: one(&self.timbre, Ranking::Published, NEAREST)?, balanced, network, both })
    }

    fn song(&self, near: &Neighbour) -> Option<Song> {
        let position = *self.positions.get(&near.track_id)?;
        Some(Song { position, score: near.score, is_near: near.windows > 0 })
    }
}

/// As the engine joins them, of lists that are there already: a search takes longest.
fn both(timbre: &[Song], network: &[Song]) -> Vec<Song> {
    let network: BTreeMap<usize, &Song> = network.iter().map(|song| (song.position, song)).collect();
    let join = |song: &Song| {
        let other = network.get(&song.position)?;
        let score = joined(song.score, other.score, NETWORK_SHARE);
        Some(Song { score, is_near: song.is_near || other.is_near, ..*song })
    };
    let mut both: Vec<Song> = timbre.iter().filter_map(join).collect();
    both.sort_by(|a, b| {
        let first = b.is_near.cmp(&a.is_near).then(b.score.total_cmp(&a.score));
        first.then(a.position.cmp(&b.position))
    });
    both
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
