//! What the page knows, and the only way in which it changes. Pure: no browser in here.

mod check;
mod library;
mod place;
mod shelf;
mod song;
mod wonder;
mod tags;

use std::rc::Rc;
use vecmap::VecMap;

use crate::engine::header::Header;
use crate::engine::recommend::Terms;
use crate::engine::survey::Survey;
use crate::engine::terrain::Terrain;
use crate::protocol::{Job, Offer, PackCard, Why, Wish};

pub use check::Check;
pub use library::{Around, Known, Lack, Library, Reported};
pub use place::Place;
pub use shelf::{Catalogue, Shelf, Standing};
pub use song::{Answer, Charted, Compared, Near, Phase, Song};
pub use tags::{Ears, Permission, Progress, TagNews, Tagging, Tags, Task};
pub use wonder::{Explained, Wonder};

use tags::Turn;

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Dropped songs, in the order they were dropped. What was refused or cancelled is not among them.
    pub songs: Vec<Rc<Song>>,
    /// The one that is laid out; `None` is the invitation.
    pub shown: Option<Job>,
    /// Sentences about what could not be done, oldest first.
    pub refusals: Vec<Refusal>,
    /// What names the genres of songs.
    pub pack: Pack,
    /// What songs are compared with.
    pub shelf: Rc<Shelf>,
    /// How neighbours are chosen.
    pub terms: Rc<Terms>,
    /// Where the songs of catalogues lie, by the catalogues' names.
    pub terrains: VecMap<String, Rc<Terrain>>,
    /// What the network hears.
    pub tags: Rc<Tags>,
    /// Which page is open.
    pub place: Place,
    /// What is known of whole packs.
    pub library: Rc<Library>,
    /// How the self-check stands.
    pub check: Check,
}

/// A sentence about what could not be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// For this job.
    pub job: Job,
    /// For people.
    pub sentence: String,
}

/// What names the genres of songs.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Pack {
    /// On its way.
    #[default]
    Loading,
    /// In the worker's hands.
    Loaded(Rc<PackCard>),
    /// Cannot be had; why and what to do.
    Refused(String),
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Files were dropped together; the first of them is laid out.
    Dropped(Vec<Song>),
    /// A song's header was read.
    Probed {
        /// Of this job.
        job: Job,
        /// What it says of itself.
        header: Header,
        /// Address of its cover.
        cover: Option<String>,
    },
    /// A song has come this far.
    Reached(Job, Phase),
    /// A song was compared with a catalogue.
    Compared(Job, Wish, Compared),
    /// The catalogue of this name was counted.
    Surveyed(String, Rc<Terrain>),
    /// The way of a song through the catalogue of this name.
    Charted(Job, String, Charted),
    /// A song was refused.
    Refused(Refusal),
    /// A song is not wanted any more.
    Removed(Job),
    /// A refusal was read.
    Dismissed(Job),
    /// Lay out this song, or the invitation.
    Shown(Option<Job>),
    /// The pack is on its way, there, or not to be had.
    PackIs(Pack),
    /// These catalogues can be had.
    Listed(Vec<Offer>),
    /// A catalogue stands differently now.
    CatalogueIs(String, Standing),
    /// Songs are to be compared with the catalogue of this name.
    Chosen(String),
    /// Neighbours are to be chosen like this.
    Wished(Terms),
    /// Of this song's neighbours this one is opened, or none.
    Wondered(Job, Option<Why>),
    /// A neighbour of a song was explained.
    Explained(Job, Why, Explained),
    /// Something happens with the network.
    Tags(TagNews),
    /// This page is opened.
    Went(Place),
    /// The catalogue of this name was looked at.
    Overlooked(String, Known<Survey>),
    /// The pack of this name has told of itself.
    Reported(String, Known<Reported>),
    /// A song of a catalogue was picked, by its position; or none is any more.
    Picked(Option<(String, u32)>),
    /// What is near the picked song.
    Near(Around),
    /// What could not be had of whole packs is to be tried again.
    Asked,
    /// The self-check runs, with this number.
    Checking(Job),
}

impl State {
    /// The song that is laid out.
    #[must_use]
    pub fn shown(&self) -> Option<&Rc<Song>> {
        self.shown.and_then(|job| self.songs.iter().find(|song| song.job == job))
    }

    /// Which neighbours are to be shown, once there is any catalogue.
    #[must_use]
    pub fn wish(&self) -> Option<Wish> {
        let catalogue = self.shelf.chosen()?.offer.name.clone();
        let terms = (*self.terms).clone();
        let terms = if self.ears() == Ears::Ready { terms } else { terms.unheard() };
        Some(Wish { catalogue, terms })
    }

    /// Whether the song that is laid out can be compared with the chosen catalogue by what the network hears.
    #[must_use]
    pub fn ears(&self) -> Ears {
        let network = self.shelf.card().and_then(|card| card.network.as_deref());
        match (network, &self.tags.network, self.shown()) {
            (None, ..) => Ears::None,
            (Some(theirs), Some(ours), _) if theirs != ours.revision => Ears::None,
            _ if self.tags.permission != Permission::Granted => Ears::Shut,
            (.., Some(song)) if self.tags.has_heard(song.job) => {
                let open =
                    self.shelf.chosen().is_some_and(|chosen| song.wonder.is_by_timbre(&chosen.offer.name));
                if open && self.terms.ranking.needs_network() { Ears::Held } else { Ears::Ready }
            }
            _ => Ears::Listening,
        }
    }

    /// What is missing from what is laid out: these neighbours of this song.
    #[must_use]
    pub fn wanted(&self) -> Option<(Job, Wish)> {
        let (song, wish) = (self.shown()?, self.wish()?);
        (!song.compared.contains_key(&wish)).then_some((song.job, wish))
    }

    /// What is missing from what is laid out, once it is answered: the way of this song through the catalogue of this name.
    #[must_use]
    pub fn uncharted(&self) -> Option<(Job, String)> {
        let (song, catalogue) = (self.shown()?, &self.shelf.chosen()?.offer.name);
        let wanted = song.answer().is_some() && !song.charted.contains_key(catalogue);
        wanted.then(|| (song.job, catalogue.clone()))
    }

    /// Where the songs of the chosen catalogue lie, once they are counted.
    #[must_use]
    pub fn terrain(&self) -> Option<&Rc<Terrain>> {
        self.terrains.get(&self.shelf.chosen()?.offer.name)
    }

    /// What else is missing from it: why this neighbour, which is open, is near.
    #[must_use]
    pub fn unexplained(&self) -> Option<(Job, Why)> {
        let song = self.shown()?;
        song.wonder.unanswered().map(|why| (song.job, why.clone()))
    }

    /// What the network is to do: nothing before the song that is laid out is answered and has its neighbours, and nothing
    /// while another song is on its way.
    #[must_use]
    pub fn task(&self) -> Task {
        let Some(song) = self.shown().filter(|song| song.answer().is_some()) else { return Task::Rest };
        let others = self.wanted().is_some() || self.songs.iter().any(|song| song.answer().is_none());
        self.tags.task(song.job, if others { Turn::Others } else { Turn::Own })
    }

    /// The state after `action`.
    #[must_use]
    pub fn reduce(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Dropped(songs) if songs.is_empty() => {}
            Action::Dropped(songs) => {
                next.refusals.clear(); // read by now, or not worth reading
                next.place = Place::Listen;
                next.shown = songs.first().map(|song| song.job);
                next.songs.extend(songs.into_iter().map(Rc::new));
            }
            Action::Probed { job, header, cover } => next.change(job, |song| {
                song.header = Some(header);
                song.cover = cover;
            }),
            Action::Reached(job, phase) if self.check == Check::Running(job) => next.check(phase),
            Action::Reached(job, phase) => next.change(job, |song| song.reach(phase)),
            Action::Compared(job, wish, compared) => {
                next.change(job, |song| drop(song.compared.insert(wish, compared)));
            }
            Action::Surveyed(catalogue, terrain) => drop(next.terrains.insert(catalogue, terrain)),
            Action::Charted(job, catalogue, charted) => {
                next.change(job, |song| drop(song.charted.insert(catalogue, charted)));
            }
            Action::Refused(refusal) if self.check == Check::Running(refusal.job) => {
                next.check = Check::Failed(refusal.sentence);
            }
            Action::Refused(refusal) => {
                next.remove(refusal.job);
                next.refusals.push(refusal);
            }
            Action::Removed(job) => next.remove(job),
            Action::Dismissed(job) => next.refusals.retain(|refusal| refusal.job != job),
            Action::Shown(job) => {
                next.shown = job;
                next.place = Place::Listen;
            }
            Action::PackIs(pack) => next.stand(pack),
            Action::Listed(offers) => Rc::make_mut(&mut next.shelf).list(offers),
            Action::CatalogueIs(name, standing) => Rc::make_mut(&mut next.shelf).stand(&name, standing),
            Action::Chosen(name) => next.choose(name),
            Action::Wished(terms) => next.wish_for(terms),
            Action::Wondered(job, why) => next.change(job, |song| song.wonder.open(why)),
            Action::Explained(job, why, explained) => {
                next.change(job, |song| song.wonder.learn(why, explained));
            }
            Action::Tags(news) => Rc::make_mut(&mut next.tags).hear(news),
            Action::Went(place) => next.go(place),
            Action::Overlooked(catalogue, known) => next.library().learn_survey(catalogue, known),
            Action::Reported(pack, known) => next.library().learn_report(pack, known),
            Action::Picked(picked) => {
                let around = |(catalogue, position)| Around { catalogue, position, found: None };
                next.library().around = picked.map(around);
            }
            Action::Near(around) => next.library().learn_around(around),
            Action::Asked => next.library().try_again(),
            Action::Checking(job) => next.check = Check::Running(job),
        }
        next
    }

    /// What the open page still wants to know of whole packs.
    #[must_use]
    pub fn lacks(&self) -> Vec<Lack> {
        let chosen = self.shelf.chosen().map(|catalogue| catalogue.offer.name.as_str());
        match (self.place, &self.pack) {
            (Place::Explore, _) => self.library.missing(chosen, chosen),
            (Place::Model, Pack::Loaded(card)) => self.library.missing(None, Some(&card.name)),
            (Place::Listen | Place::Model, _) => Vec::new(),
        }
    }

    fn library(&mut self) -> &mut Library {
        Rc::make_mut(&mut self.library)
    }

    fn go(&mut self, place: Place) {
        if place != self.place {
            self.library().try_again();
        }
        self.place = place;
    }

    fn check(&mut self, phase: Phase) {
        if let Phase::Done(answer) = phase {
            self.check = Check::Answered(Box::new(answer.analysis.clone()));
        }
    }

    fn change(&mut self, job: Job, change: impl FnOnce(&mut Song)) {
        if let Some(song) = self.songs.iter_mut().find(|song| song.job == job) {
            change(Rc::make_mut(song));
        }
    }

    /// Takes a song away; if it was laid out, its successor is, or else its predecessor.
    fn remove(&mut self, job: Job) {
        let Some(place) = self.songs.iter().position(|song| song.job == job) else { return };
        self.songs.remove(place);
        if self.shown == Some(job) {
            let heir = self.songs.get(place).or(self.songs.get(place.wrapping_sub(1)));
            self.shown = heir.map(|song| song.job);
        }
    }

    /// A neighbour that another ranking found does not stay open.
    fn wish_for(&mut self, terms: Terms) {
        if self.terms.ranking != terms.ranking {
            self.songs.iter_mut().for_each(|song| Rc::make_mut(song).wonder.open(None));
        }
        self.terms = Rc::new(terms);
    }

    fn stand(&mut self, pack: Pack) {
        let catalogues = Rc::make_mut(&mut self.shelf);
        match &pack {
            Pack::Loaded(card) => catalogues.open_first(card),
            Pack::Loading | Pack::Refused(_) => catalogues.forget_coming(),
        }
        // A fresh worker fetches it anew; what the page knows of it stays true.
        if !matches!((&self.pack, &pack), (Pack::Loaded(_), Pack::Loading)) {
            self.pack = pack;
        }
    }

    /// Whoever asks again for what failed wants it tried again.
    fn choose(&mut self, catalogue: String) {
        let failed = |wish: &Wish, compared: &Compared| {
            wish.catalogue == catalogue && matches!(compared, Compared::Failed(_))
        };
        for song in &mut self.songs {
            if song.compared.iter().any(|(wish, compared)| failed(wish, compared)) {
                Rc::make_mut(song).compared.retain(|wish, compared| !failed(wish, compared));
            }
            if let Some(Charted::Failed(_)) = song.charted.get(&catalogue) {
                Rc::make_mut(song).charted.remove(&catalogue);
            }
        }
        self.library().try_again();
        Rc::make_mut(&mut self.shelf).choose(catalogue);
    }
}

#[cfg(test)]
mod tests;
