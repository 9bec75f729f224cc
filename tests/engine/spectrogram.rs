use std::f32::consts::TAU;

use ndarray::Axis;
use segue::engine::frontend::{Frames, Frontend};
use segue::engine::mel::{BANDS, frequency, place};
use segue::engine::pcm::{Pcm, SAMPLE_RATE};
use segue::engine::spectrogram::{COLUMNS, Spectrogram, decibels};

use crate::support::song::song;
use crate::support::test;

/// dB. Half of the step between two levels, and what f32 adds to it.
const ROUNDED: f32 = 80.0 / 255.0 / 2.0 + 1e-3;

/// Relative. The reference is written in thousandths of a hertz.
const MEL: f64 = 1e-4;

fn frames(samples: Vec<f32>) -> Frames {
    Frontend::new().listen(&Pcm::from_resampled(samples).unwrap(), &mut |_| {})
}

/// Hz and seconds → a sine of full scale.
fn tone(hertz: f32, seconds: usize) -> Vec<f32> {
    let step = TAU * hertz / SAMPLE_RATE as f32;
    (0..seconds * SAMPLE_RATE as usize).map(|sample| (step * (sample as f32)).sin()).collect()
}

#[test]
fn a_short_song_has_a_column_for_each_frame_at_its_level() {
    let frames = frames(song(5 * SAMPLE_RATE as usize, SAMPLE_RATE));
    let (mel, picture) = (frames.mel_db().0, Spectrogram::of(&frames));
    assert_eq!(picture.levels().dim(), mel.dim());
    let loudest = mel.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for (place, &level) in picture.levels().indexed_iter() {
        let expected = mel[place] - loudest;
        assert!(
            (decibels(level) - expected).abs() <= ROUNDED,
            "{place:?}: {} for {expected}",
            decibels(level)
        );
    }
    assert!(picture.levels().iter().any(|&level| level == 255));
}

#[test]
fn a_long_song_is_pooled_by_the_loudest() {
    let frames = frames(song(100 * SAMPLE_RATE as usize, SAMPLE_RATE));
    assert!(frames.count() > COLUMNS, "{}", frames.count());
    let (mel, picture) = (frames.mel_db().0, Spectrogram::of(&frames));
    assert_eq!(picture.levels().dim(), (COLUMNS, BANDS));
    // Every frame is in some column, and every column is as loud as the loudest of its frames.
    let loudest = mel.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for column in 0..COLUMNS {
        let edge = |column: usize| column * frames.count() / COLUMNS;
        let span = mel.slice_axis(Axis(0), (edge(column)..edge(column + 1)).into());
        let expected = span.fold_axis(Axis(0), f32::NEG_INFINITY, |high, &level| high.max(level)) - loudest;
        for (band, &level) in picture.levels().row(column).iter().enumerate() {
            let wrong = (decibels(level) - expected[band]).abs();
            assert!(wrong <= ROUNDED, "column {column}, band {band}: off by {wrong} dB");
        }
    }
}

#[test]
fn narrower_pictures_lose_no_stroke() {
    let mut bytes = vec![0; 1000 * BANDS];
    bytes[617 * BANDS + 40] = 255;
    let picture = Spectrogram::from_bytes(bytes);
    let narrow = picture.narrowed(90);
    assert_eq!(narrow.levels().dim(), (90, BANDS));
    assert_eq!(narrow.levels()[[617 * 90 / 1000, 40]], 255);
    assert_eq!(narrow.levels().iter().filter(|&&level| level > 0).count(), 1);
    assert_eq!(picture.narrowed(5000), picture);
}

#[test]
fn bytes_make_the_same_picture_again() {
    let picture = Spectrogram::of(&frames(song(4 * SAMPLE_RATE as usize, SAMPLE_RATE)));
    assert_eq!(Spectrogram::from_bytes(picture.as_bytes().to_vec()), picture);
    assert_eq!(Spectrogram::from_bytes(vec![1; BANDS + 7]), Spectrogram::from_bytes(vec![1; BANDS]));
    let none = Spectrogram::from_bytes(Vec::new());
    assert!(none.at(0.5).is_none() && none.narrowed(10).levels().is_empty());
}

#[test]
fn shares_of_the_song_find_their_column() {
    let picture = Spectrogram::from_bytes((0..4 * BANDS).map(|place| (place / BANDS) as u8).collect());
    let found = [-1.0, 0.0, 0.24, 0.26, 0.99, 1.0, 7.0, f64::NAN].map(|share| picture.at(share).unwrap()[0]);
    assert_eq!(found, [0, 0, 0, 1, 3, 3, 3, 0]);
}

#[test]
fn a_tone_lies_at_its_frequency() {
    for hertz in [110.0, 440.0, 1_000.0, 3_000.0, 9_000.0] {
        let picture = Spectrogram::of(&frames(tone(hertz, 4)));
        let column = picture.at(0.5).unwrap();
        let loudest = column.iter().copied().max().unwrap();
        let band = column.iter().position(|&level| level == loudest).unwrap();
        let expected = place(f64::from(hertz));
        // Between two bands either may be the louder one.
        assert!(
            (band as f64 + 0.5 - expected).abs() <= 1.0,
            "{hertz} Hz: band {band} where {expected} is right"
        );
    }
}

#[test]
fn places_and_frequencies_are_each_others_inverse() {
    // librosa.mel_frequencies(130, fmin=0, fmax=11025)[1:129] are the frequencies that bands hear best.
    for (band, hertz) in [(0, 25.794), (38, 1_006.155), (127, 10_735.598)] {
        let found = frequency(f64::from(band) + 0.5);
        assert!((found / hertz - 1.0).abs() < MEL, "band {band}: {found} Hz");
        assert!((place(found) - f64::from(band) - 0.5).abs() < 1e-9, "band {band}");
    }
}
