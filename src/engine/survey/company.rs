//! Genre overlap: of the songs nearest to a genre's songs, how many are of which genre.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::engine::Result;
use crate::engine::catalogue::Catalogue;
use crate::engine::index::{Index, Measure};

/// Nearest songs that each song is asked for.
pub const NEAREST: usize = 10;
/// Multiplications that a visitor waits for, about a second; a larger catalogue is asked at even distances.
const PATIENCE: usize = 4_000_000_000;

/// Which genres' neighbours are whose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// Songs of each genre that were asked.
    pub asked: Vec<u32>,
    /// Genre by genre: its songs' share of nearest songs that are of each genre; sum 1, or 0 where none was asked.
    pub shares: Vec<Vec<f32>>,
}

impl Company {
    /// Asks every song by its mean direction, or as many as patience allows; its own vectors do not count. `None`
    /// where there are no genres.
    ///
    /// # Errors
    /// As [`Index::scan`].
    pub(super) fn of(index: &Index, catalogue: &Catalogue, means: &Array2<f32>) -> Result<Option<Self>> {
        let genres = catalogue.genres.len();
        if genres == 0 {
            return Ok(None);
        }
        let asked = asked(catalogue, PATIENCE / (index.rows() * index.dimensions()).max(1));
        let positions: Vec<usize> = asked.iter().map(|&(position, _)| position).collect();
        let mut counts = vec![vec![0_u32; genres]; genres];
        index.scan_each(means.select(Axis(0), &positions).view(), |query, scan| {
            let (position, genre) = asked[query];
            let own = &catalogue.tracks[position].rows;
            let hits = scan.top(NEAREST + own.len(), Measure::Corrected);
            for hit in hits.iter().filter(|hit| !own.contains(&hit.row)).take(NEAREST) {
                let track = catalogue.tracks.get(catalogue.position(hit.row));
                if let Some(other) = track.and_then(|track| track.genre) {
                    counts[genre][usize::from(other)] += 1;
                }
            }
        })?;
        let of_genre = |genre: usize| asked.iter().filter(|(_, of)| *of == genre).count() as u32;
        Ok(Some(Self {
            asked: (0..genres).map(of_genre).collect(),
            shares: counts.iter().map(|row| shares(row)).collect(),
        }))
    }
}

/// Positions and genres of songs that have both a genre and vectors: all, or at most so many at even distances.
fn asked(catalogue: &Catalogue, most: usize) -> Vec<(usize, usize)> {
    let songs = catalogue.tracks.iter().enumerate().filter(|(_, track)| !track.rows.is_empty());
    let named: Vec<_> =
        songs.filter_map(|(position, track)| Some((position, usize::from(track.genre?)))).collect();
    let count = named.len().min(most.max(1));
    (0..count).map(|number| named[number * named.len() / count]).collect()
}

fn shares(counts: &[u32]) -> Vec<f32> {
    let all = counts.iter().sum::<u32>().max(1);
    counts.iter().map(|&count| count as f32 / all as f32).collect()
}
