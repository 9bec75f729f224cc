//! Networks on a disk, and what they hear.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use segue::engine::cnn::manifest::NetworkManifest;
use segue::engine::cnn::{Heard, Network, Sound, TagsOfSong};
use segue::engine::{envelope, manifest};

/// A network that is ready to listen, and who it is.
#[derive(Clone)]
pub struct Listener {
    network: Network,
    name: String,
    revision: String,
}

impl Listener {
    /// Reads and opens the network in this folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(manifest::FILE);
        let said = fs::read(&path).with_context(|| {
            format!("{} cannot be read; is {} a network?", path.display(), folder.display())
        })?;
        let refused = || format!("the network {} is refused", folder.display());
        let manifest = NetworkManifest::parse(&said).with_context(refused)?;
        let path = folder.join(&manifest.file.name);
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let network = manifest.open(&bytes).with_context(refused)?;
        let revision = envelope::sha256(&said).get(..16).unwrap_or_default().to_owned();
        Ok(Self { network, name: manifest.name, revision })
    }

    /// Name and revision.
    pub fn identity(&self) -> String {
        format!("{} {}", self.name, self.revision)
    }

    /// The patches of the song, in time order: their numbers, and what is heard in them.
    pub fn listen(&mut self, sound: &Sound) -> Vec<(usize, Heard)> {
        sound.numbers().map(|patch| (patch, self.network.listen(sound, patch))).collect()
    }

    /// The tags of the song, as the answer has them.
    pub fn tags(&mut self, sound: &Sound) -> TagsOfSong {
        let heard: Vec<_> = self.listen(sound).iter().map(|(patch, heard)| (*patch, heard.tags)).collect();
        TagsOfSong::new(&self.name, &self.revision, &heard)
    }
}
