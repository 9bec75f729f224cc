//! Tells why a song of a catalogue is near.

use js_sys::ArrayBuffer;

use super::packs::Shelf;
use super::{say, song};
use crate::engine::Result;
use crate::engine::reason::{Reason, explain as reason_of};
use crate::protocol::{Event, Job, Why};

/// Why this song is near the one whose description came along.
pub fn explain(job: Job, why: Why, buffers: &[ArrayBuffer], shelf: &Shelf) {
    let explained = || -> Result<Reason> {
        reason_of(
            &song::description(buffers)?,
            why.track,
            shelf.pack(&why.catalogue)?,
            (why.ranking, why.order),
        )
    };
    let event = match explained() {
        Ok(reason) => Event::Explained { job, why, reason },
        Err(error) => Event::NotExplained { job, why, error },
    };
    say(event, Vec::new());
}
