//! What the conductor makes of the worker's words.

use std::rc::Rc;

use js_sys::ArrayBuffer;

use super::part::Drawn;
use super::{Conductor, Standing};
use crate::app::bridge::Word;
use crate::app::sentence::Trouble;
use crate::app::state::{Action, Answer, Near, Pack, Phase, Standing as CatalogueStanding};
use crate::engine::analysis::Analysis;
use crate::letter::Letter;
use crate::protocol::{BUILD, Event, Job, Wish};

impl Conductor {
    pub(super) fn hear(&self, word: Word<Event>) {
        match word {
            Word::Ready => self.0.borrow_mut().bridge.open(),
            Word::Stale { found } => {
                self.missing(Trouble::WorkerStale { expected: BUILD.to_owned(), found });
            }
            Word::Died => self.bury(),
            Word::Said(Letter { message, buffers, .. }) => self.hear_event(message, buffers),
        }
    }

    fn hear_event(&self, event: Event, mut buffers: Vec<ArrayBuffer>) {
        match event {
            Event::Listed { packs } => self.listed(packs),
            Event::Loaded { pack } => {
                self.0.borrow_mut().pack = Standing::There;
                self.tell(Action::PackIs(Pack::Loaded(Rc::new(pack.clone()))));
                self.opened(pack);
                self.answer();
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
                }
            }
            Event::NotBrought { job, why } => self.refuse(job, &Trouble::Fetch(why)),
            Event::Stage { job, stage, done } => {
                if self.with(job, |_| ()).is_some() {
                    self.reached(job, Phase::Working(stage, done));
                }
            }
            Event::Done { job, analysis } => self.answered(job, analysis),
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
            Event::Ready { .. } => {} // the bridge has heard it already
        }
    }

    /// There is an answer, unless nobody waits for it any more.
    fn answered(&self, job: Job, analysis: Analysis) {
        let mut score = self.0.borrow_mut();
        let Some(place) = score.heard.iter().position(|part| part.job == job) else { return };
        let part = score.heard.remove(place);
        score.tagger.record(&part);
        drop(score);
        if let Some(Drawn { peaks, spectrogram, .. }) = part.heard {
            let answer = Answer { analysis, peaks, spectrogram: Rc::new(spectrogram) };
            self.reached(job, Phase::Done(Rc::new(answer)));
        }
        self.compare();
    }
}
