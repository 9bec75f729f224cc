//! A guard against slowness that no clock disturbs: how many instructions the engine's stations take.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::machine;
use crate::workshop::{Workshop, say};

/// What each station took when it was last looked at.
const STORED: &str = "benches/results/instructions.json";
/// By how much a count may differ: compilers and C libraries of other machines differ by less.
const TOLERANCE: f64 = 0.05;

/// Counts, and compares with what is stored.
pub fn count(workshop: &Workshop) -> Result<()> {
    if !machine::ensure_valgrind(workshop)? {
        say("Skipped: valgrind, which counts instructions, does not run on this system.");
        return Ok(());
    }
    let stored = fs::read(workshop.at(STORED)).with_context(|| format!("{STORED} is missing"))?;
    let stored: BTreeMap<String, u64> =
        serde_json::from_slice(&stored).with_context(|| format!("{STORED} is not readable"))?;
    let mut counts = BTreeMap::new();
    for (station, &expected) in &stored {
        let found = instructions(workshop, station)?;
        let change = found as f64 / expected as f64 - 1.0;
        eprintln!("{station:10}{found:>14} instructions, {:+.1} % of what is stored", 100.0 * change);
        counts.insert(station, (found, change));
    }
    if counts.values().all(|(_, change)| change.abs() <= TOLERANCE) {
        return Ok(());
    }
    let found: BTreeMap<_, _> = counts.into_iter().map(|(station, (found, _))| (station, found)).collect();
    bail!(
        "a station takes more than {:.0} % more or fewer instructions than {STORED} says; if that is meant, it should say {}",
        100.0 * TOLERANCE,
        serde_json::to_string(&found)?
    )
}

/// Of one run of one station, in the development build, which the tests have compiled anyway.
fn instructions(workshop: &Workshop, station: &str) -> Result<u64> {
    let runner = "target.\"cfg(all())\".runner='valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=*stations*counted*'";
    let output = workshop
        .command("cargo bench --quiet --package segue --profile dev --bench stations --config")
        .arg(runner)
        .args(["--", station])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim());
    line.and_then(|count| count.parse().ok())
        .filter(|&count| output.status.success() && count > 0)
        .with_context(|| format!("callgrind did not count {station}; it said:\n{said}"))
}
