//! The filter that keeps out what the lower rate cannot hold.

use std::f64::consts::PI;

use crate::engine::transform::{Complex, ComplexTransform};

/// Centre of the transition band, as a share of the lower Nyquist frequency.
///
/// # Source
///
/// This and the next two: least-squares fit to the impulse response of soxr 0.1.3 (`HQ`, 44 100 → 22 050 Hz), which it
/// meets within 3e-8.
const CUTOFF: f64 = 0.956_871_83;
/// Shape of the Kaiser window: 130 dB of rejection.
const KAISER_BETA: f64 = 13.040_069;
/// Reach of the filter to either side, in periods of the lower rate.
pub const REACH: f64 = 97.250_126;

/// Spectrum of the low-pass, delayed by `delay` input samples, as `forward` makes it of `length` samples.
pub fn low_pass(
    from: u32,
    to: u32,
    delay: usize,
    reach: f64,
    forward: &mut ComplexTransform,
    length: usize,
) -> Vec<Complex<f32>> {
    let mut taps = vec![Complex::ZERO; length];
    // 1/n of the unnormalised transforms, once: the inverse is shorter by the ratio of the rates, the level is not.
    let scale = 1.0 / length as f64;
    let cutoff = CUTOFF * f64::from(from.min(to)) / f64::from(from);
    let rim = bessel_i0(KAISER_BETA);
    for (n, tap) in taps.iter_mut().enumerate().take(2 * delay + 1) {
        let x = n as f64 - delay as f64;
        let inside = 1.0 - (x / reach).powi(2);
        if inside > 0.0 {
            let window = bessel_i0(KAISER_BETA * inside.sqrt()) / rim;
            *tap = ((scale * cutoff * sinc(cutoff * x) * window) as f32).into();
        }
    }
    let mut spectrum = vec![Complex::ZERO; length];
    forward.run(&taps, &mut spectrum);
    spectrum
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// Modified Bessel function of the first kind, order 0, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut k = 1.0;
    while term > sum * f64::EPSILON {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}
