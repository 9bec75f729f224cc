//! What a pack says of itself: versions, files with size and checksum, licence, provenance, headline numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::segment::Descriptor;
use super::{Error, Result, cnn, envelope};

/// Name of the manifest inside a pack.
pub const FILE: &str = "manifest.json";
/// Format version of the manifest.
pub const FORMAT: u32 = 1;
/// Grows whenever a descriptor of the same sound changes: a pack fitted on other numbers must not be asked.
pub const FEATURES: u32 = 1;
/// No file of a pack may be larger.
pub const MOST_BYTES: u64 = 256 << 20;
const MOST_FILES: usize = 64;
const MOST_NAME: usize = 128;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Standardiser and principal axes.
    Pca,
    /// Trees.
    Forest,
    /// Quantised embeddings.
    Index,
    /// Tracks.
    Catalogue,
    /// How it was made and measured; for people, not needed to answer.
    Report,
    /// Standardiser and principal axes of what a network heard.
    #[serde(rename = "network-pca")]
    NetworkPca,
    /// What a network heard, quantised; one vector per patch.
    #[serde(rename = "network-index")]
    NetworkIndex,
}

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile<R = Role> {
    /// What it is for.
    pub role: R,
    /// Its name beside the manifest; it contains the first digits of the checksum, so it can be cached for ever.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// The network that has heard a catalogue. Only what the same one has heard can be compared with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkName {
    /// As in its manifest, e.g. `msd-musicnn`.
    pub name: String,
    /// First 16 hexadecimal digits of the SHA-256 of its manifest.
    pub revision: String,
    /// [`crate::engine::cnn::manifest::FEATURES`] of the build that asked it.
    pub features: u32,
}

/// The whole of `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// [`FEATURES`] of the build that made the pack.
    pub features: u32,
    /// Short name, the same as its folder's, e.g. `fma-small`.
    pub name: String,
    /// What the catalogue is, for people.
    pub title: String,
    /// What one row describes.
    pub descriptor: Descriptor,
    /// Songs in the catalogue.
    pub tracks: u32,
    /// Genres in the catalogue; those of the forest, if there is one.
    pub genres: u32,
    /// SPDX expression or short sentence.
    pub licence: String,
    /// Whom to thank, one line.
    pub credit: String,
    /// Where the numbers come from and how they became this pack.
    pub provenance: String,
    /// Headline numbers; the report has all of them.
    pub metrics: BTreeMap<String, f64>,
    /// Who made the second index, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkName>,
    /// One file per role.
    pub files: Vec<PackFile>,
}

impl Manifest {
    /// Reads a manifest and refuses one that this build could not follow to the end.
    ///
    /// # Errors
    ///
    /// [`Error::VersionMismatch`] for another format or other features; [`Error::BadPack`] for names that are not plain
    /// file names, checksums that are none, sizes beyond [`MOST_BYTES`], a role that is missing or taken twice.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let manifest: Self = envelope::parse_json(FORMAT, FILE, bytes)?;
        if manifest.features != FEATURES {
            return Err(Error::VersionMismatch {
                file: format!("{FILE} (features)"),
                expected: FEATURES,
                found: manifest.features,
            });
        }
        if let Some(found) = manifest.network.as_ref().map(|network| network.features)
            && found != cnn::manifest::FEATURES
        {
            let file = format!("{FILE} (features of the network)");
            return Err(Error::VersionMismatch { file, expected: cnn::manifest::FEATURES, found });
        }
        manifest.check().map_err(|what| Error::BadPack { file: FILE.to_owned(), what: what.into() })?;
        Ok(manifest)
    }

    /// The bytes of `manifest.json`, for people to read too.
    ///
    /// # Errors
    ///
    /// [`Error::BadPack`] for what [`Manifest::parse`] would refuse.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let bad = |what: String| Error::BadPack { file: FILE.to_owned(), what: what.into() };
        self.check().map_err(bad)?;
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| bad(error.to_string()))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The files that must be at hand before the pack can answer.
    pub fn needs(&self) -> impl Iterator<Item = &PackFile> {
        self.files
            .iter()
            .filter(|file| matches!(file.role, Role::Pca | Role::Forest | Role::Index | Role::Catalogue))
    }

    /// The files of the second index, without which the pack answers too.
    pub fn hearing(&self) -> impl Iterator<Item = &PackFile> {
        self.files.iter().filter(|file| matches!(file.role, Role::NetworkPca | Role::NetworkIndex))
    }

    /// How many bytes those files have together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.needs().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// The file of that role, if it has one.
    #[must_use]
    pub fn file(&self, role: Role) -> Option<&PackFile> {
        self.files.iter().find(|file| file.role == role)
    }

    /// Name and bytes of the file of that role, which are whole.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], and as [`PackFile::verify`].
    pub fn bytes_of<'a>(
        &'a self,
        role: Role,
        files: &'a BTreeMap<String, Vec<u8>>,
    ) -> Result<(&'a str, &'a [u8])> {
        let missing = || Error::Missing { file: format!("{role:?}") };
        let entry = self.file(role).ok_or_else(missing)?;
        let bytes = files.get(&entry.name).ok_or_else(|| Error::Missing { file: entry.name.clone() })?;
        entry.verify(bytes)?;
        Ok((&entry.name, bytes))
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.files.len() > MOST_FILES {
            return Err(format!("{} files; {MOST_FILES} are the limit", self.files.len()));
        }
        for file in &self.files {
            file.check()?;
        }
        let count = |role: Role| self.files.iter().filter(|file| file.role == role).count();
        for role in [Role::Pca, Role::Index, Role::Catalogue] {
            if count(role) != 1 {
                return Err(format!("{} files of the role {role:?}; 1 is needed", count(role)));
            }
        }
        // A pack without a forest has neighbours to offer, and no opinion on genres.
        for role in [Role::Forest, Role::NetworkPca, Role::NetworkIndex] {
            if count(role) > 1 {
                return Err(format!("{} files of the role {role:?}; 1 is the limit", count(role)));
            }
        }
        let whole = if self.network.is_some() { 2 } else { 0 };
        match self.hearing().count() {
            files if files == whole => Ok(()),
            files => Err(format!("{files} files of what a network heard; {whole} are needed")),
        }
    }
}

impl<R> PackFile<R> {
    /// Describes these bytes; the name becomes `stem.<16 digits of the checksum>.extension`.
    #[must_use]
    pub fn of(role: R, stem: &str, extension: &str, bytes: &[u8]) -> Self {
        let sha256 = envelope::sha256(bytes);
        let name = format!("{stem}.{}.{extension}", sha256.get(..16).unwrap_or_default());
        Self { role, name, bytes: bytes.len() as u64, sha256 }
    }

    /// Are these the announced bytes?
    ///
    /// # Errors
    ///
    /// [`Error::SizeMismatch`], [`Error::ChecksumMismatch`].
    pub fn verify(&self, bytes: &[u8]) -> Result<()> {
        let found = bytes.len() as u64;
        if found != self.bytes {
            return Err(Error::SizeMismatch { file: self.name.clone(), expected: self.bytes, found });
        }
        let found = envelope::sha256(bytes);
        if found != self.sha256 {
            let first = |digits: &str| digits.get(..8).unwrap_or_default().to_owned();
            let (expected, found) = (first(&self.sha256), first(&found));
            return Err(Error::ChecksumMismatch { file: self.name.clone(), expected, found });
        }
        Ok(())
    }

    /// A name that could lead out of the pack's folder, or to another host, is refused.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if self.name.is_empty()
            || self.name.len() > MOST_NAME
            || self.name.starts_with('.')
            || !self.name.chars().all(plain)
        {
            return Err(format!("{:?} is not a plain file name", self.name));
        }
        if self.bytes > MOST_BYTES {
            return Err(format!("{} has {} bytes; {MOST_BYTES} are the limit", self.name, self.bytes));
        }
        let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if self.sha256.len() != 64 || !self.sha256.chars().all(digit) {
            return Err(format!("{} has no SHA-256", self.name));
        }
        Ok(())
    }
}
