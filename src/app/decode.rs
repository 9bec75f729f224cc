//! From a file's bytes to samples at the file's own rate. The browser decodes; it never resamples:
//! what it does above 9 kHz differs from browser to browser.

use std::ops::Range;

use js_sys::{Array, ArrayBuffer, Float32Array, Function, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AudioBuffer, Blob, OfflineAudioContext};

use super::breath::breathe;
use super::sentence::Trouble;
use crate::engine::header::Header;

/// Samples copied before the page gets a breath.
const BREATH: u32 = 1 << 20;

/// Decoded sound, as the browser holds it.
pub struct Sound {
    /// Hz.
    pub sample_rate: u32,
    decoded: AudioBuffer,
    /// Which of its samples are the song.
    song: Range<u32>,
}

impl Sound {
    /// Samples of each channel.
    pub fn length(&self) -> usize {
        self.song.len()
    }

    /// These of its samples, as far as there are so many: one buffer of f32 samples for each channel; `None` where there is no
    /// memory for them.
    pub async fn channels(&self, samples: &Range<usize>) -> Option<Vec<ArrayBuffer>> {
        let clip = |sample: usize| self.song.start + sample.min(self.song.len()) as u32;
        let song = clip(samples.start)..clip(samples.end);
        let mut channels = Vec::new();
        for channel in 0..self.decoded.number_of_channels() {
            channels.push(copy(&self.decoded, channel.cast_signed(), song.clone()).await?);
        }
        Some(channels)
    }
}

/// The file's sound.
///
/// # Errors
/// The browser cannot read or decode it, or anything.
pub async fn decode(file: &Blob, header: &Header) -> Result<Sound, Trouble> {
    let bytes: ArrayBuffer =
        JsFuture::from(file.array_buffer()).await.map_err(|_| Trouble::Unreadable)?.unchecked_into();
    let sample_rate = header.sample_rate;
    if !Reflect::has(&gloo::utils::window(), &"OfflineAudioContext".into()).unwrap_or(false) {
        return Err(Trouble::NoAudio);
    }
    let context =
        OfflineAudioContext::new_with_number_of_channels_and_length_and_sample_rate(1, 1, sample_rate as f32)
            .map_err(|_| Trouble::NoDecoder { sample_rate })?;
    let decoding = context.decode_audio_data(&bytes).map_err(|_| undecodable(header))?;
    let decoded = JsFuture::from(decoding).await.map_err(|_| undecodable(header))?;
    let decoded: AudioBuffer = decoded.unchecked_into();
    let length = u64::from(decoded.length());
    let song = header.gapless.map_or(0..length, |gapless| gapless.song(length));
    Ok(Sound { sample_rate, decoded, song: song.start as u32..song.end as u32 })
}

/// This browser cannot decode such a file, or has no memory for it.
pub fn undecodable(header: &Header) -> Trouble {
    Trouble::Undecodable { format: header.format.clone(), browser: browser() }
}

/// What people call this browser.
pub fn browser() -> &'static str {
    let agent = gloo::utils::window().navigator().user_agent().unwrap_or_default();
    // The first that is named: most call themselves by their forebears' names, too.
    let known = [("Firefox", "Firefox"), ("Edg/", "Edge"), ("Chrom", "Chrome"), ("Safari", "Safari")];
    known.into_iter().find(|(word, _)| agent.contains(word)).map_or("this browser", |(_, name)| name)
}

/// A part of the song in one channel, a stretch at a time: all at once would hold the page up.
async fn copy(sound: &AudioBuffer, channel: i32, song: Range<u32>) -> Option<ArrayBuffer> {
    breathe().await; // the browser has just put the sound together
    let length = song.end - song.start;
    let samples = room(length)?;
    for start in (0..length).step_by(BREATH as usize) {
        breathe().await;
        let stretch = samples.subarray(start, (start + BREATH).min(length));
        let from = song.start + start;
        sound.copy_from_channel_with_f32_array_and_start_in_channel(&stretch, channel, from).ok()?;
    }
    Some(samples.buffer())
}

/// Zeros; `None` where there is no memory for so many: then the constructor throws, and only reflection hears of it.
fn room(samples: u32) -> Option<Float32Array> {
    let array: Function = Reflect::get(&gloo::utils::window(), &"Float32Array".into()).ok()?.unchecked_into();
    Reflect::construct(&array, &Array::of1(&samples.into())).ok().map(JsCast::unchecked_into)
}
