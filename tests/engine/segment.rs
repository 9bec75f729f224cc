use ndarray::{Array1, Array2};
use segue::engine::frontend::{Frames, Frontend};
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::segment::{CEPSTRAL_STATS, CepstralStats, MEL_STATS, MelStats};

use crate::support::song::song;
use crate::support::{assert_close, golden, test};

/// dB. What the house promises.
const MEL: f32 = 1e-3;
/// The house promises a thousandth of a column's deviation in the table. The columns of this song deviate by their own
/// size in order of magnitude, so each number is held to a thousandth of itself (or of 1, where it is smaller).
const CEPSTRAL: f32 = 1e-3;
/// dB, on average and at worst. What the house promises of sound that our own resampler brought to 22 050 Hz.
const HEARD: (f32, f32) = (0.15, 1.5);

fn frames(seconds: usize) -> Frames {
    let pcm = Pcm::from_resampled(song(seconds * SAMPLE_RATE as usize, SAMPLE_RATE)).unwrap();
    Frontend::new().listen(&pcm, &mut |_| {})
}

#[test]
fn mel_statistics_are_the_oracles() {
    let (short, long): (Array2<f32>, Array2<f32>) = (golden!("short_mel_stats"), golden!("long_mel_stats"));
    assert_close("7 s", MelStats::of(&frames(7)).values.view(), short.view(), MEL);
    assert_close("35 s", MelStats::of(&frames(35)).values.view(), long.view(), MEL);
}

#[test]
fn files_at_their_own_rate_are_heard_as_librosa_hears_them() {
    let (mono, left) = (song(7 * 48_000, 48_000), song(7 * 44_100, 44_100));
    let right: Vec<f32> = left.iter().rev().copied().collect();
    let of_mono: Array2<f32> = golden!("heard_48000_mono_mel_stats");
    let of_stereo: Array2<f32> = golden!("heard_44100_stereo_mel_stats");
    for (what, channels, rate, expected) in [
        ("mono at 48 kHz", vec![mono.as_slice()], 48_000, of_mono),
        ("stereo at 44.1 kHz", vec![&left, &right], 44_100, of_stereo),
    ] {
        let pcm = Pcm::from_planar(&channels, rate).unwrap();
        let found = MelStats::of(&Frontend::new().listen(&pcm, &mut |_| {})).values;
        let off = (&found - &expected).mapv(f32::abs);
        let (mean, worst) = (off.mean().unwrap(), off.fold(0.0, |a: f32, &b| a.max(b)));
        println!("{what}: mel statistics off by {mean:.4} dB on average, {worst:.4} dB at worst");
        assert!(mean <= HEARD.0, "{what}: off by {mean} dB on average");
        assert_close(what, found.view(), expected.view(), HEARD.1);
    }
}

#[test]
fn cepstral_statistics_are_the_oracles() {
    let (short, long): (Array2<f32>, Array2<f32>) =
        (golden!("short_cepstral_stats"), golden!("long_cepstral_stats"));
    for (what, seconds, expected) in [("7 s, one window", 7, short), ("35 s, two windows", 35, long)] {
        let found = CepstralStats::of(&frames(seconds)).values;
        let scale = expected.mapv(|value| value.abs().max(1.0));
        assert_close(what, (found / &scale).view(), (expected / &scale).view(), CEPSTRAL);
    }
}

#[test]
fn zero_crossing_rates_are_small_numbers_and_held_to_their_own_size() {
    let expected: Array2<f32> = golden!("long_cepstral_stats");
    let found = CepstralStats::of(&frames(35)).values;
    let ratio: Array1<f32> = (&found / &expected).columns().into_iter().take(2).flatten().copied().collect();
    let ones = Array1::ones(ratio.len());
    assert_close("zero crossings", ratio.view(), ones.view(), CEPSTRAL);
}

#[test]
fn a_window_is_a_clip_of_its_own() {
    // Thirty soft seconds, then a loud end that only the second window hears: its floor rises, the first one's does not.
    let soft = CepstralStats::of(&frames(35)).values;
    assert!((soft[[0, 6]] - soft[[1, 6]]).abs() > 1.0, "{} and {}", soft[[0, 6]], soft[[1, 6]]);
}

#[test]
fn shapes_and_spans() {
    for (seconds, segments, windows) in
        [(3, 1, 1), (6, 2, 1), (30, 10, 1), (32, 10, 1), (33, 11, 2), (40, 13, 4)]
    {
        let frames = frames(seconds);
        let cepstral = CepstralStats::of(&frames);
        assert_eq!(MelStats::of(&frames).values.dim(), (segments, MEL_STATS), "{seconds} s");
        assert_eq!(cepstral.values.dim(), (windows, CEPSTRAL_STATS), "{seconds} s");
        assert_eq!(cepstral.spans.len(), windows);
        assert_eq!(cepstral.spans[0].0, 0.0);
        let (_, end) = *cepstral.spans.last().unwrap();
        assert!(end <= seconds as f64, "{seconds} s: {end}");
        assert!(cepstral.spans.is_sorted());
        if windows == 1 {
            assert_eq!(end, seconds as f64, "a single window is the whole song");
        }
    }
}

#[test]
fn progress_grows_from_nothing_to_all() {
    let pcm = Pcm::from_resampled(song(20 * SAMPLE_RATE as usize, SAMPLE_RATE)).unwrap();
    let mut heard = Vec::new();
    Frontend::new().listen(&pcm, &mut |done| heard.push(done));
    assert!(heard.len() > 2 && heard.is_sorted(), "{heard:?}");
    assert_eq!((heard[0], heard[heard.len() - 1]), (0.0, 1.0));
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;
    use segue::engine::frontend::Frontend;
    use segue::engine::mel::BANDS;
    use segue::engine::pcm::{Pcm, SAMPLE_RATE};
    use segue::engine::segment::{CepstralStats, MelStats, SEGMENT_FRAMES, WINDOW_FRAMES};
    use segue::engine::spectrum::{HOP, frame_count};

    use crate::support::small_pack::Numbers;

    const SHORTEST: usize = SEGMENT_FRAMES * HOP;
    const LONGEST: usize = 40 * SAMPLE_RATE as usize;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn songs_of_any_length_and_loudness(
            length in SHORTEST..LONGEST,
            seed in any::<u32>(),
            loudness in -6_i32..4,
            offset in -1.0_f32..1.0,
        ) {
            let gain = 10_f32.powi(loudness);
            let samples = Numbers::new(seed).many(length).iter().map(|x| gain * x + offset).collect();
            let frames = Frontend::new().listen(&Pcm::from_resampled(samples).unwrap(), &mut |_| {});
            let (mel, cepstral) = (MelStats::of(&frames).values, CepstralStats::of(&frames));

            let count = frame_count(length);
            prop_assert_eq!(frames.count(), count);
            prop_assert_eq!(mel.nrows(), (count / SEGMENT_FRAMES).max(1));
            let windows = 1 + count.saturating_sub(WINDOW_FRAMES) / SEGMENT_FRAMES;
            prop_assert_eq!((cepstral.values.nrows(), cepstral.spans.len()), (windows, windows));

            let end = length as f64 / f64::from(SAMPLE_RATE);
            prop_assert!(cepstral.spans.iter().all(|&(from, to)| 0.0 <= from && from < to && to <= end));
            prop_assert!(mel.iter().chain(&cepstral.values).all(|value| value.is_finite()));
            prop_assert!(mel.rows().into_iter().all(|row| row.iter().skip(BANDS).all(|&deviation| deviation >= 0.0)));
            // The variances: of the three shapes, then of the coefficients.
            let variances = [1, 3, 5].into_iter().chain(26..46);
            prop_assert!(variances.into_iter().all(|column| cepstral.values.column(column).iter().all(|&v| v >= 0.0)));
        }
    }
}
