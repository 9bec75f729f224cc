//! The outline of a waveform, to be drawn.

use super::pool::{Pool, stretches};

/// Fine enough for a wide screen; no more than anybody sees.
pub const WAVEFORM_COLUMNS: usize = 1600;
/// Samples that are looked at together: four to a column of the shortest song.
const GRAIN: usize = 16;
/// Ten to a column: their edges are not to be seen.
const MOST: usize = 1 << 14;

/// Lowest and highest sample.
type Peak = [f32; 2];

/// The outline of what was heard so far.
pub(super) struct Outline {
    pool: Pool<Peak>,
    /// Of the grain that is not full.
    open: Peak,
    in_open: usize,
}

const NOTHING: Peak = [f32::INFINITY, f32::NEG_INFINITY];

impl Default for Outline {
    fn default() -> Self {
        Self { pool: Pool::new(MOST, |peak, other| merge(peak, *other)), open: NOTHING, in_open: 0 }
    }
}

fn merge(peak: &mut Peak, other: Peak) {
    *peak = [peak[0].min(other[0]), peak[1].max(other[1])];
}

fn peak(samples: &[f32]) -> Peak {
    samples.iter().fold(NOTHING, |[low, high], &sample| [low.min(sample), high.max(sample)])
}

impl Outline {
    pub fn push(&mut self, samples: &[f32]) {
        let (first, rest) = samples.split_at(samples.len().min((GRAIN - self.in_open) % GRAIN));
        if !first.is_empty() {
            self.add(first);
        }
        for grain in rest.chunks(GRAIN) {
            self.add(grain);
        }
    }

    fn add(&mut self, part: &[f32]) {
        merge(&mut self.open, peak(part));
        self.in_open += part.len();
        if self.in_open == GRAIN {
            self.pool.push(self.open);
            (self.open, self.in_open) = (NOTHING, 0);
        }
    }

    /// Lowest and highest sample of each of `columns` equal stretches; fewer, if hardly anything was heard.
    pub fn finish(mut self, columns: usize) -> Vec<Peak> {
        if self.in_open > 0 {
            self.pool.push(self.open);
        }
        let peaks = self.pool.into_columns();
        let of = |span: std::ops::Range<usize>| {
            let mut all = NOTHING;
            peaks[span].iter().for_each(|peak| merge(&mut all, *peak));
            all
        };
        stretches(peaks.len(), columns).map(of).collect()
    }
}
