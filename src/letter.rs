//! How a message travels between page and worker: its bytes and the buffers beside it, all by transfer.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::protocol;

/// A message and the buffers that come along.
pub struct Letter<T> {
    /// What is said.
    pub message: T,
    /// What comes along; the message says what it is.
    pub buffers: Vec<ArrayBuffer>,
    /// A file that comes along; it is not read on the way.
    pub file: Option<Blob>,
}

impl<T> Letter<T> {
    /// A message and its buffers.
    #[must_use]
    pub fn new(message: T, buffers: Vec<ArrayBuffer>) -> Self {
        Self { message, buffers, file: None }
    }
}

impl<T: Serialize> Letter<T> {
    /// A list of buffers, the message first, and of what follows them; then the list of what moves, so that nothing is copied.
    #[must_use]
    pub fn seal(&self) -> (Array, Array) {
        let moving = Array::new();
        moving.push(&buffer(&protocol::encode(&self.message)));
        for buffer in &self.buffers {
            moving.push(buffer);
        }
        let letter = moving.slice(0, moving.length());
        if let Some(file) = &self.file {
            letter.push(file);
        }
        (letter, moving)
    }
}

impl<T: DeserializeOwned> Letter<T> {
    /// What came; `None` if it is not from this build.
    #[must_use]
    pub fn open(letter: &JsValue) -> Option<Self> {
        let letter = Array::from(letter);
        let file = letter.at(-1).dyn_into().ok();
        if file.is_some() {
            letter.pop();
        }
        let mut buffers: Vec<ArrayBuffer> =
            letter.iter().map(JsCast::dyn_into).collect::<Result<_, _>>().ok()?;
        if buffers.is_empty() {
            return None;
        }
        let message = protocol::decode(&bytes(&buffers.remove(0)))?;
        Some(Self { message, buffers, file })
    }
}

/// A buffer outside wasm memory with a copy of these bytes.
#[must_use]
pub fn buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// A copy of the buffer in wasm memory.
#[must_use]
pub fn bytes(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}
