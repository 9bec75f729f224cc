//! Neighbours from the catalogue that the visitor picks, for songs analysed before.

use std::rc::Rc;
use vecmap::{VecMap, VecSet};

use js_sys::ArrayBuffer;

use super::Conductor;
use super::part::Standing as PackStanding;
use crate::app::memory;
use crate::app::sentence::{self, Trouble};
use crate::app::state::{Action, Compared, Near, Standing};
use crate::engine::header::Header;
use crate::engine::recommend::Terms;
use crate::protocol::{Job, Offer, PackCard, Request, Wish};

/// What it takes to compare, and what is under way.
#[derive(Default)]
pub(super) struct Comparing {
    offers: Vec<Offer>,
    /// What the page waits for: these neighbours of this song.
    wanted: Option<(Job, Wish)>,
    /// How neighbours of songs yet to come are chosen.
    terms: Terms,
    /// What this worker has open, and what it fetches.
    open: VecSet<String>,
    coming: VecSet<String>,
    /// What this worker was asked and has not said yet.
    asked: VecSet<(Job, Wish)>,
    /// Every song that was heard.
    answered: VecMap<Job, Answered>,
}

/// What is left of a song: enough to compare it with anything.
struct Answered {
    name: String,
    header: Header,
    description: ArrayBuffer,
}

impl Comparing {
    /// A fresh worker knows nothing.
    pub fn start_anew(&mut self) {
        self.open.clear();
        self.coming.clear();
        self.asked.clear();
    }

    /// The catalogue to compare this song with in the first place; `None` leaves that to the worker.
    pub fn catalogue_for(&self, job: Job) -> Option<String> {
        self.wanted.as_ref().filter(|(wanted, _)| *wanted == job).map(|(_, wish)| wish.catalogue.clone())
    }

    /// How neighbours are chosen in the first place, before any network has heard the song.
    pub fn terms(&self) -> Terms {
        self.terms.clone().unheard()
    }

    /// What to ask the worker about a song that was analysed, unless it was asked already.
    fn question(&mut self, job: Job, wish: Wish) -> Option<(Request, ArrayBuffer)> {
        let Answered { name, header, .. } = self.answered.get(&job)?;
        let (name, header, description) = (name.clone(), header.clone(), self.description(job)?);
        let new = self.asked.insert((job, wish.clone()));
        new.then_some((Request::Compare { job, name, header, wish }, description))
    }

    /// Whether this worker has the catalogue open.
    pub fn has_open(&self, catalogue: &str) -> bool {
        self.open.contains(catalogue)
    }

    /// A copy of what is left of a song that was analysed: what is sent is gone.
    pub fn description(&self, job: Job) -> Option<ArrayBuffer> {
        self.answered.get(&job).map(|answered| answered.description.slice(0))
    }

    /// Keeps what is left of a song that is heard.
    pub fn keep(&mut self, job: Job, name: &str, header: &Header, description: ArrayBuffer) {
        let answered = Answered { name: name.to_owned(), header: header.clone(), description };
        self.answered.insert(job, answered);
    }

    pub fn title(&self, catalogue: &str) -> String {
        let offer = self.offers.iter().find(|offer| offer.name == catalogue);
        offer.map_or_else(|| catalogue.to_owned(), |offer| offer.title.clone())
    }
}

impl Conductor {
    /// The page waits for these neighbours of this song, or for nothing; songs yet to come are asked on these terms.
    pub fn want(&self, wanted: Option<(Job, Wish)>, terms: Terms) {
        let mut score = self.0.borrow_mut();
        (score.comparing.wanted, score.comparing.terms) = (wanted, terms);
        drop(score);
        self.compare();
    }

    /// Does the next thing that brings what is wanted: fetches the catalogue, or asks it.
    pub(super) fn compare(&self) {
        let mut score = self.0.borrow_mut();
        if score.pack != PackStanding::There {
            return;
        }
        let Some((job, wish)) = score.comparing.wanted.clone() else { return };
        let catalogue = wish.catalogue.clone();
        if score.comparing.open.contains(&catalogue) {
            let by_network = wish.terms.ranking.needs_network();
            if let Some((request, description)) = score.comparing.question(job, wish) {
                let mut buffers = vec![description];
                if by_network {
                    buffers.extend(score.tagger.impression(job));
                }
                score.bridge.send(request, buffers);
            }
        } else {
            drop(score);
            self.fetch(catalogue);
        }
    }

    /// Sends for a catalogue, unless it is on its way.
    pub(super) fn fetch(&self, catalogue: String) {
        let mut score = self.0.borrow_mut();
        if score.comparing.coming.insert(catalogue.clone()) {
            score.bridge.send(Request::Open { pack: catalogue.clone() }, Vec::new());
            drop(score);
            self.tell(Action::CatalogueIs(catalogue, Standing::Coming { done: 0, of: 0 }));
        }
    }

    /// The list was read. What the visitor chose on an earlier visit is chosen again, if it still can be.
    pub(super) fn listed(&self, packs: Vec<Offer>) {
        let before = std::mem::replace(&mut self.0.borrow_mut().comparing.offers, packs.clone());
        self.tell(Action::Listed(packs));
        if let (true, Some(catalogue)) = (before.is_empty(), memory::catalogue()) {
            self.tell(Action::Chosen(catalogue));
        }
    }

    /// The worker has this catalogue open.
    pub(super) fn opened(&self, pack: PackCard) {
        let mut score = self.0.borrow_mut();
        score.comparing.coming.remove(&pack.name);
        score.comparing.open.insert(pack.name.clone());
        drop(score);
        self.tell(Action::CatalogueIs(pack.name.clone(), Standing::There(Rc::new(pack))));
        self.compare();
        self.chart();
        self.explain();
        self.fulfil();
    }

    /// The worker cannot have this catalogue.
    pub(super) fn not_opened(&self, pack: String, trouble: &Trouble) {
        let mut score = self.0.borrow_mut();
        score.comparing.coming.remove(&pack);
        let sentence = sentence::about_catalogue(&score.comparing.title(&pack), trouble);
        drop(score);
        self.tell(Action::CatalogueIs(pack, Standing::Refused(sentence)));
    }

    /// The worker has compared this song, or it cannot.
    pub(super) fn compared(&self, job: Job, wish: Wish, found: Result<Near, Trouble>) {
        let mut score = self.0.borrow_mut();
        score.comparing.asked.remove(&(job, wish.clone()));
        let title = score.comparing.title(&wish.catalogue);
        drop(score);
        let compared = match found {
            Ok(near) => Compared::Found(Rc::new(near)),
            Err(trouble) => Compared::Failed(sentence::about_catalogue(&title, &trouble)),
        };
        self.tell(Action::Compared(job, wish, compared));
    }

    /// The worker broke down. What it was doing for comparisons may be why: a fresh one does not try it by itself.
    pub(super) fn give_up_comparing(&self) {
        let mut score = self.0.borrow_mut();
        let (coming, asked) =
            (std::mem::take(&mut score.comparing.coming), std::mem::take(&mut score.comparing.asked));
        drop(score);
        for pack in coming {
            self.not_opened(pack, &Trouble::WorkerDied);
        }
        for (job, wish) in asked {
            self.compared(job, wish, Err(Trouble::WorkerDied));
        }
    }
}
