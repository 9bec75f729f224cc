//! Two songs are heard side by side, each by a worker of its own: the one that holds the packs stays free for questions, and
//! whoever cancels a song ends no more than its worker.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Float32Array};
use web_sys::Blob;
use yew::Callback;

use super::part::{Drawn, Standing};
use super::{Conductor, Part};
use crate::app::bridge::{Bridge, Program, Word};
use crate::app::sentence::Trouble;
use crate::app::state::Phase;
use crate::app::way::Way;
use crate::engine::analysis::Stage;
use crate::engine::spectrogram::Spectrogram;
use crate::letter::{Letter, bytes};
use crate::protocol::hearing::{Event, Request};
use crate::protocol::{BUILD, Job};

/// Who hears one song after the other, and which it is.
#[derive(Default)]
pub(super) struct Lane {
    hearer: Option<(Program, Bridge<Request, Event>)>,
    pub part: Option<Part>,
}

impl Lane {
    pub fn leads(&self, job: Job) -> bool {
        self.part.as_ref().is_some_and(|part| part.job == job)
    }

    /// Ends whatever is done with the song.
    pub fn clear(&mut self) -> Option<Part> {
        self.hearer = None;
        self.part.take()
    }

    /// The song is heard. The decoder goes: it has grown, and the next song may not need it.
    fn release(&mut self) -> Option<Part> {
        if self.hearer.as_ref().is_some_and(|(program, _)| *program == Program::Decoder) {
            self.hearer = None;
        }
        self.part.take()
    }

    fn bridge(&mut self, program: Program) -> Option<&mut Bridge<Request, Event>> {
        self.hearer.as_mut().filter(|(engaged, _)| *engaged == program).map(|(_, bridge)| bridge)
    }
}

impl Conductor {
    /// The first listener gets ready, unless there is a song already, with whomever it needs.
    pub fn rehearse(&self) {
        let free = self.0.borrow().lanes[0].hearer.is_none();
        if free {
            self.engage(0, Program::Listener);
        }
    }

    /// Nobody waits: one listener is enough.
    pub(super) fn dismiss(&self) {
        let mut score = self.0.borrow_mut();
        for lane in score.lanes.iter_mut().skip(1).filter(|lane| lane.part.is_none()) {
            lane.hearer = None;
        }
    }

    /// Says something about this song to a program in its lane, which is started if need be.
    pub(super) fn ask(&self, job: Job, program: Program, request: Request, buffers: Vec<ArrayBuffer>) {
        if let Some(place) = self.engaged(job, program)
            && let Some(bridge) = self.0.borrow_mut().lanes[place].bridge(program)
        {
            bridge.send(request, buffers);
        }
    }

    /// The same, about its file.
    pub(super) fn ask_of_file(&self, job: Job, program: Program, request: Request, file: Blob) {
        if let Some(place) = self.engaged(job, program)
            && let Some(bridge) = self.0.borrow_mut().lanes[place].bridge(program)
        {
            bridge.send_file(request, file);
        }
    }

    fn engaged(&self, job: Job, program: Program) -> Option<usize> {
        let place = self.0.borrow().lanes.iter().position(|lane| lane.leads(job))?;
        self.engage(place, program);
        Some(place)
    }

    fn engage(&self, place: usize, program: Program) {
        let weak = Rc::downgrade(&self.0);
        let mut score = self.0.borrow_mut();
        if score.lanes[place].bridge(program).is_some() {
            return;
        }
        let hear = Callback::from(move |word| {
            if let Some(score) = weak.upgrade() {
                Self(score).overhear_lane(place, program, word);
            }
        });
        let mut bridge = Bridge::new(program, hear);
        let up = bridge.start();
        score.lanes[place].hearer = Some((program, bridge));
        drop(score);
        if !up {
            self.lost(place, program);
        }
    }

    fn overhear_lane(&self, place: usize, program: Program, word: Word<Event>) {
        match word {
            Word::Ready => {
                if let Some(bridge) = self.0.borrow_mut().lanes[place].bridge(program) {
                    bridge.open();
                }
            }
            Word::Stale { found } => {
                self.missing(Trouble::WorkerStale { expected: BUILD.to_owned(), found });
            }
            Word::Died => self.lost(place, program),
            Word::Said(Letter { message, buffers, .. }) => self.learn(message, buffers),
        }
    }

    /// The lane's worker is gone, and its song with it.
    fn lost(&self, place: usize, program: Program) {
        let mut score = self.0.borrow_mut();
        let began = score.lanes[place].bridge(program).is_some_and(|bridge| bridge.is_open());
        score.lanes[place].hearer = None;
        let song = score.lanes[place].part.as_ref().map(|part| (part.job, part.header.format.clone()));
        drop(score);
        let Some((job, format)) = song else { return };
        let trouble = match program {
            _ if began => Trouble::WorkerDied,
            Program::Decoder => Trouble::DecoderMissing { format },
            _ => Trouble::WorkerMissing,
        };
        self.refuse(job, &trouble);
    }

    fn learn(&self, event: Event, mut buffers: Vec<ArrayBuffer>) {
        match event {
            Event::Probed { job, header, cover } => self.probed(job, header, cover.as_deref(), buffers.pop()),
            Event::Progress { job, done } => {
                let streamed = self.with(job, |part| part.way == Some(Way::Program));
                let phase = match streamed {
                    Some(true) => Phase::Streaming(done),
                    Some(false) => Phase::Working(Stage::Listening, done),
                    None => return,
                };
                self.reached(job, phase);
            }
            Event::Heard { job, seconds, sample_rate, channels } => {
                let form = (sample_rate, channels);
                if let Some((drawn, description)) = unpack(seconds, buffers) {
                    self.take(job, form, drawn, description);
                }
            }
            Event::Unreadable { job } => self.refuse(job, &Trouble::Unreadable),
            Event::Failed { job, error } => self.unheard(job, error),
            // The bridge has heard it, or the tagger or the chorus does.
            Event::Ready { .. } | Event::Gathered { .. } | Event::Overheard(_) => {}
        }
    }

    /// The song is heard: its lane is free, and it waits for its answer.
    fn take(&self, job: Job, form: (u32, u16), drawn: Drawn, description: ArrayBuffer) {
        let mut score = self.0.borrow_mut();
        let Some(lane) = score.lanes.iter_mut().find(|lane| lane.leads(job)) else { return };
        let Some(mut part) = lane.release() else { return };
        score.chorus.leave(job);
        (part.header.sample_rate, part.header.channels) = form;
        (part.held, part.heard) = (0.0, Some(drawn));
        score.comparing.keep(job, &part.name, &part.header, description);
        score.heard.push(part);
        let waits = score.pack != Standing::There;
        drop(score);
        self.reached(job, if waits { Phase::Ready } else { Phase::Working(Stage::Classifying, 0.0) });
        self.answer();
        self.advance();
    }
}

/// What is drawn of a song, and its description.
fn unpack(seconds: f64, buffers: Vec<ArrayBuffer>) -> Option<(Drawn, ArrayBuffer)> {
    let [waveform, spectrogram, description] = buffers.try_into().ok()?;
    let peaks = Float32Array::new(&waveform).to_vec();
    let peaks = peaks.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    Some((Drawn { seconds, peaks, spectrogram: Spectrogram::from_bytes(bytes(&spectrogram)) }, description))
}
