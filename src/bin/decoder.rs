//! The worker that decodes what the browser does not.

fn main() {
    segue::worker::decoder::start();
}
