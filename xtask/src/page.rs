//! The release page: what it is made from, and `dist/`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::workshop::{Workshop, run, say};
use crate::{npm, policy, sizes, tools};

/// What page and worker are compiled from.
const CODE: [&str; 7] = [
    "src",
    "www/listen.js",
    "www/open-library.js",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];
/// What else the page is made of, and the code that puts it together.
const FURNITURE: [&str; 6] = ["index.html", "trunk.toml", "package-lock.json", "www", "models", "xtask"];
/// Says inside dist/ what it was made from; trunk's own builds leave none.
const STAMP: &str = "dist/.made-from";

/// dist/, made anew only if anything it is made from has changed.
pub fn build(workshop: &Workshop) -> Result<()> {
    npm::ensure(workshop)?;
    tools::ensure(workshop)?;
    let made_from = fingerprint(workshop, CODE.iter().chain(&FURNITURE))?;
    if fs::read_to_string(workshop.at(STAMP)).is_ok_and(|stamp| stamp == made_from) {
        say("The page in dist/ is up to date.");
        return Ok(());
    }
    say("Building the release page into dist/; two to five minutes after a change of code.");
    // trunk's --offline keeps it to the tools above, and cargo to what has been fetched.
    workshop.run("cargo fetch --quiet")?;
    let build = fingerprint(workshop, CODE.iter())?;
    run(workshop
        .command("trunk --config trunk.toml --offline --skip-version-check build")
        .env("SEGUE_BUILD", &build))
    .context("the page could not be built; `cargo xtask dist` tries again")?;
    workshop.run("node xtask/minify.mjs dist")?;
    workshop.run("node xtask/opening.mjs dist")?;
    policy::write(&workshop.at("dist"))?;
    workshop.run("node xtask/icons.mjs dist/icons")?;
    workshop.run(&format!("node xtask/service-worker.mjs dist {build}"))?; // last: it lists all other files
    sizes::weigh(&workshop.at("dist"))?;
    Ok(fs::write(workshop.at(STAMP), made_from)?)
}

/// Begins to build the page while something else is compiled and tested: either often keeps one processor busy, and the other idle.
/// What fails here is done again by [`build`], which says why.
pub fn build_ahead(workshop: &Workshop) -> Result<Child> {
    tools::wasm_target(workshop)?; // what both need is not installed by both at once
    say("Meanwhile the release page is built into dist/.");
    let mut dist = Command::new(env::current_exe()?);
    dist.arg("dist").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    dist.spawn().context("this program cannot start itself")
}

/// A number that changes with any name or byte below these paths (FNV-1a, 64 bits).
///
/// It names the build to page and worker, and does not depend on git: the same sources give the same page.
fn fingerprint<'a>(workshop: &Workshop, paths: impl Iterator<Item = &'a &'a str>) -> Result<String> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for inside in paths {
        for file in files(&workshop.at(inside))? {
            let name = file.strip_prefix(workshop.at("")).unwrap_or(&file).to_string_lossy().into_owned();
            for byte in name.bytes().chain([0]).chain(fs::read(&file)?) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    Ok(format!("{hash:016x}"))
}

/// The files below a path, sorted; none if there is nothing.
fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(path.is_file().then(|| path.to_path_buf()).into_iter().collect());
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    entries.sort();
    let below = entries.iter().map(|entry| files(entry)).collect::<Result<Vec<_>>>()?;
    Ok(below.concat())
}
