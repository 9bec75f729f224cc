//! The worker beside the page.

fn main() {
    segue::worker::start();
}
