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

/// All stories in one engine; their words come when they are over.
fn stories(workshop: &Workshop, engine: &str, firefox: &Path) -> Result<()> {
    let tell = || {
        let told = workshop
            .command("node --test --test-reporter=spec")
            .args(STORIES.map(|story| format!("tests/browser/{story}.test.mjs")))
            .env("SEGUE_ENGINE", engine)
            .env("SEGUE_FIREFOX", firefox)
            .output()
            .context("node does not start")?;
        say(&format!("The stories in {engine}\n{}", String::from_utf8_lossy(&told.stdout)));
        ensure!(told.status.success(), "the stories in {engine} failed; their own words are above");
        Ok(())
    };
    // These browsers' remote control loses a step now and then, which is not the page's doing.
    tell().or_else(|_| {
        say(&format!("Once more in {engine}: what fails twice has failed."));
        tell()
    })
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
