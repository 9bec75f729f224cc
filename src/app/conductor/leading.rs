//! The way of one song: read, decoded and heard, and on to the worker that answers.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::part::Standing;
use super::{Conductor, Source, picture};
use crate::app::bridge::Program;
use crate::app::decode::{browser, decode, undecodable};
use crate::app::sentence::{Trouble, about};
use crate::app::state::{Action, Phase, Refusal};
use crate::app::way::{SAFE, Way, decoded, has_own, way};
use crate::engine::Error;
use crate::engine::analysis::Stage;
use crate::engine::header::Header;
use crate::engine::recommend::Terms;
use crate::protocol::hearing::Request as Hearing;
use crate::protocol::{Job, Request};

impl Conductor {
    /// The next songs' turn, as far as lanes are free; and of songs that wait for memory, if there is some by now.
    pub(super) fn advance(&self) {
        self.decode_waiting();
        loop {
            let mut score = self.0.borrow_mut();
            let Some(place) = score.lanes.iter().position(|lane| lane.part.is_none()) else { return };
            let Some(part) = score.queue.pop_front() else { break };
            let (job, source, pack) = (part.job, part.source.clone(), score.pack.clone());
            score.lanes[place].part = Some(part);
            drop(score);
            if let Standing::Missing(trouble) = pack {
                self.refuse(job, &trouble);
                continue;
            }
            self.reached(job, Phase::Reading);
            match source {
                Source::Address(address) => self.send(Request::Bring { job, address }, Vec::new()),
                Source::File(_) => self.probe(job),
            }
        }
        self.dismiss();
    }

    fn probe(&self, job: Job) {
        if let Some((name, Source::File(file))) =
            self.with(job, |part| (part.name.clone(), part.source.clone()))
        {
            self.ask_of_file(job, Program::Listener, Hearing::Probe { job, name }, file);
        }
    }

    /// From now on the song that came with the page is a file like others.
    pub(super) fn brought(&self, job: Job, file: &ArrayBuffer) {
        if let Ok(file) = Blob::new_with_buffer_source_sequence(&Array::of1(file)) {
            self.with(job, |part| part.source = Source::File(file));
            self.probe(job);
        }
    }

    /// The song says what it is: now it is clear who decodes it.
    pub(super) fn probed(&self, job: Job, header: Header, mime: Option<&str>, picture: Option<ArrayBuffer>) {
        let cover = mime.zip(picture).and_then(|(mime, bytes)| picture::address(mime, &bytes));
        let known = self.with(job, |part| {
            part.cover.clone_from(&cover);
            part.header = header.clone();
            if let Source::File(file) = &part.source { file.size() } else { 0.0 }
        });
        let Some(size) = known else { return };
        self.tell(Action::Probed { job, header: header.clone(), cover });
        match way(&header, size) {
            Err(trouble) => self.refuse(job, &trouble),
            Ok(Way::Program) => self.stream(job),
            Ok(Way::Browser) => {
                self.with(job, |part| part.way = Some(Way::Browser));
                self.decode_waiting();
                if self.with(job, |part| part.held == 0.0) == Some(true) {
                    self.reached(job, Phase::Waiting);
                }
            }
        }
    }

    /// Songs that the browser decodes begin as soon as what comes of them can be held beside what is held.
    fn decode_waiting(&self) {
        loop {
            let mut score = self.0.borrow_mut();
            let held: f64 =
                score.lanes.iter().filter_map(|lane| lane.part.as_ref()).map(|part| part.held).sum();
            let waits = |part: &&mut super::Part| part.way == Some(Way::Browser) && part.held == 0.0;
            let mut waiting = score.lanes.iter_mut().filter_map(|lane| lane.part.as_mut()).filter(waits);
            let fits = |own: f64| held == 0.0 || held + own <= SAFE;
            let Some(part) = waiting.find(|part| fits(decoded(&part.header).unwrap_or(SAFE))) else { return };
            part.held = decoded(&part.header).unwrap_or(SAFE).max(1.0);
            let (job, header, source) = (part.job, part.header.clone(), part.source.clone());
            drop(score);
            self.reached(job, Phase::Decoding);
            self.call_chorus(job, header.seconds.unwrap_or_default());
            if let Source::File(file) = source {
                spawn_local(self.clone().decode(job, file, header));
            }
        }
    }

    async fn decode(self, job: Job, file: Blob, header: Header) {
        match self.decoded(job, &file, &header).await {
            Ok(()) => {}
            Err(trouble @ Trouble::Unreadable) => self.refuse(job, &trouble),
            Err(_) if has_own(&header) => self.stream(job),
            Err(trouble) => self.refuse(job, &trouble),
        }
    }

    async fn decoded(&self, job: Job, file: &Blob, header: &Header) -> Result<(), Trouble> {
        let sound = decode(file, header).await?;
        self.reached(job, Phase::Working(Stage::Listening, 0.0));
        self.share_out(job, &sound).await.ok_or_else(|| undecodable(header))
    }

    /// Our own decoder takes the song.
    fn stream(&self, job: Job) {
        let taken = self.with(job, |part| {
            (part.way, part.held) = (Some(Way::Program), 0.0);
            (part.name.clone(), part.header.seconds, part.source.clone())
        });
        self.0.borrow_mut().chorus.leave(job);
        if let Some((name, seconds, Source::File(file))) = taken {
            self.reached(job, Phase::Streaming(0.0));
            self.ask_of_file(job, Program::Decoder, Hearing::Stream { job, name, seconds }, file);
        }
    }

    /// The song cannot be heard. Where nobody could decode it, that is what is said.
    pub(super) fn unheard(&self, job: Job, error: Error) {
        let format =
            self.with(job, |part| (part.way == Some(Way::Program)).then(|| part.header.format.clone()));
        let trouble = match (format.flatten(), error) {
            (Some(format), Error::Unsupported(_)) => Trouble::Undecodable { format, browser: browser() },
            (_, error) => Trouble::Engine(error),
        };
        self.refuse(job, &trouble);
    }

    /// Asks for the answers about all that is heard, once the pack is there too.
    pub(super) fn answer(&self) {
        let mut score = self.0.borrow_mut();
        if score.pack != Standing::There {
            return;
        }
        let waiting = score.heard.iter_mut().filter(|part| !part.asked).filter_map(|part| {
            part.asked = true;
            Some((part.job, part.name.clone(), part.header.clone(), part.heard.as_ref()?.seconds))
        });
        let waiting: Vec<_> = waiting.collect();
        for (job, name, header, seconds) in waiting {
            let Some(description) = score.comparing.description(job) else { continue };
            let catalogue = score.comparing.catalogue_for(job);
            // The stored answer was asked for on the usual terms.
            let checks = score.asking.checks(job);
            let terms = if checks { Terms::default() } else { score.comparing.terms() };
            let request = Request::Answer { job, name, header, seconds, catalogue, terms };
            score.bridge.send(request, vec![description]);
        }
    }

    pub(super) fn refuse(&self, job: Job, trouble: &Trouble) {
        let Some(name) = self.with(job, |part| part.name.clone()) else { return };
        self.retire(job);
        self.tell(Action::Refused(Refusal { job, sentence: about(&name, trouble) }));
        self.advance();
    }
}
