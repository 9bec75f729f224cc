//! Samples as they come from a decoder → mono at 22 050 Hz, or the reason why they cannot be used.

use ndarray::{Array1, ArrayView1};

use super::resample::resample;
use super::segment::SEGMENT_FRAMES;
use super::spectrum::HOP;
use super::{Error, Result};

/// Hz. Everything behind [`Pcm`] runs at this rate.
pub const SAMPLE_RATE: u32 = 22_050;
/// Hz. Telephone quality; below it half of the mel bands would stay empty.
pub const LOWEST_RATE: u32 = 8_000;
/// Hz. Sixteen times 48 kHz, the highest rate in which anybody publishes sound.
pub const HIGHEST_RATE: u32 = 768_000;
/// Seconds. One segment: less cannot be described.
pub const SHORTEST_SECONDS: f64 = (SEGMENT_FRAMES * HOP) as f64 / SAMPLE_RATE as f64;
/// Seconds. Beyond it, it is not a song, and a browser's memory ends.
pub const LONGEST_SECONDS: f64 = 3_600.0;
/// Full scale is 1. Below the last bit of 24-bit sound nobody recorded anything: −140 dB.
const SILENCE: f32 = 1e-7;
/// Full scale is 1. Integer samples read as floats stay far below it; the squares of what lies above would overflow.
const LOUDEST: f32 = 1e12;

/// A song as the engine hears it: mono, 22 050 Hz, full scale ±1, one segment at least, not silent, every sample finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Pcm(Array1<f32>);

impl Pcm {
    /// Averages the channels, then resamples, as `librosa.load` does.
    ///
    /// # Shape
    ///
    /// `channels`: one slice per channel, all of one length.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::SampleRate`], [`Error::TooShort`], [`Error::TooLong`], [`Error::NotFinite`],
    /// [`Error::Malformed`] where samples are absurdly large, [`Error::Silent`]; [`Error::Shape`] where channels differ in length.
    pub fn from_planar(channels: &[&[f32]], sample_rate: u32) -> Result<Self> {
        heard(channels, sample_rate, SAMPLE_RATE).map(|samples| Self(samples.into()))
    }

    /// Takes samples that are mono at 22 050 Hz already.
    ///
    /// # Errors
    ///
    /// As [`Pcm::from_planar`].
    pub fn from_resampled(samples: Vec<f32>) -> Result<Self> {
        check_length(samples.len(), SAMPLE_RATE)?;
        check_finite(&samples)?;
        check_heard(&samples)?;
        Ok(Self(samples.into()))
    }

    /// The samples.
    #[must_use]
    pub fn samples(&self) -> ArrayView1<'_, f32> {
        self.0.view()
    }

    /// The samples, as the transforms want them.
    pub(super) fn as_slice(&self) -> &[f32] {
        self.0.as_slice().expect("made from a Vec")
    }

    /// Length.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.0.len() as f64 / f64::from(SAMPLE_RATE)
    }

    /// The outline of the waveform: lowest and highest sample of each of `columns` equal stretches.
    #[must_use]
    pub fn peaks(&self, columns: usize) -> Vec<[f32; 2]> {
        let samples = self.as_slice();
        // In 64 bits: the product outgrows the 32 of WebAssembly.
        let edge = |column: usize| (samples.len() as u64 * column as u64 / columns.max(1) as u64) as usize;
        (0..columns)
            .map(|column| {
                let start = edge(column).min(samples.len() - 1);
                let end = edge(column + 1).max(start + 1);
                samples[start..end].iter().fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], &sample| {
                    [low.min(sample), high.max(sample)]
                })
            })
            .collect()
    }
}

/// Channels as they were decoded → mono at the rate `to`, or the reason why they cannot be used.
///
/// # Errors
///
/// As [`Pcm::from_planar`].
pub(super) fn heard(channels: &[&[f32]], from: u32, to: u32) -> Result<Vec<f32>> {
    if !(LOWEST_RATE..=HIGHEST_RATE).contains(&from) {
        return Err(Error::SampleRate { lowest: LOWEST_RATE, highest: HIGHEST_RATE, got: from });
    }
    let (first, others) = channels.split_first().ok_or(Error::Empty)?;
    for other in others {
        if other.len() != first.len() {
            return Err(Error::Shape {
                what: "samples in a channel".into(),
                expected: first.len(),
                found: other.len(),
            });
        }
    }
    check_length(first.len(), from)?;
    for channel in channels {
        check_finite(channel)?;
    }
    let samples = resample(channels, from, to);
    check_heard(&samples)?;
    Ok(samples)
}

fn check_heard(samples: &[f32]) -> Result<()> {
    if samples.iter().all(|sample| sample.abs() < SILENCE) { Err(Error::Silent) } else { Ok(()) }
}

fn check_length(samples: usize, sample_rate: u32) -> Result<()> {
    let seconds = samples as f64 / f64::from(sample_rate);
    if samples == 0 {
        Err(Error::Empty)
    } else if seconds < SHORTEST_SECONDS {
        Err(Error::TooShort { needed: SHORTEST_SECONDS, got: seconds })
    } else if seconds > LONGEST_SECONDS {
        Err(Error::TooLong { limit: LONGEST_SECONDS, got: seconds })
    } else {
        Ok(())
    }
}

fn check_finite(samples: &[f32]) -> Result<()> {
    let usable = |sample: &f32| sample.abs() <= LOUDEST; // NaN is not
    // Nothing ends this loop early, so it runs in SIMD.
    if samples.iter().fold(true, |all, sample| all & usable(sample)) {
        return Ok(());
    }
    match samples.iter().position(|sample| !usable(sample)) {
        Some(position) if samples[position].is_finite() => {
            Err(Error::Malformed("its samples are absurdly large".into()))
        }
        Some(position) => Err(Error::NotFinite { position }),
        None => Ok(()),
    }
}
