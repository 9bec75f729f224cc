//! Which page is open.

/// A page of Segue, as the address after `#` names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// A song, or the invitation to bring one.
    #[default]
    Listen,
    /// The chosen catalogue, without a song.
    Explore,
    /// What the model is, and how good.
    Model,
}

impl Place {
    /// All, in the order of the masthead.
    pub const ALL: [Self; 3] = [Self::Listen, Self::Explore, Self::Model];

    /// The page that this hash names; an unknown one names the first.
    #[must_use]
    pub fn of(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_end_matches('/');
        Self::ALL.into_iter().find(|place| place.hash().trim_start_matches('#') == path).unwrap_or_default()
    }

    /// As the address names it.
    #[must_use]
    pub fn hash(self) -> &'static str {
        match self {
            Self::Listen => "#/",
            Self::Explore => "#/explore",
            Self::Model => "#/model",
        }
    }

    /// As the masthead names it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Listen => "Listen",
            Self::Explore => "Explore",
            Self::Model => "Model",
        }
    }
}
