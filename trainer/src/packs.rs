//! Packs on a disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use segue::engine::manifest;
use segue::engine::pack::{Manifest, Pack};

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

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
