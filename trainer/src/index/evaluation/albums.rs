//! Each track is taken out and asks; is it answered with others of its album?

use std::collections::BTreeMap;

use segue::engine::pack::Catalogue;
use segue::engine::recommend::SONGS;
use serde::Serialize;

use super::answers::Answers;
use super::{Rankings, share};

/// Tracks of one album or game belong together, as far as anybody knows without listening.
#[derive(Debug, Serialize)]
pub struct Albums {
    /// Albums of two tracks at least.
    pub count: usize,
    /// Their tracks, or as many of them as asked.
    pub asked: usize,
    /// Share of these that have another track of their album among five songs.
    pub hit_at_5: Rankings<f64>,
    /// Share of the five songs that are of the album.
    pub precision_at_5: Rankings<f64>,
    /// What that would be if all others of an album stood first: small albums have no five.
    pub largest_precision_at_5: f64,
}

impl Albums {
    /// Counts.
    pub fn of(catalogue: &Catalogue, answers: &Answers) -> Self {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for track in catalogue.tracks.iter().filter(|track| !track.album.is_empty()) {
            *sizes.entry(&track.album).or_default() += 1;
        }
        sizes.retain(|_, size| *size > 1);
        let album = |position: usize| catalogue.tracks[position].album.as_str();
        let asked: Vec<_> =
            answers.songs.iter().filter(|(position, _)| sizes.contains_key(album(*position))).collect();
        let right = |position: usize, songs: &[usize]| {
            songs.iter().take(SONGS).filter(|&&song| album(song) == album(position)).count()
        };
        let each = |of: &dyn Fn(usize, &[usize]) -> usize, all: usize| {
            let sum = |songs: fn(&Rankings<Vec<usize>>) -> &Vec<usize>| {
                share(asked.iter().map(|(position, answers)| of(*position, songs(answers))).sum(), all)
            };
            Rankings {
                published: sum(|answers| &answers.published),
                balanced: sum(|answers| &answers.balanced),
            }
        };
        let others = |position: usize| sizes[album(position)] - 1;
        let most: usize = asked.iter().map(|(position, _)| others(*position).min(SONGS)).sum();
        Self {
            count: sizes.len(),
            asked: asked.len(),
            hit_at_5: each(&|position, songs| right(position, songs).min(1), asked.len()),
            precision_at_5: each(&right, SONGS * asked.len()),
            largest_precision_at_5: share(most, SONGS * asked.len()),
        }
    }
}
