//! What is remembered from visit to visit: which catalogue songs are compared with, how neighbours are chosen,
//! whether the network may listen, and nothing else.
//!
//! A browser may refuse to remember (private windows, settings); then it is forgotten, and nobody is told.

use web_sys::Storage;

use super::state::Permission;
use super::telling::terms;
use crate::engine::recommend::Terms;

const CATALOGUE: &str = "segue.catalogue";
const TERMS: &str = "segue.terms";
const TAGS: &str = "segue.tags";
const ON: &str = "on";
const OFF: &str = "off";

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

/// How neighbours were chosen last, if what is remembered makes sense; the best way if not.
#[must_use]
pub fn terms() -> Terms {
    let written = storage().and_then(|storage| storage.get_item(TERMS).ok()?);
    written.and_then(|written| terms::read(&written)).unwrap_or_else(terms::best)
}

/// Remembers how neighbours are chosen.
pub fn remember_terms(terms: &Terms) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(TERMS, &terms::written(terms));
    }
}

/// Whether the network may listen, if that was ever decided.
#[must_use]
pub fn tags() -> Option<Permission> {
    match storage()?.get_item(TAGS).ok()??.as_str() {
        ON => Some(Permission::Granted),
        OFF => Some(Permission::Denied),
        _ => None,
    }
}

/// Remembers what was decided.
pub fn remember_tags(permission: Permission) {
    let word = match permission {
        Permission::Granted => ON,
        Permission::Denied => OFF,
        Permission::Open => return,
    };
    if let Some(storage) = storage() {
        let _ = storage.set_item(TAGS, word);
    }
}

fn storage() -> Option<Storage> {
    gloo::utils::window().local_storage().ok()?
}
