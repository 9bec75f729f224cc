//! Samples as they come from a decoder → mono at 22 050 Hz, or the reason why they cannot be used.

use ndarray::{Array1, ArrayView1};

use super::inflow::Inflow;
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
/// Seconds. Longer sound is not held whole in memory: a [`Listener`](super::listener::Listener) takes it as it comes.
pub const LONGEST_SECONDS: f64 = 3_600.0;
/// Samples of each channel that are taken at once.
const PART: usize = 1 << 14;
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
        check_finite(&samples, 0)?;
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
}

/// Channels as they were decoded → mono at the rate `to`, or the reason why they cannot be used.
///
/// # Errors
///
/// As [`Pcm::from_planar`].
pub(super) fn heard(channels: &[&[f32]], from: u32, to: u32) -> Result<Vec<f32>> {
    let mut inflow = Inflow::new(from, to)?;
    let length = common_length(channels)?;
    check_length(length, from)?;
    let mut samples = Vec::with_capacity((length as u64 * u64::from(to)).div_ceil(u64::from(from)) as usize);
    for part in parts(channels) {
        inflow.push(&part, &mut samples)?;
    }
    inflow.finish(&mut samples)?;
    Ok(samples)
}

/// A song's channels in parts that the cache holds from their check until they are mixed; one empty part, where there is nothing.
pub(super) fn parts<'c>(channels: &'c [&[f32]]) -> impl ExactSizeIterator<Item = Vec<&'c [f32]>> {
    let length = channels.iter().map(|channel| channel.len()).max().unwrap_or_default();
    let cut = |channel: &'c [f32], start: usize| {
        &channel[start.min(channel.len())..(start + PART).min(channel.len())]
    };
    (0..length.max(1))
        .step_by(PART)
        .map(move |start| channels.iter().map(|channel| cut(channel, start)).collect())
}

/// The length of all channels.
fn common_length(channels: &[&[f32]]) -> Result<usize> {
    let (first, others) = channels.split_first().ok_or(Error::Empty)?;
    for other in others {
        if other.len() != first.len() {
            let what = "samples in a channel".into();
            return Err(Error::Shape { what, expected: first.len(), found: other.len() });
        }
    }
    Ok(first.len())
}

/// What stands at the door: channels come as long as they are sound.
pub(super) struct Intake {
    sample_rate: u32,
    /// Samples of each channel so far.
    taken: u64,
}

impl Intake {
    /// For what comes of a song from sample `start` on.
    ///
    /// # Errors
    ///
    /// [`Error::SampleRate`].
    pub fn new(sample_rate: u32, start: usize) -> Result<Self> {
        if (LOWEST_RATE..=HIGHEST_RATE).contains(&sample_rate) {
            Ok(Self { sample_rate, taken: start as u64 })
        } else {
            Err(Error::SampleRate { lowest: LOWEST_RATE, highest: HIGHEST_RATE, got: sample_rate })
        }
    }

    /// Takes as many samples more as each of these channels has.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for no channels, [`Error::Shape`], [`Error::NotFinite`], [`Error::Malformed`].
    pub fn take(&mut self, channels: &[&[f32]]) -> Result<()> {
        let length = common_length(channels)?;
        for channel in channels {
            check_finite(channel, self.taken as usize)?;
        }
        self.taken += length as u64;
        Ok(())
    }

    /// Seconds so far.
    pub fn seconds(&self) -> f64 {
        self.taken as f64 / f64::from(self.sample_rate)
    }
}

fn check_heard(samples: &[f32]) -> Result<()> {
    if is_silent(samples) { Err(Error::Silent) } else { Ok(()) }
}

/// Whether nobody can hear any of it.
pub(super) fn is_silent(samples: &[f32]) -> bool {
    samples.iter().all(|sample| sample.abs() < SILENCE)
}

fn check_length(samples: usize, sample_rate: u32) -> Result<()> {
    check_seconds(samples as f64 / f64::from(sample_rate), LONGEST_SECONDS)
}

/// Whether so many seconds are enough, and not more than `limit`.
pub(super) fn check_seconds(seconds: f64, limit: f64) -> Result<()> {
    if seconds <= 0.0 {
        Err(Error::Empty)
    } else if seconds < SHORTEST_SECONDS {
        Err(Error::TooShort { needed: SHORTEST_SECONDS, got: seconds })
    } else if seconds > limit {
        Err(Error::TooLong { limit, got: seconds })
    } else {
        Ok(())
    }
}

/// `start` is where the samples stand in the song.
fn check_finite(samples: &[f32], start: usize) -> Result<()> {
    let usable = |sample: &f32| sample.abs() <= LOUDEST; // NaN is not
    // Nothing ends this loop early, so it runs in SIMD.
    if samples.iter().fold(true, |all, sample| all & usable(sample)) {
        return Ok(());
    }
    match samples.iter().position(|sample| !usable(sample)) {
        Some(position) if samples[position].is_finite() => {
            Err(Error::Malformed("its samples are absurdly large".into()))
        }
        Some(position) => Err(Error::NotFinite { position: start + position }),
        None => Ok(()),
    }
}
