//! Samples → windowed frames → power and magnitude spectrum, one frame at a time.

use std::f64::consts::PI;

use super::pcm::SAMPLE_RATE;
use super::transform::{Complex, Forward};

/// Samples per frame.
pub const N_FFT: usize = 2048;
/// Samples from one frame to the next.
pub const HOP: usize = 512;
/// Bins per frame, 0 Hz to the Nyquist frequency, both included.
pub const BINS: usize = N_FFT / 2 + 1;
/// Hz from one bin to the next.
pub const BIN_WIDTH: f32 = SAMPLE_RATE as f32 / N_FFT as f32;

/// How many frames are centred inside of `samples` samples.
#[must_use]
pub fn frame_count(samples: usize) -> usize {
    1 + samples / HOP
}

/// The short-time Fourier transform: Hann window (periodic), frames centred, zeros beyond the ends.
///
/// # Source
///
/// `librosa.stft(y, n_fft=2048, hop_length=512)`, librosa 0.11; [`Spectrum::new`] for other lengths.
#[derive(Clone)]
pub struct Spectrum {
    hop: usize,
    transform: Forward,
    window: Vec<f32>,
    frame: Vec<f32>,
    bins: Vec<Complex<f32>>,
    power: Vec<f32>,
    magnitude: Vec<f32>,
}

impl Default for Spectrum {
    fn default() -> Self {
        Self::new(N_FFT, HOP)
    }
}

impl Spectrum {
    /// Plans a transform of frames of `n_fft` samples, one every `hop` samples.
    #[must_use]
    pub fn new(n_fft: usize, hop: usize) -> Self {
        let bins = n_fft / 2 + 1;
        let hann = |n: usize| 0.5 - 0.5 * (2.0 * PI * n as f64 / n_fft as f64).cos();
        Self {
            hop,
            window: (0..n_fft).map(|n| hann(n) as f32).collect(),
            frame: vec![0.0; n_fft],
            bins: vec![Complex::ZERO; bins],
            power: vec![0.0; bins],
            magnitude: vec![0.0; bins],
            transform: Forward::new(n_fft),
        }
    }

    /// Transforms the frame whose centre is sample `number · hop`.
    pub fn transform(&mut self, samples: &[f32], number: usize) {
        // In the frame's own coordinates: `lead` zeros, then samples[from..to], then zeros.
        let reach = self.frame.len() / 2;
        let centre = number * self.hop;
        let from = centre.saturating_sub(reach).min(samples.len());
        let to = (centre + reach).min(samples.len());
        let lead = reach.saturating_sub(centre);
        let tail = lead + (to - from);
        self.frame[..lead].fill(0.0);
        self.frame[tail..].fill(0.0);
        let heard = self.frame[lead..tail].iter_mut().zip(&samples[from..to]);
        for ((into, sample), weight) in heard.zip(&self.window[lead..tail]) {
            *into = sample * weight;
        }

        self.transform.run(&self.frame, &mut self.bins);
        for (power, bin) in self.power.iter_mut().zip(&self.bins) {
            *power = bin.norm_sqr();
        }
    }

    /// Squared magnitude of each bin; [`BINS`] of them by default.
    #[must_use]
    pub fn power(&self) -> &[f32] {
        &self.power
    }

    /// Magnitude of each bin; computed when it is asked for.
    #[must_use]
    pub fn magnitude(&mut self) -> &[f32] {
        for (magnitude, power) in self.magnitude.iter_mut().zip(&self.power) {
            *magnitude = power.sqrt();
        }
        &self.magnitude
    }
}
