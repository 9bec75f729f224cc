//! The codes of all vectors, in the order in which a scan wants them.
//!
//! Sixteen vectors make a tile; a tile has one entry for every two dimensions, with both numbers of each vector. A tile
//! is widened once and then met by all queries of a block, two at a time, while it is at hand.

use std::ops::Range;

use super::lanes::{LANES, Pairs, Sums};

/// Tiles whose products are handed over together: those of a block of queries stay in a processor's nearest memory.
const BAND: usize = 32;

/// N vectors of D int8 codes.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    rows: usize,
    dimensions: usize,
    /// ⌈N / 16⌉ tiles of ⌈D / 2⌉ entries; what is beyond the last vector or dimension is 0.
    tiles: Vec<[i8; 2 * LANES]>,
}

/// A query in whole steps, two dimensions to an entry. None is −32,768, so the sum of two products fits an i32.
pub struct Steps(Vec<[i16; 2]>);

impl Steps {
    /// From one number for each dimension.
    pub fn new(steps: &[i16]) -> Self {
        let two = |pair: &[i16]| [pair[0], pair.get(1).copied().unwrap_or(0)];
        Self(steps.chunks(2).map(two).collect())
    }
}

impl Codes {
    /// From rows of `dimensions` codes, one after another.
    pub fn new(codes: &[i8], dimensions: usize) -> Self {
        let (rows, entries) = (codes.len() / dimensions, dimensions.div_ceil(2));
        let mut tiles = vec![[0; 2 * LANES]; rows.div_ceil(LANES) * entries];
        for (of_tile, tile) in codes.chunks(LANES * dimensions).zip(tiles.chunks_exact_mut(entries)) {
            for (lane, row) in of_tile.chunks_exact(dimensions).enumerate() {
                for (entry, pair) in tile.iter_mut().zip(row.chunks(2)) {
                    entry[2 * lane..][..pair.len()].copy_from_slice(pair);
                }
            }
        }
        Self { rows, dimensions, tiles }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The codes of one vector.
    pub fn row(&self, row: usize) -> impl Iterator<Item = i8> {
        let (entries, lane) = (self.dimensions.div_ceil(2), row % LANES);
        let tile = self.tiles.iter().skip(row / LANES * entries).take(entries);
        tile.flat_map(move |entry| [entry[2 * lane], entry[2 * lane + 1]]).take(self.dimensions)
    }

    /// Dot products of the queries with the vectors of these rows and of their tiles. `hear` is told the query's number,
    /// the first row, and one product for that row and each after it: many at a time, which is a loop worth vectorising.
    pub fn dots<'q>(
        &self,
        queries: impl Iterator<Item = &'q Steps>,
        rows: Range<usize>,
        mut hear: impl FnMut(usize, usize, &[i32]),
    ) {
        let queries: Vec<&Steps> = queries.collect();
        let entries = self.dimensions.div_ceil(2);
        let mut wide = vec![Pairs::default(); entries];
        let last = rows.end.min(self.rows).div_ceil(LANES);
        let mut dots = vec![[[0; LANES]; BAND]; queries.len()];
        for first in (rows.start / LANES..last).step_by(BAND) {
            let band = &self.tiles[first * entries..last.min(first + BAND) * entries];
            for (at, tile) in band.chunks_exact(entries).enumerate() {
                widen(tile, &mut wide);
                for (two, dots) in queries.chunks(2).zip(dots.chunks_mut(2)) {
                    // The last may be alone.
                    let (Some(one), Some(other)) = (two.first(), two.last()) else { continue };
                    for (of_query, sums) in dots.iter_mut().zip(both(&wide, one, other)) {
                        of_query[at] = sums;
                    }
                }
            }
            let start = first * LANES;
            let count = (band.len() / entries * LANES).min(self.rows - start);
            for (query, dots) in dots.iter().enumerate() {
                hear(query, start, &dots.as_flattened()[..count]);
            }
        }
    }
}

fn widen(tile: &[[i8; 2 * LANES]], wide: &mut [Pairs]) {
    for (wide, codes) in wide.iter_mut().zip(tile) {
        for (wide, &code) in wide.as_flattened_mut().iter_mut().zip(codes) {
            *wide = i16::from(code);
        }
    }
}

/// Two queries at once, since a load is as long as a multiplication.
#[inline(never)]
fn both(tile: &[Pairs], one: &Steps, other: &Steps) -> [[i32; LANES]; 2] {
    let mut sums = [Sums::zero(); 2];
    for ((pairs, one), other) in tile.iter().zip(&one.0).zip(&other.0) {
        sums[0].add(pairs, one);
        sums[1].add(pairs, other);
    }
    sums.map(Sums::out)
}
