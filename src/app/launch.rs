//! Songs that the system opens with the installed page.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemFileHandle};
use yew::Callback;

/// Hears of them, where there is such a thing, for as long as the page lives.
pub fn listen(on_files: Callback<Vec<File>>) {
    let hear = Closure::<dyn FnMut(JsValue)>::new(move |launch: JsValue| {
        if let Ok(handles) = of(&launch, "files").dyn_into::<Array>() {
            spawn_local(open(handles, on_files.clone()));
        }
    });
    let queue = of(&gloo::utils::window(), "launchQueue");
    if let Ok(set_consumer) = of(&queue, "setConsumer").dyn_into::<Function>() {
        let _ = set_consumer.call1(&queue, hear.as_ref());
        hear.forget();
    }
}

fn of(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default() // nothing has no properties
}

async fn open(handles: Array, on_files: Callback<Vec<File>>) {
    let mut files = Vec::new();
    for handle in handles.iter() {
        // One that has gone meanwhile is left out.
        if let Ok(file) = JsFuture::from(handle.unchecked_ref::<FileSystemFileHandle>().get_file()).await {
            files.push(file.unchecked_into());
        }
    }
    on_files.emit(files);
}
