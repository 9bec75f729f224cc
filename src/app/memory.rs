//! What is remembered from visit to visit: which catalogue songs are compared with, and nothing else.
//!
//! A browser may refuse to remember (private windows, settings); then it is forgotten, and nobody is told.

use web_sys::Storage;

const CATALOGUE: &str = "segue.catalogue";

/// The name of the catalogue that was chosen last.
#[must_use]
pub fn catalogue() -> Option<String> {
    storage()?.get_item(CATALOGUE).ok()?
}

/// Remembers this name.
pub fn remember_catalogue(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(CATALOGUE, name);
    }
}

fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok()?
}
