//! What the conductor makes of the worker's words.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array};
use wasm_bindgen_futures::spawn_local;

use super::{Conductor, Standing, picture};
use crate::app::bridge::Word;
use crate::app::decode::check_length;
use crate::app::sentence::Trouble;
use crate::app::state::{Action, Answer, Near, Pack, Phase, Standing as CatalogueStanding};
use crate::engine::analysis::Analysis;
use crate::engine::header::Header;
use crate::engine::spectrogram::Spectrogram;
use crate::letter::{Letter, bytes};
use crate::protocol::{BUILD, Event, Job, Wish};

impl Conductor {
    pub(super) fn hear(&self, word: Word<Event>) {
        match word {
            Word::Ready => self.0.borrow_mut().bridge.open(),
            Word::Stale { found } => {
                self.missing(Trouble::WorkerStale { expected: BUILD.to_owned(), found });
            }
            Word::Died => self.bury(),
            Word::Said(Letter { message, buffers }) => self.hear_event(message, buffers),
        }
    }

    fn hear_event(&self, event: Event, mut buffers: Vec<ArrayBuffer>) {
        match event {
            Event::Listed { packs } => self.listed(packs),
            Event::Loaded { pack } => {
                self.0.borrow_mut().pack = Standing::There;
                self.tell(Action::PackIs(Pack::Loaded(Rc::new(pack.clone()))));
                self.opened(pack);
                self.analyze();
            }
            Event::Coming { pack, done, of } => {
                self.tell(Action::CatalogueIs(pack, CatalogueStanding::Coming { done, of }));
            }
            Event::Opened { pack } => self.opened(pack),
            Event::NotOpened { pack, why } => self.not_opened(pack, &Trouble::Fetch(why)),
            Event::LoadFailed { why } => self.missing(Trouble::Pack(why)),
            Event::Brought { job } => {
                if let Some(file) = buffers.pop() {
                    self.brought(job, &file);
                    self.probe(job, file);
                }
            }
            Event::NotBrought { job, why } => self.refuse(job, &Trouble::Fetch(why)),
            Event::Probed { job, header, cover } if self.is_playing(job) => {
                self.probed(job, header, cover.as_deref(), buffers);
            }
            Event::Stage { job, stage, done } => self.reached(job, Phase::Working(stage, done)),
            Event::Done { job, analysis } if self.is_playing(job) => {
                self.record(job);
                self.keep(job, (buffers.len() > 1).then(|| buffers.remove(1)));
                self.reached(job, Phase::Done(Rc::new(unpack(analysis, &buffers))));
                self.compare();
                self.finish(job);
            }
            Event::Compared { job, catalogue, terms, neighbours } => {
                let wish = Wish { catalogue: catalogue.name.clone(), terms };
                self.compared(job, wish, Ok(Near { catalogue, neighbours }));
            }
            Event::NotCompared { job, wish, error } => {
                self.compared(job, wish, Err(Trouble::Engine(error)));
            }
            Event::Surveyed { catalogue } => self.surveyed(catalogue, &buffers),
            Event::Charted { job, catalogue } => self.charted(job, &catalogue, Ok(buffers)),
            Event::NotCharted { job, catalogue, error } => {
                self.charted(job, &catalogue, Err(Trouble::Engine(error)));
            }
            Event::Explained { job, why, reason } => self.explained(job, why, Ok(reason)),
            Event::NotExplained { job, why, error } => {
                self.explained(job, why, Err(Trouble::Engine(error)));
            }
            Event::Overlooked { .. }
            | Event::NotOverlooked { .. }
            | Event::Reported { .. }
            | Event::NotReported { .. }
            | Event::Around { .. } => {
                let librarian = self.0.borrow().librarian;
                librarian(self, event, &buffers);
            }
            Event::Failed { job, error } => self.refuse(job, &Trouble::Engine(error)),
            // The bridge has heard it already, or nobody waits for it any more.
            Event::Ready { .. } | Event::Probed { .. } | Event::Done { .. } => {}
        }
    }

    fn probed(&self, job: Job, header: Header, mime: Option<&str>, mut buffers: Vec<ArrayBuffer>) {
        let picture = if buffers.len() > 1 { buffers.pop() } else { None };
        let cover = mime.zip(picture).and_then(|(mime, bytes)| picture::address(mime, &bytes));
        if let Some(part) = self.0.borrow_mut().playing.as_mut() {
            part.cover.clone_from(&cover);
        }
        self.tell(Action::Probed { job, header: header.clone(), cover });
        let long = header.seconds.map_or(Ok(()), |seconds| check_length(&header, seconds));
        match (long, buffers.pop()) {
            (Err(trouble), _) => self.refuse(job, &trouble),
            (Ok(()), None) => self.refuse(job, &Trouble::Unreadable),
            (Ok(()), Some(file)) => {
                self.reached(job, Phase::Decoding);
                spawn_local(self.clone().decode(job, file, header));
            }
        }
    }
}

/// The answer from what came along: the waveform's peaks and the spectrogram.
fn unpack(analysis: Analysis, buffers: &[ArrayBuffer]) -> Answer {
    let peaks = buffers.first().map(|buffer| Float32Array::new(buffer).to_vec()).unwrap_or_default();
    let spectrogram = Spectrogram::from_bytes(buffers.get(1).map(bytes).unwrap_or_default());
    Answer {
        analysis,
        peaks: peaks.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect(),
        spectrogram: Rc::new(spectrogram),
    }
}
