//! `cargo bench --bench growth`: time and memory for longer songs and larger catalogues, one thread, one process each.
//!
//! Prints JSON: what was done, milliseconds, MiB at most, and MiB before it began (the song or catalogue itself).
#![allow(missing_docs, reason = "a program")]

use std::env;
use std::process::Command;
use std::time::Instant;

use segue::engine::analysis::Ranking;
use segue::engine::listener::Listener;
use segue::engine::pcm::SAMPLE_RATE;
use segue::engine::recommend::{Terms, recommend};
use serde_json::json;

#[allow(dead_code, reason = "the other benches ask for its usual size")]
#[path = "../tests/support/large_catalogue.rs"]
mod large_catalogue;
#[path = "../tests/support/song.rs"]
mod song;

/// Seconds, heard as they come: past an hour, memory grows by no more than the descriptors.
const SOUNDS: [usize; 6] = [30, 240, 1_800, 3_600, 10_800, 36_000];
/// Vectors.
const CATALOGUES: [usize; 3] = [10_000, 100_000, 1_000_000];
const SEGMENTS: usize = 80;
/// What tells a process that it is to do one of them.
const ONE: &str = "--one";

fn main() {
    let words: Vec<String> = env::args().collect();
    if let Some(place) = words.iter().position(|word| word == ONE) {
        let size = words[place + 2].parse().expect("a number");
        match words[place + 1].as_str() {
            "sound" => listen(size),
            _ => search(size),
        }
        return;
    }
    let sounds = SOUNDS.map(|seconds| ("sound", seconds));
    let catalogues = CATALOGUES.map(|vectors| ("catalogue", vectors));
    for (kind, size) in sounds.into_iter().chain(catalogues) {
        let program = env::current_exe().expect("this program");
        let done = Command::new(program).args([ONE, kind, &size.to_string()]).status().expect("this program");
        assert!(done.success(), "{kind} of {size}");
    }
}

fn listen(seconds: usize) {
    let half_a_minute = song::song(30 * SAMPLE_RATE as usize, SAMPLE_RATE);
    timed("sound", seconds, || {
        let mut listener = Listener::new(SAMPLE_RATE).expect("a rate");
        (0..seconds / 30).for_each(|_| listener.push(&[&half_a_minute]).expect("a song"));
        listener.finish().expect("a song").description.mel.values.nrows()
    });
}

fn search(vectors: usize) {
    let (index, tracks) = (large_catalogue::index(vectors), large_catalogue::catalogue(vectors));
    let query = large_catalogue::query(SEGMENTS);
    let song = large_catalogue::song(&query);
    timed("catalogue", vectors, || {
        recommend(&index, &tracks, &song, &Terms::of(Ranking::Published)).expect("an answer").len()
    });
}

fn timed(kind: &str, size: usize, work: impl FnOnce() -> usize) {
    let before = peak();
    let start = Instant::now();
    assert!(work() > 0);
    let ms = 1e3 * start.elapsed().as_secs_f64();
    println!("{}", json!({ "kind": kind, "size": size, "ms": ms, "mib": peak(), "mib_before": before }));
}

/// The most memory that this process ever had, in MiB, where the system tells.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}
