//! Networks on a disk, and what they hear.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use segue::engine::cnn::manifest::NetworkManifest;
use segue::engine::cnn::{self, Heard, Network, TagsOfSong};
use segue::engine::{envelope, manifest};

use crate::advised;
use crate::decode::Sound;

/// A network that is ready to listen, and who it is.
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

    /// Every patch of the song, in time order.
    pub fn listen(&mut self, decoded: &Sound) -> Result<Vec<Heard>> {
        let sound = cnn::Sound::from_planar(&decoded.planar(), decoded.sample_rate).map_err(advised)?;
        Ok((0..sound.patches()).map(|patch| self.network.listen(&sound, patch)).collect())
    }

    /// The tags of the song, as the answer has them.
    pub fn tags(&mut self, decoded: &Sound) -> Result<TagsOfSong> {
        let heard: Vec<_> = self.listen(decoded)?.iter().map(|heard| heard.tags).enumerate().collect();
        Ok(TagsOfSong::new(&self.name, &self.revision, &heard))
    }
}
