//! Packs on a disk.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{self, Path};

use anyhow::{Context, Result};
use segue::engine::listing::{Listed, Listing};
use segue::engine::manifest;
use segue::engine::pack::{Manifest, Pack, PackFile, Role};

use crate::about::About;

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A file of a pack: what it is for, stem and extension of its name, its bytes.
pub type Part = (Role, &'static str, &'static str, Vec<u8>);

/// The files as a manifest describes them, and by the names that it gives them.
pub fn named(parts: impl IntoIterator<Item = Part>) -> (Vec<PackFile>, Files) {
    let name = |(role, stem, extension, bytes): Part| {
        let file = PackFile::of(role, stem, extension, &bytes);
        let name = file.name.clone();
        (file, (name, bytes))
    };
    parts.into_iter().map(name).unzip()
}

/// The list of packs in this file, or a new one, with the pack that shall lie in this folder below it, and what that
/// costs to fetch, once known.
pub fn list(path: &Path, folder: &Path, about: &About, bytes: Option<u64>) -> Result<Listing> {
    let (list, folder) = (path::absolute(path)?, path::absolute(folder)?);
    let below = list.parent().and_then(|parent| folder.strip_prefix(parent).ok());
    let below = below.with_context(|| {
        format!("{} does not lie below {}; add it by hand", folder.display(), path.display())
    })?;
    let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
    let new = Listed {
        name: about.name.clone(),
        title: about.title.clone(),
        manifest: format!("{}/{}", names.join("/"), manifest::FILE),
        bytes,
    };
    let known = match fs::read(path) {
        Ok(bytes) => Some(Listing::parse(&bytes)?),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    Ok(Listing::with(known, new)?)
}

/// Reads and opens the pack in this folder, wholly or not at all.
pub fn open(folder: &Path) -> Result<Pack> {
    let (manifest, files) = read(folder)?;
    Pack::open(&manifest, &files).with_context(|| format!("the pack {} is refused", folder.display()))
}

/// The bytes of the manifest, and of every file it names that is there.
pub fn read(folder: &Path) -> Result<(Vec<u8>, Files)> {
    let path = folder.join(manifest::FILE);
    let said = fs::read(&path)
        .with_context(|| format!("{} cannot be read; is {} a pack?", path.display(), folder.display()))?;
    let named =
        Manifest::parse(&said).with_context(|| format!("the pack {} is refused", folder.display()))?;
    let mut files = Files::new();
    for file in &named.files {
        // What is missing is the engine's to say: it has the sentence for it.
        if let Ok(bytes) = fs::read(folder.join(&file.name)) {
            files.insert(file.name.clone(), bytes);
        }
    }
    Ok((said, files))
}
