//! Where a catalogue lies, and where a song passes through it.

use js_sys::ArrayBuffer;

use super::packs::Shelf;
use super::{say, song};
use crate::engine::Result;
use crate::engine::course::Course;
use crate::engine::terrain::Terrain;
use crate::letter::buffer;
use crate::protocol::{Event, Job, encode};

/// Counts a catalogue. The page asks for one that is at hand; of another there is nothing to say.
pub fn survey(shelf: &Shelf, catalogue: &str) {
    if let Ok(pack) = shelf.pack(catalogue) {
        let terrain = buffer(&encode(&Terrain::of(pack)));
        say(Event::Surveyed { catalogue: catalogue.to_owned() }, vec![terrain]);
    }
}

/// Finds the way through a catalogue of the song whose description came along.
pub fn chart(job: Job, buffers: &[ArrayBuffer], shelf: &Shelf, catalogue: &str) {
    let charted = || -> Result<_> { Course::of(&song::description(buffers)?, shelf.pack(catalogue)?) };
    let catalogue = catalogue.to_owned();
    match charted() {
        Ok(course) => say(Event::Charted { job, catalogue }, vec![buffer(&encode(&course))]),
        Err(error) => say(Event::NotCharted { job, catalogue, error }, Vec::new()),
    }
}
