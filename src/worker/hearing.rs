//! What a network heard: of the song, which comes along; of a catalogue, which is fetched once somebody asks for it.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array, Uint32Array};
use wasm_bindgen_futures::spawn_local;

use super::Held;
use super::packs::{self, Shelf};
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

/// Sees to it that the second index of an open catalogue is at hand, if this ranking wants it.
///
/// # Errors
/// It does not come, or the engine refuses it; the catalogue has none.
async fn provide(held: &Held, catalogue: &str, ranking: Ranking) -> Result<()> {
    if !ranking.needs_network() || held.borrow().pack(catalogue)?.hearing.is_some() {
        return Ok(());
    }
    let wanted: Vec<_> = held.borrow().pack(catalogue)?.manifest.hearing().cloned().collect();
    let listed = held.borrow().listed(catalogue);
    let (address, listed) = listed.ok_or_else(|| Error::Missing { file: catalogue.to_owned() })?;
    let mut files = BTreeMap::new();
    for file in wanted {
        let bytes = packs::file(&address, &listed, &file, file.bytes).await.map_err(refusal)?;
        files.insert(file.name, bytes);
    }
    held.borrow_mut().pack_mut(catalogue)?.open_hearing(&files)
}

fn refusal(why: LoadFailure) -> Error {
    match why {
        LoadFailure::Refused(error) => error,
        LoadFailure::Unreachable { address }
        | LoadFailure::Status { address, .. }
        | LoadFailure::TooMuch { address, .. } => Error::Missing { file: address },
    }
}
