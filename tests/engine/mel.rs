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

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;
    use segue::engine::frontend::Frontend;
    use segue::engine::pcm::{Pcm, SAMPLE_RATE};

    use super::DECIBELS;
    use crate::support::assert_close;
    use crate::support::small_pack::Numbers;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn twice_as_loud_is_six_decibels_up(seed in any::<u32>(), gain in 0.05_f32..0.5, length in 3_usize..6) {
            let soft: Vec<f32> =
                Numbers::new(seed).many(length * SAMPLE_RATE as usize).iter().map(|x| gain * x).collect();
            let loud = soft.iter().map(|x| 2.0 * x).collect();
            let levels = |samples| {
                Frontend::new().listen(&Pcm::from_resampled(samples).unwrap(), &mut |_| {}).mel_db().0
            };
            let raised = levels(soft) + 20.0 * 2_f32.log10();
            // Noise has no band that is anywhere near the floor.
            assert_close("dB", levels(loud).view(), raised.view(), DECIBELS);
        }
    }
}
