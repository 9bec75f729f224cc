//! Sound → patches of log-mel frames.

use half::f16;

use super::sound::{SAMPLE_RATE, Sound};
use crate::engine::mel::MelBank;
use crate::engine::spectrum::Spectrum;

/// Frames per patch.
pub const FRAMES: usize = 187;
/// Mel bands, from 0 to 8 kHz.
pub const BANDS: usize = 96;
/// Samples per frame.
const N_FFT: usize = 512;
/// Samples from one frame to the next.
pub(super) const HOP: usize = 256;
/// What power is multiplied with before its logarithm is taken.
const GAIN: f32 = 10_000.0;

/// What the network looks at: `log10(10000 · power + 1)` of every mel band.
///
/// # Shape
///
/// [`BANDS`] rows of [`FRAMES`] values: one row is one band along the time.
#[derive(Clone)]
pub struct Patch(Vec<f32>);

impl Patch {
    /// One band along the time.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.0.chunks_exact(FRAMES)
    }
}

/// Owns every plan and every scratch of the way from sound to patches; allocates nothing per patch.
///
/// # Source
///
/// `librosa.feature.melspectrogram(y, sr=16000, n_fft=512, hop_length=256, n_mels=96)`, librosa 0.11, of the whole song;
/// rounded to half precision, as for the network's training.
#[derive(Clone)]
pub struct Ear {
    spectrum: Spectrum,
    bank: MelBank,
    powers: [f32; BANDS],
    patch: Patch,
}

impl Default for Ear {
    fn default() -> Self {
        Self {
            spectrum: Spectrum::new(N_FFT, HOP),
            bank: MelBank::new(SAMPLE_RATE, N_FFT, BANDS),
            powers: [0.0; BANDS],
            patch: Patch(vec![0.0; BANDS * FRAMES]),
        }
    }
}

impl Ear {
    /// Listens to one patch. Beyond the end of the song all is silent.
    pub fn listen(&mut self, sound: &Sound, patch: usize) -> &Patch {
        for frame in 0..FRAMES {
            self.spectrum.transform(sound.piece(patch), 1 + frame);
            self.bank.powers(self.spectrum.power(), &mut self.powers);
            for (row, &power) in self.patch.0.chunks_exact_mut(FRAMES).zip(&self.powers) {
                // Half precision ends at 65504; what is louder counts as that.
                let rounded = f16::from_f32(power).min(f16::MAX).to_f32();
                row[frame] = (GAIN * rounded + 1.0).log10();
            }
        }
        &self.patch
    }
}
