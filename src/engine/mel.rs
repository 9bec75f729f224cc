//! Power spectrum → mel bands → dB.

use ndarray::Array2;

use super::pcm::SAMPLE_RATE;
use super::spectrum::{BINS, N_FFT};

/// Mel bands, from 0 Hz to the Nyquist frequency.
pub const BANDS: usize = 128;
/// Power below it counts as it, so that silence has a level: −100 dB.
const AMIN: f32 = 1e-10;
/// dB below the loudest band of a clip; what is fainter counts as this faint.
pub const TOP_DB: f32 = 80.0;

/// Mel power in dB, clipped [`TOP_DB`] below the loudest band of the song.
///
/// # Shape
///
/// Frames × [`BANDS`].
#[derive(Clone, Debug, PartialEq)]
pub struct MelDb(pub Array2<f32>);

/// Triangular filters on Slaney's mel scale, each of area 1 (in Hz, times 1/2).
///
/// # Source
///
/// `librosa.filters.mel(sr=22050, n_fft=2048, n_mels=128, norm="slaney")`, librosa 0.11. Two of a thousand weights are
/// not zero, so each filter keeps only its own stretch of bins.
pub struct MelBank {
    filters: Vec<Filter>,
}

struct Filter {
    first_bin: usize,
    weights: Vec<f32>,
}

impl Default for MelBank {
    fn default() -> Self {
        let top = mel(f64::from(SAMPLE_RATE) / 2.0);
        let edges: Vec<f64> = (0..BANDS + 2).map(|n| hertz(top * n as f64 / (BANDS + 1) as f64)).collect();
        let filters = edges.windows(3).map(|edge| Filter::new(edge[0], edge[1], edge[2])).collect();
        Self { filters }
    }
}

impl Filter {
    fn new(low: f64, peak: f64, high: f64) -> Self {
        let weight = |bin: usize| {
            let frequency = bin as f64 * f64::from(SAMPLE_RATE) / N_FFT as f64;
            let rising = (frequency - low) / (peak - low);
            let falling = (high - frequency) / (high - peak);
            // librosa rounds to f32 twice: the triangle, then its product with the norm.
            let triangle = rising.min(falling).max(0.0) as f32;
            (f64::from(triangle) * (2.0 / (high - low))) as f32
        };
        let first_bin = (0..BINS).find(|&bin| weight(bin) > 0.0).unwrap_or(BINS);
        let weights = (first_bin..BINS).map(weight).take_while(|&weight| weight > 0.0).collect();
        Self { first_bin, weights }
    }
}

impl MelBank {
    /// Level of each band in dB, unclipped.
    ///
    /// # Shape
    ///
    /// `power`: [`BINS`]; `decibels`: [`BANDS`].
    pub fn decibels(&self, power: &[f32], decibels: &mut [f32]) {
        for (level, filter) in decibels.iter_mut().zip(&self.filters) {
            let bins = &power[filter.first_bin..][..filter.weights.len()];
            let sum: f32 = bins.iter().zip(&filter.weights).map(|(bin, weight)| bin * weight).sum();
            *level = 10.0 * sum.max(AMIN).log10();
        }
    }
}

/// Up to 1000 Hz a mel is 200/3 Hz; beyond, 27 mels are a factor of 6.4 (Slaney, Auditory Toolbox).
const HERTZ_PER_MEL: f64 = 200.0 / 3.0;
const LOG_FROM_HERTZ: f64 = 1000.0;
const LOG_FROM_MEL: f64 = LOG_FROM_HERTZ / HERTZ_PER_MEL;

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}

fn mel(hertz: f64) -> f64 {
    if hertz < LOG_FROM_HERTZ {
        hertz / HERTZ_PER_MEL
    } else {
        LOG_FROM_MEL + (hertz / LOG_FROM_HERTZ).ln() / log_step()
    }
}

fn hertz(mel: f64) -> f64 {
    if mel < LOG_FROM_MEL {
        mel * HERTZ_PER_MEL
    } else {
        LOG_FROM_HERTZ * (log_step() * (mel - LOG_FROM_MEL)).exp()
    }
}
