//! Power spectrum → mel bands → dB.

use ndarray::Array2;

use super::decibel;
use super::extremes::higher;
use super::pcm::SAMPLE_RATE;
use super::spectrum::N_FFT;

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
/// `librosa.filters.mel(sr=22050, n_fft=2048, n_mels=128, norm="slaney")`, librosa 0.11; [`MelBank::new`] for other sizes.
/// Two of a thousand weights are not zero, so each filter keeps only its own stretch of bins.
#[derive(Clone)]
pub struct MelBank {
    filters: Vec<Filter>,
}

#[derive(Clone)]
struct Filter {
    first_bin: usize,
    weights: Vec<f32>,
}

impl Default for MelBank {
    fn default() -> Self {
        Self::new(SAMPLE_RATE, N_FFT, BANDS)
    }
}

impl Filter {
    /// Edges in Hz, `bin_width` too.
    fn new(low: f64, peak: f64, high: f64, bins: usize, bin_width: f64) -> Self {
        let weight = |bin: usize| {
            let frequency = bin as f64 * bin_width;
            let rising = (frequency - low) / (peak - low);
            let falling = (high - frequency) / (high - peak);
            // librosa rounds to f32 twice: the triangle, then its product with the norm.
            let triangle = rising.min(falling).max(0.0) as f32;
            (f64::from(triangle) * (2.0 / (high - low))) as f32
        };
        let first_bin = (0..bins).find(|&bin| weight(bin) > 0.0).unwrap_or(bins);
        let weights = (first_bin..bins).map(weight).take_while(|&weight| weight > 0.0).collect();
        Self { first_bin, weights }
    }

    fn weigh(&self, power: &[f32]) -> f32 {
        let bins = &power[self.first_bin..][..self.weights.len()];
        bins.iter().zip(&self.weights).map(|(bin, weight)| bin * weight).sum()
    }
}

impl MelBank {
    /// `bands` filters from 0 Hz to half of `sample_rate` (Hz), for frames of `n_fft` samples.
    #[must_use]
    pub fn new(sample_rate: u32, n_fft: usize, bands: usize) -> Self {
        let rate = f64::from(sample_rate);
        let top = mel(rate / 2.0);
        let edges: Vec<f64> = (0..bands + 2).map(|n| hertz(top * n as f64 / (bands + 1) as f64)).collect();
        let filter =
            |edge: &[f64]| Filter::new(edge[0], edge[1], edge[2], n_fft / 2 + 1, rate / n_fft as f64);
        Self { filters: edges.windows(3).map(filter).collect() }
    }

    /// Power of each band.
    ///
    /// # Shape
    ///
    /// `power`: one number per bin; `bands`: one per band.
    pub fn powers(&self, power: &[f32], bands: &mut [f32]) {
        for (band, filter) in bands.iter_mut().zip(&self.filters) {
            *band = filter.weigh(power);
        }
    }

    /// Level of each band in dB, unclipped.
    ///
    /// # Shape
    ///
    /// As [`MelBank::powers`].
    pub fn decibels(&self, power: &[f32], decibels: &mut [f32]) {
        self.powers(power, decibels);
        for level in decibels {
            *level = decibel::of(higher(*level, AMIN));
        }
    }
}

/// Up to 1000 Hz a mel is 200/3 Hz; beyond, 27 mels are a factor of 6.4 (Slaney, Auditory Toolbox).
const HERTZ_PER_MEL: f64 = 200.0 / 3.0;
const LOG_FROM_HERTZ: f64 = 1000.0;
const LOG_FROM_MEL: f64 = LOG_FROM_HERTZ / HERTZ_PER_MEL;

/// How far up the bands a frequency (Hz) lies, where a band reaches from its number to the next one: the frequency that
/// band 3 hears best is at 3.5. What no band hears best lies below 0 or above [`BANDS`].
#[must_use]
pub fn place(frequency: f64) -> f64 {
    mel(frequency) / mels_per_band() - 0.5
}

/// The frequency (Hz) that lies this far up the bands: the inverse of [`place`].
#[must_use]
pub fn frequency(place: f64) -> f64 {
    hertz((place + 0.5) * mels_per_band())
}

fn mels_per_band() -> f64 {
    mel(f64::from(SAMPLE_RATE) / 2.0) / (BANDS + 1) as f64
}

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
