//! The worker that listens with the network.

fn main() {
    segue::worker::network::start();
}
