//! The only place that fetches, and only from where the page itself came from.

use std::collections::BTreeMap;

use js_sys::{ArrayBuffer, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, RequestCache, RequestInit, Response};

use crate::engine::listing::Listing;
use crate::engine::pack::{Manifest, Pack};
use crate::letter::bytes;
use crate::protocol::LoadFailure;

/// The first pack of the list at this address.
///
/// # Errors
/// A file that does not come, or one that the engine refuses.
pub async fn first_pack(listing: &str) -> Result<Pack, LoadFailure> {
    let listed = Listing::parse(&bytes(&latest(listing).await?)).map_err(LoadFailure::Refused)?;
    pack(&beside(listing, &listed.packs()[0].manifest)).await
}

async fn pack(manifest: &str) -> Result<Pack, LoadFailure> {
    let said = bytes(&latest(manifest).await?);
    let needs = Manifest::parse(&said).map_err(LoadFailure::Refused)?;
    // All requests are on their way before the first is waited for.
    let coming: Vec<(String, Promise, String)> = needs
        .needs()
        .map(|file| {
            let address = beside(manifest, &file.name);
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

/// One file whose name does not change with its content: the host is asked whether it is still the same.
async fn latest(address: &str) -> Result<ArrayBuffer, LoadFailure> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    body(scope().fetch_with_str_and_init(address, &options), address).await
}

fn request(address: &str) -> Promise {
    scope().fetch_with_str(address)
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The address of a file in the same folder, or below it.
fn beside(address: &str, name: &str) -> String {
    let folder = address.rfind('/').map_or(0, |slash| slash + 1);
    format!("{}{name}", &address[..folder])
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
