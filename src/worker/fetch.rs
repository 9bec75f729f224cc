//! The only place that fetches, and only from where the page itself came from.

use std::collections::BTreeMap;

use js_sys::{ArrayBuffer, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, Response};

use crate::engine::pack::{Manifest, Pack};
use crate::letter::bytes;
use crate::protocol::LoadFailure;

/// The pack whose manifest is at this address.
///
/// # Errors
/// A file that does not come, or one that the engine refuses.
pub async fn pack(manifest: &str) -> Result<Pack, LoadFailure> {
    let said = bytes(&file(manifest).await?);
    let needs = Manifest::parse(&said).map_err(LoadFailure::Refused)?;
    let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
    // All requests are on their way before the first is waited for.
    let coming: Vec<(String, Promise, String)> = needs
        .needs()
        .map(|file| {
            let address = format!("{folder}/{}", file.name);
            (file.name.clone(), request(&address), address)
        })
        .collect();
    let mut files = BTreeMap::new();
    for (name, response, address) in coming {
        files.insert(name, bytes(&body(response, &address).await?));
    }
    Pack::open(&said, &files).map_err(LoadFailure::Refused)
}

/// One file, relative to the page.
///
/// # Errors
/// The host does not answer, or not with the file.
pub async fn file(address: &str) -> Result<ArrayBuffer, LoadFailure> {
    body(request(address), address).await
}

fn request(address: &str) -> Promise {
    js_sys::global().unchecked_into::<DedicatedWorkerGlobalScope>().fetch_with_str(address)
}

async fn body(response: Promise, address: &str) -> Result<ArrayBuffer, LoadFailure> {
    let unreachable = |_: JsValue| LoadFailure::Unreachable { address: address.to_owned() };
    let response: Response = JsFuture::from(response).await.map_err(unreachable)?.unchecked_into();
    if !response.ok() {
        return Err(LoadFailure::Status { address: address.to_owned(), status: response.status() });
    }
    let body = JsFuture::from(response.array_buffer().map_err(unreachable)?).await.map_err(unreachable)?;
    Ok(body.unchecked_into())
}
