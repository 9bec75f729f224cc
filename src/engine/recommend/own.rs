//! The tracks of the catalogue that are the song itself.

use super::{Query, plain};
use crate::engine::Result;
use crate::engine::catalogue::{Catalogue, Track};
use crate::engine::index::Index;

/// From this cosine on, the same title or artist means the same recording. Clips of the catalogue, decoded
/// here, find their own published statistics at 0.994 or more.
pub const NEAR_IDENTICAL: f32 = 0.98;

/// Positions, ascending: same title and artist, or near-identical sound and one of the two.
pub fn positions(index: &Index, catalogue: &Catalogue, query: &Query) -> Result<Vec<usize>> {
    let title = query.title.map(plain).filter(|words| !words.is_empty());
    let artist = query.artist.map(plain).filter(|words| !words.is_empty());
    if title.is_none() && artist.is_none() {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for (position, track) in catalogue.tracks.iter().enumerate() {
        let same_title = title.as_ref().is_some_and(|words| *words == plain(&track.title));
        let same_artist = artist.as_ref().is_some_and(|words| *words == plain(&track.artist));
        if same_title && same_artist || (same_title || same_artist) && sounds_identical(index, track, query)?
        {
            own.push(position);
        }
    }
    Ok(own)
}

/// Half of the track's vectors at least find a window that is as good as the same.
fn sounds_identical(index: &Index, track: &Track, query: &Query) -> Result<bool> {
    let mut found = vec![false; track.rows.len()];
    for window in query.embeddings.rows() {
        let similarities = index.similarities(window, track.rows.clone())?;
        for (found, similarity) in found.iter_mut().zip(similarities) {
            *found |= similarity >= NEAR_IDENTICAL;
        }
    }
    let identical = found.iter().filter(|&&found| found).count();
    Ok(identical > 0 && 2 * identical >= found.len())
}
