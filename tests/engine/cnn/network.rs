use ndarray::{Array2, aview2};
use segue::engine::cnn::sound::SAMPLE_RATE;
use segue::engine::cnn::{Heard, Sound};

use super::shipped;
use crate::support::song::song;
use crate::support::{assert_close, golden, test};

/// What the house promises against the reference, on the same samples; most of what is off is half precision.
const TAGS: f32 = 1e-3;
const EMBEDDING: f32 = 1e-2;
/// From a file at another rate: soxr's second stage and ours differ near 8 kHz.
const TAGS_FROM_FILE: f32 = 0.02;
/// Of `make.py` in tests/golden.
const SECONDS: f64 = 6.5;

fn sound(rate: u32) -> Sound {
    Sound::from_planar(&[&song((SECONDS * f64::from(rate)) as usize, rate)], rate).unwrap()
}

fn listen(sound: &Sound) -> Vec<Heard> {
    let mut network = shipped();
    (0..sound.patches()).map(|patch| network.listen(sound, patch)).collect()
}

fn tags(heard: &[Heard]) -> Array2<f32> {
    aview2(&heard.iter().map(|heard| heard.tags).collect::<Vec<_>>()).to_owned()
}

fn embeddings(heard: &[Heard]) -> Array2<f32> {
    aview2(&heard.iter().map(|heard| heard.embedding).collect::<Vec<_>>()).to_owned()
}

#[test]
fn it_hears_what_the_reference_hears() {
    let heard = listen(&sound(SAMPLE_RATE));
    let expected: Array2<f32> = golden!("musicnn_16000_tags");
    assert_close("tags", tags(&heard).view(), expected.view(), TAGS);
    let expected: Array2<f32> = golden!("musicnn_16000_embeddings");
    assert_close("embedding", embeddings(&heard).view(), expected.view(), EMBEDDING);
}

#[test]
fn it_hears_nearly_the_same_from_a_file_at_another_rate() {
    let expected: Array2<f32> = golden!("musicnn_44100_tags");
    assert_close("tags", tags(&listen(&sound(44_100))).view(), expected.view(), TAGS_FROM_FILE);
}

#[test]
fn what_was_heard_before_makes_no_difference() {
    let sound = sound(SAMPLE_RATE);
    let mut network = shipped();
    let second = network.listen(&sound, 1);
    network.listen(&sound, 0);
    assert_eq!(network.listen(&sound, 1), second);
}

/// A silent patch inside of a song, and what lies beyond its end, have an answer; it is the same for both.
#[test]
fn silence_has_an_answer() {
    let mut samples = vec![0.0; 7 * SAMPLE_RATE as usize];
    samples[6 * SAMPLE_RATE as usize..].fill(0.5);
    let sound = Sound::from_planar(&[&samples], SAMPLE_RATE).unwrap();
    let mut network = shipped();
    let silent = network.listen(&sound, 0);
    assert!(silent.tags.iter().all(|tag| (0.0..=1.0).contains(tag)), "{:?}", silent.tags);
    assert!(silent.embedding.iter().all(|value| value.is_finite()));
    assert_eq!(network.listen(&sound, 9), silent);
}

/// As loud as samples may be: half precision ends long before.
#[test]
fn the_loudest_sound_has_an_answer() {
    let samples: Vec<f32> = song(50_000, SAMPLE_RATE).iter().map(|sample| 1e12 * sample).collect();
    let heard = listen(&Sound::from_planar(&[&samples], SAMPLE_RATE).unwrap());
    assert!(heard.iter().flat_map(|heard| heard.tags).all(|tag| (0.0..=1.0).contains(&tag)));
    assert!(heard.iter().flat_map(|heard| heard.embedding).all(f32::is_finite));
}
