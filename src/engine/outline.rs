//! The outline of a waveform, to be drawn.

use super::extremes::{higher, lower};
use super::pool::{Pool, stretches};

/// Fine enough for a wide screen; no more than anybody sees.
pub const WAVEFORM_COLUMNS: usize = 1600;
/// Samples that are looked at together: four to a column of the shortest song.
const GRAIN: usize = 16;
/// Ten to a column: their edges are not to be seen.
const MOST: usize = 1 << 14;

/// Lowest and highest sample.
pub(super) type Peak = [f32; 2];

/// The outline of what was heard so far.
pub(super) struct Outline(Pool<Peak>);

/// Samples, some at a time, as grains.
pub(super) struct Grains {
    /// Of the grain that is not full.
    open: Peak,
    in_open: usize,
}

const NOTHING: Peak = [f32::INFINITY, f32::NEG_INFINITY];

impl Default for Outline {
    fn default() -> Self {
        Self(Pool::new(MOST, |peak, other| merge(peak, *other)))
    }
}

impl Default for Grains {
    fn default() -> Self {
        Self { open: NOTHING, in_open: 0 }
    }
}

fn merge(peak: &mut Peak, other: Peak) {
    let [low, high] = *peak;
    *peak = [lower(low, other[0]), higher(high, other[1])];
}

/// Several samples at a time.
fn peak(samples: &[f32]) -> Peak {
    const LANES: usize = 4;
    let (rows, rest) = samples.as_chunks::<LANES>();
    let (mut lows, mut highs) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    for row in rows {
        for ((low, high), &sample) in lows.iter_mut().zip(&mut highs).zip(row) {
            (*low, *high) = (lower(*low, sample), higher(*high, sample));
        }
    }
    let mut all =
        [lows.into_iter().fold(f32::INFINITY, lower), highs.into_iter().fold(f32::NEG_INFINITY, higher)];
    for &sample in rest {
        merge(&mut all, [sample; 2]);
    }
    all
}

impl Grains {
    /// Adds the grains that become full to `grains`.
    pub fn push(&mut self, samples: &[f32], grains: &mut Vec<Peak>) {
        let (first, rest) = samples.split_at(samples.len().min((GRAIN - self.in_open) % GRAIN));
        let parts = [first].into_iter().filter(|first| !first.is_empty()).chain(rest.chunks(GRAIN));
        for part in parts {
            merge(&mut self.open, peak(part));
            self.in_open += part.len();
            if self.in_open == GRAIN {
                grains.extend(self.rest());
            }
        }
    }

    /// The grain that is not full, if there is anything in it.
    pub fn rest(&mut self) -> Option<Peak> {
        let rest = (self.in_open > 0).then_some(self.open);
        *self = Self::default();
        rest
    }
}

impl Outline {
    pub fn push(&mut self, grain: Peak) {
        self.0.push(grain);
    }

    /// Lowest and highest sample of each of `columns` equal stretches; fewer, if hardly anything was heard.
    pub fn finish(self, columns: usize) -> Vec<Peak> {
        let peaks = self.0.into_columns();
        let of = |span: std::ops::Range<usize>| {
            let mut all = NOTHING;
            peaks[span].iter().for_each(|peak| merge(&mut all, *peak));
            all
        };
        stretches(peaks.len(), columns).map(of).collect()
    }
}
