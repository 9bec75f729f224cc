//! `check`: is this pack whole, and does this build read it?

use std::path::PathBuf;

use anyhow::{Context, Result};
use segue::engine::Error;
use segue::engine::forest::Forest;
use segue::engine::pack::{Manifest, Pack};

use crate::{Outcome, packs};

/// Verify a model pack.
///
/// Manifest, sizes, checksums and versions of every file, what was measured when it was built, then whether the
/// files fit together. Exit code 0: all is well; 1: something is wrong, each thing with its sentence; 2: there is no pack that could be looked at.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the pack.
    #[arg(value_name = "DIR")]
    pack: PathBuf,
}

/// Looks at every file, then opens the pack.
pub fn run(args: &Args) -> Result<Outcome> {
    let (said, files) = packs::read(&args.pack)?;
    let manifest = Manifest::parse(&said)?;
    say!("{} ({}), {}", manifest.name, manifest.title, manifest.licence);
    let mut outcome = Outcome::Complete;
    for file in &manifest.files {
        let missing = || Error::Missing { file: file.name.clone() };
        let verdict = files.get(&file.name).ok_or_else(missing).and_then(|bytes| file.verify(bytes));
        let words = verdict.map_or_else(|error| error.to_string(), |()| "whole".to_owned());
        if words != "whole" {
            outcome = Outcome::Partial;
        }
        say!(
            "{:<10} {:>10}  {:<36} {words}",
            format!("{:?}", file.role).to_lowercase(),
            file.bytes,
            file.name
        );
    }
    for (name, value) in &manifest.metrics {
        say!("{name:<36} {value}");
    }
    match Pack::open(&said, &files).context("the files do not make a pack") {
        Ok(pack) => say!(
            "opens: revision {}, {} tracks, {} vectors, {} genres, {} trees, {} components",
            pack.revision,
            pack.catalogue.tracks.len(),
            pack.index.rows(),
            pack.catalogue.genres.len(),
            pack.forest.as_ref().map_or(0, Forest::trees),
            pack.pca.components()
        ),
        Err(error) => {
            eprintln!("segue-trainer: {error:#}");
            outcome = Outcome::Partial;
        }
    }
    Ok(outcome)
}
