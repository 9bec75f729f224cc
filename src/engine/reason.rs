//! Why a song of a catalogue is near: which part met which, what that adds to the score, and what both sound like.

use serde::{Deserialize, Serialize};

use super::analysis::{Match, Order, Ranking};
use super::compare::{Known, pairs};
use super::order::places_in_order;
use super::pack::Pack;
use super::profile::Profile;
use super::segment::Descriptor;
use super::{Error, Result};

/// Why a song of a catalogue is near.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// What its ranking ordered it by: the sum of what the pairs contribute.
    pub score: f32,
    /// Vectors that the catalogue has of it; 1 if it is described as a whole.
    pub parts: u32,
    /// Its length, where it is known.
    pub seconds: Option<f64>,
    /// All that adds to the score, in time order: every window of the song with the part that it is nearest to, or, for
    /// the nearest songs of [`Ranking::Published`], with each part that is among its ten nearest. For [`Ranking::Both`] every
    /// window is there twice: with what timbre, and with what the network finds nearest.
    pub pairs: Vec<Match>,
    /// What both sound like; `None` where the index tells nothing of it.
    pub sound: Option<Sound>,
}

/// What a song and its neighbour sound like on the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// Of what the profiles are made.
    pub descriptor: Descriptor,
    /// The song's, as it was heard.
    pub ours: Profile,
    /// The neighbour's, as far as the index remembers it.
    pub theirs: Profile,
    /// How far off the index would remember the song itself, in dB (root mean square over the bands, loudness aside).
    pub forgotten: f32,
}

impl Reason {
    /// Positions of the pairs: what adds most comes first, of equals the earlier. What has the sign of a negative score
    /// adds to it.
    #[must_use]
    pub fn strongest(&self) -> Vec<usize> {
        let adds = |pair: usize| self.pairs[pair].contribution * self.score.signum();
        places_in_order(self.pairs.len(), &|a, b| adds(b).total_cmp(&adds(a)))
    }
}

/// Why this track of the pack (its id) is near the song, or far from it, by this ranking.
///
/// # Errors
/// [`Error::BadPack`] for a track that is not in the pack, and as [`super::compare::compare`].
pub fn explain(song: &Known, track: u32, pack: &Pack, ranking: (Ranking, Order)) -> Result<Reason> {
    let unknown =
        || Error::BadPack { file: "catalogue".to_owned(), what: format!("there is no track {track}").into() };
    let position = pack.catalogue.tracks.iter().position(|known| known.id == track).ok_or_else(unknown)?;
    let track = &pack.catalogue.tracks[position];
    let (pairs, parts) = pairs(song, position, ranking, pack)?;
    let score = pairs.iter().map(|pair| f64::from(pair.contribution)).sum::<f64>() as f32;
    let (descriptors, _) = song.description.compared(pack.manifest.descriptor);
    let embeddings = pack.embed(descriptors.view())?;
    let sound = || {
        let ours = Profile::heard(song.description, pack.manifest.descriptor)?;
        let theirs = Profile::remembered(pack, track.rows.clone())?;
        let forgotten = ours.apart(&Profile::kept(pack, embeddings.view())?);
        Some(Sound { descriptor: pack.manifest.descriptor, ours, theirs, forgotten })
    };
    Ok(Reason { score, parts, seconds: track.seconds.map(f64::from), sound: sound(), pairs })
}
