//! What the page shows: one component per file, from the frame inwards.

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
mod explore;
mod model;
pub(in crate::app) mod hue;

/// Shows the page.
pub fn start() {
    console_error_panic_hook::set_once();
    let root = gloo::utils::document().get_element_by_id("segue").expect("index.html has the page's root");
    yew::Renderer::<shell::Shell>::with_root(root).render();
}
