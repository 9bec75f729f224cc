//! The way of one song: read, probed, decoded, and on to the worker.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::part::Standing;
use super::{Conductor, Source};
use crate::app::decode::{Sound, decode};
use crate::app::sentence::{Trouble, about};
use crate::app::state::{Action, Phase, Refusal};
use crate::engine::analysis::Stage;
use crate::engine::header::Header;
use crate::engine::recommend::Terms;
use crate::protocol::{Job, Request};

/// Megabytes of a file that a browser tab bears.
const LARGEST_FILE: u32 = 512;

impl Conductor {
    /// The next song's turn, unless one is on its way.
    pub(super) fn advance(&self) {
        let mut score = self.0.borrow_mut();
        if score.playing.is_some() {
            return;
        }
        let Some(part) = score.queue.pop_front() else { return };
        let (job, source, pack) = (part.job, part.source.clone(), score.pack.clone());
        score.playing = Some(part);
        drop(score);
        if let Standing::Missing(trouble) = pack {
            return self.refuse(job, &trouble);
        }
        self.reached(job, Phase::Reading);
        match source {
            Source::Address(address) => self.send(Request::Bring { job, address }, Vec::new()),
            Source::File(blob) => spawn_local(self.clone().read(job, blob)),
        }
    }

    async fn read(self, job: Job, blob: Blob) {
        let got = (blob.size() / 1e6).ceil() as u32;
        if got > LARGEST_FILE {
            return self.refuse(job, &Trouble::TooBig { limit: LARGEST_FILE, got });
        }
        match JsFuture::from(blob.array_buffer()).await {
            Ok(file) => self.probe(job, file.unchecked_into()),
            Err(_) => self.refuse(job, &Trouble::Unreadable),
        }
    }

    pub(super) fn probe(&self, job: Job, file: ArrayBuffer) {
        if let Some(name) = self.name(job) {
            self.send(Request::Probe { job, name }, vec![file]);
        }
    }

    /// From now on the song that came with the page is a file like others.
    pub(super) fn brought(&self, job: Job, file: &ArrayBuffer) {
        let mut score = self.0.borrow_mut();
        if let Some(part) = score.playing.as_mut().filter(|part| part.job == job)
            && let Ok(file) = Blob::new_with_buffer_source_sequence(&Array::of1(file))
        {
            part.source = Source::File(file);
        }
    }

    pub(super) fn name(&self, job: Job) -> Option<String> {
        let score = self.0.borrow();
        score.playing.as_ref().filter(|part| part.job == job).map(|part| part.name.clone())
    }

    pub(super) async fn decode(self, job: Job, file: ArrayBuffer, header: Header) {
        let sound = decode(&file, &header).await;
        match sound {
            Err(trouble) => self.refuse(job, &trouble),
            Ok(sound) => {
                if let Some(part) = self.0.borrow_mut().playing.as_mut().filter(|part| part.job == job) {
                    part.sound = Some(sound);
                }
                self.reached(job, Phase::Ready);
                self.analyze();
            }
        }
    }

    /// Sends the decoded song to the worker once the pack is there too.
    pub(super) fn analyze(&self) {
        let mut score = self.0.borrow_mut();
        if score.pack != Standing::There {
            return;
        }
        let Some(part) = score.playing.as_mut() else { return };
        let Some(Sound { header, channels }) = part.sound.take() else { return };
        let (job, name) = (part.job, part.name.clone());
        part.header = Some(header.clone());
        let catalogue = score.comparing.catalogue_for(job);
        // The stored answer was asked for on the usual terms.
        let checks = score.asking.checks(job);
        let terms = if checks { Terms::default() } else { score.comparing.terms() };
        score.bridge.send(Request::Analyze { job, name, header, catalogue, terms }, channels);
        drop(score);
        self.reached(job, Phase::Working(Stage::Listening, 0.0)); // it is on its way, and waits for nothing
    }

    pub(super) fn finish(&self, job: Job) {
        if self.is_playing(job) {
            self.0.borrow_mut().playing = None;
        }
        self.advance();
    }

    pub(super) fn refuse(&self, job: Job, trouble: &Trouble) {
        let Some(name) = self.name(job) else { return };
        self.retire();
        self.tell(Action::Refused(Refusal { job, sentence: about(&name, trouble) }));
        self.advance();
    }
}
