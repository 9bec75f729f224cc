//! Samples at any rate → samples at another, through one linear-phase low-pass.
//!
//! The low-pass is the one that librosa's default resampler (`soxr_hq`) applies: a Kaiser-windowed sinc whose
//! stopband begins at the lower of the two Nyquist frequencies. It is applied block by block in the spectrum
//! (overlap-add): where the rates are as `L : M`, a block of `M·k` samples becomes one of `L·k` by keeping the bins
//! that both have. Every integer pair of rates is exact, and memory stays bounded by the block.
//!
//! Two blocks go together, one as the real and one as the imaginary part of what is transformed: the low-pass is real, so each
//! comes out where it went in, and nobody has to tell their bins apart.

mod grid;
mod low_pass;

use super::transform::{Complex, ComplexTransform};
pub(super) use grid::Grid;
use grid::Layout;
use low_pass::low_pass;

/// Brings the mean of the channels from one rate to another.
///
/// # Shape
///
/// `channels`: one slice per channel, all of one length `n`, which becomes `ceil(n · to / from)`, as in librosa; the first
/// samples of both stand at the same instant.
#[must_use]
pub fn resample(channels: &[&[f32]], from: u32, to: u32) -> Vec<f32> {
    let length = channels.first().map_or(0, |channel| channel.len());
    let mut output = Vec::with_capacity((length as u64 * u64::from(to)).div_ceil(u64::from(from)) as usize);
    let mut resampler = Resampler::new(from, to);
    resampler.push(channels, &mut output);
    resampler.finish(&mut output);
    output
}

/// Mean of the channels from sample `start` on, in the order of `numpy.mean(axis=0)`: sum first, then divide.
fn mix(channels: &[&[f32]], start: usize, mean: &mut [f32]) {
    match channels {
        [] => {}
        [only] => mean.copy_from_slice(&only[start..][..mean.len()]),
        // Most songs: once over them.
        [left, right] => {
            for ((mean, left), right) in mean.iter_mut().zip(&left[start..]).zip(&right[start..]) {
                *mean = (left + right) / 2.0;
            }
        }
        [first, others @ ..] => {
            mean.copy_from_slice(&first[start..][..mean.len()]);
            for other in others {
                for (sum, sample) in mean.iter_mut().zip(&other[start..]) {
                    *sum += sample;
                }
            }
            let count = channels.len() as f32;
            for sum in mean {
                *sum /= count;
            }
        }
    }
}

/// Sound on its way from one rate to another, as much of it at a time as there is: the samples are the same.
pub struct Resampler(Way);

enum Way {
    /// The rates are one.
    Straight,
    Through(Box<Plan>),
}

impl Resampler {
    /// A plan for this pair of rates.
    #[must_use]
    pub fn new(from: u32, to: u32) -> Self {
        Self(if from == to { Way::Straight } else { Way::Through(Box::new(Plan::new(from, to))) })
    }

    /// Takes more samples, one slice per channel, all of one length; adds what is ready to `output`.
    pub fn push(&mut self, channels: &[&[f32]], output: &mut Vec<f32>) {
        let length = channels.first().map_or(0, |channel| channel.len());
        match &mut self.0 {
            Way::Straight => {
                let start = output.len();
                output.resize(start + length, 0.0);
                mix(channels, 0, &mut output[start..]);
            }
            Way::Through(plan) => plan.push(channels, length, output),
        }
    }

    /// There are no more samples: adds the rest.
    pub fn finish(&mut self, output: &mut Vec<f32>) {
        if let Way::Through(plan) = &mut self.0 {
            plan.finish(output);
        }
    }
}

/// A plan for one pair of rates, its scratch, and what is under way.
struct Plan {
    forward: ComplexTransform,
    inverse: ComplexTransform,
    /// The low-pass at the bins that both rates have, from 0 Hz up and below 0 Hz, scaled for both transforms.
    gains: [Vec<Complex<f32>>; 2],
    /// `L` of `L : M`, output samples per unit.
    up: usize,
    /// `M` of `L : M`, input samples per unit.
    down: usize,
    /// Units from one block to the next.
    stride: usize,
    /// Mixed samples of the two blocks to come, and how many there are.
    mixed: Vec<f32>,
    filled: usize,
    /// The blocks as they are transformed; what is behind their samples stays zero.
    blocks: Vec<Complex<f32>>,
    spectrum: Vec<Complex<f32>>,
    /// Its bins at the new rate. The one at the lower Nyquist frequency lies in the stopband: it stays zero, like all beyond.
    narrowed: Vec<Complex<f32>>,
    heard: Vec<Complex<f32>>,
    /// Output to which the next blocks add.
    sums: Vec<f32>,
    /// What sounds before the song, and is still to be skipped.
    skipped: usize,
    /// Samples taken and given.
    taken: u64,
    given: u64,
}

impl Plan {
    fn new(from: u32, to: u32) -> Self {
        let layout = Layout::new(from, to);
        let Layout { up, down, units, delay, reach } = layout;
        let (input, output, stride) = (units * down, units * up, layout.stride());
        let mut forward = ComplexTransform::forward(input);
        let filter = low_pass(from, to, delay * down, reach, &mut forward, input);
        let shared = input.min(output) / 2;
        Self {
            forward,
            inverse: ComplexTransform::inverse(output),
            gains: [filter[..shared].to_vec(), filter[input - shared + 1..].to_vec()],
            up,
            down,
            stride,
            mixed: vec![0.0; 2 * stride * down],
            filled: 0,
            blocks: vec![Complex::ZERO; input],
            spectrum: vec![Complex::ZERO; input],
            narrowed: vec![Complex::ZERO; output],
            heard: vec![Complex::ZERO; output],
            sums: vec![0.0; stride * up + output],
            skipped: delay * up,
            taken: 0,
            given: 0,
        }
    }

    /// Mixes block by block: a song's mean would be one more copy of it in memory.
    fn push(&mut self, channels: &[&[f32]], length: usize, output: &mut Vec<f32>) {
        self.taken += length as u64;
        let mut begin = 0;
        while begin < length {
            let part = (self.mixed.len() - self.filled).min(length - begin);
            mix(channels, begin, &mut self.mixed[self.filled..][..part]);
            self.filled += part;
            begin += part;
            if self.filled == self.mixed.len() {
                self.turn();
                self.give(2 * self.stride * self.up, output);
            }
        }
    }

    fn finish(&mut self, output: &mut Vec<f32>) {
        if self.filled > 0 {
            self.turn();
        }
        let count = (self.taken * self.up as u64).div_ceil(self.down as u64);
        let rest = self.skipped + (count - self.given) as usize;
        self.give(rest.min(self.sums.len()), output);
    }

    /// Filters what there is of two blocks, and adds it to the output under way.
    fn turn(&mut self) {
        self.mixed[self.filled..].fill(0.0);
        self.filled = 0;
        let (first, second) = self.mixed.split_at(self.stride * self.down);
        for ((into, &first), &second) in self.blocks.iter_mut().zip(first).zip(second) {
            *into = Complex::new(first, second);
        }
        self.forward.run(&self.blocks, &mut self.spectrum);
        let [above, below] = &self.gains;
        let [from, into] = [&self.spectrum, &self.narrowed].map(|bins| bins.len() - below.len());
        weigh(&self.spectrum, above, &mut self.narrowed);
        weigh(&self.spectrum[from..], below, &mut self.narrowed[into..]);
        self.inverse.run(&self.narrowed, &mut self.heard);
        for (sum, heard) in self.sums.iter_mut().zip(&self.heard) {
            *sum += heard.re;
        }
        for (sum, heard) in self.sums[self.stride * self.up..].iter_mut().zip(&self.heard) {
            *sum += heard.im;
        }
    }

    /// The first samples under way are complete: they go out, without what sounds before the song.
    fn give(&mut self, complete: usize, output: &mut Vec<f32>) {
        let early = self.skipped.min(complete);
        self.skipped -= early;
        output.extend_from_slice(&self.sums[early..complete]);
        self.given += (complete - early) as u64;
        self.sums.copy_within(complete.., 0);
        let open = self.sums.len() - complete;
        self.sums[open..].fill(0.0);
    }
}

/// As many bins as there are gains.
fn weigh(bins: &[Complex<f32>], gains: &[Complex<f32>], into: &mut [Complex<f32>]) {
    for ((into, bin), gain) in into.iter_mut().zip(bins).zip(gains) {
        *into = bin * gain;
    }
}
