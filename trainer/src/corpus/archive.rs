//! A zip or pk3 inside a package → the tracks that are wanted of it.
//!
//! A list names such a track in one of two ways: by the end of its path inside the archive (`music/song.ogg`), or as a
//! file beside the archive `data/NAME.pk3`, in a folder `data/x_NAME`.

use std::collections::BTreeSet;
use std::io::{Read, Seek};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use zip::ZipArchive;

use super::unpack;

/// By the name.
pub fn is_archive(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    extension.eq_ignore_ascii_case("zip") || extension.eq_ignore_ascii_case("pk3")
}

/// Writes what is wanted and in the archive `name`; takes it off the list.
///
/// Nothing is ever written but under the list's own names, whatever the archive calls its entries.
///
/// # Errors
///
/// An archive that cannot be opened; an entry that two wanted names fit, or the other way round; a disk that is full.
pub fn take(
    content: impl Read + Seek,
    name: &str,
    wanted: &mut BTreeSet<String>,
    folder: &Path,
) -> Result<()> {
    let mut archive =
        ZipArchive::new(content).with_context(|| format!("{name} is no archive that can be read"))?;
    let mut found = BTreeSet::new();
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).with_context(|| format!("{name} is damaged"))?;
        // Entries that point out of the archive are not looked at.
        let Some(path) = entry.enclosed_name().filter(|_| entry.is_file()) else { continue };
        let path = path.to_string_lossy().replace('\\', "/");
        let Some(file) = wanted.iter().find(|file| is_same(file, &path, name)).cloned() else { continue };
        ensure!(found.insert(file.clone()), "{name} holds {file} twice");
        let length = entry.size();
        unpack::write(&mut entry, length, &folder.join(&file))
            .with_context(|| format!("{path} in {name}"))?;
    }
    wanted.retain(|file| !found.contains(file));
    Ok(())
}

/// Does the list's `file` mean the entry `path` of this archive?
fn is_same(file: &str, path: &str, archive: &str) -> bool {
    let (folder, stem) = archive.rsplit_once('/').unwrap_or(("", archive));
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let end = path.rsplit('/').next().unwrap_or_default();
    let beside =
        if folder.is_empty() { format!("x_{stem}/{end}") } else { format!("{folder}/x_{stem}/{end}") };
    file == path || path.ends_with(&format!("/{file}")) || file == beside
}
