//! `extract`: a folder of music → the mel statistics of every segment.

pub mod collection;
mod fma;
pub mod labelled;
mod listen;
mod parts;
mod plain;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;
use segue::engine::frontend::Frontend;

use crate::{Outcome, progress};
use collection::{Collection, Entry, Failure};
use parts::Parts;

/// Features that a collection brings, below its folder: `corpus` has heard it.
pub const HEARD: &str = "heard";
/// Files between two savings, unless it is said otherwise.
pub const BATCH: u32 = 64;

/// Describe every 3-second segment of a folder of music.
///
/// FOLDER is one of three things. With a `labels.csv` (columns path and genre; artist, title, album, split, licence,
/// link and `track_id` where they are known), the files it names. With `fma_small` and `fma_metadata/tracks.csv`, the
/// Free Music Archive's small data set, without the six clips that are known to be broken. Anything else: all audio
/// files in it, with what their tags say.
///
/// Written are `segments.parquet` (`track_id`, segment, `mel_stats`: 128 means and 128 deviations in dB) and
/// `tracks.parquet` (`track_id`, path, title, artist, album, genre, split, licence, link, seconds, segments, bytes). A
/// run that was interrupted goes on where it was; files whose path and length are as before are not decoded again.
/// Files that cannot be read are left out and named on standard error. The same folder gives the same bytes.
#[derive(clap::Args)]
pub struct Args {
    /// The music.
    folder: PathBuf,
    /// Folder of the features; features that are there are brought up to date.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Files between two savings: so many are decoded again after an interruption, at most.
    #[arg(long, value_name = "N", default_value_t = BATCH, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    batch: u32,
}

/// Reads, hears, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    let collection = Collection::read(&args.folder)?;
    let (form, known_bad) = (collection.form, collection.known_bad);
    let written = write(collection, &args.out, Some(&args.folder.join(HEARD)), args.batch as usize)?;
    let Written { tracks, segments, now, before, failures } = written;
    say!("{} was read as {form}", args.folder.display());
    say!("heard now {now}, before {before}; left out {}", failures.len());
    if known_bad > 0 {
        say!("known to be broken and passed over: {known_bad}");
    }
    say!("{} is written: {tracks} tracks, {segments} segments", args.out.display());
    Ok(if failures.is_empty() { Outcome::Complete } else { Outcome::Partial })
}

/// What became of a collection; tracks and segments are counted.
pub struct Written {
    pub tracks: usize,
    pub segments: usize,
    /// Tracks that were decoded.
    pub now: usize,
    /// Tracks that an earlier run had decoded.
    pub before: usize,
    /// Sorted by path; each has been named on standard error.
    pub failures: Vec<Failure>,
}

/// Writes the features of a collection into `out`. What is there, or in `heard`, is not decoded again.
pub fn write(mut collection: Collection, out: &Path, heard: Option<&Path>, batch: usize) -> Result<Written> {
    let mut parts = Parts::open(out)?;
    if let Some(heard) = heard {
        parts.take(heard);
    }
    let pending: Vec<&Entry> = collection.entries.iter().filter(|entry| !parts.has(entry)).collect();
    let (before, waiting) = (collection.entries.len() - pending.len(), pending.len());
    let mut failures = hear(&pending, batch, &mut parts)?;
    let now = waiting - failures.len();
    failures.append(&mut collection.failures);
    failures.sort_by(|a, b| a.path.cmp(&b.path));
    for failure in &failures {
        eprintln!("{}: {}", failure.path, failure.reason);
    }
    if before + now == 0 {
        bail!("none of {} files can be heard; nothing is written", failures.len());
    }
    let (tracks, segments) = parts.merge(&collection)?;
    Ok(Written { tracks, segments, now, before, failures })
}

/// Hears files on all cores, saves them batch by batch, and returns those that cannot be heard.
fn hear(pending: &[&Entry], batch: usize, parts: &mut Parts) -> Result<Vec<Failure>> {
    let bar = progress::count("Listening", pending.len());
    let mut failures = Vec::new();
    for entries in pending.chunks(batch) {
        // In the order of the files, whichever core is done first.
        let heard = entries.par_iter().map_init(Frontend::new, |frontend, entry| {
            let heard = listen::hear(entry, frontend);
            bar.inc(1);
            heard
        });
        let (mut whole, heard) = (Vec::new(), heard.collect::<Vec<_>>());
        for (entry, heard) in entries.iter().zip(heard) {
            match heard {
                Ok(heard) => whole.push(heard),
                Err(error) => {
                    failures.push(Failure { path: entry.path.clone(), reason: error.to_string() });
                }
            }
        }
        parts.put(whole)?;
    }
    bar.finish_and_clear();
    Ok(failures)
}
