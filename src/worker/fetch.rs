//! The only place that fetches: from where the page itself came from, and from the hosts that its list of packs names.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, DedicatedWorkerGlobalScope, ReadableStream, ReadableStreamDefaultReader,
    ReadableStreamReadResult, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
    Response,
};

use crate::protocol::LoadFailure;

/// A host that compresses may add a hundredth to what cannot be compressed, and a few bytes.
const WRAPPING: u64 = 100;
const WRAPPER: u64 = 1 << 10;

/// One file that came with the page.
///
/// # Errors
/// The host does not answer, or not with the file.
pub async fn file(address: &str) -> Result<ArrayBuffer, LoadFailure> {
    let errand = Errand::new();
    let response = errand.ask(address, RequestCache::Default).answer().await?;
    let unreachable = |_: JsValue| unreachable(address);
    let body = JsFuture::from(response.array_buffer().map_err(unreachable)?).await;
    Ok(body.map_err(unreachable)?.unchecked_into())
}

/// Requests for one purpose; dropping it gives up those that are still under way.
pub struct Errand(Option<AbortController>);

impl Drop for Errand {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Errand {
    /// Nothing is asked for yet.
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Sends for a file. Another host is told nothing of the visitor, and may not send them on to a third.
    pub fn ask(&self, address: &str, cache: RequestCache) -> Asked<'_> {
        Asked { errand: self, address: address.to_owned(), cache, response: self.send(address, cache) }
    }

    fn send(&self, address: &str, cache: RequestCache) -> JsFuture {
        let options = RequestInit::new();
        options.set_cache(cache);
        options.set_signal(self.0.as_ref().map(AbortController::signal).as_ref());
        if address.starts_with("https:") {
            options.set_credentials(RequestCredentials::Omit);
            options.set_referrer_policy(ReferrerPolicy::NoReferrer);
            options.set_redirect(RequestRedirect::Error);
        }
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        // As a future it is listened to from now on: a refusal that nobody heard would end the worker.
        JsFuture::from(scope.fetch_with_str_and_init(address, &options))
    }
}

/// A file on its way.
pub struct Asked<'errand> {
    errand: &'errand Errand,
    address: String,
    cache: RequestCache,
    response: JsFuture,
}

impl Asked<'_> {
    /// Its bytes, at most `limit`; `on_bytes` hears how many there are in each piece.
    ///
    /// # Errors
    /// The host does not answer, or not with the file, or with more than that.
    pub async fn bytes(self, limit: u64, on_bytes: &mut dyn FnMut(u64)) -> Result<Vec<u8>, LoadFailure> {
        let address = self.address.clone();
        let response = self.answer().await?;
        let too_much = || LoadFailure::TooMuch { address: address.clone(), limit };
        if announced(&response).is_some_and(|length| length > limit + limit / WRAPPING + WRAPPER) {
            return Err(too_much());
        }
        let Some(stream) = response.body() else { return Ok(Vec::new()) };
        let mut pieces = Pieces::of(&stream);
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next().await.map_err(|_| unreachable(&address))? {
            let (held, more) = (bytes.len(), piece.length() as usize);
            // Before a byte of it is taken in: what was announced is all there is room for.
            if (held + more) as u64 > limit {
                return Err(too_much());
            }
            bytes.resize(held + more, 0);
            piece.copy_to(&mut bytes[held..]);
            on_bytes(more as u64);
        }
        Ok(bytes)
    }

    async fn answer(self) -> Result<Response, LoadFailure> {
        let Self { errand, address, cache, response } = self;
        let unreachable = |_| unreachable(&address);
        let mut response: Response = response.await.map_err(unreachable)?.unchecked_into();
        if !response.ok() && cache == RequestCache::Default {
            // A failure may be an old one that the browser has kept, as hosts ask for ten minutes: it is asked anew.
            let anew = errand.send(&address, RequestCache::Reload);
            response = anew.await.map_err(unreachable)?.unchecked_into();
        }
        let status = response.status();
        if response.ok() { Ok(response) } else { Err(LoadFailure::Status { address, status }) }
    }
}

/// What the host says of the length of its answer, which may be compressed.
fn announced(response: &Response) -> Option<u64> {
    response.headers().get("content-length").ok()??.parse().ok()
}

fn unreachable(address: &str) -> LoadFailure {
    LoadFailure::Unreachable { address: address.to_owned() }
}

/// A body, piece by piece as it comes.
struct Pieces(ReadableStreamDefaultReader);

impl Pieces {
    fn of(stream: &ReadableStream) -> Self {
        Self(stream.get_reader().unchecked_into())
    }

    async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        let read: ReadableStreamReadResult = JsFuture::from(self.0.read()).await?.unchecked_into();
        Ok((read.get_done() != Some(true)).then(|| read.get_value().unchecked_into()))
    }
}
