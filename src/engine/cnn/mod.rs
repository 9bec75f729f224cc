//! The network that listens: 50 tags and an embedding for every three seconds of a song.
//!
//! `Pcm of a file → Sound (16 kHz) → Patch (log-mel) → Heard (tags, embedding) → TagsOfSong`
//!
//! # Source
//!
//! `MSD_musicnn`: Jordi Pons and Xavier Serra, *musicnn: pre-trained convolutional neural networks for music audio tagging*,
//! ISMIR 2019 (late-breaking). Trained on the Million Song Dataset with its 50 most frequent Last.fm tags. Batch
//! normalisations are folded into the layers before and after them, and of the channels only those are kept that
//! training left alive (of 561 behind the input, 64): the rest answer the same to every sound, so they live on as
//! biases. The answers stay the same at a tenth of the work; `models/musicnn/README.md` says how exactly.

pub mod tags;
pub mod sound;
pub mod ear;
pub mod convolution;
pub mod parts;
pub mod network;
pub mod song;
pub mod impression;
pub mod manifest;

pub use impression::Impression;
pub use network::{Heard, Network};
pub use song::{Tagged, TagsOfSong};
pub use sound::Sound;
