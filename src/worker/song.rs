//! What the worker does with one song.

use js_sys::ArrayBuffer;

use super::hearing::impression;
use super::packs::Shelf;
use super::say;
use crate::engine::analysis::PackName;
use crate::engine::compare::compare as find;
use crate::engine::header::Header;
use crate::engine::recommend::Terms;
use crate::engine::segment::Description;
use crate::engine::{self, Error, Question, Result};
use crate::letter::bytes;
use crate::protocol::{Event, Job, Wish, decode};

/// What the page asks about a song.
pub struct Asked<'a> {
    pub job: Job,
    pub name: &'a str,
    pub header: &'a Header,
    pub terms: &'a Terms,
}

impl Asked<'_> {
    fn question(&self) -> Question<'_> {
        Question { file: self.name, header: self.header, terms: self.terms }
    }
}

/// Names the genre and finds the neighbours of the song whose description came along, so many seconds long.
pub fn answer(asked: &Asked, seconds: f64, buffers: &[ArrayBuffer], shelf: &Shelf, catalogue: Option<&str>) {
    let job = asked.job;
    let on_stage = &mut |stage, done| say(Event::Stage { job, stage, done }, Vec::new());
    let mut answered = || {
        let packs = shelf.answering(catalogue)?;
        engine::answer(&description(buffers)?, seconds, &asked.question(), packs, on_stage)
    };
    let event = match answered() {
        Ok(analysis) => Event::Done { job, analysis },
        Err(error) => Event::Failed { job, error },
    };
    say(event, Vec::new());
}

/// Finds neighbours elsewhere for the song whose description came along. `provided`: whether all is at hand.
pub fn compare(asked: &Asked, buffers: &[ArrayBuffer], provided: Result<()>, shelf: &Shelf, catalogue: &str) {
    let (job, terms) = (asked.job, asked.terms.clone());
    let compared = || -> Result<_> {
        provided.clone()?;
        let pack = shelf.pack(catalogue)?;
        let heard = impression(buffers)?;
        let description = description(buffers)?;
        let known = asked.question().known(&description, heard.as_ref());
        let neighbours = find(&known, &terms, pack)?;
        Ok((PackName::of(pack), neighbours))
    };
    match compared() {
        Ok((catalogue, neighbours)) => {
            say(Event::Compared { job, catalogue, terms, neighbours }, Vec::new());
        }
        Err(error) => {
            let wish = Wish { catalogue: catalogue.to_owned(), terms };
            say(Event::NotCompared { job, wish, error }, Vec::new());
        }
    }
}

/// The song's description, which came along.
///
/// # Errors
/// It did not.
pub fn description(buffers: &[ArrayBuffer]) -> Result<Description> {
    let lost = || Error::Malformed("the song's description was lost".into());
    buffers.first().and_then(|buffer| decode(&bytes(buffer))).ok_or_else(lost)
}
