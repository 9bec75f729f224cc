//! What was heard in each patch → the song as others of a catalogue are compared with it.

use ndarray::Array2;

use super::parts::EMBEDDING;
use super::sound::Sound;
use crate::engine::order::places_in_order;
use crate::engine::{Error, Result};

/// What a network made of a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Impression {
    /// Revision of the network.
    pub revision: String,
    /// Patches × [`EMBEDDING`], in time order.
    pub embeddings: Array2<f32>,
    /// When each patch starts and ends, in seconds.
    pub spans: Vec<(f64, f64)>,
}

impl Impression {
    /// Puts together what was heard: patch numbers, and their embeddings one after another, in any order.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when there are not [`EMBEDDING`] numbers for each patch, or no patch.
    pub fn new(revision: &str, patches: &[u32], numbers: &[f32]) -> Result<Self> {
        let (heard, rest) = numbers.as_chunks::<EMBEDDING>();
        let expected = patches.len().max(1);
        if heard.len() != expected || !rest.is_empty() {
            return Err(Error::Shape { what: "embeddings of a song".into(), expected, found: heard.len() });
        }
        let order = places_in_order(patches.len(), &|a, b| patches[a].cmp(&patches[b]));
        let rows: Vec<[f32; EMBEDDING]> = order.iter().map(|&place| heard[place]).collect();
        let spans = order.iter().map(|&place| Sound::span(patches[place] as usize)).collect();
        Ok(Self { revision: revision.to_owned(), embeddings: rows.into(), spans })
    }
}
