//! Sound as it comes, at any rate → mono samples at another, for whoever listens meanwhile.

use super::pcm::{Intake, check_seconds, is_silent};
use super::resample::Resampler;
use super::{Error, Result};

/// Seconds. A day: nobody waits for more, and the answer would outgrow the page.
const LONGEST_SECONDS: f64 = 86_400.0;

/// What has come so far.
pub(super) struct Inflow {
    intake: Intake,
    resampler: Resampler,
    length: usize,
    silent: bool,
}

impl Inflow {
    /// From one rate to another (Hz).
    ///
    /// # Errors
    ///
    /// [`Error::SampleRate`].
    pub fn new(from: u32, to: u32) -> Result<Self> {
        Self::starting_at(0, from, to)
    }

    /// The same for a song of which what comes first is sample `start`.
    ///
    /// # Errors
    ///
    /// As [`Inflow::new`].
    pub fn starting_at(start: usize, from: u32, to: u32) -> Result<Self> {
        let intake = Intake::new(from, start)?;
        Ok(Self { intake, resampler: Resampler::new(from, to), length: 0, silent: true })
    }

    /// Takes more, one slice per channel, all of one length, full scale ±1, and adds what it comes to.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] without channels, [`Error::Shape`], [`Error::NotFinite`], [`Error::Malformed`] where samples are
    /// absurdly large, [`Error::TooLong`].
    pub fn push(&mut self, channels: &[&[f32]], samples: &mut Vec<f32>) -> Result<()> {
        self.intake.take(channels)?;
        if self.intake.seconds() > LONGEST_SECONDS {
            return Err(Error::TooLong { limit: LONGEST_SECONDS, got: self.intake.seconds() });
        }
        let before = samples.len();
        self.resampler.push(channels, samples);
        self.heed(&samples[before..]);
        Ok(())
    }

    /// There is no more: adds the last of it.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`], [`Error::Silent`].
    pub fn finish(&mut self, samples: &mut Vec<f32>) -> Result<()> {
        self.end(samples)?;
        if self.silent { Err(Error::Silent) } else { Ok(()) }
    }

    /// The same where others heard the rest of the song: silence is an error only if all of it is silent.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`].
    pub fn end(&mut self, samples: &mut Vec<f32>) -> Result<()> {
        check_seconds(self.intake.seconds(), LONGEST_SECONDS)?;
        let before = samples.len();
        self.resampler.finish(samples);
        self.heed(&samples[before..]);
        Ok(())
    }

    /// Whether nobody could hear any of it so far.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// Samples so far, at the new rate.
    pub fn length(&self) -> usize {
        self.length
    }

    fn heed(&mut self, fresh: &[f32]) {
        self.length += fresh.len();
        self.silent &= is_silent(fresh);
    }
}
