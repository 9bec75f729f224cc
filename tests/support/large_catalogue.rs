//! A catalogue as large as any that the page ships, made in a moment, to be timed with: nothing is like anything in it.

use ndarray::Array2;
use segue::engine::catalogue::{Catalogue, Split, Track};
use segue::engine::index::{Index, IndexParts};
use segue::engine::recommend::Query;

/// 900 tracks' segments.
pub const ROWS: usize = 50_000;
const DIMENSIONS: usize = 100;
const SEGMENTS: u32 = 56;

struct Numbers(u64);

impl Numbers {
    /// From −127 to 127.
    fn next(&mut self) -> i8 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % 255).wrapping_sub(127) as i8
    }
}

pub fn index(rows: usize) -> Index {
    let mut numbers = Numbers(1);
    let parts = IndexParts {
        scale: vec![1.0; DIMENSIONS],
        codes: (0..rows * DIMENSIONS).map(|_| numbers.next()).collect(),
        stretch: vec![1.0 / 740.0; rows],
        mean: (0..rows).map(|_| f32::from(numbers.next()) / 1_000.0).collect(),
        deviation: (0..rows).map(|_| 0.3 + f32::from(numbers.next()) / 1_000.0).collect(),
    };
    Index::new(parts).expect("parts that fit")
}

pub fn catalogue(rows: usize) -> Catalogue {
    let rows = rows as u32;
    let track = |position: u32| Track {
        id: position,
        title: format!("Title {position}"),
        artist: format!("Artist {position}"),
        artist_index: position,
        album: String::new(),
        genre: None,
        split: Split::Training,
        licence: String::new(),
        link: String::new(),
        seconds: None,
        rows: position * SEGMENTS..rows.min((position + 1) * SEGMENTS),
        patches: 0,
        tags: String::new(),
    };
    Catalogue { tracks: (0..rows.div_ceil(SEGMENTS)).map(track).collect(), genres: Vec::new() }
}

pub fn query(segments: usize) -> Array2<f32> {
    let mut numbers = Numbers(2);
    Array2::from_shape_simple_fn((segments, DIMENSIONS), || f32::from(numbers.next()))
}

pub fn song(embeddings: &Array2<f32>) -> Query<'_> {
    Query { embeddings: embeddings.clone(), spans: &[], title: None, artist: None }
}
