//! The program of the pages about whole packs.

fn main() {
    segue::app::start_library();
}
