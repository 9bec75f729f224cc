//! Takes the songs, two at a time, through reading, decoding and hearing, and on to the worker that answers.

mod charting;
mod chorus;
mod comparing;
mod explaining;
mod hearing;
mod lanes;
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
use chorus::Chorus;
use comparing::Comparing;
use explaining::Explaining;
use lanes::Lane;
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
    lanes: [Lane; 2],
    chorus: Chorus,
    /// Songs that are heard, and wait for their answer.
    heard: Vec<Part>,
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
    /// A conductor who tells what happens; nothing is fetched before [`Conductor::start`].
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
                lanes: Default::default(),
                chorus: Chorus::default(),
                heard: Vec::new(),
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

    /// Starts the worker, which is sent for the pack, and then hears what was asked for meanwhile.
    pub fn start(&self) {
        let mut score = self.0.borrow_mut();
        score.pack = Standing::Coming;
        let up = score.bridge.start_with(Request::Load { listing: LISTING.to_owned() });
        drop(score);
        self.tell(Action::PackIs(Pack::Loading));
        if !up {
            self.missing(Trouble::WorkerMissing);
        }
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
        self.retire(job);
        self.advance();
    }

    /// The song is given up, wherever it is.
    fn retire(&self, job: Job) {
        let mut score = self.0.borrow_mut();
        score.chorus.leave(job);
        let waiting = score.queue.iter().position(|part| part.job == job);
        let heard = score.heard.iter().position(|part| part.job == job);
        let part = match (waiting, heard) {
            (Some(place), _) => score.queue.remove(place),
            (_, Some(place)) => Some(score.heard.remove(place)),
            _ => score.lanes.iter_mut().find(|lane| lane.leads(job)).and_then(Lane::clear),
        };
        part.iter().for_each(Part::silence);
    }

    fn tell(&self, action: Action) {
        let tell = self.0.borrow().tell.clone();
        tell.emit(action);
    }

    fn reached(&self, job: Job, phase: Phase) {
        self.tell(Action::Reached(job, phase));
    }

    /// Changes a song on its way, if there is such a one.
    fn with<T>(&self, job: Job, change: impl FnOnce(&mut Part) -> T) -> Option<T> {
        let mut score = self.0.borrow_mut();
        let Score { lanes, heard, .. } = &mut *score;
        let led = lanes.iter_mut().filter_map(|lane| lane.part.as_mut());
        led.chain(heard).find(|part| part.job == job).map(change)
    }

    fn send(&self, message: Request, buffers: Vec<ArrayBuffer>) {
        self.0.borrow_mut().bridge.send(message, buffers);
    }

    /// A fresh worker, and the pack for it.
    fn restart(&self) {
        let mut score = self.0.borrow_mut();
        score.comparing.start_anew();
        score.charting.start_anew();
        score.explaining.start_anew();
        score.asking.start_anew();
        score.bridge.stop();
        drop(score);
        self.start();
    }

    /// There will be no answers: whoever waits for one is told.
    fn missing(&self, trouble: Trouble) {
        if !matches!(trouble, Trouble::Pack(_)) {
            self.0.borrow_mut().bridge.stop();
        }
        self.0.borrow_mut().pack = Standing::Missing(trouble.clone());
        self.tell(Action::PackIs(Pack::Refused(alone(&trouble))));
        let jobs = self.on_their_way(|_| true);
        for job in jobs {
            self.refuse(job, &trouble);
        }
    }

    /// The songs that are led or heard, as far as they are `wanted`.
    fn on_their_way(&self, wanted: fn(&Part) -> bool) -> Vec<Job> {
        let score = self.0.borrow();
        let led = score.lanes.iter().filter_map(|lane| lane.part.as_ref());
        led.chain(&score.heard).filter(|part| wanted(part)).map(|part| part.job).collect()
    }

    /// The worker broke down: the songs that it was asked about fail, and the next get a fresh worker.
    fn bury(&self) {
        if !self.0.borrow().bridge.is_open() {
            return self.missing(Trouble::WorkerMissing); // it never listened: another would not either
        }
        let jobs = self.on_their_way(|part| part.asked);
        self.give_up_comparing();
        self.give_up_charting();
        self.give_up_explaining();
        self.give_up_asking();
        self.restart();
        for job in jobs {
            self.refuse(job, &Trouble::WorkerDied);
        }
    }
}
