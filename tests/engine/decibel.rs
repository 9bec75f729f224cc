use segue::engine::decibel;

use crate::support::test;

/// dB; a tenth of what the golden vectors of the mel levels may differ.
const LARGEST_DIFFERENCE: f64 = 1e-5;
/// Roundings of a number between 64 and 128 dB, of which that would be more than one.
const ROUNDINGS: f64 = 3.0 * f32::EPSILON as f64;

#[test]
fn a_level_is_ten_times_the_logarithm() {
    let octaves = (-100_i32..=127).map(|octave| 2.0_f32.powi(octave));
    let parts = (0..997_u16).map(|part| 1.0 + f32::from(part) / 997.0);
    for power in octaves.flat_map(|octave| parts.clone().map(move |part| octave * part)) {
        let exact = 10.0 * f64::from(power).log10();
        let off = (f64::from(decibel::of(power)) - exact).abs();
        assert!(off <= LARGEST_DIFFERENCE.max(ROUNDINGS * exact.abs()), "{power:e} is off by {off:e} dB");
    }
}

#[test]
fn levels_that_have_names_are_exact() {
    assert_eq!(decibel::of(1.0), 0.0);
    for (power, level) in [(1e-10, -100.0), (0.1, -10.0), (10.0, 10.0), (1e6, 60.0)] {
        let off = (f64::from(decibel::of(power)) - level).abs();
        assert!(off <= LARGEST_DIFFERENCE.max(ROUNDINGS * level.abs()), "{power} is off by {off:e} dB");
    }
}

#[test]
fn what_is_no_power_has_a_number_all_the_same() {
    for power in [0.0, -1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE / 2.0] {
        assert!(decibel::of(power).is_finite(), "{power}");
    }
}
