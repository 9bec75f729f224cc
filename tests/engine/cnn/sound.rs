use std::collections::BTreeSet;

use segue::engine::Error;
use segue::engine::cnn::Sound;
use segue::engine::cnn::sound::{Gatherer, MOST_PATCHES, PATCH_SECONDS, SAMPLE_RATE};

use crate::support::song::song;
use crate::support::test;

fn sound(seconds: f64) -> Result<Sound, Error> {
    Sound::from_planar(&[&song((seconds * f64::from(SAMPLE_RATE)) as usize, SAMPLE_RATE)], SAMPLE_RATE)
}

#[test]
fn as_many_patches_as_the_reference_cuts() {
    // 1 + samples / 256 frames, 187 of them a patch.
    for (seconds, patches) in [(3.0, 1), (5.9, 1), (6.0, 2), (30.0, 10), (30.1, 10)] {
        assert_eq!(sound(seconds).unwrap().patches(), patches, "{seconds} s");
    }
    assert_eq!(Sound::span(2), (2.0 * PATCH_SECONDS, 3.0 * PATCH_SECONDS));
    assert!((PATCH_SECONDS - 2.992).abs() < 1e-9);
}

#[test]
fn the_shortest_sound_has_a_patch() {
    let shortest = segue::engine::pcm::SHORTEST_SECONDS;
    for rate in [8_000, SAMPLE_RATE, 44_100, 192_000] {
        let count = (shortest * f64::from(rate)).ceil() as usize;
        assert_eq!(Sound::from_planar(&[&song(count, rate)], rate).unwrap().patches(), 1, "{rate} Hz");
    }
}

#[test]
fn what_cannot_be_used_is_refused() {
    assert!(matches!(sound(0.5), Err(Error::TooShort { .. })));
    assert_eq!(sound(0.0), Err(Error::Empty));
    assert_eq!(Sound::from_planar(&[], SAMPLE_RATE), Err(Error::Empty));
    let mut samples = song(60_000, SAMPLE_RATE);
    assert!(matches!(Sound::from_planar(&[&samples], 7_999), Err(Error::SampleRate { .. })));
    assert!(matches!(Sound::from_planar(&[&samples, &samples[1..]], SAMPLE_RATE), Err(Error::Shape { .. })));
    samples[50_000] = f32::NAN;
    assert_eq!(Sound::from_planar(&[&samples], SAMPLE_RATE), Err(Error::NotFinite { position: 50_000 }));
    assert_eq!(Sound::from_planar(&[&vec![0.0; 60_000]], SAMPLE_RATE), Err(Error::Silent));
}

#[test]
fn whoever_stops_early_has_heard_all_of_it_a_little() {
    for seconds in [3, 6, 9, 30, 60, 100, 247] {
        let sound = sound(f64::from(seconds)).unwrap();
        let order: Vec<usize> = sound.spread().collect();
        let every: BTreeSet<_> = order.iter().copied().collect();
        assert_eq!(every, (0..sound.patches()).collect(), "{seconds} s");
        assert_eq!(order.len(), sound.patches(), "{seconds} s: each once");
        for heard in 1..=order.len() {
            let mut known = order[..heard].to_vec();
            known.push(sound.patches());
            known.sort_unstable();
            let gap = known.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
            // The last round of halving is under way: no gap is wider than the ones of the round before.
            let widest = sound.patches().next_power_of_two() / ((heard + 1).next_power_of_two() / 2);
            assert!(gap <= widest, "{seconds} s, {heard} heard: a gap of {gap}, {widest} at most");
        }
    }
}

#[test]
fn however_a_song_is_cut_the_same_is_gathered() {
    let samples = song(20 * 44_100, 44_100);
    let whole = Sound::from_planar(&[&samples], 44_100).unwrap();
    for length in [1_000, 44_100] {
        let mut gatherer = Gatherer::new(44_100).unwrap();
        samples.chunks(length).for_each(|piece| gatherer.push(&[piece]).unwrap());
        assert_eq!(gatherer.finish().unwrap(), whole);
    }
    let all: Vec<f32> = whole.pieces().concat();
    assert_eq!(Sound::from_pieces(all.clone(), whole.stride()), Ok(whole));
    assert!(matches!(Sound::from_pieces(all[1..].to_vec(), 1), Err(Error::Shape { .. })));
}

#[test]
fn of_a_long_song_patches_are_left_out_evenly() {
    let minute = song(60 * SAMPLE_RATE as usize, SAMPLE_RATE);
    let mut gatherer = Gatherer::new(SAMPLE_RATE).unwrap();
    (0..45).for_each(|_| gatherer.push(&[&minute]).unwrap());
    let sound = gatherer.finish().unwrap();
    let every = (45.0 * 60.0 / PATCH_SECONDS) as usize;
    assert_eq!((sound.stride(), sound.patches()), (4, every.div_ceil(4)));
    assert!(sound.patches() <= MOST_PATCHES);
    let numbers: BTreeSet<_> = sound.spread().collect();
    assert_eq!(numbers, sound.numbers().collect());
    assert!(numbers.iter().all(|number| number % 4 == 0 && *number < every));
}
