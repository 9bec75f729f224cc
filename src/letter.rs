//! How a message travels between page and worker: its bytes and the buffers beside it, all by transfer.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol;

/// A message and the buffers that come along.
pub struct Letter<T> {
    /// What is said.
    pub message: T,
    /// What comes along; the message says what it is.
    pub buffers: Vec<ArrayBuffer>,
}

impl<T: Serialize> Letter<T> {
    /// A list of buffers, the message first. Posted with itself as the transfer list, it copies nothing.
    #[must_use]
    pub fn seal(&self) -> Array {
        let letter = Array::new();
        letter.push(&buffer(&protocol::encode(&self.message)));
        for buffer in &self.buffers {
            letter.push(buffer);
        }
        letter
    }
}

impl<T: DeserializeOwned> Letter<T> {
    /// What came; `None` if it is not from this build.
    #[must_use]
    pub fn open(letter: &JsValue) -> Option<Self> {
        let mut buffers: Vec<ArrayBuffer> =
            Array::from(letter).iter().map(JsCast::dyn_into).collect::<Result<_, _>>().ok()?;
        if buffers.is_empty() {
            return None;
        }
        let message = protocol::decode(&bytes(&buffers.remove(0)))?;
        Some(Self { message, buffers })
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
