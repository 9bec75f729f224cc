//! What the page knows, and the only way in which it changes. Pure: no browser in here.

use std::rc::Rc;

use crate::engine::analysis::{Analysis, Stage};
use crate::engine::header::Header;
use crate::protocol::{Job, PackCard};

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Dropped songs, in the order they were dropped. What was refused or cancelled is not among them.
    pub songs: Vec<Rc<Song>>,
    /// The one that is laid out; `None` is the invitation.
    pub shown: Option<Job>,
    /// Sentences about what could not be done, oldest first.
    pub refusals: Vec<Refusal>,
    /// What songs are compared with.
    pub pack: Pack,
}

/// One dropped file.
#[derive(Clone, Debug, PartialEq)]
pub struct Song {
    /// Its number.
    pub job: Job,
    /// File name, without folders.
    pub name: String,
    /// Address at which the browser can play it.
    pub sound: String,
    /// Address of its cover, once the header is read and if it has one.
    pub cover: Option<String>,
    /// What it says of itself, once read.
    pub header: Option<Header>,
    /// How far it has come.
    pub phase: Phase,
}

/// How far a song has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Others come first.
    Waiting,
    /// From disk, then header and tags.
    Reading,
    /// The browser turns the file into samples.
    Decoding,
    /// The samples are there; the pack is not yet.
    Ready,
    /// The worker walks the path; of this stage, 0 to 1.
    Working(Stage, f32),
    /// There is an answer.
    Done(Rc<Answer>),
}

/// What the worker found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What is said.
    pub analysis: Analysis,
    /// The waveform: lowest and highest sample of each column.
    pub peaks: Vec<[f32; 2]>,
    /// The analysis as "Save result" writes it.
    pub json: String,
}

/// A sentence about what could not be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// For this job.
    pub job: Job,
    /// For people.
    pub sentence: String,
}

/// What songs are compared with.
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
}

impl State {
    /// The song that is laid out.
    #[must_use]
    pub fn shown(&self) -> Option<&Rc<Song>> {
        self.shown.and_then(|job| self.songs.iter().find(|song| song.job == job))
    }

    /// The state after `action`.
    #[must_use]
    pub fn reduce(&self, action: Action) -> Self {
        let mut next = self.clone();
        match action {
            Action::Dropped(songs) if songs.is_empty() => {}
            Action::Dropped(songs) => {
                next.refusals.clear(); // read by now, or not worth reading
                next.shown = songs.first().map(|song| song.job);
                next.songs.extend(songs.into_iter().map(Rc::new));
            }
            Action::Probed { job, header, cover } => next.change(job, |song| {
                song.header = Some(header);
                song.cover = cover;
            }),
            Action::Reached(job, phase) => next.change(job, |song| song.phase = phase),
            Action::Refused(refusal) => {
                next.remove(refusal.job);
                next.refusals.push(refusal);
            }
            Action::Removed(job) => next.remove(job),
            Action::Dismissed(job) => next.refusals.retain(|refusal| refusal.job != job),
            Action::Shown(job) => next.shown = job,
            // A fresh worker fetches it anew; what the page knows of it stays true.
            Action::PackIs(Pack::Loading) if matches!(self.pack, Pack::Loaded(_)) => {}
            Action::PackIs(pack) => next.pack = pack,
        }
        next
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
}

impl Song {
    /// What the tags call it, or else the file's name.
    #[must_use]
    pub fn title(&self) -> &str {
        self.header.as_ref().and_then(|header| header.title.as_deref()).unwrap_or(&self.name)
    }

    /// Who the tags say it is by.
    #[must_use]
    pub fn artist(&self) -> Option<&str> {
        self.header.as_ref().and_then(|header| header.artist.as_deref())
    }

    /// The answer, once there is one.
    #[must_use]
    pub fn answer(&self) -> Option<&Rc<Answer>> {
        match &self.phase {
            Phase::Done(answer) => Some(answer),
            _ => None,
        }
    }
}

impl Phase {
    /// What is happening, in a word or two.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Waiting => "Waiting its turn",
            Self::Reading => "Reading the file",
            Self::Decoding => "Decoding",
            Self::Ready => "Fetching the catalogue",
            Self::Working(Stage::Resampling, _) => "Resampling",
            Self::Working(Stage::Listening, _) => "Listening",
            Self::Working(Stage::Classifying, _) => "Naming the genre",
            Self::Working(Stage::Searching, _) => "Finding neighbours",
            Self::Done(_) => "Done",
        }
    }

    /// How much of the whole way lies behind, 0 to 1. The shares are those of a four-minute MP3.
    #[must_use]
    pub fn done(&self) -> f32 {
        let (from, to, within) = match self {
            Self::Waiting => (0.0, 0.0, 0.0),
            Self::Reading => (0.0, 0.05, 1.0),
            Self::Decoding => (0.05, 0.5, 0.5),
            Self::Ready => (0.5, 0.5, 0.0),
            Self::Working(Stage::Resampling, within) => (0.5, 0.6, *within),
            Self::Working(Stage::Listening, within) => (0.6, 0.9, *within),
            Self::Working(Stage::Classifying, within) => (0.9, 0.95, *within),
            Self::Working(Stage::Searching, within) => (0.95, 1.0, *within),
            Self::Done(_) => (1.0, 1.0, 1.0),
        };
        from + (to - from) * within.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song(job: Job) -> Song {
        Song {
            job,
            name: format!("{job}.mp3"),
            sound: String::new(),
            cover: None,
            header: None,
            phase: Phase::Waiting,
        }
    }

    fn dropped(jobs: &[Job]) -> State {
        State::default().reduce(Action::Dropped(jobs.iter().copied().map(song).collect()))
    }

    fn refused(state: &State, job: Job) -> State {
        state.reduce(Action::Refused(Refusal { job, sentence: format!("no {job}") }))
    }

    #[test]
    fn first_of_a_drop_is_laid_out_even_beside_an_older_song() {
        let state = dropped(&[1, 2]);
        assert_eq!(state.shown, Some(1));
        let state = state.reduce(Action::Dropped(vec![song(3), song(4)]));
        assert_eq!(state.shown, Some(3));
        assert_eq!(state.songs.len(), 4);
    }

    #[test]
    fn an_empty_drop_changes_nothing() {
        assert_eq!(dropped(&[1]).reduce(Action::Dropped(Vec::new())), dropped(&[1]));
    }

    #[test]
    fn a_refused_song_leaves_a_sentence_and_its_successor() {
        let state = refused(&dropped(&[1, 2, 3]), 1);
        assert_eq!(state.shown, Some(2));
        assert_eq!(state.refusals, [Refusal { job: 1, sentence: "no 1".into() }]);
        let state = refused(&refused(&state, 3), 2);
        assert_eq!((state.shown, state.songs.len(), state.refusals.len()), (None, 0, 3));
        assert!(state.reduce(Action::Dropped(vec![song(4)])).refusals.is_empty());
    }

    #[test]
    fn the_last_song_leaves_its_predecessor() {
        let state = dropped(&[1, 2]).reduce(Action::Shown(Some(2))).reduce(Action::Removed(2));
        assert_eq!(state.shown, Some(1));
    }

    #[test]
    fn late_news_of_a_removed_song_changes_nothing() {
        let state = dropped(&[1, 2]).reduce(Action::Removed(1));
        assert_eq!(state.reduce(Action::Reached(1, Phase::Decoding)), state);
        assert_eq!(state.reduce(Action::Removed(1)), state);
    }

    #[test]
    fn a_pack_once_known_stays_known_while_a_fresh_worker_fetches_it() {
        let card = PackCard {
            name: "p".into(),
            title: String::new(),
            tracks: 3,
            genres: Vec::new(),
            credit: String::new(),
        };
        let known = State::default().reduce(Action::PackIs(Pack::Loaded(Rc::new(card))));
        assert_eq!(known.reduce(Action::PackIs(Pack::Loading)), known);
        let refused = known.reduce(Action::PackIs(Pack::Refused("gone".into())));
        assert_eq!(refused.reduce(Action::PackIs(Pack::Loading)).pack, Pack::Loading);
    }

    #[test]
    fn progress_only_grows_along_the_path() {
        let path = [
            Phase::Waiting,
            Phase::Reading,
            Phase::Decoding,
            Phase::Ready,
            Phase::Working(Stage::Resampling, 0.5),
            Phase::Working(Stage::Listening, 0.0),
            Phase::Working(Stage::Listening, 2.0),
            Phase::Working(Stage::Classifying, 0.5),
            Phase::Working(Stage::Searching, 1.0),
        ];
        let steps: Vec<f32> = path.iter().map(Phase::done).collect();
        assert!(steps.is_sorted(), "{steps:?}");
        assert!(steps.iter().all(|step| (0.0..=1.0).contains(step)), "{steps:?}");
    }
}
