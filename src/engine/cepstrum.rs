//! Mel dB → MFCC; spectrum → centroid and rolloff; samples → zero crossings. One frame at a time.

use std::f64::consts::PI;

use super::mel::BANDS;
use super::spectrum::{BIN_WIDTH, BINS, HOP, N_FFT};

/// Mel-frequency cepstral coefficients per frame.
pub const COEFFICIENTS: usize = 20;
/// Share of the magnitude that lies below the rolloff.
const ROLLOFF_SHARE: f32 = 0.85;
/// What is fainter than this counts as zero, which counts as positive.
const ZERO: f32 = 1e-10;
/// Bins that are summed at once: one SIMD register more often than one bin.
const STRETCH: usize = 32;

/// The first [`COEFFICIENTS`] rows of the orthonormal DCT-II.
///
/// # Source
///
/// `librosa.feature.mfcc(S=mel_db, n_mfcc=20)`, librosa 0.11.
pub struct Cepstrum {
    /// Bands × coefficients, so that the inner loop runs over neighbouring numbers.
    basis: Vec<[f32; COEFFICIENTS]>,
}

impl Default for Cepstrum {
    fn default() -> Self {
        Self {
            basis: (0..BANDS).map(|band| std::array::from_fn(|order| value(band, order) as f32)).collect(),
        }
    }
}

/// What a coefficient has of a band.
fn value(band: usize, order: usize) -> f64 {
    let norm = if order == 0 { 1.0 } else { 2.0 } / BANDS as f64;
    norm.sqrt() * (PI * order as f64 * (2 * band + 1) as f64 / (2 * BANDS) as f64).cos()
}

impl Cepstrum {
    /// MFCC of one frame whose levels below `floor` (dB) count as `floor`.
    ///
    /// # Shape
    ///
    /// `decibels`: [`BANDS`].
    #[must_use]
    pub fn coefficients(&self, decibels: &[f32], floor: f32) -> [f32; COEFFICIENTS] {
        let mut sums = [0.0; COEFFICIENTS];
        for (level, row) in decibels.iter().zip(&self.basis) {
            let level = level.max(floor);
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += level * weight;
            }
        }
        sums
    }
}

/// The smoothest levels (dB) with these coefficients: those of a frame without what its fine structure adds.
///
/// # Shape
///
/// At most [`COEFFICIENTS`] → [`BANDS`].
#[must_use]
pub fn levels(coefficients: &[f32]) -> Vec<f32> {
    let sum = |band: usize| -> f64 {
        coefficients.iter().enumerate().map(|(order, &x)| f64::from(x) * value(band, order)).sum()
    };
    (0..BANDS).map(|band| sum(band) as f32).collect()
}

/// Centre of gravity (Hz) and 85 % rolloff (Hz) of a magnitude spectrum; both 0 for a silent frame.
///
/// # Source
///
/// `librosa.feature.spectral_centroid` and `spectral_rolloff` on magnitudes, librosa 0.11.
///
/// # Shape
///
/// `magnitude`: [`BINS`]; the last bin is beyond the last whole stretch.
#[must_use]
pub fn centroid_and_rolloff(magnitude: &[f32]) -> (f32, f32) {
    let mut sums = [0.0_f32; BINS.div_ceil(STRETCH)];
    let mut moment = 0.0_f64;
    for (number, (bins, into)) in magnitude.chunks(STRETCH).zip(&mut sums).enumerate() {
        let (sum, inner_moment) = weigh(bins);
        *into = sum;
        moment += f64::from(sum) * (number * STRETCH) as f64 + f64::from(inner_moment);
    }
    let total: f32 = sums.iter().sum();
    if total < f32::MIN_POSITIVE {
        return (0.0, 0.0);
    }
    let centroid = (moment / f64::from(total)) as f32 * BIN_WIDTH;
    (centroid, rolloff_bin(magnitude, &sums, ROLLOFF_SHARE * total) as f32 * BIN_WIDTH)
}

/// Sum of the bins, and sum of the bins times their position.
fn weigh(bins: &[f32]) -> (f32, f32) {
    const LANES: usize = 8;
    let mut sums = [0.0_f32; LANES];
    let mut moments = [0.0_f32; LANES];
    for (row, lanes) in bins.chunks(LANES).enumerate() {
        for (lane, &bin) in lanes.iter().enumerate() {
            sums[lane] += bin;
            moments[lane] += bin * (row * LANES + lane) as f32;
        }
    }
    (sums.iter().sum(), moments.iter().sum())
}

/// The first bin at which the running sum reaches `threshold`.
fn rolloff_bin(magnitude: &[f32], sums: &[f32], threshold: f32) -> usize {
    let mut before = 0.0;
    let mut stretch = 0;
    while stretch + 1 < sums.len() && before + sums[stretch] < threshold {
        before += sums[stretch];
        stretch += 1;
    }
    let first = stretch * STRETCH;
    for (bin, value) in magnitude.iter().enumerate().skip(first) {
        before += value;
        if before >= threshold {
            return bin;
        }
    }
    magnitude.len() - 1
}

/// Share of the frame's samples whose sign differs from the sample's before.
///
/// The first and the last sample are thought to continue beyond the ends, so nothing crosses there.
///
/// # Source
///
/// `librosa.feature.zero_crossing_rate(y, frame_length=2048, hop_length=512)`, librosa 0.11.
#[must_use]
pub fn zero_crossing_rate(samples: &[f32], number: usize) -> f32 {
    let centre = number * HOP;
    let from = centre.saturating_sub(N_FFT / 2).min(samples.len());
    let to = (centre + N_FFT / 2).min(samples.len());
    let inside = &samples[from..to];
    let crossings: u32 =
        inside.iter().zip(inside.iter().skip(1)).map(|(&a, &b)| u32::from((a < -ZERO) != (b < -ZERO))).sum();
    crossings as f32 / N_FFT as f32
}
