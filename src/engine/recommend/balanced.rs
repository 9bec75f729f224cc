//! The ranking that gives hubs no advantage: corrected similarities, averaged over the song.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Meeting, NEAREST_PER_WINDOW, Query, Ranked, own, plain, sort};
use crate::engine::Result;
use crate::engine::catalogue::Catalogue;
use crate::engine::index::{Hit, Index, Measure, nearer};

/// What the windows say of one song of the catalogue.
#[derive(Clone, Default)]
struct Tally {
    /// Sum over the windows of the best corrected similarity to any of its vectors.
    score: f64,
    /// Sum of the cosines to the same vectors.
    similarity: f64,
    /// With the windows that have it among their nearest.
    meetings: Vec<Meeting>,
}

/// Every song that a window has among its nearest, best first, each artist once. Its match is the share of what the
/// song itself would score.
pub fn rank(index: &Index, catalogue: &Catalogue, query: &Query) -> Result<Vec<Ranked>> {
    let own = own::positions(index, catalogue, query)?;
    let mut tallies = vec![Tally::default(); catalogue.tracks.len()];
    let (mut ceiling, mut scores, mut best) = (0.0, Vec::new(), Vec::new());
    index.scan_each(query.embeddings.view(), |window, scan| {
        ceiling += f64::from(scan.ceiling(Measure::Corrected));
        scan.scores(Measure::Corrected, &mut scores);
        best.clear();
        for (position, track) in catalogue.tracks.iter().enumerate() {
            let Some(row) = largest(&scores, track.rows.clone()) else { continue };
            let hit = scan.hit(row, Measure::Corrected);
            tallies[position].score += f64::from(hit.score);
            tallies[position].similarity += f64::from(hit.similarity);
            if own.binary_search(&position).is_err() {
                best.push((position, hit));
            }
        }
        for &(position, Hit { row, similarity, score }) in nearest(&mut best) {
            tallies[position].meetings.push(Meeting { window, row, similarity, contribution: score });
        }
    })?;
    let windows = query.embeddings.nrows() as f64;
    let named = tallies.into_iter().enumerate().filter(|(_, tally)| !tally.meetings.is_empty());
    let mut ranked: Vec<Ranked> =
        named.map(|(position, tally)| tally.mean(position, windows, ceiling / windows)).collect();
    sort(&mut ranked);
    Ok(one_per_artist(ranked, catalogue))
}

/// The row of these with the largest score, of equals the lower.
fn largest(scores: &[f32], rows: Range<u32>) -> Option<u32> {
    let end = rows.end.min(scores.len() as u32);
    let of_track = scores.get(rows.start as usize..end as usize)?;
    let mut best: Option<(u32, f32)> = None;
    for (row, &score) in (rows.start..).zip(of_track) {
        if best.is_none_or(|(_, largest)| score > largest) {
            best = Some((row, score));
        }
    }
    best.map(|(row, _)| row)
}

/// The nearest songs of a window.
fn nearest(best: &mut [(usize, Hit)]) -> &[(usize, Hit)] {
    let count = NEAREST_PER_WINDOW.min(best.len());
    if count < best.len() {
        best.select_nth_unstable_by(count, |a, b| nearer(&a.1, &b.1));
    }
    &best[..count]
}

impl Tally {
    fn mean(mut self, position: usize, windows: f64, ceiling: f64) -> Ranked {
        let score = (self.score / windows) as f32;
        self.meetings.iter_mut().for_each(|meeting| meeting.contribution /= windows as f32);
        Ranked {
            position,
            score,
            similarity: (self.similarity / windows) as f32,
            match_percent: 100.0 * score / ceiling as f32,
            windows: self.meetings.len() as u32,
            meetings: self.meetings,
        }
    }
}

/// Keeps the best song of every artist; songs without one all stay.
fn one_per_artist(ranked: Vec<Ranked>, catalogue: &Catalogue) -> Vec<Ranked> {
    let mut named = BTreeSet::new();
    let artist = |song: &Ranked| catalogue.tracks.get(song.position).map(|track| plain(&track.artist));
    let mut is_new = |artist: String| artist.is_empty() || named.insert(artist);
    ranked.into_iter().filter(|song| artist(song).is_some_and(&mut is_new)).collect()
}
