//! What the worker tells of a whole pack, without a song.

use super::packs::{self, Shelf};
use super::{Held, say};
use crate::engine::analysis::{Neighbour, PackName};
use crate::engine::pack::{Pack, PackFile, Role};
use crate::engine::report::MOST_BYTES;
use crate::engine::{Error, Result, survey};
use crate::letter::buffer;
use crate::protocol::{Event, Facts, LoadFailure};

/// How many neighbours the page shows.
const NEIGHBOURS: usize = 5;

/// Looks at a whole catalogue.
pub fn overlook(shelf: &Shelf, catalogue: String) {
    let event = match shelf.pack(&catalogue).and_then(survey::survey) {
        Ok(survey) => Event::Overlooked { catalogue, survey },
        Err(error) => Event::NotOverlooked { catalogue, error },
    };
    say(event, Vec::new());
}

/// Finds the neighbours of one of a catalogue's own songs.
pub fn around(shelf: &Shelf, catalogue: String, position: u32) {
    let found = |pack: &Pack| survey::around(pack, position as usize, NEIGHBOURS);
    let neighbours: Result<Vec<Neighbour>> = shelf.pack(&catalogue).and_then(found);
    say(Event::Around { catalogue, position, neighbours }, Vec::new());
}

/// Fetches a pack's report, and tells what the pack says of itself.
pub async fn report(held: Held, pack: String) {
    let described = described(&held.borrow(), &pack);
    let told = match described {
        Ok((facts, None)) => Ok((facts, Vec::new())),
        Ok((facts, Some(file))) => {
            fetched(&held, &pack, &file).await.map(|bytes| (facts, vec![buffer(&bytes)]))
        }
        Err(error) => Err(LoadFailure::Refused(error)),
    };
    match told {
        Ok((facts, buffers)) => say(Event::Reported { facts }, buffers),
        Err(why) => say(Event::NotReported { pack, why }, Vec::new()),
    }
}

fn described(shelf: &Shelf, name: &str) -> Result<(Facts, Option<PackFile>)> {
    let pack = shelf.pack(name)?;
    let report = pack.manifest.file(Role::Report).cloned();
    let facts = Facts {
        pack: PackName::of(pack),
        provenance: pack.manifest.provenance.clone(),
        report: report.as_ref().map_or_else(String::new, |file| file.name.clone()),
        explained: pack.pca.explained().to_vec(),
        compared: pack.index.dimensions() as u32,
        standard: pack.pca.standard().collect(),
    };
    Ok((facts, report))
}

async fn fetched(held: &Held, pack: &str, file: &PackFile) -> std::result::Result<Vec<u8>, LoadFailure> {
    let unknown = || LoadFailure::Refused(Error::Missing { file: pack.to_owned() });
    let (address, listed) = held.borrow().listed(pack).ok_or_else(unknown)?;
    packs::file(&address, &listed, file, MOST_BYTES).await
}
