//! A folder on the disk: whole under its name, or not at all.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use segue::engine::manifest;
use segue::engine::pack::Pack;
use tempfile::TempDir;

use crate::packs::Files;

/// How the names of all files of packs and fits begin, up to the first dot.
const STEMS: [&str; 8] =
    ["catalogue", "forest", "index", "manifest", "network-index", "network-pca", "pca", "report"];

/// Writes a pack that opens; see [`folder`].
pub fn pack(place: &Path, manifest: &[u8], mut files: Files) -> Result<()> {
    Pack::open(manifest, &files).context("the new pack would be refused; nothing is written")?;
    replaceable(place, manifest::FILE, "a pack")?;
    files.insert(manifest::FILE.to_owned(), manifest.to_vec());
    folder(place, &files)
}

/// Writes files beside `folder`, then gives them its name; what was there is replaced.
pub fn folder(folder: &Path, files: &Files) -> Result<()> {
    let parent = parent(folder);
    fs::create_dir_all(parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let workshop = workshop(parent)?;
    let (new, old) = (workshop.path().join("new"), workshop.path().join("old"));
    fs::create_dir(&new)?;
    for (name, bytes) in files {
        fs::write(new.join(name), bytes).with_context(|| format!("{name} cannot be written"))?;
    }
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("{} cannot be replaced", folder.display()))?;
    }
    if let Err(error) = fs::rename(&new, folder) {
        if old.exists() {
            fs::rename(&old, folder).context("the old files cannot be put back")?;
        }
        bail!("{} cannot be written: {error}", folder.display());
    }
    Ok(())
}

/// Writes a file beside its place, then gives it its name.
pub fn file(place: &Path, bytes: &[u8]) -> Result<()> {
    let shown = place.display();
    let workshop = workshop(parent(place))?;
    let new = workshop.path().join("new");
    fs::write(&new, bytes).with_context(|| format!("{shown} cannot be written"))?;
    fs::rename(&new, place).with_context(|| format!("{shown} cannot be replaced"))
}

/// Where a thing is made before it has its name; gone with what it still holds when it is dropped.
fn workshop(parent: &Path) -> Result<TempDir> {
    let made = tempfile::Builder::new().prefix(".segue-new-").tempdir_in(parent);
    made.with_context(|| format!("nothing can be written in {}", parent.display()))
}

fn parent(place: &Path) -> &Path {
    place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses to write over what is not `what`, which the file `marker` tells, and over what lies beside it, which would be
/// lost; asked before the long work begins.
pub fn replaceable(folder: &Path, marker: &str, what: &str) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let shown = folder.display();
    ensure!(folder.is_dir(), "{shown} is a file; {what} is a folder");
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.with_context(|| format!("{shown} cannot be read"))?;
    ensure!(
        entries.is_empty() || folder.join(marker).is_file(),
        "{shown} holds something that is not {what}; choose another folder"
    );
    if let Some(stranger) = entries.iter().find(|entry| !is_ours(entry)) {
        bail!("{shown} holds {}, which would be lost; choose another folder", stranger.file_name().display());
    }
    Ok(())
}

/// Whether a file is called as those of packs and fits are.
fn is_ours(entry: &fs::DirEntry) -> bool {
    let path = entry.path();
    let name = entry.file_name().to_string_lossy().into_owned();
    let stem = name.split('.').next().unwrap_or_default();
    let is_known = |extension: &OsStr| extension == "bin" || extension == "json";
    path.is_file() && STEMS.contains(&stem) && path.extension().is_some_and(is_known)
}
