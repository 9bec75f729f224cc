//! `packs.json`: the packs that a page has beside it.

use serde::{Deserialize, Serialize};

use super::{Error, Result, envelope};

/// Format version of `packs.json`.
const FORMAT: u32 = 1;
/// Its name.
const FILE: &str = "packs.json";

/// The whole of `packs.json`: one pack at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    format: u32,
    packs: Vec<Listed>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// As in the pack's manifest.
    pub name: String,
    /// As in the pack's manifest: what the catalogue is, for people.
    pub title: String,
    /// Where its manifest lies, seen from `packs.json`: folders and a file name below it.
    pub manifest: String,
}

impl Listing {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`] for another format; [`Error::BadPack`] for a list that is empty or names a manifest
    /// that does not lie below it.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let listing: Self = envelope::parse_json(FORMAT, FILE, bytes)?;
        let bad = |what: String| Err(Error::BadPack { file: FILE.to_owned(), what: what.into() });
        if listing.packs.is_empty() {
            return bad("it lists no pack".to_owned());
        }
        match listing.packs.iter().find(|pack| !lies_below(&pack.manifest)) {
            Some(pack) => bad(format!("{:?} is no path below it", pack.manifest)),
            None => Ok(listing),
        }
    }

    /// The pack to ask. ([`Listing::parse`] saw to it that there is one.)
    #[must_use]
    pub fn first(&self) -> &Listed {
        &self.packs[0]
    }
}

/// Whether the path stays where it is: plain names between slashes.
fn lies_below(path: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    path.split('/').all(|name| !name.is_empty() && !name.starts_with('.') && name.chars().all(plain))
}
