//! One dropped song, and what is known of it.

use std::rc::Rc;
use vecmap::VecMap;

use super::wonder::Wonder;
use crate::engine::analysis::{Analysis, Neighbour, PackName, Stage};
use crate::engine::course::Course;
use crate::engine::header::Header;
use crate::engine::recommend::{Terms, worth_naming};
use crate::engine::spectrogram::Spectrogram;
use crate::protocol::{Job, Wish};

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
    /// What became of comparing it with catalogues.
    pub compared: VecMap<Wish, Compared>,
    /// What became of finding its way through catalogues, by their names.
    pub charted: VecMap<String, Charted>,
    /// What is asked and known about its neighbours.
    pub wonder: Wonder,
}

/// What became of comparing a song with a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Compared {
    /// These are near.
    Found(Rc<Near>),
    /// It could not be done; why and what to do.
    Failed(String),
}

/// What became of finding a song's way through a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub enum Charted {
    /// This is it.
    Found(Rc<Course>),
    /// It could not be found; why and what to do.
    Failed(String),
}

/// What a catalogue answers about a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Whose songs they are.
    pub catalogue: PackName,
    /// In the order that was asked for.
    pub neighbours: Vec<Neighbour>,
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
    /// Decoded and listened to at once; 0 to 1.
    Streaming(f32),
    /// It is heard; the pack is not there yet.
    Ready,
    /// Workers walk the path; of this stage, 0 to 1.
    Working(Stage, f32),
    /// There is an answer.
    Done(Rc<Answer>),
}

/// What the worker found out.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What is said; its neighbours are those of the catalogue that was asked first. What is shown: [`Song::analysis`].
    pub analysis: Analysis,
    /// The waveform: lowest and highest sample of each column.
    pub peaks: Vec<[f32; 2]>,
    /// What sounds when.
    pub spectrogram: Rc<Spectrogram>,
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

    /// Its way through this catalogue, once it is found.
    #[must_use]
    pub fn course(&self, catalogue: &str) -> Option<&Rc<Course>> {
        match self.charted.get(catalogue) {
            Some(Charted::Found(course)) => Some(course),
            _ => None,
        }
    }

    /// It has come this far. An answer brings the neighbours of one catalogue with it.
    pub(super) fn reach(&mut self, phase: Phase) {
        self.phase = phase;
        if let Some(analysis) = self.answer().map(|answer| &answer.analysis) {
            let near =
                Near { catalogue: analysis.catalogue.clone(), neighbours: analysis.neighbours.clone() };
            let wish = Wish { catalogue: near.catalogue.name.clone(), terms: analysis.terms() };
            self.compared.insert(wish, Compared::Found(Rc::new(near)));
        }
    }

    /// These neighbours, once they are found.
    #[must_use]
    pub fn near(&self, wish: &Wish) -> Option<&Rc<Near>> {
        match self.compared.get(wish) {
            Some(Compared::Found(near)) => Some(near),
            _ => None,
        }
    }

    /// These neighbours; or, while they are still to be found by what the network heard, those by timbre. With their terms.
    #[must_use]
    pub fn near_meanwhile(&self, wish: &Wish) -> Option<(Terms, &Rc<Near>)> {
        let by_timbre = || Wish { terms: wish.terms.clone().unheard(), ..wish.clone() };
        let found = |wish: Wish| Some((wish.terms.clone(), self.near(&wish)?));
        found(wish.clone()).or_else(|| found(by_timbre()))
    }

    /// Whether there are neighbours, and none of them is worth naming.
    #[must_use]
    pub fn is_alone(&self, wish: &Wish) -> bool {
        let strangeness = self.answer().map_or(0.0, |answer| answer.analysis.strangeness);
        let near = self.near_meanwhile(wish);
        near.is_some_and(|(terms, near)| !worth_naming(strangeness, terms.order, &near.neighbours))
    }

    /// The answer with these neighbours, or those that are shown meanwhile: what is shown and taken along.
    #[must_use]
    pub fn analysis(&self, wish: &Wish) -> Option<Analysis> {
        let (terms, near) = self.near_meanwhile(wish)?;
        let Near { catalogue, neighbours } = (**near).clone();
        Some(self.answer()?.analysis.clone().with(catalogue, terms, neighbours))
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
            Self::Streaming(_) => "Listening as it decodes",
            Self::Ready => "Fetching the catalogue",
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
            Self::Streaming(within) => (0.05, 0.9, *within),
            Self::Ready => (0.9, 0.9, 0.0),
            Self::Working(Stage::Listening, within) => (0.5, 0.9, *within),
            Self::Working(Stage::Classifying, within) => (0.9, 0.95, *within),
            Self::Working(Stage::Searching, within) => (0.95, 1.0, *within),
            Self::Done(_) => (1.0, 1.0, 1.0),
        };
        from + (to - from) * within.clamp(0.0, 1.0)
    }
}
