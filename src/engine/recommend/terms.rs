//! What is asked of a catalogue: how many songs, in which order, and by whom.

use serde::{Deserialize, Serialize};
use vecmap::VecSet;

use super::{Ranked, SONGS, plain};
use crate::engine::analysis::{Artists, Order, Ranking};
use crate::engine::catalogue::Catalogue;

/// How neighbours are chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Terms {
    /// How many; fewer are answered when the catalogue has no more.
    pub songs: usize,
    /// What is measured.
    pub ranking: Ranking,
    /// Which end comes first.
    pub order: Order,
    /// How often an artist may be named.
    pub artists: Artists,
    /// Artists that are left out, however they are spelt.
    pub without: Vec<String>,
}

impl Default for Terms {
    fn default() -> Self {
        Self::of(Ranking::default())
    }
}

impl Terms {
    /// A ranking as it was meant: the published study names an artist as often as it finds one.
    #[must_use]
    pub fn of(ranking: Ranking) -> Self {
        let artists = match ranking {
            Ranking::Published => Artists::Any,
            Ranking::Balanced | Ranking::Network | Ranking::Both => Artists::Once,
        };
        Self { songs: SONGS, ranking, order: Order::Nearest, artists, without: Vec::new() }
    }

    /// The same where no network has heard the song, or the catalogue: by timbre.
    #[must_use]
    pub fn unheard(self) -> Self {
        let ranking = if self.ranking.needs_network() { Ranking::Balanced } else { self.ranking };
        Self { ranking, ..self }
    }
}

/// The songs that the terms let into the answer, as they come.
pub struct Choice<'a> {
    catalogue: &'a Catalogue,
    terms: &'a Terms,
    without: VecSet<String>,
    named: VecSet<String>,
    songs: Vec<Ranked>,
}

impl<'a> Choice<'a> {
    pub fn new(catalogue: &'a Catalogue, terms: &'a Terms) -> Self {
        let without = terms.without.iter().map(|artist| plain(artist)).collect();
        Self { catalogue, terms, without, named: VecSet::new(), songs: Vec::new() }
    }

    /// Takes what fits until there are enough.
    pub fn take(&mut self, ranked: Vec<Ranked>) {
        for song in ranked {
            if !self.wants_more() {
                return;
            }
            if self.fits(&song) {
                self.songs.push(song);
            }
        }
    }

    pub fn wants_more(&self) -> bool {
        self.songs.len() < self.terms.songs
    }

    pub fn songs(self) -> Vec<Ranked> {
        self.songs
    }

    /// No artist is nobody in particular: such songs are neither left out nor named once.
    fn fits(&mut self, song: &Ranked) -> bool {
        let artist = self.catalogue.tracks.get(song.position).map(|track| plain(&track.artist));
        let Some(artist) = artist else { return false };
        artist.is_empty()
            || !self.without.contains(&artist)
                && (self.terms.artists == Artists::Any || self.named.insert(artist))
    }
}
