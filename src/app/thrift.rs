//! Whether the visitor has to save traffic.

use js_sys::Reflect;

use super::memory;
use super::state::Permission;

/// Whether the network may be fetched and listen: as it was decided, or else unless the browser is set to save traffic.
#[must_use]
pub fn permission() -> Permission {
    let may = || if saves() { Permission::Open } else { Permission::Granted };
    memory::tags().unwrap_or_else(may)
}

/// Browsers that know nothing of it do not say so either.
fn saves() -> bool {
    let navigator = gloo::utils::window().navigator();
    let connection = Reflect::get(&navigator, &"connection".into()).unwrap_or_default();
    Reflect::get(&connection, &"saveData".into()).is_ok_and(|said| said.is_truthy())
}
