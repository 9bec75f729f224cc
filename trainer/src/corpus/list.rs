//! The list of what to fetch: one row per track, by package.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// A track of a package. What the list does not say is empty.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Its row, from 1: the number of the track, whatever becomes of others.
    pub id: u32,
    /// Below the package's root; or inside a zip or pk3 of the package, see [`crate::corpus::archive`].
    pub file: String,
    pub artist: String,
    pub title: String,
    pub album: String,
    pub genre: String,
    /// Why it is no song of its own, where whoever wrote the list found so.
    pub leave_out: String,
}

/// A package and the tracks that are wanted of it, in the order of the list.
#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    /// Empty: whichever there is.
    pub version: String,
    pub tracks: Vec<Wanted>,
}

/// Columns `package` and `file`; `version`, `artist`, `title`, `album`, `genre`, `leave_out` where there is something to say.
///
/// # Errors
///
/// A table that cannot be read or is empty; names that lead out of their folder; a track that is named twice.
pub fn read(path: &Path) -> Result<Vec<Package>> {
    let shown = path.display();
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("{shown} cannot be opened"))?;
    let header = reader.headers().with_context(|| format!("{shown} is no table"))?.clone();
    let place = |name: &str| header.iter().position(|column| column.trim() == name);
    let needed = |name: &str| place(name).with_context(|| format!("{shown}: the column `{name}` is missing"));
    let (package, file) = (needed("package")?, needed("file")?);
    let others = ["version", "artist", "title", "album", "genre", "leave_out"].map(place);
    let (mut packages, mut seen) = (Vec::<Package>::new(), BTreeSet::new());
    for (row, record) in reader.records().enumerate() {
        let record = record.with_context(|| format!("{shown}: a row cannot be read"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let text = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
        let [version, artist, title, album, genre, leave_out] =
            others.map(|column| column.map(text).unwrap_or_default());
        let (name, file) = (text(package), text(file));
        ensure!(is_package(&name), "{shown}, line {line}: {name:?} is no name of a package");
        ensure!(is_version(&version), "{shown}, line {line}: {version:?} is no version of a package");
        ensure!(stays_inside(&file), "{shown}, line {line}: {file:?} is no path inside a package");
        ensure!(
            seen.insert((name.clone(), file.clone())),
            "{shown}, line {line}: {file} of {name} is named twice"
        );
        let track = Wanted { id: u32::try_from(row + 1)?, file, artist, title, album, genre, leave_out };
        match packages.iter_mut().find(|package| package.name == name) {
            Some(package) => package.tracks.push(track),
            None => packages.push(Package { name, version, tracks: vec![track] }),
        }
    }
    ensure!(!packages.is_empty(), "{shown} names no track");
    Ok(packages)
}

/// As Debian allows them: what is not such a name might be an option or a path to apt-get.
fn is_package(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
}

fn is_version(version: &str) -> bool {
    version.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.:~".contains(letter))
}

/// Whether a path, joined to a folder, stays below it.
pub fn stays_inside(path: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    !path.contains(['\\', '\0']) && path.split('/').all(is_part)
}
