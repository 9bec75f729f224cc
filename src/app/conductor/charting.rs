//! The way of the song that is laid out through the catalogue that is chosen, and where that one's songs lie.

use std::rc::Rc;
use vecmap::VecSet;

use js_sys::ArrayBuffer;

use super::Conductor;
use super::part::Standing;
use crate::app::sentence::{self, Trouble};
use crate::app::state::{Action, Charted};
use crate::letter::bytes;
use crate::protocol::{Job, Request, decode};

/// What is to be charted, and what is under way.
#[derive(Default)]
pub(super) struct Charting {
    /// What the page waits for: this song's way through this catalogue.
    wanted: Option<(Job, String)>,
    /// Catalogues that this worker was asked to count.
    surveyed: VecSet<String>,
    /// What this worker was asked and has not said yet.
    asked: VecSet<(Job, String)>,
}

impl Charting {
    /// A fresh worker knows nothing.
    pub fn start_anew(&mut self) {
        self.surveyed.clear();
        self.asked.clear();
    }
}

impl Conductor {
    /// The page waits for this song's way through this catalogue, or for nothing.
    pub fn want_chart(&self, wanted: Option<(Job, String)>) {
        self.0.borrow_mut().charting.wanted = wanted;
        self.chart();
    }

    /// Does the next thing that brings what is wanted: fetches the catalogue, or asks for the way.
    pub(super) fn chart(&self) {
        let mut score = self.0.borrow_mut();
        if score.pack != Standing::There {
            return;
        }
        let Some((job, catalogue)) = score.charting.wanted.clone() else { return };
        if !score.comparing.has_open(&catalogue) {
            drop(score);
            return self.fetch(catalogue);
        }
        let Some(description) = score.comparing.description(job) else { return };
        if score.charting.surveyed.insert(catalogue.clone()) {
            score.bridge.send(Request::Survey { catalogue: catalogue.clone() }, Vec::new());
        }
        if score.charting.asked.insert((job, catalogue.clone())) {
            score.bridge.send(Request::Chart { job, catalogue }, vec![description]);
        }
    }

    /// The worker has counted this catalogue.
    pub(super) fn surveyed(&self, catalogue: String, buffers: &[ArrayBuffer]) {
        if let Some(terrain) = buffers.first().and_then(|buffer| decode(&bytes(buffer))) {
            self.tell(Action::Surveyed(catalogue, Rc::new(terrain)));
        }
    }

    /// The worker has found this song's way, or it cannot.
    pub(super) fn charted(&self, job: Job, catalogue: &str, found: Result<Vec<ArrayBuffer>, Trouble>) {
        let mut score = self.0.borrow_mut();
        score.charting.asked.remove(&(job, catalogue.to_owned()));
        let title = score.comparing.title(catalogue);
        drop(score);
        let course = found.and_then(|buffers| {
            buffers.first().and_then(|course| decode(&bytes(course))).ok_or(Trouble::WorkerDied)
        });
        let charted = match course {
            Ok(course) => Charted::Found(Rc::new(course)),
            Err(trouble) => Charted::Failed(sentence::about_catalogue(&title, &trouble)),
        };
        self.tell(Action::Charted(job, catalogue.to_owned(), charted));
    }

    /// The worker broke down, perhaps over this: a fresh one does not try it by itself.
    pub(super) fn give_up_charting(&self) {
        let asked = std::mem::take(&mut self.0.borrow_mut().charting.asked);
        for (job, catalogue) in asked {
            self.charted(job, &catalogue, Err(Trouble::WorkerDied));
        }
    }
}
