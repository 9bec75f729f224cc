//! What the page's own address asks for: words after its question mark, and after `#` which page.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use yew::Callback;

use super::state::Place;

/// Whether this word stands there.
#[must_use]
pub fn asks_for(word: &str) -> bool {
    let search = gloo::utils::window().location().search().unwrap_or_default();
    search.trim_start_matches('?').split('&').any(|asked| asked == word)
}

/// It was done: a reload shall not do it again.
pub fn settle() {
    if let Ok(history) = gloo::utils::window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some("./")); // a plain page is no worse
    }
}

/// The page that the address names.
#[must_use]
pub fn place() -> Place {
    Place::of(&gloo::utils::window().location().hash().unwrap_or_default())
}

/// The address names this page from now on, and the one before lies behind it.
pub fn go(to: Place) {
    if place() != to {
        let _ = gloo::utils::window().location().set_hash(to.hash()); // the page is there all the same
    }
}

/// Hears which page is named whenever that changes, until it is dropped.
pub fn follow(hear: Callback<Place>) -> EventListener {
    EventListener::new(&gloo::utils::window(), "hashchange", move |_| hear.emit(place()))
}
