//! The published study's ranking: cosines, summed.

use vecmap::VecMap;

use super::{Meeting, NEAREST_PER_WINDOW, Query, Ranked, sorted};
use crate::engine::Result;
use crate::engine::analysis::Order;
use crate::engine::catalogue::Catalogue;
use crate::engine::index::{Index, Measure};
use crate::engine::order::in_order;

/// Windows at the start of the song that count less: intros say little.
pub const INTRO_WINDOWS: usize = 3;
/// What an intro window counts.
pub const INTRO_WEIGHT: f32 = 0.8;

fn weight(window: usize) -> f32 {
    if window < INTRO_WINDOWS { INTRO_WEIGHT } else { 1.0 }
}

/// Every song that a window has among its nearest, best first. Its match is the share of the largest sum there could be.
pub fn rank(index: &Index, catalogue: &Catalogue, query: &Query) -> Result<Vec<Ranked>> {
    let mut songs: VecMap<usize, Vec<Meeting>> = VecMap::new();
    index.scan_each(query.embeddings.view(), |window, scan| {
        for hit in scan.top(NEAREST_PER_WINDOW, Measure::Cosine) {
            songs
                .entry(catalogue.position(hit.row))
                .or_default()
                .push(Meeting { contribution: weight(window) * hit.similarity, ..Meeting::new(window, hit) });
        }
    })?;
    let all: f32 = (0..query.embeddings.nrows()).map(weight).sum();
    let largest = |position: usize| {
        let vectors = catalogue.tracks.get(position).map_or(1, |track| track.rows.len());
        all * vectors.clamp(1, NEAREST_PER_WINDOW) as f32
    };
    let ranked = songs.into_iter().map(|(position, meetings)| sum(position, meetings, largest(position)));
    Ok(sorted(ranked.collect(), Order::Nearest))
}

/// Whose songs these are, ascending.
pub fn positions(ranked: &[Ranked]) -> Vec<usize> {
    in_order(ranked.iter().map(|song| song.position).collect(), &usize::cmp)
}

/// A song that no window has among its nearest adds nothing up.
pub fn nothing(song: &mut Ranked) {
    song.meetings.iter_mut().for_each(|meeting| meeting.contribution = 0.0);
    (song.score, song.match_percent, song.windows) = (0.0, 0.0, 0);
}

/// `meetings`: one at least, in time order.
fn sum(position: usize, meetings: Vec<Meeting>, largest: f32) -> Ranked {
    let score: f32 = meetings.iter().map(|meeting| meeting.contribution).sum();
    let similarities: f32 = meetings.iter().map(|meeting| meeting.similarity).sum();
    Ranked {
        position,
        score,
        similarity: similarities / meetings.len() as f32,
        match_percent: 100.0 * score / largest,
        windows: meetings.chunk_by(|a, b| a.window == b.window).count() as u32,
        meetings,
    }
}
