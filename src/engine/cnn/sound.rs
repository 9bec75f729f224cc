//! Samples as they come from a decoder → what the network listens to, patch by patch.

use super::ear::{FRAMES, HOP};
use crate::engine::{Result, pcm};

/// Hz. What the network was trained on.
pub const SAMPLE_RATE: u32 = 16_000;
/// Seconds from one patch to the next; patches do not overlap.
pub const PATCH_SECONDS: f64 = (FRAMES * HOP) as f64 / SAMPLE_RATE as f64;

/// A song as the network hears it: mono, 16 kHz, one patch at least, not silent, every sample finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound(Vec<f32>);

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
    /// As [`crate::engine::pcm::Pcm::from_planar`].
    pub fn from_planar(channels: &[&[f32]], sample_rate: u32) -> Result<Self> {
        pcm::heard(channels, sample_rate, SAMPLE_RATE).map(Self)
    }

    /// The samples.
    #[must_use]
    pub fn samples(&self) -> &[f32] {
        &self.0
    }

    /// How many whole patches; what is left at the end (under three seconds) is not listened to. Never 0.
    #[must_use]
    pub fn patches(&self) -> usize {
        (1 + self.0.len() / HOP) / FRAMES
    }

    /// Start and end of a patch in seconds from the start of the song.
    #[must_use]
    pub fn span(patch: usize) -> (f64, f64) {
        (patch as f64 * PATCH_SECONDS, (patch + 1) as f64 * PATCH_SECONDS)
    }

    /// Every patch once, in an order whose beginnings are spread over the song: who stops early has heard all of it a little.
    pub fn spread(&self) -> impl Iterator<Item = usize> + use<> {
        // Counting with the bits reversed (van der Corput): 0, ½, ¼, ¾, ⅛, …
        let patches = self.patches();
        let bits = patches.next_power_of_two().trailing_zeros();
        (0..1_usize << bits)
            .map(move |count| if bits == 0 { 0 } else { count.reverse_bits() >> (usize::BITS - bits) })
            .filter(move |&patch| patch < patches)
    }
}
