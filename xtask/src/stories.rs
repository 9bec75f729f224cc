//! The stories of tests/browser, told file by file.

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, ensure};

use crate::machine;
use crate::workshop::{Workshop, say};

/// Who lives through them.
pub struct Engine<'a> {
    /// Where they lie.
    pub workshop: &'a Workshop,
    /// As `SEGUE_ENGINE` calls it.
    pub name: &'static str,
    /// Where it and what it needs are.
    pub surroundings: Vec<(&'static str, OsString)>,
    /// Its remote control loses a step now and then, which is not the page's doing.
    pub forgetful: bool,
}

/// The command line, whose answers stories compare with the page's; compiled like this, it is the one of the native tests.
pub fn command_line(workshop: &Workshop) -> Result<(&'static str, OsString)> {
    machine::ensure_native(workshop)?;
    workshop.run("cargo test --workspace --no-run --quiet")?;
    Ok(("SEGUE_TRAINER", workshop.target().join("debug/segue-trainer").into_os_string()))
}

impl Engine<'_> {
    /// Tells these files, so many at a time.
    ///
    /// Who is told beside others may wait too long, and so may who forgets: a file that fails is then told once more, by itself,
    /// when the others are over. Files that are told alone have one chance.
    pub fn live(&self, stories: &[&str], at_once: usize) -> Result<()> {
        let left = Mutex::new(stories.iter().copied());
        let failed = Mutex::new(Vec::new());
        let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
        let worker = || {
            while let Some(story) = next() {
                if !self.tell(story) {
                    failed.lock().unwrap_or_else(PoisonError::into_inner).push(story);
                }
            }
        };
        thread::scope(|scope| (0..at_once).for_each(|_| drop(scope.spawn(worker))));
        let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        if at_once > 1 || self.forgetful {
            failed.retain(|story| !self.tell(story));
        }
        ensure!(
            failed.is_empty(),
            "in {} these failed: {}; their own words are above",
            self.name,
            failed.join(", ")
        );
        Ok(())
    }

    /// One file; its words come when it is over. Whether it passed.
    fn tell(&self, story: &str) -> bool {
        let mut node = self.workshop.command("node --test --test-reporter=spec");
        let told = node
            .arg(format!("tests/browser/{story}.test.mjs"))
            .env("SEGUE_ENGINE", self.name)
            .envs(self.surroundings.iter().map(|(name, value)| (name, value)))
            .output();
        let (passed, words) = told.map_or_else(
            |error| (false, error.to_string()),
            |told| (told.status.success(), String::from_utf8_lossy(&told.stdout).into_owned()),
        );
        let outcome = if passed { "passed" } else { "FAILED" };
        say(&format!("{story} in {} {outcome}\n{words}", self.name));
        passed
    }
}
