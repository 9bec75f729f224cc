//! What a network's folder says of itself: where it comes from, whose it is, and which file holds its numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Network;
use crate::engine::manifest::{FILE, PackFile};
use crate::engine::{Error, Result, envelope};

/// Format version of the manifest.
pub const FORMAT: u32 = 1;
/// Grows whenever a patch of the same sound changes, or what is made of it: embeddings of another number must not be compared.
pub const FEATURES: u32 = 1;

/// What the file of a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// All its numbers ([`super::parts::NetworkParts`]).
    Network,
}

/// The whole of a network's `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// [`FEATURES`] of the build that wrote it.
    pub features: u32,
    /// Short name, e.g. `msd-musicnn`.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// SPDX expression.
    pub licence: String,
    /// Whom to thank and what to cite, one line.
    pub credit: String,
    /// Where the numbers come from and how they became this file.
    pub provenance: String,
    /// What was counted on the way.
    pub metrics: BTreeMap<String, f64>,
    /// Its one file.
    pub file: PackFile<Role>,
}

impl NetworkManifest {
    /// Reads a manifest and refuses one that this build could not follow.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`] for another format or other features; [`Error::BadPack`] for a file as
    /// [`crate::engine::manifest::Manifest::parse`] would refuse it.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let manifest: Self = envelope::parse_json(FORMAT, FILE, bytes)?;
        if manifest.features != FEATURES {
            let file = format!("{FILE} (features)");
            return Err(Error::VersionMismatch { file, expected: FEATURES, found: manifest.features });
        }
        manifest.file.check().map_err(bad)?;
        Ok(manifest)
    }

    /// The bytes of `manifest.json`, for people to read too.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] for what [`NetworkManifest::parse`] would refuse.
    pub fn encode(&self) -> Result<Vec<u8>> {
        self.file.check().map_err(bad)?;
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| bad(error.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Opens the network from the bytes of its file.
    ///
    /// # Errors
    ///
    /// [`Error::SizeMismatch`], [`Error::ChecksumMismatch`], and as [`Network::decode`].
    pub fn open(&self, bytes: &[u8]) -> Result<Network> {
        self.file.verify(bytes)?;
        Network::decode(&self.file.name, bytes)
    }
}

fn bad(what: String) -> Error {
    Error::BadPack { file: FILE.to_owned(), what: what.into() }
}
