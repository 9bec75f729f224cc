//! Node and the packages of package-lock.json: wasm-opt and the browser's remote control.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workshop::{Workshop, say};

const OLDEST_NODE: u32 = 20;

/// `node_modules` as package-lock.json says.
pub fn ensure(workshop: &Workshop) -> Result<()> {
    node(workshop)?;
    let lock = fs::read(workshop.at("package-lock.json"))
        .context("package-lock.json is missing; `git checkout package-lock.json` brings it back")?;
    let stamp = workshop.at("node_modules/.segue-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say("Installing the npm packages of package-lock.json.");
    workshop
        .run("npm ci --no-audit --no-fund")
        .context("the npm packages could not be installed; check the network and run this again")?;
    Ok(fs::write(stamp, lock)?)
}

fn node(workshop: &Workshop) -> Result<()> {
    let version = workshop.ask("node --version").with_context(|| {
        format!(
            "Node is missing; install Node {OLDEST_NODE} or newer (https://nodejs.org) and run this again"
        )
    })?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major < Some(OLDEST_NODE) {
        bail!(
            "Node {version} is too old; install Node {OLDEST_NODE} or newer (https://nodejs.org) and run this again"
        );
    }
    if workshop.find("npm").is_none() {
        bail!("npm is missing; install it beside Node (Debian: `apt-get install npm`) and run this again");
    }
    Ok(())
}
