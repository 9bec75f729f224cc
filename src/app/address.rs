//! What the page's own address asks for, after its question mark.

use wasm_bindgen::JsValue;

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
