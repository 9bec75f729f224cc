//! In the order sound travels.

mod header;
mod pcm;
mod transform;
mod resample;
mod spectrum;
mod decibel;
mod mel;
mod cepstrum;
mod spectrogram;
mod segment;
mod listener;
mod share;
mod envelope;
mod pca;
mod forest;
mod index;
mod recommend;
mod terms;
mod report;
mod speed;
mod survey;
mod listing;
mod pack;
mod terrain;
mod reason;
mod cnn;
mod hearing;
#[cfg(not(target_arch = "wasm32"))]
mod fma_small;
#[cfg(not(target_arch = "wasm32"))]
mod open_music;
