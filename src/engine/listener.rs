//! Sound as it comes → all that is kept of a song, in memory that does not grow with its length but for the descriptors.

use super::ear::{Ear, Overheard, Stretch};
use super::frontend::Frames;
use super::outline::{Outline, WAVEFORM_COLUMNS};
use super::pcm::SAMPLE_RATE;
use super::segment::{Description, Segments, Windows};
use super::share::Share;
use super::spectrogram::{Picture, Spectrogram};
use super::{Error, Result};

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
    ear: Ear,
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
        Self::of_share(sample_rate, Share::whole())
    }

    /// For the first share of a song, of which others hear the rest.
    ///
    /// # Errors
    ///
    /// As [`Listener::new`].
    pub fn of_share(sample_rate: u32, share: Share) -> Result<Self> {
        Ok(Self {
            ear: Ear::new(sample_rate, share)?,
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
    /// [`Error::Empty`] without channels, [`Error::Shape`], [`Error::NotFinite`], [`Error::Malformed`] where samples are absurdly
    /// large, [`Error::TooLong`].
    pub fn push(&mut self, channels: &[&[f32]]) -> Result<()> {
        let stretch = self.ear.push(channels)?;
        self.take(stretch);
        Ok(())
    }

    /// There is no more.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`], [`Error::Silent`].
    pub fn finish(self) -> Result<Heard> {
        self.join(Vec::new())
    }

    /// There is no more of its share; the others have heard the rest, in this order.
    ///
    /// # Errors
    ///
    /// As [`Listener::finish`]; [`Error::Shape`] where there was less than the share.
    pub fn join(mut self, others: Vec<Overheard>) -> Result<Heard> {
        let last = self.ear.finish()?;
        self.take(last);
        let (mut length, mut silent) = (self.ear.come(), self.ear.is_silent());
        for other in others {
            (length, silent) = (other.length, silent && other.silent);
            self.take(other.stretch);
        }
        if silent {
            return Err(Error::Silent);
        }
        let seconds = length as f64 / f64::from(SAMPLE_RATE);
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

    /// Keeps what will be asked for of a stretch, and forgets what nobody wants any more.
    fn take(&mut self, stretch: Stretch) {
        stretch.grains.into_iter().for_each(|grain| self.outline.push(grain));
        for frame in stretch.frames {
            self.picture.push(&frame.0);
            self.frames.push(frame);
        }
        self.windows.hear(&self.frames);
        self.segments.hear(&self.frames.levels);
        self.frames.forget(self.windows.next().min(self.segments.next()));
    }
}
