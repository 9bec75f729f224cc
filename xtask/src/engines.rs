//! The stories that Firefox and WebKit live through, too.

use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail, ensure};

use crate::machine;
use crate::page;
use crate::workshop::{Workshop, say};

/// Files of tests/browser; what an engine cannot do is skipped there, by name and with the reason.
const STORIES: [&str; 8] = ["engine", "song", "offline", "update", "security", "bad-input", "tags", "faults"];
/// Debian's names. WebKit decodes with GStreamer's plugins, and draws on a screen of its own.
const WEBKIT: [&str; 6] = [
    "webkit2gtk-driver",
    "xvfb",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "gstreamer1.0-plugins-ugly",
    "gstreamer1.0-libav",
];

/// Runs them in both; where neither can be installed, as on other systems than Debian's kind, it says so.
pub fn run_stories(workshop: &Workshop) -> Result<()> {
    if workshop.find("apt-get").is_none() {
        say("Skipped: Firefox and WebKitGTK are tested where apt-get installs them; Chromium's stories ran.");
        return Ok(());
    }
    page::build(workshop)?;
    let firefox = ensure_firefox(workshop)?;
    let missing: Vec<_> = WEBKIT.into_iter().filter(|package| !is_installed(workshop, package)).collect();
    machine::install(workshop, &missing)?;
    // Side by side: each of them waits more than it works.
    let [firefox, webkit] = thread::scope(|scope| {
        let firefox = &firefox;
        let told =
            ["firefox", "webkit"].map(|engine| scope.spawn(move || stories(workshop, engine, firefox)));
        told.map(|told| told.join().unwrap_or_else(|_| bail!("a thread is gone")))
    });
    firefox.and(webkit)
}

/// All stories in one engine, file by file. These browsers' remote control loses a step now and then, which is not the page's
/// doing: a file that fails is told once more, and what fails twice has failed.
fn stories(workshop: &Workshop, engine: &str, firefox: &Path) -> Result<()> {
    let mut failed = Vec::new();
    for story in STORIES {
        let told = tell(workshop, engine, firefox, story);
        if told.or_else(|_| tell(workshop, engine, firefox, story)).is_err() {
            failed.push(story);
        }
    }
    ensure!(
        failed.is_empty(),
        "in {engine} these failed twice: {}; their own words are above",
        failed.join(", ")
    );
    Ok(())
}

/// One file of stories; its words come when it is over.
fn tell(workshop: &Workshop, engine: &str, firefox: &Path, story: &str) -> Result<()> {
    let told = workshop
        .command("node --test --test-reporter=spec")
        .arg(format!("tests/browser/{story}.test.mjs"))
        .env("SEGUE_ENGINE", engine)
        .env("SEGUE_FIREFOX", firefox)
        .output()
        .context("node does not start")?;
    let outcome = if told.status.success() { "passed" } else { "FAILED" };
    say(&format!("{story} in {engine} {outcome}\n{}", String::from_utf8_lossy(&told.stdout)));
    ensure!(told.status.success(), "{story} failed in {engine}");
    Ok(())
}

/// Debian's Firefox, or another one that is there.
fn ensure_firefox(workshop: &Workshop) -> Result<PathBuf> {
    let found = || ["firefox-esr", "firefox"].iter().find_map(|program| workshop.find(program));
    if found().is_none() {
        machine::install(workshop, &["firefox-esr"])?;
    }
    found().context("Firefox is missing; install it and run this again")
}

fn is_installed(workshop: &Workshop, package: &str) -> bool {
    workshop
        .ask(&format!("dpkg-query --show --showformat=${{db:Status-Abbrev}} {package}"))
        .is_some_and(|status| status.starts_with("ii"))
}
