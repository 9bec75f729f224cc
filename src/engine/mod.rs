//! The data path, pure: bytes in, numbers out. No clock, no network, no page, no disk.
//!
//! `File → Pcm → Frames → MelDb → Segments → Descriptors → Embeddings → { GenreProbabilities, Neighbours }`

#![forbid(unsafe_code)]

pub mod error;
pub mod header;
pub mod pcm;
pub mod resample;
pub mod spectrum;
pub mod mel;
pub mod cepstrum;
pub mod frontend;
pub mod segment;
pub mod envelope;
pub mod pca;
pub mod forest;
pub mod index;
pub mod recommend;
pub mod catalogue;
pub mod manifest;
pub mod pack;
pub mod analysis;

pub use error::{Error, Result};
