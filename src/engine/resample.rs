//! Samples at any rate → samples at another, through one linear-phase low-pass.
//!
//! The low-pass is the one that librosa's default resampler (`soxr_hq`) applies: a Kaiser-windowed sinc whose
//! stopband begins at the lower of the two Nyquist frequencies. It is applied block by block in the spectrum
//! (overlap-add): where the rates are as `L : M`, a block of `M·k` samples becomes one of `L·k` by keeping the bins
//! that both have. Every integer pair of rates is exact, and memory stays bounded by the block.

mod low_pass;

use super::transform::{Complex, Forward, Inverse};
use low_pass::{REACH, low_pass};

/// The shortest block worth transforming, in samples: half or twice of it takes a fifth or four fifths longer in a browser.
const SHORTEST_BLOCK: usize = 4096;

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
    forward: Forward,
    inverse: Inverse,
    /// The low-pass at the bins of the forward transform, scaled for both transforms.
    filter: Vec<Complex<f32>>,
    /// `L` of `L : M`, output samples per unit.
    up: usize,
    /// `M` of `L : M`, input samples per unit.
    down: usize,
    /// Units from one block to the next.
    stride: usize,
    /// Mixed samples of the block to come, and how many there are.
    block: Vec<f32>,
    filled: usize,
    spectrum: Vec<Complex<f32>>,
    narrowed: Vec<Complex<f32>>,
    heard: Vec<f32>,
    /// Output to which the next block adds.
    sums: Vec<f32>,
    /// What sounds before the song, and is still to be skipped.
    skipped: usize,
    /// Samples taken and given.
    taken: u64,
    given: u64,
}

/// How a pair of rates is cut into blocks.
struct Layout {
    /// `L` of `L : M`, output samples per unit.
    up: usize,
    /// `M` of `L : M`, input samples per unit.
    down: usize,
    /// Units of a block, an even number.
    units: usize,
    /// The filter's delay in units, and its reach in input samples.
    delay: usize,
    reach: f64,
}

impl Layout {
    fn new(from: u32, to: u32) -> Self {
        let divisor = greatest_common_divisor(from, to);
        let (up, down) = ((to / divisor) as usize, (from / divisor) as usize);
        let reach = REACH * f64::from(from) / f64::from(from.min(to));
        let delay = reach.ceil() as usize / down + 1;
        let mut units = 4 * delay.next_power_of_two();
        while units * down.max(up) < SHORTEST_BLOCK {
            units *= 2;
        }
        Self { up, down, units, delay, reach }
    }

    /// Units from one block to the next.
    fn stride(&self) -> usize {
        self.units - 2 * self.delay
    }
}

/// Where the blocks of a resampler begin: one that is given a song from there on gives the same samples, but for the first.
pub(super) struct Grid {
    /// Input samples from one block to the next, and what they become.
    input: usize,
    output: usize,
    /// Output samples by which the filter is late.
    late: usize,
}

impl Grid {
    /// Of the resampler from one rate to another (Hz).
    pub fn of(from: u32, to: u32) -> Self {
        if from == to {
            return Self { input: 1, output: 1, late: 0 };
        }
        let layout = Layout::new(from, to);
        let (stride, late) = (layout.stride(), layout.delay * layout.up);
        Self { input: stride * layout.down, output: stride * layout.up, late }
    }

    /// The last sample, in the song and in what it becomes, from which a resampler gives all as it should from `output` on.
    pub fn before(&self, output: usize) -> [usize; 2] {
        [self.input, self.output].map(|stride| output.saturating_sub(self.late) / self.output * stride)
    }

    /// How many samples of the song have to come until all before `output` is given.
    pub fn until(&self, output: usize) -> usize {
        (output + self.late).div_ceil(self.output) * self.input
    }
}

impl Plan {
    fn new(from: u32, to: u32) -> Self {
        let layout = Layout::new(from, to);
        let Layout { up, down, units, delay, reach } = layout;
        let mut forward = Forward::new(units * down);
        let filter = low_pass(from, to, delay * down, reach, &mut forward);
        Self {
            forward,
            inverse: Inverse::new(units * up),
            filter,
            up,
            down,
            stride: layout.stride(),
            block: vec![0.0; units * down],
            filled: 0,
            spectrum: vec![Complex::ZERO; units * down / 2 + 1],
            narrowed: vec![Complex::ZERO; units * up / 2 + 1],
            heard: vec![0.0; units * up],
            sums: vec![0.0; units * up],
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
            let part = (self.stride * self.down - self.filled).min(length - begin);
            mix(channels, begin, &mut self.block[self.filled..][..part]);
            self.filled += part;
            begin += part;
            if self.filled == self.stride * self.down {
                self.turn();
                self.give(self.stride * self.up, output);
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

    /// Filters what there is of a block, and adds it to the output under way.
    fn turn(&mut self) {
        self.block[self.filled..].fill(0.0);
        self.filled = 0;
        self.forward.run(&self.block, &mut self.spectrum);
        let shared = self.spectrum.len().min(self.narrowed.len()) - 1;
        // The bin at the lower Nyquist frequency lies in the stopband: it stays zero, like all beyond.
        self.narrowed[shared..].fill(Complex::ZERO);
        for ((into, bin), gain) in self.narrowed[..shared].iter_mut().zip(&self.spectrum).zip(&self.filter) {
            *into = bin * gain;
        }
        self.inverse.run(&self.narrowed, &mut self.heard);
        for (sum, value) in self.sums.iter_mut().zip(&self.heard) {
            *sum += value;
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

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
