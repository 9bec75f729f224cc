//! What the page wants to know of whole packs, asked once each, and the self-check.

use std::rc::Rc;
use vecmap::VecSet;

use js_sys::ArrayBuffer;

use super::part::{Part, Standing};
use super::{Conductor, Source};
use crate::app::sentence::{Trouble, about_catalogue};
use crate::app::state::{Action, Around, Known, Lack, Reported};
use crate::engine::report::Report;
use crate::letter::bytes;
use crate::protocol::{Event, Facts, Job, LoadFailure, Request};

/// The bundled clip whose answer is stored beside it; what it is stands in www/sample/README.md.
const CLIP: &str = "sample/check.flac";

/// What is wanted, and what this worker was asked and has not said yet.
#[derive(Default)]
pub(super) struct Asking {
    lacks: Vec<Lack>,
    asked: VecSet<Lack>,
    /// The self-check's number.
    check: Option<Job>,
}

impl Asking {
    /// Whether this is the self-check.
    pub fn checks(&self, job: Job) -> bool {
        self.check == Some(job)
    }

    /// A fresh worker was asked nothing.
    pub fn start_anew(&mut self) {
        self.asked.clear();
    }
}

impl Conductor {
    /// The page waits for all of these.
    pub fn fill(&self, lacks: Vec<Lack>) {
        self.0.borrow_mut().asking.lacks = lacks;
        self.fulfil();
    }

    /// Asks for what is wanted of packs that are open, and fetches the others.
    pub(super) fn fulfil(&self) {
        let lacks = self.0.borrow().asking.lacks.clone();
        for lack in lacks {
            if self.has_open(lack.pack()) && self.0.borrow_mut().asking.asked.insert(lack.clone()) {
                self.send(lack.request(), Vec::new());
            }
        }
    }

    /// Whether the worker has this pack open; if not, it is sent for.
    fn has_open(&self, pack: &str) -> bool {
        let score = self.0.borrow();
        let (there, open) = (score.pack == Standing::There, score.comparing.has_open(pack));
        drop(score);
        if there && !open {
            self.fetch(pack.to_owned());
        }
        there && open
    }

    /// Lines up the bundled clip. The page shows no song of it: what is told of its number is about the check.
    pub fn check(&self) {
        let mut score = self.0.borrow_mut();
        let job = score.next_job;
        score.next_job += 1;
        score.asking.check = Some(job);
        let name = CLIP.rsplit('/').next().unwrap_or(CLIP).to_owned();
        score.queue.push_back(Part::new(job, name, Source::Address(CLIP.to_owned())));
        let missing = matches!(score.pack, Standing::Missing(_));
        drop(score);
        self.tell(Action::Checking(job));
        if missing {
            self.restart(); // perhaps it can be had by now
        }
        self.advance();
    }

    /// What the worker says of whole packs.
    pub fn hear_library(&self, event: Event, buffers: &[ArrayBuffer]) {
        match event {
            Event::Overlooked { catalogue, survey } => {
                self.done(Lack::Survey(catalogue.clone()));
                self.tell(Action::Overlooked(catalogue, Known::There(Rc::new(survey))));
            }
            Event::NotOverlooked { catalogue, error } => {
                self.cannot(Lack::Survey(catalogue), &Trouble::Engine(error));
            }
            Event::Reported { facts } => self.reported(facts, buffers),
            Event::NotReported { pack, why } => self.cannot(Lack::Report(pack), &Trouble::Fetch(why)),
            Event::Around { catalogue, position, neighbours } => match neighbours {
                Ok(found) => {
                    self.done(Lack::Around(catalogue.clone(), position));
                    self.tell(Action::Near(Around { catalogue, position, found: Some(Ok(Rc::new(found))) }));
                }
                Err(error) => self.cannot(Lack::Around(catalogue, position), &Trouble::Engine(error)),
            },
            _ => {} // of songs, and heard elsewhere
        }
    }

    fn reported(&self, facts: Facts, buffers: &[ArrayBuffer]) {
        let lack = Lack::Report(facts.pack.name.clone());
        let report = buffers.first().map(|report| Report::parse(&facts.report, &bytes(report))).transpose();
        match report {
            Ok(report) => {
                self.done(lack);
                let pack = facts.pack.name.clone();
                self.tell(Action::Reported(pack, Known::There(Rc::new(Reported { facts, report }))));
            }
            Err(error) => self.cannot(lack, &Trouble::Fetch(LoadFailure::Refused(error))),
        }
    }

    /// The worker broke down: what it was asked may be why, so a fresh one is not asked by itself.
    pub(super) fn give_up_asking(&self) {
        let asked = std::mem::take(&mut self.0.borrow_mut().asking.asked);
        for lack in asked {
            self.cannot(lack, &Trouble::WorkerDied);
        }
    }

    fn done(&self, lack: Lack) {
        self.0.borrow_mut().asking.asked.remove(&lack);
    }

    fn cannot(&self, lack: Lack, trouble: &Trouble) {
        let sentence = about_catalogue(&self.0.borrow().comparing.title(lack.pack()), trouble);
        self.done(lack.clone());
        self.tell(match lack {
            Lack::Survey(catalogue) => Action::Overlooked(catalogue, Known::Missing(sentence)),
            Lack::Report(pack) => Action::Reported(pack, Known::Missing(sentence)),
            Lack::Around(catalogue, position) => {
                Action::Near(Around { catalogue, position, found: Some(Err(sentence)) })
            }
        });
    }
}

impl Lack {
    /// Which pack it is about.
    fn pack(&self) -> &str {
        match self {
            Self::Survey(pack) | Self::Report(pack) | Self::Around(pack, _) => pack,
        }
    }

    fn request(self) -> Request {
        match self {
            Self::Survey(catalogue) => Request::Overlook { catalogue },
            Self::Report(pack) => Request::Report { pack },
            Self::Around(catalogue, position) => Request::Around { catalogue, position },
        }
    }
}
