//! The page.

fn main() {
    segue::app::start();
}
