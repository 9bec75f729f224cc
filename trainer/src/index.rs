//! `index`: the mel statistics of every segment, and axes → a model pack whose songs can be found.

mod assemble;
mod corpus;
mod evaluation;
mod heard;
mod report;
mod space;

use std::path::PathBuf;

use anyhow::Result;
use segue::engine::manifest;

use crate::about::AboutArgs;
use crate::embedding::Embedding;
use crate::model::axes;
use crate::{Outcome, packs, write};
use assemble::Trees;
use corpus::Corpus;

/// Build a model pack from features: every segment of every track can be found.
///
/// FEATURES is what `extract` wrote. Each segment is turned to the axes of a PCA and kept as int8 codes, with mean and deviation of
/// its similarity to all others, so that hubs can be corrected for. Without trees the pack has neighbours to offer
/// and no opinion on genres; with the axes and trees of one `fit` it has both. With `--embedding cnn` it has a second index
/// besides, of what the network of `extract --network` heard, and the tags of each track. How well the pack finds what it
/// holds is measured without genres and goes into `report.json`. The same features give the same bytes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the features.
    features: PathBuf,
    /// Standardiser and axes: `pca.bin` of a fit or of models/seed, or the published preprocessing.npz.
    #[arg(long, value_name = "FILE")]
    pca: PathBuf,
    /// Trees that know genres by these axes: `forest.json` of the same fit.
    #[arg(long, value_name = "FILE")]
    forest: Option<PathBuf>,
    /// By what tracks can be found: mel statistics, or these and what a network heard.
    #[arg(long, value_enum, default_value_t = Embedding::Mel)]
    embedding: Embedding,
    /// Folder of the new pack; a pack that is there is replaced once the new one is whole.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The list of packs in which the new one shall stand: packs.json, above the pack's folder.
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    #[command(flatten)]
    about: AboutArgs,
}

/// Reads, projects, quantises, measures, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    let about = args.about.about(&args.out)?;
    write::replaceable(&args.out, manifest::FILE, "a pack")?;
    // All that can be refused is refused before the long work.
    let list =
        |bytes| args.list.as_deref().map(|list| packs::list(list, &args.out, &about, bytes)).transpose();
    list(None)?;
    let pca = axes::read(&args.pca)?;
    let trees = args.forest.as_deref().map(|path| Trees::read(path, &pca)).transpose()?;
    let corpus =
        Corpus::read(&args.features, &pca, trees.as_ref().map(|trees| &trees.forest), args.embedding)?;
    let (manifest, files) = assemble::pack(&corpus, about.clone(), &pca, trees)?;
    write::pack(&args.out, &manifest.encode()?, files)?;
    for (name, value) in &manifest.metrics {
        say!("{name:<36} {value}");
    }
    if let (Some(path), Some(list)) = (&args.list, list(Some(manifest.bytes()))?) {
        write::file(path, &list.encode()?)?;
        say!("{} lists it", path.display());
    }
    let vectors = corpus.catalogue().vectors();
    say!("{} is written: {} tracks, {vectors} segments", args.out.display(), manifest.tracks);
    Ok(Outcome::Complete)
}
