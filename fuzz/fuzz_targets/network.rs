//! The network's manifest; and its file, with a stretch of it overwritten, in a cover that fits.
#![no_main]

mod cover;

use std::sync::LazyLock;

use cover::covered;
use segue::engine::cnn::manifest::NetworkManifest;
use segue::engine::cnn::{Network, Sound};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/musicnn/");
/// Bytes before the record.
const COVER: usize = 28;

/// The shipped file, without its cover: random bytes alone would hardly ever have lengths that fit.
static RECORD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let manifest = std::fs::read(format!("{FOLDER}manifest.json")).expect("the shipped network");
    let manifest = NetworkManifest::parse(&manifest).expect("a manifest");
    std::fs::read(format!("{FOLDER}{}", manifest.file.name)).expect("the shipped network")[COVER..].to_vec()
});

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    let saw: Vec<f32> = (0..48_000).map(|n| (n % 100) as f32 / 100.0).collect();
    Sound::from_planar(&[&saw], 16_000).expect("three seconds")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = NetworkManifest::parse(bytes);
    let _ = Network::decode("network", bytes);
    let _ = Network::decode("network", &covered(*b"MCNN", bytes));
    let Some((place, stretch)) = bytes.split_first_chunk::<4>() else { return };
    let mut record = RECORD.clone();
    let place = u32::from_le_bytes(*place) as usize % record.len();
    for (into, byte) in record[place..].iter_mut().zip(stretch) {
        *into = *byte;
    }
    if let Ok(mut network) = Network::decode("network", &covered(*b"MCNN", &record)) {
        // What was accepted can be asked.
        let heard = network.listen(&SOUND, 0);
        assert!(heard.tags.iter().all(|tag| (0.0..=1.0).contains(tag)));
    }
});
