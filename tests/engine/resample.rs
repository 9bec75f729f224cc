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
    assert_eq!(resample(&samples, SAMPLE_RATE, SAMPLE_RATE), samples);
}

#[test]
fn a_tone_stays_the_same_tone_at_the_same_time() {
    for rate in [8_000, 11_025, 16_000, 32_000, 44_100, 44_101, 48_000, 96_000, 192_000] {
        let heard = resample(&tone(1_000.0, rate, rate as usize), rate, SAMPLE_RATE);
        let ideal = tone(1_000.0, SAMPLE_RATE, heard.len());
        let what = format!("{rate} Hz");
        assert_close(&what, ArrayView1::from(middle(&heard)), ArrayView1::from(middle(&ideal)), ROUNDING);
    }
}

#[test]
fn what_the_new_rate_cannot_carry_is_silent() {
    for (rate, frequency) in [(44_100, 11_100.0), (44_100, 15_000.0), (48_000, 12_000.0), (192_000, 40_000.0)]
    {
        let heard = resample(&tone(frequency, rate, rate as usize), rate, SAMPLE_RATE);
        let loudest = peak(middle(&heard));
        assert!(loudest < STOPBAND, "{frequency} Hz at {rate} Hz leaves {loudest}");
    }
}

#[test]
fn raising_the_rate_adds_no_mirror_image() {
    let heard = resample(&tone(3_000.0, 8_000, 8_000), 8_000, SAMPLE_RATE);
    let ideal = tone(3_000.0, SAMPLE_RATE, heard.len());
    assert_close("3 kHz", ArrayView1::from(middle(&heard)), ArrayView1::from(middle(&ideal)), ROUNDING);
}

#[test]
fn as_many_samples_as_librosa_gives() {
    for (count, rate, expected) in
        [(44_100, 44_100, 22_050), (44_101, 44_100, 22_051), (48_001, 48_000, 22_051), (1, 8_000, 3)]
    {
        assert_eq!(resample(&vec![0.5; count], rate, SAMPLE_RATE).len(), expected, "{count} at {rate} Hz");
    }
    assert!(resample(&[], 44_100, SAMPLE_RATE).is_empty());
}

/// The song as in make.py: one second of it, every seventh sample of the outcome. Not the first one: there soxr's two
/// stages start up, and ring.
fn assert_like_soxr(rate: u32, expected: &Array1<f32>, tolerance: f32) {
    let heard = resample(&song(rate as usize, rate), rate, SAMPLE_RATE);
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
