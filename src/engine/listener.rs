//! Sound as it comes → all that is kept of a song, in memory that does not grow with its length but for the descriptors.

use super::frontend::{Frames, Frontend};
use super::outline::{Outline, WAVEFORM_COLUMNS};
use super::pcm::{Intake, SAMPLE_RATE, check_seconds, is_silent};
use super::resample::Resampler;
use super::segment::{Description, Segments, Windows};
use super::spectrogram::{Picture, Spectrogram};
use super::spectrum::{HOP, N_FFT};
use super::{Error, Result};

/// Seconds. A day: nobody waits for more, and the answer would outgrow the page.
pub const LONGEST_SECONDS: f64 = 86_400.0;
/// Hops to the left of a frame's centre that belong to it.
const REACH: usize = N_FFT / 2 / HOP;

/// All that is kept of a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Length.
    pub seconds: f64,
    /// The waveform, to be drawn: lowest and highest sample of each of [`WAVEFORM_COLUMNS`] spans.
    pub waveform: Vec<[f32; 2]>,
    /// What sounds when, to be drawn.
    pub spectrogram: Spectrogram,
    /// The song as packs see it.
    pub description: Description,
}

/// Walks the path from samples to descriptors with as much of the song at a time as there is. However it is cut, what is
/// heard is the same, bit for bit.
pub struct Listener {
    intake: Intake,
    resampler: Resampler,
    frontend: Frontend,
    /// At the engine's rate: what frames still want, from the hop `begins` on.
    samples: Vec<f32>,
    begins: usize,
    /// Samples so far, at the engine's rate.
    length: usize,
    silent: bool,
    outline: Outline,
    picture: Picture,
    frames: Frames,
    windows: Windows,
    segments: Segments,
}

impl Listener {
    /// For sound at this rate (Hz).
    ///
    /// # Errors
    ///
    /// [`Error::SampleRate`].
    pub fn new(sample_rate: u32) -> Result<Self> {
        Ok(Self {
            intake: Intake::new(sample_rate)?,
            resampler: Resampler::new(sample_rate, SAMPLE_RATE),
            frontend: Frontend::new(),
            samples: Vec::new(),
            begins: 0,
            length: 0,
            silent: true,
            outline: Outline::default(),
            picture: Picture::default(),
            frames: Frames::default(),
            windows: Windows::default(),
            segments: Segments::default(),
        })
    }

    /// Listens to more of the song: one slice per channel, all of one length, full scale ±1.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] without channels, [`Error::Shape`], [`Error::NotFinite`], [`Error::Malformed`] where samples are
    /// absurdly large, [`Error::TooLong`].
    pub fn push(&mut self, channels: &[&[f32]]) -> Result<()> {
        self.intake.take(channels)?;
        if self.intake.seconds() > LONGEST_SECONDS {
            return Err(Error::TooLong { limit: LONGEST_SECONDS, got: self.intake.seconds() });
        }
        let before = self.samples.len();
        self.resampler.push(channels, &mut self.samples);
        self.heed(before);
        // A frame is whole once all of its samples are there.
        self.listen(self.length.checked_sub(N_FFT / 2).map_or(0, |ahead| 1 + ahead / HOP));
        Ok(())
    }

    /// There is no more.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`], [`Error::Silent`].
    pub fn finish(mut self) -> Result<Heard> {
        check_seconds(self.intake.seconds(), LONGEST_SECONDS)?;
        let before = self.samples.len();
        self.resampler.finish(&mut self.samples);
        self.heed(before);
        if self.silent {
            return Err(Error::Silent);
        }
        self.listen(1 + self.length / HOP);
        let seconds = self.length as f64 / f64::from(SAMPLE_RATE);
        self.frames.levels.seconds = seconds;
        let mel = self.segments.finish(&self.frames.levels);
        let cepstral = self.windows.finish(&self.frames);
        Ok(Heard {
            seconds,
            waveform: self.outline.finish(WAVEFORM_COLUMNS),
            spectrogram: self.picture.finish(),
            description: Description { cepstral, mel },
        })
    }

    /// What came after these samples is new.
    fn heed(&mut self, before: usize) {
        let fresh = &self.samples[before..];
        self.length += fresh.len();
        self.silent &= is_silent(fresh);
        self.outline.push(fresh);
    }

    /// Listens to the frames up to this one, and forgets what nobody wants any more.
    fn listen(&mut self, end: usize) {
        let start = self.frames.count();
        for number in start..end {
            self.frontend.hear(&self.samples, number - self.begins, &mut self.frames);
            self.picture.push(self.frames.levels.rows.at(number));
        }
        self.windows.hear(&self.frames);
        self.segments.hear(&self.frames.levels);
        self.frames.forget(self.windows.next().min(self.segments.next()));
        let begins = end.max(start).saturating_sub(REACH).max(self.begins);
        self.samples.drain(..((begins - self.begins) * HOP).min(self.samples.len()));
        self.begins = begins;
    }
}
