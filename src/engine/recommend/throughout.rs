//! Every song of the catalogue, met by each window at its nearest vector: the mean over the song.

use std::ops::Range;

use super::{Meeting, NEAREST_PER_WINDOW, Query, Ranked};
use crate::engine::Result;
use crate::engine::catalogue::Catalogue;
use crate::engine::index::{Hit, Index, Measure, Scan, nearer};

/// What the windows say of one song of the catalogue.
#[derive(Clone, Default)]
struct Tally {
    /// Sum over the windows of the best score of any of its vectors.
    score: f64,
    /// Sum of the cosines to the same vectors.
    similarity: f64,
    /// With the windows that have it among their nearest.
    meetings: Vec<Meeting>,
    /// The best of all windows.
    closest: Option<Meeting>,
}

/// Every song but those at the positions `own`, in the catalogue's order. Its match is the share of what the song
/// itself would score. What no window has among its nearest tells of its closest meeting only.
pub fn rank(
    index: &Index,
    catalogue: &Catalogue,
    query: &Query,
    measure: Measure,
    own: &[usize],
) -> Result<Vec<Ranked>> {
    let mut tallies = vec![Tally::default(); catalogue.tracks.len()];
    let (mut ceiling, mut scores, mut best) = (0.0, Vec::new(), Vec::new());
    index.scan_each(query.embeddings.view(), |window, scan| {
        ceiling += f64::from(scan.ceiling(measure));
        scan.scores(measure, &mut scores);
        best.clear();
        for (position, (track, tally)) in catalogue.tracks.iter().zip(&mut tallies).enumerate() {
            if let Some(hit) = nearest_of(track.rows.clone(), &scores, &scan, measure)
                && own.binary_search(&position).is_err()
            {
                tally.add(Meeting::new(window, hit));
                best.push((position, hit));
            }
        }
        for &(position, hit) in nearest(&mut best) {
            tallies[position].meetings.push(Meeting::new(window, hit));
        }
    })?;
    let windows = query.embeddings.nrows() as f64;
    let mean = |(position, tally): (usize, Tally)| tally.mean(position, windows, ceiling / windows);
    Ok(tallies.into_iter().enumerate().filter_map(mean).collect())
}

/// What every window of the song adds to the mean of the track with these rows, in time order.
pub fn meetings(index: &Index, rows: &Range<u32>, query: &Query, measure: Measure) -> Result<Vec<Meeting>> {
    let (mut meetings, mut scores) = (Vec::new(), Vec::new());
    let windows = query.embeddings.nrows() as f32;
    index.scan_each(query.embeddings.view(), |window, scan| {
        scan.scores(measure, &mut scores);
        let Some(hit) = nearest_of(rows.clone(), &scores, &scan, measure) else { return };
        meetings.push(Meeting { contribution: hit.score / windows, ..Meeting::new(window, hit) });
    })?;
    Ok(meetings)
}

/// The vector of a track with the largest score, of equals the lower.
fn nearest_of(rows: Range<u32>, scores: &[f32], scan: &Scan, measure: Measure) -> Option<Hit> {
    let end = rows.end.min(scores.len() as u32);
    let of_track = scores.get(rows.start as usize..end as usize)?;
    let mut best: Option<(u32, f32)> = None;
    for (row, &score) in (rows.start..).zip(of_track) {
        if best.is_none_or(|(_, largest)| score > largest) {
            best = Some((row, score));
        }
    }
    best.map(|(row, _)| scan.hit(row, measure))
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
    fn add(&mut self, meeting: Meeting) {
        self.score += f64::from(meeting.contribution);
        self.similarity += f64::from(meeting.similarity);
        if self.closest.is_none_or(|closest| meeting.contribution > closest.contribution) {
            self.closest = Some(meeting);
        }
    }

    /// `None` for a track that has no vectors.
    fn mean(self, position: usize, windows: f64, ceiling: f64) -> Option<Ranked> {
        let closest = self.closest?;
        let found = self.meetings.len() as u32;
        let mut meetings = if found > 0 { self.meetings } else { vec![closest] };
        for meeting in &mut meetings {
            meeting.contribution /= windows as f32;
        }
        let score = (self.score / windows) as f32;
        Some(Ranked {
            position,
            score,
            similarity: (self.similarity / windows) as f32,
            match_percent: 100.0 * score / ceiling as f32,
            windows: found,
            meetings,
        })
    }
}
