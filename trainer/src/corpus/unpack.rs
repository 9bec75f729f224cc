//! The file of a package → the tracks that are wanted of it, and the papers that speak of them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::archive;
use super::list::{Package, stays_inside};

/// Bytes; no song is longer, and what claims to be is not unpacked.
pub const LARGEST: u64 = 1 << 30;
/// Bytes of a text that is read for what it says of the tracks.
const LARGEST_PAPER: u64 = 4 << 20;
/// What has been unpacked, by the package's version and the names of all that was wanted.
const DONE: &str = ".segue-unpacked";

/// Whether `folder` holds all that is wanted, of which version.
pub fn is_done(package: &Package, folder: &Path) -> Option<String> {
    let said = fs::read_to_string(folder.join(DONE)).ok()?;
    let (version, names) = said.split_once('\n')?;
    (names == wanted_names(package)).then(|| version.to_owned())
}

fn wanted_names(package: &Package) -> String {
    package.tracks.iter().flat_map(|track| [track.file.as_str(), "\n"]).collect()
}

/// Unpacks into `folder`. What is there already is written anew; what is not in the package is missing afterwards.
///
/// # Errors
///
/// A package that dpkg-deb cannot open; a disk that is full.
pub fn unpack(package: &Package, file: &Path, version: &str, folder: &Path) -> Result<()> {
    let mut wanted: BTreeSet<String> = package.tracks.iter().map(|track| track.file.clone()).collect();
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut child = contents(file)?;
    let stream = child.stdout.take().context("dpkg-deb says nothing")?;
    let taken = take(tar::Archive::new(stream), &mut wanted, folder);
    // Its own complaint says more than that of a stream which ends early.
    let mut complaint = String::new();
    if let Some(mut words) = child.stderr.take() {
        words.read_to_string(&mut complaint).ok();
    }
    let status = child.wait().context("dpkg-deb cannot be waited for")?;
    ensure!(
        status.success(),
        "dpkg-deb: {}",
        complaint.lines().next().unwrap_or("the package is damaged").trim()
    );
    for spooled in taken? {
        archive::take(spooled.content, &spooled.name, &mut wanted, folder)?;
    }
    fs::write(folder.join(DONE), format!("{version}\n{}", wanted_names(package)))
        .with_context(|| format!("nothing can be written in {}", folder.display()))
}

fn contents(file: &Path) -> Result<Child> {
    let mut command = Command::new("dpkg-deb");
    command.arg("--fsys-tarfile").arg(file);
    match command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("dpkg-deb is not here to unpack it; install dpkg")
        }
        child => child.context("dpkg-deb cannot be run"),
    }
}

/// An archive inside the package, copied to where it can be searched.
struct Spooled {
    name: String,
    content: File,
}

/// Writes what is wanted and lies open, and the papers; returns the archives, in their order.
fn take(
    mut tar: tar::Archive<impl Read>,
    wanted: &mut BTreeSet<String>,
    folder: &Path,
) -> Result<Vec<Spooled>> {
    let mut archives = Vec::new();
    for entry in tar.entries()? {
        let mut entry = entry?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_owned();
        if !entry.header().entry_type().is_file() || !stays_inside(&name) {
            continue;
        }
        if wanted.remove(&name) || (is_paper(&name) && entry.size() <= LARGEST_PAPER) {
            let length = entry.size();
            write(&mut entry, length, &folder.join(&name))?;
        } else if archive::is_archive(&name) && !wanted.is_empty() {
            let mut content = tempfile::tempfile_in(folder)?;
            io::copy(&mut entry, &mut content).with_context(|| format!("{name} cannot be unpacked"))?;
            content.rewind()?;
            archives.push(Spooled { name, content });
        }
    }
    Ok(archives)
}

/// Copyright files, and tables of music that some games keep beside it.
fn is_paper(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let is_copyright = name.starts_with("usr/share/doc/") && file == "copyright";
    is_copyright || super::credits::is_table(file)
}

/// Writes `length` bytes under a name, all of them or nothing.
pub fn write(from: &mut impl Read, length: u64, place: &Path) -> Result<()> {
    let shown = place.display();
    ensure!(length <= LARGEST, "{shown} would have {length} bytes; {LARGEST} are the limit");
    let parent: PathBuf = place.parent().unwrap_or(Path::new(".")).to_owned();
    fs::create_dir_all(&parent).with_context(|| format!("{} cannot be made", parent.display()))?;
    let mut new =
        tempfile::NamedTempFile::new_in(&parent).with_context(|| format!("{shown} cannot be written"))?;
    let copied = io::copy(&mut from.take(length + 1), &mut new)
        .with_context(|| format!("{shown} cannot be written"))?;
    ensure!(copied == length, "{shown}: {length} bytes are announced, and there are {copied} or more");
    new.persist(place).with_context(|| format!("{shown} cannot be written"))?;
    Ok(())
}
