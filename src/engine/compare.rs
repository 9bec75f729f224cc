//! A song and a catalogue, compared by the statistics of timbre, by what a network heard, or by both.

use ndarray::Array2;

use super::analysis::{Match, Neighbour, Order, Ranking};
use super::cnn::Impression;
use super::pack::Pack;
use super::recommend::{self, Query, Side, Terms};
use super::segment::Description;
use super::{Error, Result};

/// A song as catalogues are asked about it.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// As packs see it.
    pub description: &'a Description,
    /// What a network made of it, if one has listened.
    pub heard: Option<&'a Impression>,
    /// From its tags.
    pub title: Option<&'a str>,
    /// From its tags.
    pub artist: Option<&'a str>,
}

/// The songs of a catalogue that these terms ask for.
///
/// # Errors
/// As [`recommend::recommend`]; [`Error::Missing`] where the ranking goes by what a network heard, and song or catalogue has
/// nothing of it.
pub fn compare(song: &Known, terms: &Terms, pack: &Pack) -> Result<Vec<Neighbour>> {
    song.meet(pack, terms.ranking, |one, other| match other {
        None => recommend::recommend(one.index, one.catalogue, &one.query, terms),
        Some(network) => recommend::recommend_by_both(one, network, terms),
    })
}

/// All that adds to the score of the track at this position, in time order; and how many parts of it there are.
///
/// # Errors
/// As [`compare`].
pub fn pairs(
    song: &Known,
    position: usize,
    ranking: (Ranking, Order),
    pack: &Pack,
) -> Result<(Vec<Match>, u32)> {
    let parts = |side: &Side| side.catalogue.tracks.get(position).map_or(0, |track| track.rows.len() as u32);
    song.meet(pack, ranking.0, |one, other| match other {
        None => {
            let pairs = recommend::meetings(one.index, one.catalogue, &one.query, position, ranking)?;
            Ok((pairs, parts(one)))
        }
        Some(network) => {
            let pairs = recommend::meetings_of_both(one, network, position)?;
            Ok((pairs, parts(one).max(parts(network))))
        }
    })
}

impl Known<'_> {
    /// Brings song and catalogue to where this ranking compares them: one side, or timbre and network.
    fn meet<T>(
        &self,
        pack: &Pack,
        ranking: Ranking,
        of: impl FnOnce(&Side, Option<&Side>) -> Result<T>,
    ) -> Result<T> {
        if ranking == Ranking::Network {
            return of(&self.network(pack)?, None);
        }
        let (descriptors, spans) = self.description.compared(pack.manifest.descriptor);
        let query = self.query(pack.embed(descriptors.view())?, &spans);
        let timbre = Side { index: &pack.index, catalogue: &pack.catalogue, query };
        let network = (ranking == Ranking::Both).then(|| self.network(pack)).transpose()?;
        of(&timbre, network.as_ref())
    }

    fn network<'a>(&'a self, pack: &'a Pack) -> Result<Side<'a>> {
        let nothing = || Error::Missing { file: "what the network heard of the song".to_owned() };
        let (heard, hearing) = (self.heard.ok_or_else(nothing)?, pack.heard()?);
        let query = self.query(hearing.embed(heard)?, &heard.spans);
        Ok(Side { index: &hearing.index, catalogue: &hearing.catalogue, query })
    }

    fn query<'a>(&'a self, embeddings: Array2<f32>, spans: &'a [(f64, f64)]) -> Query<'a> {
        Query { embeddings, spans, title: self.title, artist: self.artist }
    }
}
