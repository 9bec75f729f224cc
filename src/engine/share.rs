//! Which part of a song each hears, when several share it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::ear::REACH;
use super::pcm::SAMPLE_RATE;
use super::resample::Grid;
use super::spectrum::HOP;

/// Frames that are worth somebody of their own: a minute.
const WORTH: usize = 60 * SAMPLE_RATE as usize / HOP;

/// A part of a song, with the overlap that it takes to hear it as if all had been heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    // Not as ranges: what serde does for those is kilobytes of the page's worker.
    start: usize,
    end: usize,
    /// At the engine's rate, the sample that the first of them becomes.
    pub(super) first: usize,
    first_frame: usize,
    end_frame: usize,
}

impl Share {
    /// All of a song, however long.
    #[must_use]
    pub fn whole() -> Self {
        Self { start: 0, end: usize::MAX, first: 0, first_frame: 0, end_frame: usize::MAX }
    }

    /// The samples of each channel.
    #[must_use]
    pub fn samples(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The frames that are heard; of the last share, all to the song's end.
    pub(super) fn frames(&self) -> Range<usize> {
        self.first_frame..self.end_frame
    }

    /// How many listeners a song of so many seconds is worth.
    #[must_use]
    pub fn worth(seconds: f64) -> usize {
        (seconds * f64::from(SAMPLE_RATE)) as usize / HOP / WORTH
    }

    /// A song of so many samples at this rate (Hz) for so many listeners, or fewer, if it is short.
    #[must_use]
    pub fn among(listeners: usize, length: usize, sample_rate: u32) -> Vec<Self> {
        let frames = (length as u64 * u64::from(SAMPLE_RATE) / u64::from(sample_rate.max(1))) as usize / HOP;
        let count = (frames / WORTH).min(listeners).max(1);
        if count == 1 {
            return vec![Self::whole()];
        }
        let grid = Grid::of(sample_rate, SAMPLE_RATE);
        let share = |number: usize| {
            let first_frame = frames * number / count;
            let [start, first] = grid.before(first_frame.saturating_sub(REACH) * HOP);
            if number + 1 == count {
                return Self { start, end: length, first, first_frame, end_frame: usize::MAX };
            }
            let end_frame = frames * (number + 1) / count;
            let end = grid.until((end_frame + REACH) * HOP).min(length);
            Self { start, end, first, first_frame, end_frame }
        };
        (0..count).map(share).collect()
    }

    /// Whether the song's end belongs to it.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.end_frame == usize::MAX
    }
}
