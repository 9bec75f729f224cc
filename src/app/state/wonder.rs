//! What the visitor asks about a song's neighbours, and what is known of it.

use std::rc::Rc;
use vecmap::VecMap;

use crate::engine::reason::Reason;
use crate::protocol::Why;

/// The neighbour that is opened, and why those that were opened before are near: they open again at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wonder {
    open: Option<Why>,
    known: VecMap<Why, Explained>,
}

/// What became of explaining a neighbour.
#[derive(Clone, Debug, PartialEq)]
pub enum Explained {
    /// This is why.
    Found(Rc<Reason>),
    /// It could not be told; what is wrong and what to do.
    Failed(String),
}

impl Wonder {
    /// Whether this neighbour is open.
    #[must_use]
    pub fn is_open(&self, why: &Why) -> bool {
        self.open.as_ref() == Some(why)
    }

    /// Whether a neighbour is open that timbre found in this catalogue.
    #[must_use]
    pub fn is_by_timbre(&self, catalogue: &str) -> bool {
        self.open.as_ref().is_some_and(|why| why.catalogue == catalogue && !why.ranking.needs_network())
    }

    /// What is known of it.
    #[must_use]
    pub fn known(&self, why: &Why) -> Option<&Explained> {
        self.known.get(why)
    }

    /// What is open and not known.
    #[must_use]
    pub fn unanswered(&self) -> Option<&Why> {
        self.open.as_ref().filter(|why| !self.known.contains_key(why))
    }

    /// Opens this neighbour alone, or none. What could not be told before is asked anew.
    pub(super) fn open(&mut self, why: Option<Why>) {
        if let Some(why) = &why
            && let Some(Explained::Failed(_)) = self.known.get(why)
        {
            self.known.remove(why);
        }
        self.open = why;
    }

    /// Now this is known.
    pub(super) fn learn(&mut self, why: Why, explained: Explained) {
        self.known.insert(why, explained);
    }
}
