use std::f64::consts::PI;

use segue::engine::cepstrum::{self, Cepstrum, centroid_and_rolloff, zero_crossing_rate};
use segue::engine::mel::BANDS;
use segue::engine::spectrum::{BIN_WIDTH, BINS};

use crate::support::test;

/// dB; a sum of 128 products in f32.
const ROUNDING: f32 = 1e-3;

fn levels() -> Vec<f32> {
    (0..BANDS).map(|band| -60.0 + ((band * 37) % 50) as f32).collect()
}

#[test]
fn a_flat_frame_has_only_the_first_coefficient() {
    let found = Cepstrum::default().coefficients(&[-10.0; BANDS], f32::NEG_INFINITY);
    assert!((found[0] + 10.0 * (BANDS as f32).sqrt()).abs() < ROUNDING, "{}", found[0]);
    assert!(found[1..].iter().all(|value| value.abs() < ROUNDING), "{found:?}");
}

#[test]
fn coefficients_are_their_definition() {
    let levels = levels();
    for floor in [f32::NEG_INFINITY, -40.0] {
        let found = Cepstrum::default().coefficients(&levels, floor);
        for (order, &found) in found.iter().enumerate() {
            let norm = if order == 0 { 1.0_f64 } else { 2.0 } / BANDS as f64;
            let wave = |band: usize| (PI * order as f64 * (band as f64 + 0.5) / BANDS as f64).cos();
            let sum: f64 = (0..BANDS).map(|band| f64::from(levels[band].max(floor)) * wave(band)).sum();
            let expected = (norm.sqrt() * sum) as f32;
            assert!((found - expected).abs() < ROUNDING, "{order}: {found} where {expected} belongs");
        }
    }
}

#[test]
fn one_line_is_its_own_centroid_and_rolloff() {
    for bin in [0, 1, 31, 32, 500, BINS - 1] {
        let mut magnitude = vec![0.0; BINS];
        magnitude[bin] = 3.0;
        let (centroid, rolloff) = centroid_and_rolloff(&magnitude);
        let hertz = bin as f32 * BIN_WIDTH;
        assert!((centroid - hertz).abs() < 1e-2 && rolloff == hertz, "bin {bin}: {centroid}, {rolloff}");
    }
}

#[test]
fn rolloff_is_the_first_bin_with_85_percent_below() {
    let magnitude: Vec<f32> = (0..BINS).map(|bin| ((bin * 7919) % 101) as f32).collect();
    let total: f64 = magnitude.iter().map(|&m| f64::from(m)).sum();
    let mut sum = 0.0;
    let expected = magnitude.iter().position(|&m| {
        sum += f64::from(m);
        sum >= 0.85 * total
    });
    assert_eq!(centroid_and_rolloff(&magnitude).1, expected.unwrap() as f32 * BIN_WIDTH);
}

#[test]
fn a_silent_frame_has_neither() {
    assert_eq!(centroid_and_rolloff(&[0.0; BINS]), (0.0, 0.0));
}

#[test]
fn crossings_are_counted_between_samples() {
    // 2048 samples of alternating sign cross 2047 times; half of a frame at the start crosses 1023 times.
    let samples: Vec<f32> = (0..4096).map(|n| if n % 2 == 0 { 1.0 } else { -1.0 }).collect();
    assert_eq!(zero_crossing_rate(&samples, 4), 2047.0 / 2048.0);
    assert_eq!(zero_crossing_rate(&samples, 0), 1023.0 / 2048.0);
}

#[test]
fn what_is_nearly_zero_is_positive() {
    let samples: Vec<f32> = (0..4096).map(|n| if n % 2 == 0 { 1.0 } else { -1e-10 }).collect();
    assert_eq!(zero_crossing_rate(&samples, 4), 0.0);
}

#[test]
fn levels_have_the_coefficients_they_were_made_of() {
    let coefficients = Cepstrum::default().coefficients(&levels(), f32::NEG_INFINITY);
    let again = Cepstrum::default().coefficients(&cepstrum::levels(&coefficients), f32::NEG_INFINITY);
    for (found, expected) in again.iter().zip(&coefficients) {
        assert!((found - expected).abs() < ROUNDING, "{found} where {expected} belongs");
    }
}
