//! The same song twice, by its sound.

use std::collections::BTreeMap;

use anyhow::Result;
use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use segue::engine::pca::Pca;

use super::label::Labelled;
use super::words;
use crate::feature_set::FeatureSet;

/// Mean cosine of the embeddings of segments that stand at the same place, from which on two tracks of nearly one length
/// are one recording. Two pairs of trainer/corpora/open-music.csv lie above it, with 0.984 and 0.946; their chroma agrees
/// to 1.00 and 0.98 at no delay. The next pairs lie at 0.90 and below, and are other songs of the same band.
const SAME_SOUND: f32 = 0.93;
/// Share of the longer that the shorter of two such tracks is at least.
const SAME_LENGTH: f32 = 0.95;
/// Cosine of the mean embeddings of two tracks that already have title and artist in common, from which on they are one
/// song in two lengths or mixes. The one such pair has 0.987.
const SAME_SONG: f32 = 0.9;

/// A track as this file compares it.
struct Sound {
    id: u32,
    path: String,
    /// Title and artist without what writers of one name differ in; empty where one of them is not known.
    song: String,
    mean: Array1<f32>,
    /// Segments × components, of length one.
    segments: Array2<f32>,
}

/// Of tracks that sound the same, all but the one that is listed first: each with the one it repeats.
///
/// # Errors
///
/// Features that cannot be read.
pub fn find(tracks: &[Labelled], heard: &FeatureSet, axes: &Pca) -> Result<BTreeMap<u32, String>> {
    let labels: BTreeMap<&str, &Labelled> = tracks.iter().map(|track| (track.path.as_str(), track)).collect();
    let mut sounds = Vec::new();
    for (row, track) in heard.tracks.iter().enumerate() {
        let Some(labelled) = labels.get(track.path.as_str()).filter(|_| track.segments > 0) else { continue };
        let stats = heard.values_of(row)?;
        sounds.push(sound(labelled, axes.project(axes.standardise(stats.view())?.view())?.view()));
    }
    let mut repeats = BTreeMap::new();
    for (place, sound) in sounds.iter().enumerate() {
        let is_left = |earlier: &&Sound| !repeats.contains_key(&earlier.id);
        let same = sounds[..place].iter().filter(is_left).find(|earlier| are_twins(earlier, sound));
        if let Some(earlier) = same {
            repeats.insert(sound.id, format!("the same song: {}", earlier.path));
        }
    }
    Ok(repeats)
}

fn sound(track: &Labelled, embeddings: ArrayView2<'_, f32>) -> Sound {
    let mut segments = embeddings.to_owned();
    let mut mean = segments.mean_axis(Axis(0)).unwrap_or_default();
    mean /= length(mean.view());
    for mut segment in segments.rows_mut() {
        let length = length(segment.view());
        segment /= length;
    }
    let labels = &track.labels;
    let key = |text: &str| words::words(text).map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let (title, artist) = (key(&labels.title), key(&labels.artist));
    let song =
        if title.is_empty() || artist.is_empty() { String::new() } else { format!("{artist}/{title}") };
    Sound { id: track.id, path: track.path.clone(), song, mean, segments }
}

/// Silence has none, and is not divided by it.
fn length(vector: ndarray::ArrayView1<'_, f32>) -> f32 {
    vector.dot(&vector).sqrt().max(f32::MIN_POSITIVE)
}

fn are_twins(a: &Sound, b: &Sound) -> bool {
    // Means of a million pairs cost little; nearly all of them are told apart by that.
    let alike = a.mean.dot(&b.mean);
    if alike < SAME_SONG {
        return false;
    }
    let (short, long) =
        (a.segments.nrows().min(b.segments.nrows()), a.segments.nrows().max(b.segments.nrows()));
    let same_length = short as f32 >= SAME_LENGTH * long as f32;
    let same_song = !a.song.is_empty() && a.song == b.song;
    same_song || (same_length && aligned(a, b) >= SAME_SOUND)
}

/// Mean cosine of the segments that both have.
fn aligned(a: &Sound, b: &Sound) -> f32 {
    let count = a.segments.nrows().min(b.segments.nrows());
    let first = |sound: &Sound| sound.segments.slice(s![..count, ..]).to_owned();
    (first(a) * first(b)).sum() / count.max(1) as f32
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, s};

    use super::{Labelled, are_twins, sound};
    use crate::corpus::label::Source;
    use crate::extract::collection::Labels;

    fn track(artist: &str, title: &str) -> Labelled {
        let labels = Labels { title: title.into(), artist: artist.into(), ..Labels::default() };
        let (title_from, artist_from) = (Source::List, Source::List);
        Labelled { id: 1, path: String::new(), labels, title_from, artist_from, leave_out: String::new() }
    }

    /// Embeddings that wander, from a seed.
    fn song(seed: u32, segments: usize) -> Array2<f32> {
        Array2::from_shape_fn((segments, 100), |(row, column)| {
            let place = (row * 100 + column) as u32;
            let hash = (place ^ seed.wrapping_mul(0x9E37_79B9)).wrapping_mul(0x85EB_CA6B);
            (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35) as f32 / u32::MAX as f32 - 0.3
        })
    }

    #[test]
    fn twins_are_one_recording_or_one_song_in_two_lengths() {
        let (one, other) = (song(1, 40), song(2, 40));
        let sound = |artist: &str, title: &str, of: &Array2<f32>| sound(&track(artist, title), of.view());
        let first = sound("", "A", &one);
        assert!(are_twins(&first, &sound("", "B", &(&one * 1.2))));
        assert!(are_twins(&first, &sound("", "B", &one.slice(s![..39, ..]).to_owned())));
        assert!(!are_twins(&first, &sound("", "B", &other)));
        let half = one.slice(s![..20, ..]).to_owned();
        assert!(!are_twins(&first, &sound("", "A", &half)), "a title alone is not enough");
        let named = sound("Ann", "A song", &one);
        assert!(are_twins(&named, &sound("ANN", "A Song!", &half)));
        assert!(!are_twins(&named, &sound("Ben", "A song", &half)));
    }
}
