use ndarray::{Array1, Array2, Axis, Slice};
use segue::engine::frontend::Frontend;
use segue::engine::mel::{BANDS, MelBank};
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::spectrum::BINS;

use crate::support::song::song;
use crate::support::{assert_close, golden, test};

/// dB. What the house promises (0.01), ten times over.
const DECIBELS: f32 = 1e-3;
/// Relative to a filter's weight: a logarithm and its inverse in f32.
const WEIGHT: f32 = 1e-4;

#[test]
fn silence_is_a_hundred_decibels_down() {
    let mut levels = [0.0; BANDS];
    MelBank::default().decibels(&[0.0; BINS], &mut levels);
    assert!(levels.iter().all(|&level| (level + 100.0).abs() < DECIBELS), "{levels:?}");
}

#[test]
fn filters_weigh_as_librosas() {
    let mut levels = [0.0; BANDS];
    MelBank::default().decibels(&[1.0; BINS], &mut levels);
    let expected: Array1<f32> = golden!("filterbank");
    let found: Array1<f32> = levels.iter().map(|level| 10_f32.powf(level / 10.0)).collect();
    let ones = Array1::ones(BANDS);
    assert_close("weight", (found / expected).view(), ones.view(), WEIGHT);
}

#[test]
fn levels_are_librosas() {
    let pcm = Pcm::from_resampled(song(7 * SAMPLE_RATE as usize, SAMPLE_RATE)).unwrap();
    let mel = Frontend::new().listen(&pcm, &mut |_| {}).mel_db().0;
    let expected: Array2<f32> = golden!("short_mel_db");
    assert_close("dB", mel.slice_axis(Axis(0), Slice::from(..).step_by(10)), expected.view(), DECIBELS);
}
