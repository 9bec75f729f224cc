//! The compilers of the page: wasm target, trunk, the wasm-bindgen CLI.

use std::fs;

use anyhow::{Context, Result};

use crate::workshop::{Workshop, run, say};

/// The last trunk that the toolchain of rust-toolchain.toml compiles.
const TRUNK: &str = "0.21.14";

/// Everything that compiles the page, in place.
pub fn ensure(workshop: &Workshop) -> Result<()> {
    wasm_target(workshop)?;
    wasm_bindgen(workshop)?;
    installed(workshop, "trunk", "trunk", TRUNK)
}

/// The standard library for wasm32.
pub fn wasm_target(workshop: &Workshop) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = workshop
        .ask("rustc --print sysroot")
        .context("rustc does not answer; install rustup (https://rustup.rs) and run this again")?;
    if fs::exists(format!("{sysroot}/lib/rustlib/{TARGET}/lib"))? {
        return Ok(());
    }
    workshop.run(&format!("rustup target add {TARGET}"))
}

/// wasm-bindgen and its test runner, of exactly the version that the code is compiled with.
pub fn wasm_bindgen(workshop: &Workshop) -> Result<()> {
    let version = locked(workshop, "wasm-bindgen")?;
    installed(workshop, "wasm-bindgen-cli", "wasm-bindgen", &version)
}

/// The version of a crate in Cargo.lock.
fn locked(workshop: &Workshop, name: &str) -> Result<String> {
    let lock = fs::read_to_string(workshop.at("Cargo.lock"))
        .context("Cargo.lock is missing; `cargo fetch` makes it")?;
    lock.split_once(&format!("name = \"{name}\"\nversion = \""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(version, _)| version.to_owned())
        .with_context(|| {
            format!("Cargo.lock does not name {name}; run `cargo update --workspace` and try again")
        })
}

/// Installs a program from crates.io unless this version of it is on PATH.
fn installed(workshop: &Workshop, package: &str, program: &str, version: &str) -> Result<()> {
    let found = workshop.ask(&format!("{program} --version"));
    if found.as_ref().and_then(|line| line.split(' ').nth(1)) == Some(version) {
        return Ok(());
    }
    say(&format!("Installing {package} {version}; it is compiled here, once, in about five minutes."));
    let install = format!("cargo install {package} --version {version}");
    // Another version on PATH is somebody else's and stays; ours then goes beside the build.
    let install = match found {
        None => install,
        Some(_) => format!("{install} --root target/tools"),
    };
    // Its own lock file first; a crate named there may since have been withdrawn.
    compile(workshop, &format!("{install} --locked"))
        .or_else(|_| compile(workshop, &install))
        .with_context(|| format!("{package} {version} is needed and could not be installed; check the network and run this again"))
}

/// Programs that run for seconds need not be compiled for minutes.
fn compile(workshop: &Workshop, install: &str) -> Result<()> {
    run(workshop
        .command(install)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))
}
