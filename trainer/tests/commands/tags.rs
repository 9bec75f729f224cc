//! `analyze --tags` and `features --network`: what the network hears, and what is said of one that is not whole.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use hound::{SampleFormat, WavSpec, WavWriter};
use ndarray::Array2;
use segue::engine::cnn::TagsOfSong;
use segue::engine::cnn::tags::TAGS;
use serde_json::Value;

const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/fma-small");
const NETWORK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/musicnn");
/// The song's probabilities are means of f32.
const MEAN: f32 = 1e-6;

/// A saw with a beat, 16-bit stereo.
fn tune(path: &Path, seconds: f64) {
    let spec =
        WavSpec { channels: 2, sample_rate: 44_100, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::create(path, spec).unwrap();
    for frame in 0..(seconds * 44_100.0) as usize {
        let at = frame as f64 / 44_100.0;
        let sample = ((at * 220.0).fract() * (1.0 - (at * 2.0).fract()) - 0.25) * 32_767.0;
        writer.write_sample(sample as i16).unwrap();
        writer.write_sample(sample as i16).unwrap();
    }
    writer.finalize().unwrap();
}

fn run(arguments: &[&str], file: &Path) -> Output {
    Command::cargo_bin("segue-trainer").unwrap().args(arguments).arg(file).output().unwrap()
}

#[test]
fn tags_are_one_more_member_of_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tune.wav");
    tune(&file, 10.0);
    let answer = |options: &[&str]| -> Value {
        let output = run(&[&["analyze", "--json", "--pack", PACK], options].concat(), &file);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let plain = answer(&[]);
    let mut tagged = answer(&["--tags"]);
    assert_eq!(tagged, answer(&[&format!("--tags={NETWORK}")]));
    let tags = tagged.as_object_mut().unwrap().remove("tags").expect("tags");
    assert_eq!(tagged, plain, "the rest stays as it is");

    let tags: TagsOfSong = serde_json::from_value(tags).unwrap();
    assert_eq!(tags.network, "msd-musicnn");
    assert_eq!((tags.song.len(), tags.timeline.len()), (TAGS, 3));
    assert!(tags.song.is_sorted_by(|a, b| a.probability >= b.probability));
    for (place, tag) in tags.song.iter().enumerate() {
        let mean = tags.timeline.iter().map(|step| step.probabilities[place]).sum::<f32>() / 3.0;
        assert!((tag.probability - mean).abs() < MEAN, "{}: {} and {mean}", tag.tag, tag.probability);
    }
}

#[test]
fn tags_are_said_in_words_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tune.wav");
    tune(&file, 7.0);
    let output = run(&["analyze", "--tags", "--pack", PACK], &file);
    let text = String::from_utf8(output.stdout).unwrap();
    let (_, tags) = text.split_once("tags along the song\n").expect("a heading");
    assert_eq!(tags.lines().count(), 2, "{tags}");
    assert!(tags.contains("0:03 – 0:06") && tags.contains('%'), "{tags}");
}

#[test]
fn features_of_the_network_are_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tune.wav");
    tune(&file, 7.0);
    let out = folder.path().join("out");
    let output = run(&["features", "--network", NETWORK, "--out", out.to_str().unwrap()], &file);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let table = |name: &str| -> Array2<f32> { ndarray_npy::read_npy(out.join(name)).unwrap() };
    assert_eq!(table("tags.npy").dim(), (2, TAGS));
    assert_eq!(table("network_embedding.npy").dim(), (2, 200));
}

#[test]
fn a_network_that_is_not_whole_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tune.wav");
    tune(&file, 4.0);
    let network = folder.path().join("network");
    let refused = |words: &str| {
        let output = run(&["analyze", "--pack", PACK, &format!("--tags={}", network.display())], &file);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &[][..]), "{said}");
        assert!(said.contains(words) && said.lines().count() == 1, "{words:?} in {said:?}");
    };
    refused("manifest.json cannot be read");
    fs::create_dir(&network).unwrap();
    fs::copy(Path::new(NETWORK).join("manifest.json"), network.join("manifest.json")).unwrap();
    refused(".bin cannot be read");
    for entry in fs::read_dir(NETWORK).unwrap() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|extension| extension == "bin") {
            let mut bytes = fs::read(entry.path()).unwrap();
            bytes[5000] ^= 1;
            fs::write(network.join(entry.file_name()), bytes).unwrap();
        }
    }
    refused("checksum");
}
