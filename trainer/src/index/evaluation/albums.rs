//! Each track is taken out and asks; is it answered with others of its album?

use std::collections::BTreeMap;

use segue::engine::pack::Catalogue;
use segue::engine::recommend::SONGS;
use serde::Serialize;

use super::answers::{Answer, Answers};
use super::rankings::Rankings;
use super::share;

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
        let sizes = sizes(catalogue);
        let album = |position: usize| catalogue.tracks[position].album.as_str();
        let asked: Vec<&Answer> =
            answers.0.iter().filter(|answer| sizes.contains_key(album(answer.position))).collect();
        let right = |position: usize, songs: &[usize]| {
            songs.iter().take(SONGS).filter(|&&song| album(song) == album(position)).count()
        };
        let each = |of: &dyn Fn(usize, &[usize]) -> usize, all: usize| {
            Rankings::gather(asked.iter().map(|answer| &answer.songs), |songs| {
                let counts = asked.iter().zip(songs).map(|(answer, songs)| of(answer.position, songs));
                share(counts.sum(), all)
            })
        };
        let most: usize = asked.iter().map(|answer| (sizes[album(answer.position)] - 1).min(SONGS)).sum();
        Self {
            count: sizes.len(),
            asked: asked.len(),
            hit_at_5: each(&|position, songs| right(position, songs).min(1), asked.len()),
            precision_at_5: each(&right, SONGS * asked.len()),
            largest_precision_at_5: share(most, SONGS * asked.len()),
        }
    }
}

/// How many tracks each album of two at least has.
pub fn sizes(catalogue: &Catalogue) -> BTreeMap<&str, usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for track in catalogue.tracks.iter().filter(|track| !track.album.is_empty()) {
        *sizes.entry(&track.album).or_default() += 1;
    }
    sizes.retain(|_, size| *size > 1);
    sizes
}
