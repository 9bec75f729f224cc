//! Two ways of hearing, joined: what the statistics of timbre say of a song, and what a network says.
//!
//! Each says how many deviations above its own mean a song stands ([`Measure::Corrected`], the mean over all
//! windows), so the two are in one unit; the joined score is their mean, weighted by [`NETWORK_SHARE`].

use super::super::order::in_order;
use super::{Meeting, Query, Ranked, own, sorted, terms::Choice, throughout};
use crate::engine::Result;
use crate::engine::analysis::{Match, Neighbour};
use crate::engine::catalogue::Catalogue;
use crate::engine::index::{Index, Measure};
use crate::engine::recommend::Terms;

/// What the network's score counts; the other's counts the rest. Found on one half of the albums of open-music, measured
/// on the other: `evaluation.joined` of its report.
pub const NETWORK_SHARE: f32 = 0.5;

/// A catalogue, and the song that is asked about, where they can be compared.
pub struct Side<'a> {
    /// Of the catalogue.
    pub index: &'a Index,
    /// Its tracks, with the rows of this index.
    pub catalogue: &'a Catalogue,
    /// The song.
    pub query: Query<'a>,
}

/// What the two scores are together.
#[must_use]
pub fn joined(timbre: f32, network: f32, share: f32) -> f32 {
    (1.0 - share) * timbre + share * network
}

/// The songs of a catalogue that these terms ask for, by both; see [`super::recommend`].
///
/// # Errors
/// As [`super::recommend`].
pub fn recommend_by_both(timbre: &Side, network: &Side, terms: &Terms) -> Result<Vec<Neighbour>> {
    let own = own::positions(timbre.index, timbre.catalogue, &timbre.query)?;
    // Both in the catalogue's order.
    let (mut both, heard) = (timbre.rank(&own)?, network.rank(&own)?);
    let other = |position: usize| {
        heard.binary_search_by_key(&position, |song| song.position).ok().and_then(|place| heard.get(place))
    };
    both.retain_mut(|song| {
        let Some(other) = other(song.position) else { return false };
        song.score = joined(song.score, other.score, NETWORK_SHARE);
        song.similarity = joined(song.similarity, other.similarity, NETWORK_SHARE);
        song.match_percent = joined(song.match_percent, other.match_percent, NETWORK_SHARE);
        song.windows = song.windows.max(other.windows);
        true
    });
    let mut choice = Choice::new(timbre.catalogue, terms);
    choice.take(sorted(both, terms.order));
    let named = |(song, rank): (Ranked, u32)| {
        let mut near = song.named(rank, timbre.catalogue, &[])?;
        let heard = other(song.position)?;
        near.matches = told(timbre, &song.meetings, network, &heard.meetings, song.position);
        Some(near)
    };
    Ok(choice.songs().into_iter().zip(1..).filter_map(named).collect())
}

/// Every meeting of the song with the track at this position, in time order: they sum to the joined score.
///
/// # Errors
/// As [`super::recommend`].
pub fn meetings_of_both(timbre: &Side, network: &Side, position: usize) -> Result<Vec<Match>> {
    let (ours, heard) = (timbre.meetings(position)?, network.meetings(position)?);
    Ok(told(timbre, &ours, network, &heard, position))
}

impl Side<'_> {
    fn rank(&self, own: &[usize]) -> Result<Vec<Ranked>> {
        throughout::rank(self.index, self.catalogue, &self.query, Measure::Corrected, own)
    }

    fn meetings(&self, position: usize) -> Result<Vec<Meeting>> {
        let Some(track) = self.catalogue.tracks.get(position) else { return Ok(Vec::new()) };
        throughout::meetings(self.index, &track.rows, &self.query, Measure::Corrected)
    }

    /// As they are shown; each adds `share` of what it adds to this side's score.
    fn told(&self, meetings: &[Meeting], position: usize, share: f32) -> Vec<Match> {
        let Some(track) = self.catalogue.tracks.get(position) else { return Vec::new() };
        let told = |meeting: &Meeting| {
            let told = meeting.told(track, self.query.spans)?;
            Some(Match { contribution: share * told.contribution, ..told })
        };
        meetings.iter().filter_map(told).collect()
    }
}

/// In time order; of two that start together timbre comes first.
fn told(timbre: &Side, ours: &[Meeting], network: &Side, heard: &[Meeting], position: usize) -> Vec<Match> {
    let mut matches = timbre.told(ours, position, 1.0 - NETWORK_SHARE);
    matches.extend(network.told(heard, position, NETWORK_SHARE));
    in_order(matches, &|a, b| a.start.total_cmp(&b.start))
}
