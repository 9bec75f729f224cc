//! Any samples at any rate: refused, or heard to the last statistic.
#![no_main]

use segue::engine::frontend::Frontend;
use segue::engine::pcm::Pcm;
use segue::engine::segment::{CepstralStats, MelStats};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((rate, samples)) = bytes.split_first_chunk::<4>() else { return };
    let rate = u32::from_le_bytes(*rate) % 200_000;
    let pattern: Vec<f32> =
        samples.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect();
    if pattern.is_empty() {
        return;
    }
    // Long enough to be heard, whatever the pattern's length.
    let song: Vec<f32> = pattern.iter().copied().cycle().take(rate as usize * 7 / 2).collect();
    if let Ok(pcm) = Pcm::from_planar(&[&song], rate) {
        let frames = Frontend::new().listen(&pcm, &mut |_| {});
        assert!(MelStats::of(&frames).values.iter().all(|value| value.is_finite()));
        assert!(CepstralStats::of(&frames).values.iter().all(|value| value.is_finite()));
    }
});
