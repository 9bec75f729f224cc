//! Takes the songs one at a time through reading, probing, decoding and the worker.

mod charting;
mod comparing;
mod explaining;
mod hearing;
mod leading;
mod library;
mod part;
mod picture;
mod tags;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::ArrayBuffer;
use yew::Callback;

pub use part::Source;

use charting::Charting;
use comparing::Comparing;
use explaining::Explaining;
use library::Asking;
use part::{Part, Standing};
use tags::Tagger;

use super::bridge::{Bridge, Program};
use super::sentence::{Trouble, alone};
use super::state::{Action, Pack, Phase};
use crate::protocol::{Event, Job, Request};

/// Where the packs are listed, relative to the page.
const LISTING: &str = "models/packs.json";

/// Who hears what is said of whole packs: [`Conductor::hear_library`] where that is shown. Where it is not, the program does
/// without all that it takes to hear it.
pub type Librarian = fn(&Conductor, Event, &[ArrayBuffer]);

/// The hand that leads every song; clones lead the same.
#[derive(Clone)]
pub struct Conductor(Rc<RefCell<Score>>);

struct Score {
    bridge: Bridge<Request, Event>,
    tell: Callback<Action>,
    librarian: Librarian,
    queue: VecDeque<Part>,
    playing: Option<Part>,
    next_job: Job,
    pack: Standing,
    comparing: Comparing,
    charting: Charting,
    explaining: Explaining,
    tagger: Tagger,
    asking: Asking,
}

impl PartialEq for Conductor {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Conductor {
    /// A conductor who tells what happens; nothing does before [`Conductor::start`].
    #[must_use]
    pub fn new(tell: Callback<Action>, librarian: Librarian) -> Self {
        let score = Rc::new_cyclic(|weak: &std::rc::Weak<RefCell<Score>>| {
            let weak = weak.clone();
            let hear = Callback::from(move |word| {
                if let Some(score) = weak.upgrade() {
                    Self(score).hear(word);
                }
            });
            RefCell::new(Score {
                bridge: Bridge::new(Program::Path, hear),
                tell,
                librarian,
                queue: VecDeque::new(),
                playing: None,
                next_job: 1,
                pack: Standing::Coming,
                comparing: Comparing::default(),
                charting: Charting::default(),
                explaining: Explaining::default(),
                tagger: Tagger::default(),
                asking: Asking::default(),
            })
        });
        Self(score)
    }

    /// Starts the worker and sends for the pack.
    pub fn start(&self) {
        self.restart();
    }

    /// Lines these songs up.
    pub fn add(&self, files: Vec<(String, Source)>) {
        let mut songs = Vec::new();
        for (name, source) in files {
            let mut score = self.0.borrow_mut();
            let job = score.next_job;
            score.next_job += 1;
            let part = Part::new(job, name, source);
            songs.push(part.song());
            score.queue.push_back(part);
        }
        self.tell(Action::Dropped(songs));
        if matches!(self.0.borrow().pack, Standing::Missing(_)) {
            self.restart(); // perhaps it can be had by now
        }
        self.advance();
    }

    /// This song is not wanted any more.
    pub fn cancel(&self, job: Job) {
        self.tell(Action::Removed(job));
        if self.is_playing(job) {
            self.retire();
            self.restart();
            return self.advance();
        }
        let mut score = self.0.borrow_mut();
        if let Some(place) = score.queue.iter().position(|part| part.job == job) {
            score.queue.remove(place).iter().for_each(Part::silence);
        }
    }

    /// The song on its way is given up.
    fn retire(&self) {
        self.0.borrow_mut().playing.take().iter().for_each(Part::silence);
    }

    fn tell(&self, action: Action) {
        let tell = self.0.borrow().tell.clone();
        tell.emit(action);
    }

    fn reached(&self, job: Job, phase: Phase) {
        self.tell(Action::Reached(job, phase));
    }

    fn is_playing(&self, job: Job) -> bool {
        self.0.borrow().playing.as_ref().is_some_and(|part| part.job == job)
    }

    fn send(&self, message: Request, buffers: Vec<ArrayBuffer>) {
        self.0.borrow_mut().bridge.send(message, buffers);
    }

    /// A fresh worker, and the pack for it.
    fn restart(&self) {
        let mut score = self.0.borrow_mut();
        score.pack = Standing::Coming;
        score.comparing.start_anew();
        score.charting.start_anew();
        score.explaining.start_anew();
        score.asking.start_anew();
        let up = score.bridge.restart();
        score.bridge.send(Request::Load { listing: LISTING.to_owned() }, Vec::new());
        drop(score);
        self.tell(Action::PackIs(Pack::Loading));
        if !up {
            self.missing(Trouble::WorkerMissing);
        }
    }

    /// There will be no answers: whoever waits for one is told.
    fn missing(&self, trouble: Trouble) {
        if !matches!(trouble, Trouble::Pack(_)) {
            self.0.borrow_mut().bridge.stop();
        }
        self.0.borrow_mut().pack = Standing::Missing(trouble.clone());
        self.tell(Action::PackIs(Pack::Refused(alone(&trouble))));
        let job = self.0.borrow().playing.as_ref().map(|part| part.job);
        if let Some(job) = job {
            self.refuse(job, &trouble);
        }
    }

    /// The worker broke down: its song fails, and the next gets a fresh worker.
    fn bury(&self) {
        if !self.0.borrow().bridge.is_open() {
            return self.missing(Trouble::WorkerMissing); // it never listened: another would not either
        }
        let job = self.0.borrow().playing.as_ref().map(|part| part.job);
        self.give_up_comparing();
        self.give_up_charting();
        self.give_up_explaining();
        self.give_up_asking();
        self.restart();
        if let Some(job) = job {
            self.refuse(job, &Trouble::WorkerDied);
        }
    }
}
