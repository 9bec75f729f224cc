//! In the order sound travels.

mod header;
mod pcm;
mod resample;
mod spectrum;
mod mel;
mod cepstrum;
mod segment;
mod recommend;
