//! Tells why a song of a catalogue is near.

use js_sys::ArrayBuffer;

use super::hearing::impression;
use super::packs::Shelf;
use super::{say, song};
use crate::engine::Result;
use crate::engine::compare::Known;
use crate::engine::reason::{Reason, explain as reason_of};
use crate::protocol::{Event, Job, Why};

/// Why this song is near the one whose description came along. `provided`: whether all is at hand.
pub fn explain(job: Job, why: Why, buffers: &[ArrayBuffer], provided: Result<()>, shelf: &Shelf) {
    let explained = || -> Result<Reason> {
        provided.clone()?;
        let (description, heard) = (song::description(buffers)?, impression(buffers)?);
        let known = Known { description: &description, heard: heard.as_ref(), title: None, artist: None };
        reason_of(&known, why.track, shelf.pack(&why.catalogue)?, (why.ranking, why.order))
    };
    let event = match explained() {
        Ok(reason) => Event::Explained { job, why, reason },
        Err(error) => Event::NotExplained { job, why, error },
    };
    say(event, Vec::new());
}
