use segue::engine::Error;
use segue::engine::pcm::{Pcm, SAMPLE_RATE};

use crate::support::song::song;
use crate::support::test;

const RATE: u32 = 44_100;

fn seconds(seconds: f64) -> Vec<f32> {
    song((seconds * f64::from(RATE)) as usize, RATE)
}

#[test]
fn channels_are_averaged() {
    let left: Vec<f32> = song(70_000, SAMPLE_RATE);
    let right: Vec<f32> = left.iter().map(|sample| -0.5 * sample).collect();
    let silent = vec![0.0; left.len()];
    let pcm = Pcm::from_planar(&[&left, &right, &silent], SAMPLE_RATE).unwrap();
    let expected: Vec<f32> = left.iter().zip(&right).map(|(a, b)| (a + b) / 3.0).collect();
    assert_eq!(pcm.samples().to_vec(), expected);
}

#[test]
fn three_seconds_are_enough_and_a_fifth_is_not() {
    assert!(Pcm::from_planar(&[&seconds(3.0)], RATE).is_ok());
    assert!(
        matches!(Pcm::from_planar(&[&seconds(0.2)], RATE), Err(Error::TooShort { got, .. }) if (got - 0.2).abs() < 1e-3)
    );
}

#[test]
fn nothing_is_empty() {
    assert_eq!(Pcm::from_planar(&[], RATE), Err(Error::Empty));
    assert_eq!(Pcm::from_planar(&[&[]], RATE), Err(Error::Empty));
}

#[test]
fn silence_is_refused_and_a_whisper_is_not() {
    let silence = vec![0.0; 150_000];
    assert_eq!(Pcm::from_planar(&[&silence], RATE), Err(Error::Silent));
    let whisper: Vec<f32> = seconds(4.0).iter().map(|sample| sample * 1e-4).collect();
    assert!(Pcm::from_planar(&[&whisper], RATE).is_ok());
}

#[test]
fn samples_that_are_no_numbers_are_named() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut samples = seconds(4.0);
        samples[777] = bad;
        assert_eq!(Pcm::from_planar(&[&samples], RATE), Err(Error::NotFinite { position: 777 }));
    }
    let mut samples = seconds(4.0);
    samples[777] = 3e38;
    assert!(matches!(Pcm::from_planar(&[&samples], RATE), Err(Error::Malformed(_))));
}

#[test]
fn rates_out_of_range_and_uneven_channels_are_refused() {
    let samples = seconds(4.0);
    for rate in [0, 7_999, 768_001, u32::MAX] {
        assert!(
            matches!(Pcm::from_planar(&[&samples], rate), Err(Error::SampleRate { got, .. }) if got == rate)
        );
    }
    assert!(matches!(Pcm::from_planar(&[&samples, &samples[1..]], RATE), Err(Error::Shape { .. })));
}

#[test]
fn an_hour_is_the_limit() {
    let samples = vec![0.5; 8_000 * 3_600 + 1];
    let error = Pcm::from_planar(&[&samples], 8_000).unwrap_err();
    assert!(matches!(error, Error::TooLong { .. }));
    assert_eq!(error.to_string(), "3601 seconds of sound; 3600 are the limit");
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use proptest::prelude::*;
    use segue::engine::Error;
    use segue::engine::pcm::{LONGEST_SECONDS, LOWEST_RATE, Pcm, SAMPLE_RATE, SHORTEST_SECONDS};

    use crate::support::assert_close;
    use crate::support::small_pack::Numbers;

    /// f32 adds up to five numbers in another order, and resamples them.
    const ORDER: f32 = 1e-5;
    /// Rates that people have, and what surrounds the lowest.
    const RATES: [u32; 8] = [7_999, LOWEST_RATE, 11_025, SAMPLE_RATE, 32_000, 44_100, 48_000, 96_000];

    fn planar(channels: &[Vec<f32>]) -> Vec<&[f32]> {
        channels.iter().map(Vec::as_slice).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_order_of_channels_does_not_matter(seed in any::<u32>(), count in 2_usize..6, rate in 1..RATES.len()) {
            let rate = RATES[rate];
            let mut channels: Vec<Vec<f32>> =
                (0..count).map(|n| Numbers::new(seed ^ n as u32).many(3 * rate as usize)).collect();
            let forth = Pcm::from_planar(&planar(&channels), rate).unwrap();
            channels.reverse();
            let back = Pcm::from_planar(&planar(&channels), rate).unwrap();
            assert_close("channels", back.samples(), forth.samples(), ORDER);
        }

        #[test]
        fn what_is_no_number_is_named_wherever_it_is(
            position in 0_usize..3 * 44_100,
            channel in 0_usize..3,
            bad in prop::sample::select(vec![f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY]),
        ) {
            let mut channels = vec![Numbers::new(1).many(3 * 44_100); 3];
            channels[channel][position] = bad;
            prop_assert_eq!(Pcm::from_planar(&planar(&channels), 44_100), Err(Error::NotFinite { position }));
        }

        #[test]
        fn anything_is_heard_or_refused(
            seconds in 0.0_f64..3.5,
            rate in prop_oneof![prop::sample::select(RATES.to_vec()), 0_u32..200_000],
            count in 0_usize..4,
            uneven in prop::bool::weighted(0.1),
            pattern in prop::collection::vec(any::<f32>(), 1..50),
        ) {
            let length = (seconds * f64::from(rate)) as usize;
            let mut channels = vec![pattern.iter().copied().cycle().take(length).collect::<Vec<f32>>(); count];
            if uneven && let Some(last) = channels.last_mut() {
                last.pop();
            }
            if let Ok(pcm) = Pcm::from_planar(&planar(&channels), rate) {
                prop_assert!((LOWEST_RATE..).contains(&rate));
                prop_assert!((SHORTEST_SECONDS..=LONGEST_SECONDS).contains(&pcm.seconds()));
                prop_assert!(pcm.samples().iter().all(|sample| sample.is_finite()));
            }
        }
    }
}
