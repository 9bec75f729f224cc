//! What the worker does with one song.

use js_sys::{ArrayBuffer, Float32Array};

use super::hearing::impression;
use super::packs::Shelf;
use super::say;
use crate::engine::analysis::{PackName, Stage};
use crate::engine::compare::compare as find;
use crate::engine::header::{self, Header};
use crate::engine::recommend::Terms;
use crate::engine::segment::Description;
use crate::engine::{Error, Question, Result, analyze};
use crate::letter::{buffer, bytes};
use crate::protocol::{Event, Job, Wish, decode, encode};

/// News of a stage are worth a message from this step on.
const STEP: f32 = 0.02;

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

/// Reads header and tags of the file that came along.
pub fn probe(job: Job, name: &str, mut buffers: Vec<ArrayBuffer>) {
    let file = buffers.first().map(bytes).unwrap_or_default();
    match header::read(name, std::io::Cursor::new(&file)) {
        Ok((header, cover)) => {
            let (mime, picture) = cover.map(|cover| (cover.mime, buffer(&cover.bytes))).unzip();
            buffers.extend(picture);
            say(Event::Probed { job, header, cover: mime }, buffers);
        }
        Err(error) => say(Event::Failed { job, error }, Vec::new()),
    }
}

/// Walks the whole path with the channels that came along.
pub fn walk(asked: &Asked, buffers: &[ArrayBuffer], shelf: &Shelf, catalogue: Option<&str>) {
    let job = asked.job;
    let answered = || -> Result<()> {
        let packs = shelf.answering(catalogue)?;
        let channels: Vec<Vec<f32>> =
            buffers.iter().map(|channel| Float32Array::new(channel).to_vec()).collect();
        let channels: Vec<&[f32]> = channels.iter().map(Vec::as_slice).collect();
        let answer = analyze(&channels, &asked.question(), packs, &mut on_stage(job))?;
        let waveform = Float32Array::from(answer.waveform.as_flattened()).buffer();
        let description = buffer(&encode(&answer.description));
        let spectrogram = buffer(answer.spectrogram.as_bytes());
        say(Event::Done { job, analysis: answer.analysis }, vec![waveform, description, spectrogram]);
        Ok(())
    };
    if let Err(error) = answered() {
        say(Event::Failed { job, error }, Vec::new());
    }
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

/// Tells how far a song has come, whenever it is worth a message.
fn on_stage(job: Job) -> impl FnMut(Stage, f32) {
    let mut last = None;
    move |stage, done| {
        if last.is_none_or(|(before, at)| before != stage || done - at >= STEP) {
            last = Some((stage, done));
            say(Event::Stage { job, stage, done }, Vec::new());
        }
    }
}
