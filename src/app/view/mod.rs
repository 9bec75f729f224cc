//! What the page shows, one part per file, from the frame inwards. A part with state of its own is a component; the others are
//! functions, which cost a kilobyte and a half less each.

use super::annexe;
use super::breath::breathe;

mod shell;
mod masthead;
mod door;
mod refusals;
mod queue;
mod invitation;
mod sheet;
mod headline;
mod bars;
mod lanes;
mod sound;
mod playhead;
mod pointing;
mod cursor;
mod reading;
mod zoom;
mod walk;
mod whereabouts;
mod beside;
mod looking;
mod trail;
mod tags;
mod neighbours;
mod picker;
mod terms;
mod nothing;
mod meetings;
mod why;
mod closing;
mod download;
mod colophon;
mod edition;
mod failure;
mod library;
mod explore;
mod model;
pub(in crate::app) mod hue;

/// Shows the page, once the browser is done with what it took to begin.
pub fn start() {
    wasm_bindgen_futures::spawn_local(async {
        breathe().await;
        yew::Renderer::<shell::Shell>::with_root(root(annexe::ROOT)).render();
    });
}

/// Shows the pages that come later.
pub fn start_library() {
    yew::Renderer::<library::Library>::with_root(root(annexe::LIBRARY)).render();
}

fn root(name: &str) -> web_sys::Element {
    console_error_panic_hook::set_once();
    gloo::utils::document().get_element_by_id(name).expect("index.html has the roots of both programs")
}
