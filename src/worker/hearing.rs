//! What a network heard: of the song, which comes along; of a catalogue, which is fetched once somebody asks for it.

use std::collections::BTreeMap;

use js_sys::{ArrayBuffer, Float32Array, Uint32Array};

use super::{Held, packs};
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
    let revision = String::from_utf8_lossy(&bytes(revision)).into_owned();
    let (patches, numbers) = (Uint32Array::new(patches).to_vec(), Float32Array::new(numbers).to_vec());
    Impression::new(&revision, &patches, &numbers).map(Some)
}

/// Sees to it that the second index of an open catalogue is at hand, if this ranking wants it.
///
/// # Errors
/// It does not come, or the engine refuses it; the catalogue has none.
pub async fn provide(held: &Held, catalogue: &str, ranking: Ranking) -> Result<()> {
    if !ranking.needs_network() || held.borrow().pack(catalogue)?.hearing.is_some() {
        return Ok(());
    }
    let manifest = held.borrow().pack(catalogue)?.manifest.clone();
    let listed = held.borrow().listed(catalogue);
    let (address, listed) = listed.ok_or_else(|| Error::Missing { file: catalogue.to_owned() })?;
    let mut files = BTreeMap::new();
    for file in manifest.hearing() {
        let bytes = packs::file(&address, &listed, file, file.bytes).await.map_err(refusal)?;
        files.insert(file.name.clone(), bytes);
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
