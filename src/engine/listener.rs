//! Sound as it comes → all that is kept of a song, in memory that does not grow with its length but for the descriptors.

use super::Result;
use super::frontend::{Frames, Frontend};
use super::inflow::Inflow;
use super::outline::{Outline, WAVEFORM_COLUMNS};
use super::pcm::SAMPLE_RATE;
use super::segment::{Description, Segments, Windows};
use super::spectrogram::{Picture, Spectrogram};
use super::spectrum::{HOP, N_FFT};

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
    inflow: Inflow,
    frontend: Frontend,
    /// At the engine's rate: what frames still want, from the hop `begins` on.
    samples: Vec<f32>,
    begins: usize,
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
    /// [`Error::SampleRate`](super::Error::SampleRate).
    pub fn new(sample_rate: u32) -> Result<Self> {
        Ok(Self {
            inflow: Inflow::new(sample_rate, SAMPLE_RATE)?,
            frontend: Frontend::new(),
            samples: Vec::new(),
            begins: 0,
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
    /// [`Error::Empty`](super::Error::Empty) without channels, [`Error::Shape`](super::Error::Shape),
    /// [`Error::NotFinite`](super::Error::NotFinite), [`Error::Malformed`](super::Error::Malformed) where samples are absurdly
    /// large, [`Error::TooLong`](super::Error::TooLong).
    pub fn push(&mut self, channels: &[&[f32]]) -> Result<()> {
        let before = self.samples.len();
        self.inflow.push(channels, &mut self.samples)?;
        self.outline.push(&self.samples[before..]);
        // A frame is whole once all of its samples are there.
        self.listen(self.inflow.length().checked_sub(N_FFT / 2).map_or(0, |ahead| 1 + ahead / HOP));
        Ok(())
    }

    /// There is no more.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`](super::Error::Empty), [`Error::TooShort`](super::Error::TooShort),
    /// [`Error::Silent`](super::Error::Silent).
    pub fn finish(mut self) -> Result<Heard> {
        let before = self.samples.len();
        self.inflow.finish(&mut self.samples)?;
        self.outline.push(&self.samples[before..]);
        self.listen(1 + self.inflow.length() / HOP);
        let seconds = self.inflow.length() as f64 / f64::from(SAMPLE_RATE);
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
