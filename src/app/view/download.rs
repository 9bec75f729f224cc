//! Files that the page makes, handed to the browser as downloads.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

/// A text file.
pub fn words(words: &str, kind: &str, name: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&words.into()), &options).ok()?;
    hand_over(&blob, name)
}

/// A picture, as PNG.
pub async fn picture(canvas: HtmlCanvasElement, name: &str) -> Option<()> {
    let drawn = Promise::new(&mut |done, failed| {
        let hear = Closure::once_into_js(move |blob: JsValue| drop(done.call1(&JsValue::NULL, &blob)));
        if canvas.to_blob(hear.unchecked_ref()).is_err() {
            let _ = failed.call0(&JsValue::NULL);
        }
    });
    hand_over(&JsFuture::from(drawn).await.ok()?.dyn_into().ok()?, name)
}

fn hand_over(blob: &Blob, name: &str) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser takes the address up at once; later it would only hold memory.
    gloo::timers::callback::Timeout::new(1_000, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}
