//! All tests, part by part.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::stories::{self, Engine};
use crate::workshop::{Workshop, run, say};
use crate::{count, engines, machine, page, tools};

/// Crates beside the workspace, with lock files of their own.
const BESIDE: [&str; 2] = ["benches/browser", "fuzz"];

/// Stories of tests/browser that take the time of what the page does: nobody else is told meanwhile.
const MEASURING: [&str; 4] = ["see", "song", "spectrogram", "tags"];

/// Stories that take minutes: they begin first, so that nobody waits for them in the end.
const LONG: [&str; 2] = ["length", "formats"];

/// One part of the tests.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// rustfmt finds nothing to change
    Fmt,
    /// clippy finds nothing to say, about native code and about the page
    Clippy,
    /// Engine and trainer on this machine
    Native,
    /// The engine's stations take as many instructions as they did
    Count,
    /// The engine as WebAssembly in headless Chromium
    Wasm,
    /// The built page in headless Chromium
    Page,
    /// The page's main stories in Firefox and WebKitGTK
    Engines,
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn wants_page(self) -> bool {
        matches!(self, Self::Page | Self::Engines)
    }

    fn run(self, workshop: &Workshop) -> Result<()> {
        match self {
            Self::Fmt => workshop.run("cargo fmt --all --check"),
            Self::Clippy => clippy(workshop),
            Self::Native => native(workshop),
            Self::Count => count::count(workshop),
            Self::Wasm => wasm(workshop),
            Self::Page => tell_stories(workshop),
            Self::Engines => engines::run_stories(workshop),
        }
    }
}

/// Runs these parts, or all; every part runs, whatever became of those before it.
pub fn test(workshop: &Workshop, parts: &[Part]) -> Result<()> {
    let parts = if parts.is_empty() { Part::value_variants() } else { parts };
    let mut failed = Vec::new();
    let mut summary = Vec::new();
    let first_stories = parts.iter().position(|part| part.wants_page());
    let mut ahead = if first_stories > Some(0) { page::build_ahead(workshop).ok() } else { None };
    for &part in parts {
        say(&format!("\n— {} —", part.name()));
        let start = Instant::now();
        if part.wants_page()
            && let Some(mut building) = ahead.take()
        {
            building.wait()?;
        }
        let outcome = part.run(workshop);
        let time = clock(start.elapsed());
        if let Err(error) = &outcome {
            eprintln!("{}: {error:#}", part.name());
            failed.push(part.name());
        }
        let verdict = if outcome.is_ok() { "passed" } else { "FAILED" };
        summary.push(format!("{} {verdict} in {time}", part.name()));
    }
    say(&format!("\n{}", summary.join(" · ")));
    if !failed.is_empty() {
        bail!("run `cargo xtask test {}` to see only what failed", failed.join(" "));
    }
    Ok(())
}

fn clippy(workshop: &Workshop) -> Result<()> {
    tools::wasm_target(workshop)?;
    machine::ensure_native(workshop)?;
    workshop.run("cargo clippy --workspace --all-targets -- -D warnings")?;
    workshop.run("cargo clippy --target wasm32-unknown-unknown --features web -- -D warnings")?;
    BESIDE.iter().try_for_each(|folder| lock_fits(workshop, folder))
}

/// What a crate beside the workspace is built of follows the workspace.
fn lock_fits(workshop: &Workshop, folder: &str) -> Result<()> {
    let asked =
        format!("cargo metadata --locked --quiet --format-version 1 --manifest-path {folder}/Cargo.toml");
    workshop.ask(&asked).map(drop).with_context(|| {
        format!("{folder}/Cargo.lock does not fit any more; `{}` mends it", asked.replace(" --locked", ""))
    })
}

fn native(workshop: &Workshop) -> Result<()> {
    machine::ensure_native(workshop)?;
    workshop.run("cargo test --workspace")
}

fn wasm(workshop: &Workshop) -> Result<()> {
    tools::wasm_target(workshop)?;
    tools::wasm_bindgen(workshop)?;
    let browser = machine::ensure_browser(workshop)?;
    run(workshop
        .command("cargo test --target wasm32-unknown-unknown --test tests")
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300"))
}

fn tell_stories(workshop: &Workshop) -> Result<()> {
    page::build(workshop)?;
    let browser = machine::ensure_browser(workshop)?;
    let surroundings =
        vec![("SEGUE_CHROMIUM", browser.chromium.into_os_string()), stories::command_line(workshop)?];
    let chromium = Engine { workshop, name: "chromium", surroundings, forgetful: false };
    let names = story_files(workshop)?;
    let (alone, mut together): (Vec<_>, Vec<_>) =
        names.iter().map(String::as_str).partition(|name| MEASURING.contains(name));
    together.sort_by_key(|name| !LONG.contains(name));
    // All are told, whatever becomes of the first.
    chromium.live(&together, 2).and(chromium.live(&alone, 1))
}

/// The names of tests/browser/*.test.mjs.
fn story_files(workshop: &Workshop) -> Result<Vec<String>> {
    let folder = fs::read_dir(workshop.at("tests/browser"))
        .context("tests/browser is missing; `git checkout tests` brings it back")?;
    let names = folder.map(|entry| Ok(entry?.file_name())).collect::<Result<Vec<_>>>()?;
    let stories = names.iter().filter_map(|name| name.to_str()?.strip_suffix(".test.mjs"));
    let mut stories: Vec<_> = stories.map(str::to_owned).collect();
    stories.sort();
    Ok(stories)
}

fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
