//! What is known of whole packs: their surveys, their reports, and the neighbours of one of their songs.

use std::rc::Rc;
use vecmap::VecMap;

use crate::engine::analysis::Neighbour;
use crate::engine::report::Report;
use crate::engine::survey::Survey;
use crate::protocol::Facts;

/// What is known of whole packs, by their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    surveys: VecMap<String, Known<Survey>>,
    reports: VecMap<String, Known<Reported>>,
    /// The song of a catalogue that was picked last.
    pub around: Option<Around>,
}

/// What became of asking.
#[derive(Debug, PartialEq)]
pub enum Known<T> {
    /// There it is.
    There(Rc<T>),
    /// It cannot be had; why and what to do.
    Missing(String),
}

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Its facts.
    pub facts: Facts,
    /// Its report, if it has one.
    pub report: Option<Report>,
}

/// A song of a catalogue, and what is near it.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// Which catalogue.
    pub catalogue: String,
    /// Its position in it.
    pub position: u32,
    /// Nearest first, or why there are none; `None` until it is known.
    pub found: Option<Result<Rc<Vec<Neighbour>>, String>>,
}

/// Something that is not known yet and shall be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The survey of this catalogue.
    Survey(String),
    /// The report of this pack.
    Report(String),
    /// The neighbours of the song at this position in this catalogue.
    Around(String, u32),
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        match self {
            Self::There(known) => Self::There(Rc::clone(known)),
            Self::Missing(why) => Self::Missing(why.clone()),
        }
    }
}

impl Library {
    /// The survey of this catalogue, or why there is none; `None` until it is known.
    #[must_use]
    pub fn survey(&self, catalogue: &str) -> Option<&Known<Survey>> {
        self.surveys.get(catalogue)
    }

    /// The report of this pack, or why there is none; `None` until it is known.
    #[must_use]
    pub fn report(&self, pack: &str) -> Option<&Known<Reported>> {
        self.reports.get(pack)
    }

    /// The picked song of this catalogue.
    #[must_use]
    pub fn around(&self, catalogue: &str) -> Option<&Around> {
        self.around.as_ref().filter(|around| around.catalogue == catalogue)
    }

    /// What is still to be asked of these things.
    pub(super) fn missing(&self, catalogue: Option<&str>, report: Option<&str>) -> Vec<Lack> {
        let survey = catalogue.filter(|name| !self.surveys.contains_key(*name));
        let report = report.filter(|name| !self.reports.contains_key(*name));
        let around = catalogue.and_then(|name| self.around(name)).filter(|around| around.found.is_none());
        let lacks = [
            survey.map(|name| Lack::Survey(name.to_owned())),
            report.map(|name| Lack::Report(name.to_owned())),
            around.map(|around| Lack::Around(around.catalogue.clone(), around.position)),
        ];
        lacks.into_iter().flatten().collect()
    }

    pub(super) fn learn_survey(&mut self, catalogue: String, known: Known<Survey>) {
        self.surveys.insert(catalogue, known);
    }

    pub(super) fn learn_report(&mut self, pack: String, known: Known<Reported>) {
        self.reports.insert(pack, known);
    }

    /// The neighbours of the picked song; those of one picked before come too late.
    pub(super) fn learn_around(&mut self, around: Around) {
        let same =
            |picked: &Around| (&picked.catalogue, picked.position) == (&around.catalogue, around.position);
        if self.around.as_ref().is_some_and(same) {
            self.around = Some(around);
        }
    }

    /// Whoever comes back to what could not be had wants it tried again.
    pub(super) fn try_again(&mut self) {
        self.surveys.retain(|_, known| matches!(known, Known::There(_)));
        self.reports.retain(|_, known| matches!(known, Known::There(_)));
    }
}
