//! A song and a catalogue, compared by the statistics of timbre, by what a network heard, or by both.

use std::borrow::Cow;

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
    let mut spans = Cow::default();
    match song.sides(pack, terms.ranking, &mut spans)? {
        (one, None) => recommend::recommend(one.index, one.catalogue, &one.query, terms),
        (timbre, Some(network)) => recommend::recommend_by_both(&timbre, &network, terms),
    }
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
    let mut spans = Cow::default();
    let (one, other) = song.sides(pack, ranking.0, &mut spans)?;
    let Some(network) = other else {
        let pairs = recommend::meetings(one.index, one.catalogue, &one.query, position, ranking)?;
        return Ok((pairs, parts(&one)));
    };
    let pairs = recommend::meetings_of_both(&one, &network, position)?;
    Ok((pairs, parts(&one).max(parts(&network))))
}

impl<'a> Known<'a> {
    /// Song and catalogue where this ranking compares them: on one side, or by timbre and by the network. `spans`: where the
    /// times of the first find room.
    #[inline(never)] // in two places it would be twice as much to fetch
    fn sides(
        &'a self,
        pack: &'a Pack,
        ranking: Ranking,
        spans: &'a mut Cow<'a, [(f64, f64)]>,
    ) -> Result<(Side<'a>, Option<Side<'a>>)> {
        if ranking == Ranking::Network {
            return Ok((self.network(pack)?, None));
        }
        let network = if ranking == Ranking::Both { Some(self.network(pack)?) } else { None };
        let (descriptors, times) = self.description.compared(pack.manifest.descriptor);
        *spans = times;
        let query = self.query(pack.embed(descriptors.view())?, spans);
        Ok((Side { index: &pack.index, catalogue: &pack.catalogue, query }, network))
    }

    #[inline(never)] // as above
    fn network(&'a self, pack: &'a Pack) -> Result<Side<'a>> {
        let nothing = || Error::Missing { file: "what the network heard of the song".to_owned() };
        let (heard, hearing) = (self.heard.ok_or_else(nothing)?, pack.heard()?);
        let query = self.query(hearing.embed(heard)?, &heard.spans);
        Ok(Side { index: &hearing.index, catalogue: &hearing.catalogue, query })
    }

    fn query(&self, embeddings: Array2<f32>, spans: &'a [(f64, f64)]) -> Query<'a> {
        Query { embeddings, spans, title: self.title, artist: self.artist }
    }
}
