//! Each track asks all tracks of other artists; are the answers of its genre?

use segue::engine::pack::Catalogue;
use segue::engine::recommend::SONGS;
use serde::Serialize;

use super::answers::{Answer, Answers};
use super::rankings::Rankings;
use super::share;

/// One artist's songs resemble each other anyway: across artists a genre is what remains.
#[derive(Debug, Serialize)]
pub struct Genres {
    /// Tracks with a genre, or as many of them as asked.
    pub asked: usize,
    /// Share of the five songs that are of the same genre.
    pub precision_at_5: Rankings<f64>,
}

impl Genres {
    /// Counts. `answers`: of other artists.
    pub fn of(catalogue: &Catalogue, answers: &Answers) -> Self {
        let genre = |position: usize| catalogue.tracks[position].genre;
        let asked: Vec<&Answer> =
            answers.0.iter().filter(|answer| genre(answer.position).is_some()).collect();
        let right = |answer: &Answer, songs: &[usize]| {
            songs.iter().take(SONGS).filter(|&&song| genre(song) == genre(answer.position)).count()
        };
        let precision_at_5 = Rankings::gather(asked.iter().map(|answer| &answer.songs), |songs| {
            let counts = asked.iter().zip(songs).map(|(answer, songs)| right(answer, songs));
            share(counts.sum(), SONGS * asked.len())
        });
        Self { asked: asked.len(), precision_at_5 }
    }
}

/// Whether every track has an artist, and more than one genre is named.
pub fn are_named(catalogue: &Catalogue) -> bool {
    let artists = catalogue.tracks.iter().all(|track| !track.artist.is_empty());
    artists && catalogue.genres.len() > 1 && catalogue.tracks.iter().any(|track| track.genre.is_some())
}
