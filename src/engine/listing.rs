//! `packs.json`: the packs that a page has beside it.

use serde::{Deserialize, Serialize};
use vecmap::VecSet;

use super::{Error, Result, envelope};

/// Format version of `packs.json`.
const FORMAT: u32 = 1;
/// Its name.
const FILE: &str = "packs.json";
/// More packs than anybody chooses from.
const MOST_PACKS: usize = 64;
const MOST_ADDRESS: usize = 512;
const HTTPS: &str = "https://";

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
    /// Where its manifest lies: folders and a file name below `packs.json`, or an `https:` address on another host.
    pub manifest: String,
    /// What it costs to fetch, for those who have to decide; the manifest's own sizes are the ones that are checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

impl Listing {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`] for another format; [`Error::BadPack`] for a list that is empty or too long, names two
    /// packs alike, or names a manifest that is neither below it nor an `https:` address of plain letters.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let listing: Self = envelope::parse_json(FORMAT, FILE, bytes)?;
        listing.check().map_err(|what| Error::BadPack { file: FILE.to_owned(), what: what.into() })?;
        Ok(listing)
    }

    /// A list that also has this pack; the line of a pack that lies in the same place gives way to it.
    ///
    /// # Errors
    ///
    /// As [`Listing::parse`].
    pub fn with(known: Option<Self>, new: Listed) -> Result<Self> {
        let mut listing = known.unwrap_or(Self { format: FORMAT, packs: Vec::new() });
        match listing.packs.iter_mut().find(|pack| pack.manifest == new.manifest) {
            Some(line) => *line = new,
            None => listing.packs.push(new),
        }
        listing.check().map_err(|what| Error::BadPack { file: FILE.to_owned(), what: what.into() })?;
        Ok(listing)
    }

    /// The bytes of `packs.json`: one line for each pack.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] when a name cannot be said in JSON.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let said = |text: &str| {
            let bad = |error: serde_json::Error| Error::BadPack {
                file: FILE.to_owned(),
                what: error.to_string().into(),
            };
            serde_json::to_string(text).map_err(bad)
        };
        let line = |Listed { name, title, manifest, bytes }: &Listed| -> Result<String> {
            let (name, title, manifest) = (said(name)?, said(title)?, said(manifest)?);
            let bytes = bytes.map_or_else(String::new, |bytes| format!(", \"bytes\": {bytes}"));
            Ok(format!("    {{ \"name\": {name}, \"title\": {title}, \"manifest\": {manifest}{bytes} }}"))
        };
        let lines = self.packs.iter().map(line).collect::<Result<Vec<_>>>()?.join(",\n");
        Ok(format!("{{\n  \"format\": {},\n  \"packs\": [\n{lines}\n  ]\n}}\n", self.format).into_bytes())
    }

    /// The packs, in the order in which they are offered; one at least.
    #[must_use]
    pub fn packs(&self) -> &[Listed] {
        &self.packs
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.packs.is_empty() {
            return Err("it lists no pack".to_owned());
        }
        if self.packs.len() > MOST_PACKS {
            return Err(format!("{} packs; {MOST_PACKS} are the limit", self.packs.len()));
        }
        let mut names = VecSet::new();
        for Listed { name, manifest, .. } in &self.packs {
            if !names.insert(name) {
                return Err(format!("it lists two packs with the name {name:?}; give one of them another"));
            }
            if !lies_below(manifest) && host(manifest).is_none() {
                return Err(format!("{manifest:?} is no path below it and no https address"));
            }
        }
        Ok(())
    }
}

impl Listed {
    /// The other host that has the pack; `None` if it lies beside the page.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        host(&self.manifest)
    }
}

/// The host of an `https:` address that has nothing but a host and a path.
fn host(address: &str) -> Option<&str> {
    let (host, path) = address.strip_prefix(HTTPS)?.split_once('/')?;
    let name = |letter: char| letter.is_ascii_alphanumeric() || "-.:".contains(letter);
    let plain = !host.is_empty() && host.chars().all(name) && address.len() <= MOST_ADDRESS;
    (plain && lies_below(path)).then_some(host)
}

/// Whether the path stays where it is: plain names between slashes.
fn lies_below(path: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.~".contains(letter);
    path.split('/').all(|name| !name.is_empty() && !name.starts_with('.') && name.chars().all(plain))
}
