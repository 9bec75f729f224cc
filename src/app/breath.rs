//! A breath between two pieces of work, in which the page paints, and hears its visitor.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdleRequestOptions, MessageChannel};

/// Nobody waits longer than this for a page that is never idle.
const PATIENCE_MS: u32 = 1_000;

/// Lets the page do what else waits. Not by a timer: in a tab behind others, each of those takes a second.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else { return };
    let heard = Promise::new(&mut |resolve, _| channel.port1().set_onmessage(Some(&resolve)));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(heard).await; // it is never refused
    }
    channel.port1().close();
}

/// Waits until the page has painted and has nothing to do, where the browser tells (Safari does not).
pub async fn idle() {
    let window = gloo::utils::window();
    if !Reflect::has(&window, &"requestIdleCallback".into()).unwrap_or(false) {
        return breathe().await;
    }
    let patience = IdleRequestOptions::new();
    patience.set_timeout(PATIENCE_MS);
    let heard = Promise::new(&mut |resolve, _| {
        if window.request_idle_callback_with_options(&resolve, &patience).is_err() {
            let _ = resolve.call0(&JsValue::NULL); // whoever waits shall not wait for ever
        }
    });
    let _ = JsFuture::from(heard).await;
}
