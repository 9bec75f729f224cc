//! `corpus`: free music that others carry → a labelled folder, and its features.

mod list;
mod apt;
mod unpack;
mod archive;
mod copyright;
mod credits;
mod words;
mod label;
mod judge;
mod twins;
mod left_out;
mod table;
mod debian;

use anyhow::Result;
use clap::Subcommand;

use crate::Outcome;

/// Fetch a collection of free music, labelled and ready for `extract`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    source: Source,
}

#[derive(Subcommand)]
enum Source {
    Debian(debian::Args),
}

/// Fetches, unpacks, labels.
pub fn run(args: &Args) -> Result<Outcome> {
    match &args.source {
        Source::Debian(args) => debian::run(args),
    }
}
