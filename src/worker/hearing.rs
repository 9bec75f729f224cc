//! What a network heard: of the song, which comes along; of a catalogue, which is fetched once somebody asks for it.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array, Uint32Array};
use wasm_bindgen_futures::spawn_local;

use super::Held;
use super::packs::{Shelf, Wanted};
use crate::engine::analysis::Ranking;
use crate::engine::cnn::Impression;
use crate::engine::{Error, Result};
use crate::letter::bytes;
use crate::protocol::LoadFailure;

/// What came along behind the song's description; `None` where no network has listened.
///
/// # Errors
/// As [`Impression::new`].
pub fn impression(buffers: &[ArrayBuffer]) -> Result<Option<Impression>> {
    let [_, revision, patches, numbers] = buffers else { return Ok(None) };
    let revision = String::from_utf8(bytes(revision)).unwrap_or_default();
    let (patches, numbers) = (Uint32Array::new(patches).to_vec(), Float32Array::new(numbers).to_vec());
    Impression::new(&revision, &patches, &numbers).map(Some)
}

/// Hears whether all is at hand.
type Then = Box<dyn FnOnce(Result<()>, &Shelf)>;

/// Goes on once the second index of an open catalogue is at hand, if this ranking wants it, or cannot be had.
pub fn with(held: &Held, catalogue: String, ranking: Ranking, then: Then) {
    let held = Rc::clone(held);
    spawn_local(async move {
        let provided = provide(&held, &catalogue, ranking).await;
        then(provided, &held.borrow());
    });
}

/// Opens the catalogue anew with its second index; what is there of it the browser has kept.
async fn provide(held: &Held, catalogue: &str, ranking: Ranking) -> Result<()> {
    if !ranking.needs_network() || held.borrow().pack(catalogue)?.hearing.is_some() {
        return Ok(());
    }
    super::open(held, catalogue, Wanted::Hearing).await.map(drop).map_err(|why| match why {
        LoadFailure::Refused(error) => error,
        LoadFailure::Unreachable { address: file }
        | LoadFailure::Status { address: file, .. }
        | LoadFailure::TooMuch { address: file, .. } => Error::Missing { file },
    })
}
