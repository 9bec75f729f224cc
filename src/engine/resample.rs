//! Samples at any rate → samples at another, through one linear-phase low-pass.
//!
//! The low-pass is the one that librosa's default resampler (`soxr_hq`) applies: a Kaiser-windowed sinc whose
//! stopband begins at the lower of the two Nyquist frequencies. It is applied block by block in the spectrum
//! (overlap-add): where the rates are as `L : M`, a block of `M·k` samples becomes one of `L·k` by keeping the bins
//! that both have. Every integer pair of rates is exact, and memory stays bounded by the block.

use std::f64::consts::PI;

use super::transform::{Complex, Forward, Inverse};

/// Centre of the transition band, as a share of the lower Nyquist frequency.
///
/// # Source
///
/// This and the next two: least-squares fit to the impulse response of soxr 0.1.3 (`HQ`, 44 100 → 22 050 Hz), which it
/// meets within 3e-8.
const CUTOFF: f64 = 0.956_871_83;
/// Shape of the Kaiser window: 130 dB of rejection.
const KAISER_BETA: f64 = 13.040_069;
/// Reach of the filter to either side, in periods of the lower rate.
const REACH: f64 = 97.250_126;
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
    if from == to {
        let mut mean = vec![0.0; channels.first().map_or(0, |channel| channel.len())];
        mix(channels, 0, &mut mean);
        return mean;
    }
    Resampler::new(from, to).run(channels)
}

/// Mean of the channels from sample `start` on, in the order of `numpy.mean(axis=0)`: sum first, then divide.
fn mix(channels: &[&[f32]], start: usize, mean: &mut [f32]) {
    let Some((first, others)) = channels.split_first() else { return };
    mean.copy_from_slice(&first[start..][..mean.len()]);
    for other in others {
        for (sum, sample) in mean.iter_mut().zip(&other[start..]) {
            *sum += sample;
        }
    }
    if !others.is_empty() {
        let count = channels.len() as f32;
        for sum in mean {
            *sum /= count;
        }
    }
}

/// A plan for one pair of rates, and its scratch.
struct Resampler {
    forward: Forward,
    inverse: Inverse,
    /// The low-pass at the bins of the forward transform, scaled for both transforms.
    filter: Vec<Complex<f32>>,
    /// The filter's delay in units of `M` input samples, which is as many units of `L` output samples.
    delay: usize,
    /// Units per transform.
    units: usize,
    /// `L` of `L : M`, output samples per unit.
    up: usize,
    /// `M` of `L : M`, input samples per unit.
    down: usize,
}

impl Resampler {
    fn new(from: u32, to: u32) -> Self {
        let divisor = greatest_common_divisor(from, to);
        let (up, down) = ((to / divisor) as usize, (from / divisor) as usize);
        let reach = REACH * f64::from(from) / f64::from(from.min(to));
        let delay = reach.ceil() as usize / down + 1;
        let mut units = 4 * delay.next_power_of_two();
        while units * down.max(up) < SHORTEST_BLOCK {
            units *= 2;
        }

        let mut forward = Forward::new(units * down); // even: so are the units
        let filter = low_pass(from, to, delay * down, reach, &mut forward);
        Self { forward, inverse: Inverse::new(units * up), filter, delay, units, up, down }
    }

    /// Mixes block by block: a song's mean would be one more copy of it in memory.
    fn run(mut self, channels: &[&[f32]]) -> Vec<f32> {
        let length = channels.first().map_or(0, |channel| channel.len());
        let mut block = vec![0.0; self.units * self.down];
        let mut spectrum = vec![Complex::ZERO; block.len() / 2 + 1];
        let mut heard = vec![0.0; self.units * self.up];
        let mut narrowed = vec![Complex::ZERO; heard.len() / 2 + 1];

        let shared = spectrum.len().min(narrowed.len()) - 1;
        let stride = self.units - 2 * self.delay;
        let skipped = self.delay * self.up;
        // In 64 bits: the product outgrows the 32 of WebAssembly.
        let count = (length as u64 * self.up as u64).div_ceil(self.down as u64) as usize;
        let mut output = vec![0.0; count];
        for (turn, begin) in (0..length).step_by(stride * self.down).enumerate() {
            let (part, rest) = block.split_at_mut((stride * self.down).min(length - begin));
            mix(channels, begin, part);
            rest.fill(0.0);
            self.forward.run(&block, &mut spectrum);
            // The bin at the lower Nyquist frequency lies in the stopband: it stays zero, like all beyond.
            narrowed[shared..].fill(Complex::ZERO);
            for ((into, bin), gain) in narrowed[..shared].iter_mut().zip(&spectrum).zip(&self.filter) {
                *into = bin * gain;
            }
            self.inverse.run(&narrowed, &mut heard);
            let start = turn * stride * self.up;
            let early = skipped.saturating_sub(start); // of the first block: what sounds before the song
            for (sum, value) in output[start + early - skipped..].iter_mut().zip(&heard[early..]) {
                *sum += value;
            }
        }
        output
    }
}

/// Spectrum of the low-pass, delayed by `delay` input samples.
fn low_pass(from: u32, to: u32, delay: usize, reach: f64, forward: &mut Forward) -> Vec<Complex<f32>> {
    let length = forward.length();
    let mut taps = vec![0.0; length];
    // 1/n of the unnormalised transforms, once: the inverse is shorter by the ratio of the rates, the level is not.
    let scale = 1.0 / length as f64;
    let cutoff = CUTOFF * f64::from(from.min(to)) / f64::from(from);
    let rim = bessel_i0(KAISER_BETA);
    for (n, tap) in taps.iter_mut().enumerate().take(2 * delay + 1) {
        let x = n as f64 - delay as f64;
        let inside = 1.0 - (x / reach).powi(2);
        if inside > 0.0 {
            let window = bessel_i0(KAISER_BETA * inside.sqrt()) / rim;
            *tap = (scale * cutoff * sinc(cutoff * x) * window) as f32;
        }
    }
    let mut spectrum = vec![Complex::ZERO; length / 2 + 1];
    forward.run(&taps, &mut spectrum);
    spectrum
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut k = 1.0;
    while term > sum * f64::EPSILON {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
