//! Where the songs of a catalogue lie, two components at a time: how many of its vectors are in each cell of a grid.
//!
//! The index keeps directions: each of its vectors has length 1, and the correction for hubs changes scores, never
//! vectors. So this is the space in which neighbours are found, seen from a side; a [`Course`](super::course::Course)
//! lies in the same.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::pack::Pack;

/// Components that can be looked along: the first ones, which vary most.
pub const AXES: usize = 5;
/// Cells of the grid along each axis.
pub const CELLS: usize = 40;

/// The vectors of a catalogue, counted. They are counted once for each pair of axes and each genre.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Terrain {
    /// Each axis; [`AXES`] of them, or as many as the vectors have.
    pub axes: Vec<Axis>,
    /// The genres that any of its tracks has, in the catalogue's order.
    pub genres: Vec<String>,
    /// Layers (one for each genre, then one for what has none) × pairs of axes × [`CELLS`] upwards × [`CELLS`] across.
    pub counts: Vec<u32>,
}

/// One component of a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Least value of any vector, −1 to 1.
    pub low: f32,
    /// Greatest value of any vector, −1 to 1.
    pub high: f32,
    /// Its share of the variance of what the axes were fitted on, 0 to 1.
    pub explained: f32,
}

impl Terrain {
    /// The terrain of this pack's catalogue.
    #[must_use]
    pub fn of(pack: &Pack) -> Self {
        let (rows, count) = (pack.index.rows(), AXES.min(pack.index.dimensions()));
        let places: Vec<f32> = (0..rows).flat_map(|row| pack.index.vector(row).take(count)).collect();
        let explained = pack.pca.explained();
        let axes: Vec<Axis> = (0..count)
            .map(|axis| {
                let values = places.iter().skip(axis).step_by(count.max(1));
                let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &value| {
                    (low.min(value), high.max(value))
                });
                Axis { low, high, explained: explained.get(axis).copied().unwrap_or(0.0) }
            })
            .collect();
        let named: Vec<usize> = (0..pack.catalogue.genres.len())
            .filter(|&genre| {
                pack.catalogue.tracks.iter().any(|track| track.genre.map(usize::from) == Some(genre))
            })
            .collect();
        let mut terrain = Self {
            counts: vec![0; (named.len() + 1) * pairs(count) * CELLS * CELLS],
            genres: named.iter().filter_map(|&genre| pack.catalogue.genres.get(genre).cloned()).collect(),
            axes,
        };
        for track in &pack.catalogue.tracks {
            let genre = track.genre.and_then(|genre| named.binary_search(&usize::from(genre)).ok());
            let layer = genre.unwrap_or(named.len());
            for row in track.rows.clone() {
                let from = row as usize * count;
                terrain.count(layer, places.get(from..from + count).unwrap_or_default());
            }
        }
        terrain
    }

    /// How many vectors lie in each cell of these two axes (from 0), of this genre (by its place in
    /// [`Terrain::genres`]) or of all; `None` for an axis that there is not, or one and the same.
    ///
    /// # Shape
    ///
    /// [`CELLS`] upwards, the lowest first × [`CELLS`] across.
    #[must_use]
    pub fn counts(&self, across: usize, up: usize, genre: Option<usize>) -> Option<Array2<u32>> {
        let count = self.axes.len();
        if across == up || across.max(up) >= count {
            return None;
        }
        let pair = pair(across.min(up), across.max(up), count);
        let layers = genre.map_or(0..=self.genres.len(), |genre| genre..=genre);
        let mut sum = Array2::zeros((CELLS, CELLS));
        for layer in layers {
            let from = self.start(layer, pair);
            let cells = self.counts.get(from..from + CELLS * CELLS)?;
            sum.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        }
        Some(if across < up { sum } else { sum.reversed_axes() })
    }

    /// Adds a vector to all pairs of axes.
    fn count(&mut self, layer: usize, place: &[f32]) {
        let cells: Vec<usize> = place.iter().zip(&self.axes).map(|(&value, axis)| axis.cell(value)).collect();
        for (first, &across) in cells.iter().enumerate() {
            for (second, &up) in cells.iter().enumerate().skip(first + 1) {
                let cell = self.start(layer, pair(first, second, cells.len())) + up * CELLS + across;
                if let Some(count) = self.counts.get_mut(cell) {
                    *count += 1;
                }
            }
        }
    }

    fn start(&self, layer: usize, pair: usize) -> usize {
        (layer * pairs(self.axes.len()) + pair) * CELLS * CELLS
    }
}

impl Axis {
    /// The cell in which this value lies; the first or last, for one beyond the catalogue's.
    #[must_use]
    pub fn cell(self, value: f32) -> usize {
        let width = f64::from(self.high) - f64::from(self.low);
        let share = if width > 0.0 { (f64::from(value) - f64::from(self.low)) / width } else { 0.0 };
        ((share * CELLS as f64) as usize).min(CELLS - 1) // saturates
    }

    /// The value so many cells, and parts of them, beyond the least.
    #[must_use]
    pub fn beyond(self, cells: f64) -> f64 {
        let (low, high) = (f64::from(self.low), f64::from(self.high));
        low + (high - low) * cells / CELLS as f64
    }

    /// The value in the middle of a cell.
    #[must_use]
    pub fn middle(self, cell: usize) -> f64 {
        self.beyond(cell as f64 + 0.5)
    }
}

fn pairs(axes: usize) -> usize {
    axes * axes.saturating_sub(1) / 2
}

/// The number of a pair, `first` < `second` < `axes`: 0–1, 0–2, … 1–2, …
fn pair(first: usize, second: usize, axes: usize) -> usize {
    first * (2 * axes - first - 1) / 2 + second - first - 1
}
