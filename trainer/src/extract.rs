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

use crate::feature_set::NETWORK;
use crate::networks::Listener;
use crate::{Outcome, progress};
use collection::{Collection, Entry, Failure};
pub use listen::Listeners;
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
///
/// With --network a network listens, too: `network/patches.parquet` (`track_id`, patch, embedding: 200 numbers, tags: 50
/// probabilities) and a table of the same tracks beside it.
#[derive(clap::Args)]
pub struct Args {
    /// The music.
    folder: PathBuf,
    /// Folder of the features; features that are there are brought up to date.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Folder of a network that listens, too: models/musicnn.
    #[arg(long, value_name = "DIR")]
    network: Option<PathBuf>,
    /// Files between two savings: so many are decoded again after an interruption, at most.
    #[arg(long, value_name = "N", default_value_t = BATCH, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    batch: u32,
}

/// Reads, hears, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    let mut collection = Collection::read(&args.folder)?;
    let listener = args.network.as_deref().map(Listener::open).transpose()?;
    let (heard, batch) = (args.folder.join(HEARD), args.batch as usize);
    let Written { tracks, rows, now, before, mut failures } =
        write(&collection, Listeners::Engine, &args.out, Some(&heard), batch)?;
    say!("{} was read as {}", args.folder.display(), collection.form);
    say!("heard now {now}, before {before}; left out {}", failures.len());
    if collection.known_bad > 0 {
        say!("known to be broken and passed over: {}", collection.known_bad);
    }
    say!("{} is written: {tracks} tracks, {rows} segments", args.out.display());
    if let Some(listener) = &listener {
        collection.without(&failures);
        let out = args.out.join(NETWORK);
        let written = write(&collection, Listeners::Network(listener), &out, None, batch)?;
        let Written { tracks, rows, now, before, failures: more } = written;
        say!("heard by the network now {now}, before {before}; left out {}", more.len());
        say!("{} is written: {tracks} tracks, {rows} patches", out.display());
        failures.extend(more);
    }
    Ok(if failures.is_empty() { Outcome::Complete } else { Outcome::Partial })
}

/// What became of a collection; tracks and their rows are counted.
pub struct Written {
    pub tracks: usize,
    pub rows: usize,
    /// Tracks that were decoded.
    pub now: usize,
    /// Tracks that an earlier run had decoded.
    pub before: usize,
    /// Sorted by path; each has been named on standard error.
    pub failures: Vec<Failure>,
}

/// Writes what these hear of a collection into `out`. What is there, or in `heard`, is not decoded again.
pub fn write(
    collection: &Collection,
    listeners: Listeners<'_>,
    out: &Path,
    heard: Option<&Path>,
    batch: usize,
) -> Result<Written> {
    let mut parts = Parts::open(out, &listeners.maker())?;
    if let Some(heard) = heard {
        parts.take(heard);
    }
    let pending: Vec<&Entry> = collection.entries.iter().filter(|entry| !parts.has(entry)).collect();
    let (before, waiting) = (collection.entries.len() - pending.len(), pending.len());
    let mut failures = hear(&pending, listeners, batch, &mut parts)?;
    let now = waiting - failures.len();
    failures.extend(collection.failures.iter().cloned());
    failures.sort_by(|a, b| a.path.cmp(&b.path));
    for failure in &failures {
        eprintln!("{}: {}", failure.path, failure.reason);
    }
    if before + now == 0 {
        bail!("none of {} files can be heard; nothing is written", failures.len());
    }
    let (tracks, rows) = parts.merge(collection)?;
    Ok(Written { tracks, rows, now, before, failures })
}

/// Hears files on all cores, saves them batch by batch, and returns those that cannot be heard.
fn hear(
    pending: &[&Entry],
    listeners: Listeners<'_>,
    batch: usize,
    parts: &mut Parts,
) -> Result<Vec<Failure>> {
    let bar = progress::count("Listening", pending.len());
    let mut failures = Vec::new();
    for entries in pending.chunks(batch) {
        // In the order of the files, whichever core is done first.
        let heard = entries.par_iter().map_init(
            || listeners.ear(),
            |ear, entry| {
                let heard = listen::hear(entry, ear);
                bar.inc(1);
                heard
            },
        );
        let (mut whole, heard) = (Vec::new(), heard.collect::<Vec<_>>());
        for (entry, heard) in entries.iter().zip(heard) {
            match heard {
                Ok(heard) => whole.push(heard),
                Err(error) => {
                    failures.push(Failure { path: entry.path.clone(), reason: format!("{error:#}") });
                }
            }
        }
        parts.put(whole)?;
    }
    bar.finish_and_clear();
    Ok(failures)
}
