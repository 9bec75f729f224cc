//! A package of Debian → the file of the package, once.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use super::list::Package;

/// The package that is in `folder`, in any version; else what apt-get fetches: the version that is asked for, or the
/// one there is.
///
/// # Errors
///
/// A package that cannot be had, with apt-get's own words.
pub fn fetch(package: &Package, folder: &Path) -> Result<PathBuf> {
    if let Some(there) = find(package, folder)? {
        return Ok(there);
    }
    // What is downloaded whole is moved to its place; what was begun in an earlier run is not taken for a package.
    let begun = tempfile::Builder::new().prefix(".begun-").tempdir_in(folder)?;
    let exact = format!("{}={}", package.name, package.version);
    if package.version.is_empty() {
        download(&package.name, begun.path())?;
    } else if let Err(error) = download(&exact, begun.path()) {
        download(&package.name, begun.path()).map_err(|_| error)?;
    }
    let file = find(package, begun.path())?.context("apt-get says it is done, and there is no package")?;
    let place = folder.join(file.file_name().unwrap_or_default());
    fs::rename(&file, &place).with_context(|| format!("{} cannot be written", place.display()))?;
    Ok(place)
}

/// The version in the name of a package's file, as Debian writes it.
pub fn version_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.split('_').nth(1).unwrap_or_default().replace("%3a", ":")
}

/// The version that is asked for before others; of those the last by name.
fn find(package: &Package, folder: &Path) -> Result<Option<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let start = format!("{}_", package.name);
    let is_wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&start) && name.ends_with(".deb") && path.is_file()
    };
    let there = entries.flatten().map(|entry| entry.path()).filter(is_wanted);
    Ok(there.max_by_key(|path| (version_of(path) == package.version, path.clone())))
}

fn download(name: &str, into: &Path) -> Result<()> {
    let run =
        Command::new("apt-get").args(["download", name]).current_dir(into).stdin(Stdio::null()).output();
    let output = match run {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!(
                "apt-get is not here to fetch it; on another system, put the package's file into the folder of packages"
            )
        }
        run => run.context("apt-get cannot be run")?,
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = said.lines().rfind(|line| line.starts_with("E:")).unwrap_or("E: it gives no reason");
    ensure!(output.status.success(), "apt-get: {}", last.trim_start_matches("E:").trim());
    Ok(())
}
