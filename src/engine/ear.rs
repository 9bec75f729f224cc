//! Samples as they come → what is heard in each frame of a stretch of the song.

use super::cepstrum::COEFFICIENTS;
use super::frontend::{Frontend, Level, Timbre};
use super::inflow::Inflow;
use super::mel::BANDS;
use super::outline::{Grains, Peak};
use super::pcm::SAMPLE_RATE;
use super::share::Share;
use super::spectrum::{HOP, N_FFT};
use super::{Error, Result};

/// Hops to the left of a frame's centre that belong to it.
pub(super) const REACH: usize = N_FFT / 2 / HOP;

/// What was heard of a stretch of a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretch {
    /// Frame by frame.
    pub(super) frames: Vec<(Level, Timbre)>,
    /// The outline of its samples.
    pub(super) grains: Vec<Peak>,
}

impl Stretch {
    /// Adds what was heard next.
    pub fn append(&mut self, mut next: Self) {
        self.frames.append(&mut next.frames);
        self.grains.append(&mut next.grains);
    }
}

/// What others heard of their share of a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Overheard {
    pub(super) stretch: Stretch,
    /// Samples at the engine's rate from the song's begin to the end of what they were given.
    pub(super) length: usize,
    pub(super) silent: bool,
}

/// Numbers of a frame: [`Level`], then [`Timbre`].
const LEVEL: usize = BANDS + 1;
const FRAME: usize = LEVEL + COEFFICIENTS + 4;

impl Overheard {
    /// How many frames, how far they reach, whether they are silent; and all numbers, of the frames and then of the outline.
    #[must_use]
    pub fn numbers(&self) -> ([usize; 2], bool, Vec<f32>) {
        let Stretch { frames, grains } = &self.stretch;
        let mut numbers = Vec::with_capacity(frames.len() * FRAME + 2 * grains.len());
        for (level, timbre) in frames {
            numbers.extend(level.bands);
            numbers.push(level.loudest);
            numbers.extend(timbre.coefficients);
            numbers.extend(timbre.shape);
            numbers.push(timbre.faintest);
        }
        numbers.extend(grains.as_flattened());
        ([frames.len(), self.length], self.silent, numbers)
    }

    /// What [`Overheard::numbers`] gave.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] where there are fewer numbers than frames want.
    pub fn from_numbers([count, length]: [usize; 2], silent: bool, numbers: &[f32]) -> Result<Self> {
        let what = || "numbers of an overheard share".into();
        let short =
            || Error::Shape { what: what(), expected: count.saturating_mul(FRAME), found: numbers.len() };
        let (frames, grains) = numbers.split_at_checked(count.saturating_mul(FRAME)).ok_or_else(short)?;
        let frames = frames.as_chunks::<FRAME>().0.iter().map(frame).collect();
        Ok(Self { stretch: Stretch { frames, grains: grains.as_chunks().0.to_vec() }, length, silent })
    }
}

fn frame(numbers: &[f32; FRAME]) -> (Level, Timbre) {
    let [bands @ .., loudest] = *numbers.first_chunk::<LEVEL>().expect("part of a frame");
    let [rest @ .., a, b, c, faintest] = *numbers.last_chunk::<{ FRAME - LEVEL }>().expect("part of a frame");
    (Level { bands, loudest }, Timbre { coefficients: rest, shape: [a, b, c], faintest })
}

/// Hears a share of a song, as much of it at a time as there is. However the song is shared or cut, what is heard is the same, bit
/// for bit.
pub struct Ear {
    inflow: Inflow,
    frontend: Frontend,
    share: Share,
    /// At the engine's rate: what frames still want, from the hop `begins` on.
    samples: Vec<f32>,
    begins: usize,
    /// Samples to come that lie before that.
    early: usize,
    /// The next frame.
    next: usize,
    grains: Grains,
    /// Samples at the engine's rate that the outline has, counted from the song's begin.
    outlined: usize,
}

impl Ear {
    /// For a share of a song at this rate (Hz).
    ///
    /// # Errors
    ///
    /// [`Error::SampleRate`].
    pub fn new(sample_rate: u32, share: Share) -> Result<Self> {
        let next = share.frames().start;
        let begins = next.saturating_sub(REACH);
        Ok(Self {
            inflow: Inflow::starting_at(share.samples().start, sample_rate, SAMPLE_RATE)?,
            frontend: Frontend::new(),
            samples: Vec::new(),
            begins,
            early: begins * HOP - share.first,
            next,
            grains: Grains::default(),
            outlined: next * HOP,
            share,
        })
    }

    /// Listens to more: one slice per channel, all of one length, full scale ±1.
    ///
    /// # Errors
    ///
    /// As [`Listener::push`](super::listener::Listener::push).
    pub fn push(&mut self, channels: &[&[f32]]) -> Result<Stretch> {
        self.inflow.push(channels, &mut self.samples)?;
        // A frame is whole once all of its samples are there.
        Ok(self.hear(self.come().checked_sub(N_FFT / 2).map_or(0, |ahead| 1 + ahead / HOP)))
    }

    /// There is no more.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`]; [`Error::Shape`] where there was less than the share.
    pub(super) fn finish(&mut self) -> Result<Stretch> {
        if self.share.is_last() {
            self.inflow.end(&mut self.samples)?;
            let mut last = self.hear(1 + self.come() / HOP);
            last.grains.extend(self.grains.rest());
            return Ok(last);
        }
        if self.next < self.share.frames().end {
            let what = "frames of a share of the song".into();
            return Err(Error::Shape { what, expected: self.share.frames().end, found: self.next });
        }
        Ok(Stretch::default())
    }

    /// The same, with all that was heard before.
    ///
    /// # Errors
    ///
    /// As [`Ear::finish`].
    pub fn end(mut self, mut stretch: Stretch) -> Result<Overheard> {
        stretch.append(self.finish()?);
        Ok(Overheard { stretch, length: self.come(), silent: self.is_silent() })
    }

    /// Whether nobody could hear any of it so far.
    pub(super) fn is_silent(&self) -> bool {
        self.inflow.is_silent()
    }

    /// Samples at the engine's rate that have come, counted from the song's begin.
    pub(super) fn come(&self) -> usize {
        self.share.first + self.inflow.length()
    }

    /// Hears the frames up to this one, as far as they are the share's, and forgets what nobody wants any more.
    fn hear(&mut self, end: usize) -> Stretch {
        let early = self.early.min(self.samples.len());
        self.samples.drain(..early);
        self.early -= early;
        let mut heard = Stretch::default();
        self.outline(&mut heard.grains);
        let next = end.min(self.share.frames().end).max(self.next);
        for number in self.next..next {
            heard.frames.push(self.frontend.hear(&self.samples, number - self.begins));
        }
        self.next = next;
        let begins = next.saturating_sub(REACH).max(self.begins);
        self.samples.drain(..((begins - self.begins) * HOP).min(self.samples.len()));
        self.begins = begins;
        heard
    }

    /// Outlines what has come of the share since.
    fn outline(&mut self, grains: &mut Vec<Peak>) {
        let end = self.come().min(self.share.frames().end.saturating_mul(HOP));
        if end > self.outlined {
            let start = self.begins * HOP;
            self.grains.push(&self.samples[self.outlined - start..end - start], grains);
            self.outlined = end;
        }
    }
}
