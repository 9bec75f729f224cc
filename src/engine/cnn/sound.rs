//! Samples as they come from a decoder → what the network listens to, patch by patch.

use super::ear::{FRAMES, HOP};
use crate::engine::inflow::Inflow;
use crate::engine::{Error, Result};

/// Hz. What the network was trained on.
pub const SAMPLE_RATE: u32 = 16_000;
/// Seconds from one patch to the next; patches do not overlap.
pub const PATCH_SECONDS: f64 = PATCH as f64 / SAMPLE_RATE as f64;
/// Patches that are kept: all of a quarter of an hour. Of longer sound it is every second, fourth, …, so that memory and patience
/// suffice.
pub const MOST_PATCHES: usize = 320;
/// Samples from one patch to the next.
const PATCH: usize = FRAMES * HOP;
/// Samples that a patch's frames reach: one hop further than the patch, before it.
const PIECE: usize = PATCH + HOP;

/// A song as the network hears it: mono, 16 kHz, one patch at least, not silent, every sample finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// [`PIECE`] samples each.
    pieces: Vec<Vec<f32>>,
    /// Patches from one piece to the next.
    stride: usize,
}

impl Sound {
    /// Averages the channels, then resamples: the same way, with the same refusals as [`crate::engine::pcm::Pcm`]. What is
    /// too short for one patch is too short there already.
    ///
    /// # Shape
    ///
    /// `channels`: one slice per channel, all of one length, at `sample_rate` Hz.
    ///
    /// # Errors
    ///
    /// As [`Gatherer`].
    pub fn from_planar(channels: &[&[f32]], sample_rate: u32) -> Result<Self> {
        let mut gatherer = Gatherer::new(sample_rate)?;
        gatherer.push(channels)?;
        gatherer.finish()
    }

    /// What [`Sound::pieces`] gave, one after the other, and [`Sound::stride`].
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] where these are no whole pieces.
    pub fn from_pieces(samples: Vec<f32>, stride: usize) -> Result<Self> {
        if samples.is_empty() || !samples.len().is_multiple_of(PIECE) || stride == 0 {
            return Err(Error::Shape { what: "samples".into(), expected: PIECE, found: samples.len() });
        }
        Ok(Self { pieces: samples.chunks(PIECE).map(<[f32]>::to_vec).collect(), stride })
    }

    /// The samples that each patch reaches, in time order.
    #[must_use]
    pub fn pieces(&self) -> &[Vec<f32>] {
        &self.pieces
    }

    /// Patches from one that is listened to to the next: 1, or a power of two where the song is long.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// How many patches there are to be listened to; what is left at the end (under three seconds) is not. Never 0.
    #[must_use]
    pub fn patches(&self) -> usize {
        self.pieces.len()
    }

    /// Their numbers, in time order.
    pub fn numbers(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.patches()).map({
            let stride = self.stride;
            move |place| place * stride
        })
    }

    /// The samples of a patch that is listened to; [`Spectrum`](crate::engine::spectrum::Spectrum) finds its first frame at 1.
    pub(super) fn piece(&self, patch: usize) -> &[f32] {
        self.pieces.get(patch / self.stride).map_or(&[], Vec::as_slice)
    }

    /// Start and end of a patch in seconds from the start of the song.
    #[must_use]
    pub fn span(patch: usize) -> (f64, f64) {
        (patch as f64 * PATCH_SECONDS, (patch + 1) as f64 * PATCH_SECONDS)
    }

    /// Every number once, in an order whose beginnings are spread over the song: who stops early has heard all of it a little.
    pub fn spread(&self) -> impl Iterator<Item = usize> + use<> {
        // Counting with the bits reversed (van der Corput): 0, ½, ¼, ¾, ⅛, …
        let (patches, stride) = (self.patches(), self.stride);
        let bits = patches.next_power_of_two().trailing_zeros();
        (0..1_usize << bits)
            .map(move |count| if bits == 0 { 0 } else { count.reverse_bits() >> (usize::BITS - bits) })
            .filter(move |&patch| patch < patches)
            .map(move |patch| patch * stride)
    }
}

/// Gathers what the network listens to from as much of a song at a time as there is, in memory that ends.
pub struct Gatherer {
    inflow: Inflow,
    /// What pieces still want: from the hop before the next one on.
    samples: Vec<f32>,
    /// The next patch.
    next: usize,
    sound: Sound,
}

impl Gatherer {
    /// For sound at this rate (Hz).
    ///
    /// # Errors
    ///
    /// [`Error::SampleRate`].
    pub fn new(sample_rate: u32) -> Result<Self> {
        Ok(Self {
            inflow: Inflow::new(sample_rate, SAMPLE_RATE)?,
            samples: vec![0.0; HOP], // silence before the song
            next: 0,
            sound: Sound { pieces: Vec::new(), stride: 1 },
        })
    }

    /// Takes more of the song: one slice per channel, all of one length, full scale ±1.
    ///
    /// # Errors
    ///
    /// As [`Listener::push`](crate::engine::listener::Listener::push).
    pub fn push(&mut self, channels: &[&[f32]]) -> Result<()> {
        self.inflow.push(channels, &mut self.samples)?;
        self.cut();
        Ok(())
    }

    /// There is no more.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooShort`], [`Error::TooLong`], [`Error::Silent`].
    pub fn finish(mut self) -> Result<Sound> {
        self.inflow.finish(&mut self.samples)?;
        // The last patch's frames may reach beyond the end, where all is silent.
        let whole = (1 + self.inflow.length() / HOP) / FRAMES;
        self.samples.resize(self.samples.len() + HOP, 0.0);
        self.cut();
        self.sound.pieces.truncate(whole.div_ceil(self.sound.stride));
        Ok(self.sound)
    }

    fn cut(&mut self) {
        let mut cut = 0;
        while let Some(piece) = self.samples.get(cut..cut + PIECE) {
            if self.next.is_multiple_of(self.sound.stride) {
                self.sound.pieces.push(piece.to_vec());
                self.sound.thin();
            }
            self.next += 1;
            cut += PATCH;
        }
        self.samples.drain(..cut);
    }
}

impl Sound {
    /// Leaves every second piece, once there are too many.
    fn thin(&mut self) {
        if self.pieces.len() > MOST_PATCHES {
            let mut place = 0;
            self.pieces.retain(|_| {
                place += 1;
                place % 2 == 1
            });
            self.stride *= 2;
        }
    }
}
