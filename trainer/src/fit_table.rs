//! `fit-table`: a table of tracks with cepstral statistics → a model pack.

mod assemble;
mod corpus;
mod fitted;
mod report;
mod retrieval;
mod tune;

use std::path::PathBuf;

use anyhow::{Context, Result};
use segue::engine::manifest;

use crate::about::AboutArgs;
use crate::model::boost::Settings;
use crate::model::folds;
use crate::{Outcome, progress, table, write};
use corpus::Corpus;
use tune::CrossValidation;

const FOLDS: usize = 5;

/// Build a model pack from a table of tracks.
///
/// The table has one row per track: its number (column `track_id`), `split` (training or validation), `genre_top`, title, artist, album and
/// the 46 cepstral statistics. Standardiser, principal axes and LightGBM are fitted on `training` only; the index
/// holds all tracks. What was measured goes into `report.json`. The same table gives the same bytes.
#[derive(clap::Args)]
pub struct Args {
    /// The table, CSV, gzipped or not.
    #[arg(value_name = "TABLE.csv[.gz]")]
    table: PathBuf,
    /// Folder of the new pack; a pack that is there is replaced once the new one is whole.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Search for better settings first (cross-validation inside training, by artist; some minutes).
    #[arg(long)]
    tune: bool,
    /// Boosting rounds [default: as tuned on FMA-small].
    #[arg(long, value_name = "N", conflicts_with = "tune", value_parser = clap::value_parser!(u32).range(1..=5000))]
    rounds: Option<u32>,
    #[command(flatten)]
    about: AboutArgs,
}

/// Reads, fits, measures, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    let about = args.about.about(&args.out)?;
    write::replaceable(&args.out, manifest::FILE, "a pack")?;
    let (descriptors, labels) = table::read_tracks(&args.table)?;
    let corpus = Corpus::new(descriptors, labels)?;
    let (settings, cross_validation) = settings(&corpus, args)?;
    let bar = progress::wait("Fitting");
    let fitted = fitted::fit(&corpus, &settings)?;
    bar.finish_and_clear();
    let (manifest, files) = assemble::pack(&corpus, about, fitted, settings, cross_validation)?;
    write::pack(&args.out, &manifest.encode()?, files)?;
    for (name, value) in &manifest.metrics {
        say!("{name:<34} {value}");
    }
    say!("{} is written: {} tracks, {} genres", args.out.display(), manifest.tracks, manifest.genres);
    Ok(Outcome::Complete)
}

/// The defaults as cross-validated, or the best that the search finds.
fn settings(corpus: &Corpus, args: &Args) -> Result<(Settings, Vec<CrossValidation>)> {
    let folds = folds::grouped(&corpus.labels, &corpus.division.fit, FOLDS)?;
    let bar = progress::count("Cross-validating", folds.len());
    let default = Settings::default();
    let settings = Settings { num_iterations: args.rounds.unwrap_or(default.num_iterations), ..default };
    let tried = if args.tune {
        tune::search(&corpus.tracks(), &folds, &bar)?
    } else {
        tune::cross_validate(&corpus.tracks(), &folds, &settings, &[settings.num_iterations], &bar)?
    };
    bar.finish_and_clear();
    let best = tried.first().context("nothing was tried")?.settings.clone();
    Ok((best, tried))
}
