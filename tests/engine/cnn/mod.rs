//! The network, in the order sound travels.

mod tags;
mod sound;
mod parts;
mod network;
mod song;
mod manifest;
#[cfg(target_arch = "wasm32")]
mod speed;

use segue::engine::cnn::Network;

/// The file that the page ships. Its name changes with its bytes, and then this line.
pub const SHIPPED: &[u8] = include_bytes!("../../../models/musicnn/network.1d0305da3936301d.bin");

pub fn shipped() -> Network {
    Network::decode("network.bin", SHIPPED).expect("the shipped network is sound")
}
