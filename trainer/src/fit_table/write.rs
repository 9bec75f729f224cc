//! A pack on the disk: whole under its name, or not at all.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use segue::engine::manifest;
use segue::engine::pack::Pack;

use crate::packs::Files;

/// Writes manifest and files beside `folder`, then gives them its name. A pack of that name is replaced;
/// anything else is left alone.
pub fn pack(folder: &Path, manifest: &[u8], files: &Files) -> Result<()> {
    Pack::open(manifest, files).context("the new pack would be refused; nothing is written")?;
    replaceable(folder)?;
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let workshop = tempfile::Builder::new()
        .prefix(".segue-pack-")
        .tempdir_in(parent)
        .with_context(|| format!("nothing can be written in {}", parent.display()))?;
    let (new, old) = (workshop.path().join("new"), workshop.path().join("old"));
    fs::create_dir(&new)?;
    for (name, bytes) in files {
        fs::write(new.join(name), bytes).with_context(|| format!("{name} cannot be written"))?;
    }
    fs::write(new.join(manifest::FILE), manifest)?;
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("{} cannot be replaced", folder.display()))?;
    }
    if let Err(error) = fs::rename(&new, folder) {
        if old.exists() {
            fs::rename(&old, folder).context("the old pack cannot be put back")?;
        }
        bail!("{} cannot be written: {error}", folder.display());
    }
    Ok(())
}

/// Refuses to write over what is not a pack; asked before the long work begins, and again after it.
pub fn replaceable(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    ensure!(folder.is_dir(), "{} is a file; a pack is a folder", folder.display());
    let empty = fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .next()
        .is_none();
    ensure!(
        empty || folder.join(manifest::FILE).is_file(),
        "{} holds something that is not a pack; choose another folder",
        folder.display()
    );
    Ok(())
}
