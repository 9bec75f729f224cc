//! A song that anybody can compute: integer arithmetic, the same in `tests/golden/make.py`, equal to the last bit.

const NOTES: [u32; 8] = [110, 220, 165, 330, 147, 440, 98, 247];

/// A saw that walks through eight notes over noise, with a hush and a whisper; soft, then louder, then loud.
pub fn song(count: usize, rate: u32) -> Vec<f32> {
    let beat = (rate / 4) as usize;
    let (mut phase, mut seed) = (0_u32, 1_u32);
    (0..count)
        .map(|i| {
            let (step, position) = (i / beat, i % beat);
            let increment = u64::from(NOTES[step % 8]) * ((1_u64 << 32) / u64::from(rate));
            phase = phase.wrapping_add(increment as u32);
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let fade = i64::from(65_535 - (position as u64 * 65_535 / beat as u64) as u32);
            let saw = ((i64::from(phase >> 16) - 32_768) * fade) >> 17;
            let noise = ((i64::from(seed >> 16) - 32_768) * (fade >> 3)) >> 17;
            let softer = match step % 16 {
                9 => 15,
                10 => return 0.0,
                _ if i < count / 2 => 4,
                _ if i < count * 6 / 7 => 2,
                _ => 0,
            };
            ((saw + noise) >> softer) as f32 / 32_768.0
        })
        .collect()
}
