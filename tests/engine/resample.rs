use ndarray::{Array1, ArrayView1};
use segue::engine::pcm::SAMPLE_RATE;
use segue::engine::resample::resample;

use crate::support::song::song;
use crate::support::{assert_close, golden, test};

/// soxr computes rates other than halves and doubles in two stages, whose transition bands differ a little from one
/// filter's: −80 dB of full scale at most.
const SOXR: f32 = 1e-4;
/// At half and double rate it is the same filter; what is left is f32.
const SOXR_SAME_FILTER: f32 = 1e-6;
/// f32 in a transform of some ten thousand samples.
const ROUNDING: f32 = 2e-6;
/// −110 dB of full scale: the rejection of soxr's `HQ` and some headroom for f32.
const STOPBAND: f32 = 3e-6;

fn tone(frequency: f64, rate: u32, count: usize) -> Vec<f32> {
    (0..count)
        .map(|n| (std::f64::consts::TAU * frequency * n as f64 / f64::from(rate)).sin() as f32)
        .collect()
}

fn middle(samples: &[f32]) -> &[f32] {
    &samples[samples.len() / 4..samples.len() * 3 / 4]
}

fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}

#[test]
fn the_engines_own_rate_stays_untouched() {
    let samples = song(10_000, SAMPLE_RATE);
    assert_eq!(resample(&[&samples], SAMPLE_RATE, SAMPLE_RATE), samples);
}

#[test]
fn a_tone_stays_the_same_tone_at_the_same_time() {
    for rate in [8_000, 11_025, 16_000, 32_000, 44_100, 44_101, 48_000, 96_000, 192_000] {
        let heard = resample(&[&tone(1_000.0, rate, rate as usize)], rate, SAMPLE_RATE);
        let ideal = tone(1_000.0, SAMPLE_RATE, heard.len());
        let what = format!("{rate} Hz");
        assert_close(&what, ArrayView1::from(middle(&heard)), ArrayView1::from(middle(&ideal)), ROUNDING);
    }
}

#[test]
fn what_the_new_rate_cannot_carry_is_silent() {
    for (rate, frequency) in [(44_100, 11_100.0), (44_100, 15_000.0), (48_000, 12_000.0), (192_000, 40_000.0)]
    {
        let heard = resample(&[&tone(frequency, rate, rate as usize)], rate, SAMPLE_RATE);
        let loudest = peak(middle(&heard));
        assert!(loudest < STOPBAND, "{frequency} Hz at {rate} Hz leaves {loudest}");
    }
}

#[test]
fn raising_the_rate_adds_no_mirror_image() {
    let heard = resample(&[&tone(3_000.0, 8_000, 8_000)], 8_000, SAMPLE_RATE);
    let ideal = tone(3_000.0, SAMPLE_RATE, heard.len());
    assert_close("3 kHz", ArrayView1::from(middle(&heard)), ArrayView1::from(middle(&ideal)), ROUNDING);
}

#[test]
fn as_many_samples_as_librosa_gives() {
    for (count, rate, expected) in
        [(44_100, 44_100, 22_050), (44_101, 44_100, 22_051), (48_001, 48_000, 22_051), (1, 8_000, 3)]
    {
        assert_eq!(resample(&[&vec![0.5; count]], rate, SAMPLE_RATE).len(), expected, "{count} at {rate} Hz");
    }
    assert!(resample(&[&[]], 44_100, SAMPLE_RATE).is_empty());
}

/// The song as in make.py: one second of it, every seventh sample of the outcome. Not the first one: there soxr's two
/// stages start up, and ring.
fn assert_like_soxr(rate: u32, expected: &Array1<f32>, tolerance: f32) {
    let heard = resample(&[&song(rate as usize, rate)], rate, SAMPLE_RATE);
    let kept: Vec<f32> = heard.into_iter().step_by(7).collect();
    assert_eq!(kept.len(), expected.len(), "{rate} Hz");
    let expected = expected.to_vec();
    assert_close(
        &format!("{rate} Hz"),
        ArrayView1::from(&kept[1..]),
        ArrayView1::from(&expected[1..]),
        tolerance,
    );
}

#[test]
fn like_soxr_hq() {
    assert_like_soxr(44_100, &golden!("resampled_44100"), SOXR_SAME_FILTER);
    assert_like_soxr(11_025, &golden!("resampled_11025"), SOXR_SAME_FILTER);
    assert_like_soxr(8_000, &golden!("resampled_8000"), SOXR);
    assert_like_soxr(44_101, &golden!("resampled_44101"), SOXR);
    assert_like_soxr(48_000, &golden!("resampled_48000"), SOXR);
    assert_like_soxr(96_000, &golden!("resampled_96000"), SOXR);
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use ndarray::ArrayView1;
    use proptest::prelude::*;
    use segue::engine::pcm::SAMPLE_RATE;
    use segue::engine::resample::resample;

    use crate::support::assert_close;
    use crate::support::small_pack::Numbers;

    /// f32 in transforms of up to a million samples.
    const ROUNDING: f32 = 1e-5;
    /// The filter's reach to either side, in periods of the lower rate, and one for rounding up.
    const EDGE: f64 = 98.25;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_length_follows_the_rates(rate in 8_000_u32..=192_000, count in 0_usize..20_000) {
            let expected = (count as u64 * u64::from(SAMPLE_RATE)).div_ceil(u64::from(rate));
            prop_assert_eq!(resample(&[&vec![0.25; count]], rate, SAMPLE_RATE).len() as u64, expected);
        }

        #[test]
        fn a_sum_is_heard_as_the_sum_of_what_is_heard(
            rate in 8_000_u32..=192_000,
            seed in any::<u32>(),
            (a, b) in (-1.0_f32..1.0, -1.0_f32..1.0),
        ) {
            let mut numbers = Numbers::new(seed);
            let (x, y) = (numbers.many(10_000), numbers.many(10_000));
            let blend = |x: &[f32], y: &[f32]| -> Vec<f32> { x.iter().zip(y).map(|(x, y)| a * x + b * y).collect() };
            let together = resample(&[&blend(&x, &y)], rate, SAMPLE_RATE);
            let apart = blend(&resample(&[&x], rate, SAMPLE_RATE), &resample(&[&y], rate, SAMPLE_RATE));
            assert_close("sum", ArrayView1::from(&together), ArrayView1::from(&apart), ROUNDING);
        }

        #[test]
        fn a_constant_stays_itself_away_from_the_edges(rate in 8_000_u32..=192_000, value in -1.0_f32..1.0) {
            let heard = resample(&[&vec![value; rate as usize / 2]], rate, SAMPLE_RATE);
            let edge = (EDGE * f64::from(SAMPLE_RATE) / f64::from(rate.min(SAMPLE_RATE))) as usize;
            let inside = &heard[edge..heard.len() - edge];
            prop_assert!(inside.len() > 1_000);
            let constant = vec![value; inside.len()];
            assert_close("constant", ArrayView1::from(inside), ArrayView1::from(&constant), ROUNDING);
        }

        #[test]
        fn what_comes_later_is_heard_later(fifties in 160_u32..=3_840, seed in any::<u32>(), times in 1_usize..9) {
            // Rates that share a factor of 50 with the engine's: a shift of few samples is a whole one of both.
            let rate = 50 * fifties;
            let divisor = (1..=SAMPLE_RATE).rev().find(|&d| rate.is_multiple_of(d) && SAMPLE_RATE.is_multiple_of(d)).unwrap();
            let (before, heard_before) = ((rate / divisor) as usize * times, (SAMPLE_RATE / divisor) as usize * times);
            let sound = Numbers::new(seed).many(10_000);
            let early = resample(&[&sound], rate, SAMPLE_RATE);
            let late = resample(&[&[vec![0.0; before], sound].concat()], rate, SAMPLE_RATE);
            assert_close("later", ArrayView1::from(&late[heard_before..]), ArrayView1::from(&early), ROUNDING);
        }
    }
}
