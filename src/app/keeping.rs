//! Whether the page is kept on the device, for when there is no network.

/// How the page is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Not known yet, or not wanted.
    #[default]
    Unknown,
    /// It opens without a network, with the pack it used last.
    Kept,
    /// The browser keeps no pages, or not in this window.
    Unsupported,
    /// The browser would keep it, and could not.
    NoRoom,
}

impl Keeping {
    /// What a visitor who counts on it should know.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unknown => "",
            Self::Kept => "Segue is kept on this device and opens without a network, too.",
            Self::Unsupported => {
                "This browser keeps no pages, or none from a private window: without a network, Segue will not open."
            }
            Self::NoRoom => {
                "Segue could not be kept on this device, perhaps for want of room: without a network, it will not open."
            }
        }
    }
}
