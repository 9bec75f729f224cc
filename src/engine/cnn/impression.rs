//! What was heard in each patch → the song as others of a catalogue are compared with it.

use ndarray::Array2;

use super::parts::EMBEDDING;
use super::sound::Sound;
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
        let mut embeddings = Array2::zeros((expected, EMBEDDING));
        let mut spans = vec![(0.0, 0.0); expected];
        for (at, (&patch, row)) in patches.iter().zip(heard).enumerate() {
            // A song has a few hundred patches: counting those before each is quick, and little to fetch.
            let earlier = |(other, &of): (usize, &u32)| (of, other) < (patch, at);
            let place = patches.iter().enumerate().filter(|&other| earlier(other)).count();
            embeddings.row_mut(place).iter_mut().zip(row).for_each(|(into, &value)| *into = value);
            spans[place] = Sound::span(patch as usize);
        }
        Ok(Self { revision: revision.to_owned(), embeddings, spans })
    }
}
