use std::f64::consts::TAU;

use ndarray::ArrayView1;
use segue::engine::spectrum::{BINS, HOP, N_FFT, Spectrum, frame_count};

use crate::support::song::song;
use crate::support::{assert_close, test};

/// Relative to the sum of the window, 1024: f32 in a transform of 2048.
const ROUNDING: f32 = 1e-3;
/// A sum of a thousand squares in f32.
const PARSEVAL: f64 = 1e-5;

/// The definition: windowed, zero beyond the ends, summed in f64.
fn naive_magnitude(samples: &[f32], number: usize, bin: usize) -> f32 {
    let (mut re, mut im) = (0.0, 0.0);
    for n in 0..N_FFT {
        let place = (number * HOP + n).wrapping_sub(N_FFT / 2);
        let sample = samples.get(place).copied().map_or(0.0, f64::from);
        let windowed = sample * (0.5 - 0.5 * (TAU * n as f64 / N_FFT as f64).cos());
        let angle = TAU * ((bin * n) % N_FFT) as f64 / N_FFT as f64;
        re += windowed * angle.cos();
        im -= windowed * angle.sin();
    }
    re.hypot(im) as f32
}

#[test]
fn an_impulse_at_the_centre_is_one_in_every_bin() {
    let mut samples = vec![0.0; 4 * N_FFT];
    samples[5 * HOP] = 1.0;
    let mut spectrum = Spectrum::default();
    spectrum.transform(&samples, 5);
    let ones = vec![1.0; BINS];
    assert_close("magnitude", ArrayView1::from(spectrum.magnitude()), ArrayView1::from(&ones), 1e-6);
}

#[test]
fn a_sine_is_one_line_of_half_the_window() {
    let samples: Vec<f32> =
        (0..3 * N_FFT).map(|n| (TAU * 100.0 * n as f64 / N_FFT as f64).sin() as f32).collect();
    let mut spectrum = Spectrum::default();
    spectrum.transform(&samples, 6);
    let mut expected = vec![0.0; BINS];
    expected[99..=101].copy_from_slice(&[256.0, 512.0, 256.0]);
    assert_close("magnitude", ArrayView1::from(spectrum.magnitude()), ArrayView1::from(&expected), ROUNDING);
}

#[test]
fn energy_is_kept() {
    let samples = song(N_FFT, 22_050);
    let mut spectrum = Spectrum::default();
    spectrum.transform(&samples, 2);
    let power = spectrum.power();
    let ends = f64::from(power[0]) + f64::from(power[BINS - 1]);
    let inside: f64 = power[1..BINS - 1].iter().map(|&p| f64::from(p)).sum();
    let in_time: f64 = (0..N_FFT)
        .map(|n| f64::from(samples[n]) * (0.5 - 0.5 * (TAU * n as f64 / N_FFT as f64).cos()))
        .map(|windowed| windowed * windowed)
        .sum();
    let in_bins = (ends + 2.0 * inside) / N_FFT as f64;
    assert!((in_bins / in_time - 1.0).abs() < PARSEVAL, "{in_bins} where {in_time} belongs");
}

#[test]
fn every_frame_is_its_definition_at_both_ends_too() {
    let samples = song(5_000, 22_050);
    let mut spectrum = Spectrum::default();
    for number in 0..frame_count(samples.len()) {
        spectrum.transform(&samples, number);
        for bin in (0..BINS).step_by(93) {
            let (found, expected) = (spectrum.magnitude()[bin], naive_magnitude(&samples, number, bin));
            assert!(
                (found - expected).abs() < ROUNDING,
                "frame {number}, bin {bin}: {found} where {expected} belongs"
            );
        }
    }
}
