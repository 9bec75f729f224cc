//! What an audio file says of itself: format, sample rate, length, tags, cover.

use serde::{Deserialize, Serialize};

/// What an audio file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// As people call it: `MP3`, `FLAC`, `WAV`, `Ogg Vorbis`, `Opus`, `M4A`, `AIFF`…
    pub format: String,
    /// Hz.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u16,
    /// Seconds, where the header tells.
    pub seconds: Option<f64>,
    /// From the tags.
    pub title: Option<String>,
    /// From the tags.
    pub artist: Option<String>,
    /// From the tags.
    pub album: Option<String>,
}
