//! How much of the network's score, how much of timbre's? Chosen on one half of the catalogue, measured on the other.

use std::collections::BTreeSet;

use segue::engine::pack::{Catalogue, Track};
use segue::engine::recommend::{NETWORK_SHARE, SONGS, joined};
use serde::Serialize;

use super::answers::{Answer, Answers};
use super::{albums, share};

/// Shares are tried in so many steps.
const STEPS: u16 = 20;

/// What every share would find.
#[derive(Debug, Serialize)]
pub struct Joined {
    /// What belongs together: `genre` of other artists where genres are named, else `album`.
    pub by: &'static str,
    /// The share of the network that finds most on the first half.
    pub best_share: f32,
    /// The share that the engine has.
    pub share: f32,
    pub shares: Vec<AtShare>,
}

/// Precision@5 of one share.
#[derive(Debug, Serialize)]
pub struct AtShare {
    pub share: f32,
    /// On every other package, or artist where no package is named.
    pub first_half: f64,
    /// On the rest.
    pub second_half: f64,
}

impl Joined {
    /// Joins scores that have been found; `None` where no network has listened, or nothing is known to belong together.
    pub fn of(catalogue: &Catalogue, others: &Answers, strangers: Option<&Answers>) -> Option<Self> {
        let tracks = &catalogue.tracks;
        let sizes = albums::sizes(catalogue);
        let is_same = |a: usize, b: usize| match strangers {
            Some(_) => tracks[a].genre == tracks[b].genre,
            None => tracks[a].album == tracks[b].album,
        };
        let counts = |answer: &&Answer| match strangers {
            Some(_) => tracks[answer.position].genre.is_some(),
            None => sizes.contains_key(tracks[answer.position].album.as_str()),
        };
        let asked: Vec<&Answer> = strangers.unwrap_or(others).0.iter().filter(counts).collect();
        if asked.iter().all(|answer| answer.scores.is_empty()) {
            return None;
        }
        let groups: BTreeSet<&str> = tracks.iter().map(group).collect();
        let is_second = |answer: &&Answer| groups.range(..group(&tracks[answer.position])).count() % 2 == 1;
        let (second, first): (Vec<&Answer>, Vec<&Answer>) = asked.into_iter().partition(is_second);
        let precision = |half: &[&Answer], share_of: f32| {
            let right = |answer: &&Answer| {
                nearest(answer, share_of).iter().filter(|&&song| is_same(song, answer.position)).count()
            };
            share(half.iter().map(right).sum(), SONGS * half.len())
        };
        let at = |step: u16| {
            let share = f32::from(step) / f32::from(STEPS);
            AtShare { share, first_half: precision(&first, share), second_half: precision(&second, share) }
        };
        let shares: Vec<AtShare> = (0..=STEPS).map(at).collect();
        // Of equals the one with more of the network, which is the later.
        let best = shares.iter().max_by(|a, b| a.first_half.total_cmp(&b.first_half))?;
        let by = if strangers.is_some() { "genre" } else { "album" };
        Some(Self { by, best_share: best.share, share: NETWORK_SHARE, shares })
    }
}

/// Tracks of one package stay in one half.
fn group(track: &Track) -> &str {
    if track.link.is_empty() { &track.artist } else { &track.link }
}

/// The five tracks with the largest joined score; of equals the earlier.
fn nearest(answer: &Answer, share: f32) -> Vec<usize> {
    let mut songs: Vec<(f32, usize)> = answer
        .scores
        .iter()
        .map(|&(position, timbre, network)| (joined(timbre, network, share), position))
        .collect();
    songs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    songs.truncate(SONGS);
    songs.into_iter().map(|(_, position)| position).collect()
}
