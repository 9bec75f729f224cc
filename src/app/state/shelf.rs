//! The catalogues that songs can be compared with, and which one is.

use std::rc::Rc;

use crate::protocol::{Offer, PackCard};

/// All catalogues, and the visitor's choice among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// As listed; none before the list is read.
    pub catalogues: Vec<Catalogue>,
    /// Asked for by the visitor; `None` is [`Shelf::first`].
    chosen: Option<String>,
    /// The last choice that was at hand: what stays if another cannot be had.
    settled: Option<String>,
    /// The one that names genres.
    first: Option<String>,
}

/// A catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// What the list says of it.
    pub offer: Offer,
    /// How it stands.
    pub standing: Standing,
}

/// How a catalogue stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Nothing of it was fetched.
    Offered,
    /// On its way.
    Coming {
        /// Bytes.
        done: u64,
        /// Bytes; 0 while that is not known.
        of: u64,
    },
    /// At hand, or it was: a fresh worker fetches it anew when it is needed.
    There(Rc<PackCard>),
    /// Cannot be had; why and what to do.
    Refused(String),
}

impl Shelf {
    /// The catalogue that songs are compared with, once there is any.
    #[must_use]
    pub fn chosen(&self) -> Option<&Catalogue> {
        self.find(self.chosen.as_deref().or(self.first.as_deref())?)
    }

    /// The last choice that was at hand: worth remembering.
    #[must_use]
    pub fn settled(&self) -> Option<&str> {
        self.settled.as_deref()
    }

    /// The card of the chosen catalogue, once it is at hand.
    #[must_use]
    pub fn card(&self) -> Option<&Rc<PackCard>> {
        self.chosen().and_then(Catalogue::card)
    }

    /// Whose failure to come is to be told.
    pub fn refused(&self) -> impl Iterator<Item = (&Offer, &str)> {
        self.catalogues.iter().filter_map(|catalogue| match &catalogue.standing {
            Standing::Refused(sentence) => Some((&catalogue.offer, sentence.as_str())),
            _ => None,
        })
    }

    /// What can be had. Those that were known before stay as they were; the choice does if it is still listed.
    pub(super) fn list(&mut self, offers: Vec<Offer>) {
        let known = |offer: &Offer| self.find(&offer.name).map(|catalogue| catalogue.standing.clone());
        let catalogues = offers.into_iter().map(|offer| {
            let standing = known(&offer).unwrap_or(Standing::Offered);
            Catalogue { offer, standing }
        });
        self.catalogues = catalogues.collect();
        let listed = |name: &String| self.find(name).is_some();
        let (chosen, settled) = (self.chosen.clone().filter(listed), self.settled.clone().filter(listed));
        (self.chosen, self.settled) = (chosen, settled);
    }

    /// The catalogue of the pack that names genres.
    pub(super) fn open_first(&mut self, card: &Rc<PackCard>) {
        self.first = Some(card.name.clone());
        self.stand(&card.name, Standing::There(Rc::clone(card)));
    }

    /// The visitor asks for this one. What could not be had before may be by now.
    pub(super) fn choose(&mut self, name: String) {
        let Some(catalogue) = self.catalogues.iter_mut().find(|catalogue| catalogue.offer.name == name)
        else {
            return;
        };
        match &catalogue.standing {
            Standing::There(_) => self.settled = Some(name.clone()),
            Standing::Refused(_) => catalogue.standing = Standing::Offered,
            Standing::Offered | Standing::Coming { .. } => {}
        }
        self.chosen = Some(name);
    }

    /// A catalogue stands differently now.
    pub(super) fn stand(&mut self, name: &str, standing: Standing) {
        let Some(catalogue) = self.catalogues.iter_mut().find(|catalogue| catalogue.offer.name == name)
        else {
            return;
        };
        match (&standing, &catalogue.standing) {
            // A fresh worker fetches it anew; what the page knows of it stays true.
            (Standing::Coming { .. }, Standing::There(_)) => return,
            (Standing::There(_), _) if self.chosen.as_deref() == Some(name) => {
                self.settled = Some(name.to_owned());
            }
            (Standing::Refused(_), _) if self.chosen.as_deref() == Some(name) => {
                let other = self.settled.take().filter(|settled| settled != name);
                self.chosen.clone_from(&other);
                self.settled = other;
            }
            _ => {}
        }
        catalogue.standing = standing;
    }

    /// What was on its way will not come: its worker has gone.
    pub(super) fn forget_coming(&mut self) {
        let coming = |catalogue: &&mut Catalogue| matches!(catalogue.standing, Standing::Coming { .. });
        self.catalogues
            .iter_mut()
            .filter(coming)
            .for_each(|catalogue| catalogue.standing = Standing::Offered);
    }

    fn find(&self, name: &str) -> Option<&Catalogue> {
        self.catalogues.iter().find(|catalogue| catalogue.offer.name == name)
    }
}

impl Catalogue {
    /// What it holds, once known.
    #[must_use]
    pub fn card(&self) -> Option<&Rc<PackCard>> {
        match &self.standing {
            Standing::There(card) => Some(card),
            _ => None,
        }
    }
}
