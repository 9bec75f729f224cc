use segue::engine::cnn::tags::TAGS;
use segue::engine::cnn::{Sound, TagsOfSong};

use crate::support::test;

/// Every tag 0.1, but for these.
fn heard(strong: &[(usize, f32)]) -> [f32; TAGS] {
    let mut tags = [0.1; TAGS];
    for &(tag, probability) in strong {
        tags[tag] = probability;
    }
    tags
}

#[test]
fn the_song_is_the_mean_of_its_patches() {
    // Heard out of order, as the page does.
    let tags = TagsOfSong::new("net", "0123", &[(2, heard(&[(9, 0.9), (23, 0.5)])), (0, heard(&[(9, 0.3)]))]);
    assert_eq!((tags.network.as_str(), tags.revision.as_str()), ("net", "0123"));
    let first: Vec<_> = tags.song[..3].iter().map(|tag| (tag.tag.as_str(), tag.probability)).collect();
    // Of equals the network's order.
    assert_eq!(first, [("jazz", 0.6), ("instrumental", 0.3), ("rock", 0.1)]);
    assert_eq!(tags.song.len(), TAGS);
    let starts: Vec<_> = tags.timeline.iter().map(|step| (step.start, step.end)).collect();
    assert_eq!(starts, [Sound::span(0), Sound::span(2)]);
    assert_eq!(tags.timeline[0].probabilities[..3], [0.3, 0.1, 0.1]);
    assert_eq!(tags.timeline[1].probabilities[..3], [0.9, 0.5, 0.1]);
}

#[test]
fn nothing_heard_is_nothing_said() {
    let tags = TagsOfSong::new("net", "0123", &[]);
    assert!(tags.timeline.is_empty() && tags.song.iter().all(|tag| tag.probability == 0.0));
}

#[test]
fn json_brings_it_back() {
    let tags = TagsOfSong::new("net", "0123", &[(0, heard(&[(9, 0.3)]))]);
    let json = serde_json::to_string(&tags).unwrap();
    assert!(json.contains(r#""song":[{"tag":"jazz","group":"genre","probability":0.3}"#), "{json}");
    assert_eq!(serde_json::from_str::<TagsOfSong>(&json).unwrap(), tags);
}
