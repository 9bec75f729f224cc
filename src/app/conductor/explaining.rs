//! Why a neighbour that the visitor opens is near.

use std::rc::Rc;
use vecmap::VecSet;

use super::Conductor;
use super::part::Standing;
use crate::app::sentence::{self, Trouble};
use crate::app::state::{Action, Explained};
use crate::engine::reason::Reason;
use crate::protocol::{Job, Request, Why};

/// What is to be explained, and what is under way.
#[derive(Default)]
pub(super) struct Explaining {
    /// What the page waits for.
    wanted: Option<(Job, Why)>,
    /// What this worker was asked and has not said yet.
    asked: VecSet<(Job, Why)>,
}

impl Explaining {
    /// A fresh worker was asked nothing.
    pub fn start_anew(&mut self) {
        self.asked.clear();
    }
}

impl Conductor {
    /// The page waits to hear why this neighbour of this song is near, or for nothing.
    pub fn wonder(&self, wanted: Option<(Job, Why)>) {
        self.0.borrow_mut().explaining.wanted = wanted;
        self.explain();
    }

    /// Does the next thing that brings what is wanted: fetches the catalogue anew, or asks it.
    pub(super) fn explain(&self) {
        let mut score = self.0.borrow_mut();
        if score.pack != Standing::There {
            return;
        }
        let Some((job, why)) = score.explaining.wanted.clone() else { return };
        if !score.comparing.has_open(&why.catalogue) {
            drop(score);
            return self.fetch(why.catalogue);
        }
        let Some(description) = score.comparing.description(job) else { return };
        if score.explaining.asked.insert((job, why.clone())) {
            let mut buffers = vec![description];
            if why.ranking.needs_network() {
                buffers.extend(score.tagger.impression(job));
            }
            score.bridge.send(Request::Explain { job, why }, buffers);
        }
    }

    /// The worker has explained a neighbour, or it cannot.
    pub(super) fn explained(&self, job: Job, why: Why, found: Result<Reason, Trouble>) {
        let mut score = self.0.borrow_mut();
        score.explaining.asked.remove(&(job, why.clone()));
        let title = score.comparing.title(&why.catalogue);
        drop(score);
        let explained = match found {
            Ok(reason) => Explained::Found(Rc::new(reason)),
            Err(trouble) => Explained::Failed(sentence::about_catalogue(&title, &trouble)),
        };
        self.tell(Action::Explained(job, why, explained));
    }

    /// The worker broke down, perhaps over what it was asked: a fresh one is not asked by itself.
    pub(super) fn give_up_explaining(&self) {
        let asked = std::mem::take(&mut self.0.borrow_mut().explaining.asked);
        for (job, why) in asked {
            self.explained(job, why, Err(Trouble::WorkerDied));
        }
    }
}
