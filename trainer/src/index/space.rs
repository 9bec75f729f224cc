//! One way to compare tracks: vectors of their pieces, and the index of these.

use anyhow::Result;
use ndarray::Array2;
use segue::engine::index::Index;
use segue::engine::pack::{Catalogue, Track};

use crate::model::quantise;
use crate::progress;

/// The pieces of all tracks, by timbre or as a network heard them.
pub struct Space {
    /// The tracks; their rows are those of `unit` and `index`.
    pub catalogue: Catalogue,
    /// Pieces × dimensions, of unit length.
    pub unit: Array2<f32>,
    pub index: Index,
}

impl Space {
    /// Quantises.
    pub fn new(catalogue: Catalogue, unit: Array2<f32>) -> Result<Self> {
        let bar = progress::wait("Quantising");
        let index = quantise::index(&unit)?;
        bar.finish_and_clear();
        Ok(Self { catalogue, unit, index })
    }
}

/// A track's rows.
pub fn rows(track: &Track) -> impl Iterator<Item = usize> + use<> {
    (track.rows.start..track.rows.end).map(|row| row as usize)
}
