//! The stories that Firefox and WebKit live through, too.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::machine;
use crate::page;
use crate::stories::{self, Engine};
use crate::workshop::{Workshop, say};

/// Files of tests/browser; what an engine cannot do is skipped there, by name and with the reason.
const STORIES: [&str; 12] = [
    "engine",
    "formats",
    "offline",
    "length",
    "song",
    "queue",
    "update",
    "security",
    "bad-input",
    "tags",
    "faults",
    "pack",
];
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
    let command_line = stories::command_line(workshop)?;
    // One after the other: both keep two processors busy.
    let live = |name| {
        let surroundings = vec![("SEGUE_FIREFOX", firefox.clone().into_os_string()), command_line.clone()];
        Engine { workshop, name, surroundings, forgetful: true }.live(&STORIES, 1)
    };
    live("firefox").and(live("webkit"))
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
