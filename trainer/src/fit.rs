//! `fit`: the mel statistics of labelled tracks, or what a network heard of them → standardiser, axes and trees, and how good they are.

mod corpus;
mod report;
mod rounds;
mod tune;

use std::path::PathBuf;

use anyhow::{Context, Result};
use ndarray::{Array2, Axis};
use rayon::prelude::*;
use segue::engine::manifest::FEATURES;
use segue::engine::pca::Pca;

use crate::embedding::Embedding;
use crate::model::boost::{self, Settings};
use crate::model::folds::{self, Division};
use crate::model::shipped::{self, Shipped};
use crate::packs::Files;
use crate::{Outcome, progress, write};
use corpus::{Corpus, Divisions};
use report::{Axes, Counts, Density, Evaluation, ModelFacts, Report};
use rounds::Round;
use tune::Tried;

const FORMAT: u32 = 1;
/// What says that a folder holds a fit.
const REPORT: &str = "report.json";

/// Fit genres to features, and measure how well they are told apart.
///
/// FEATURES is what `extract` wrote, of a collection with genres and artists. Standardiser, 100 principal components
/// and LightGBM are those of the published study. The collection's own split is used if it has one; otherwise every
/// track is asked about once, in folds in which no artist is on both sides. Written are `pca.bin`, `forest.json`
/// (fitted on `training`, or on all tracks if there is no split) and `report.json`. The same features give the same
/// bytes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of the features.
    features: PathBuf,
    /// Folder of the fit; a fit that is there is replaced once the new one is whole.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// From what genres are told: mel statistics, or the mean of what a network heard, one row per track.
    #[arg(long, value_enum, default_value_t = Embedding::Mel)]
    embedding: Embedding,
    /// How many folds, where the collection has no split of its own; also for --tune.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(2..=100))]
    folds: u32,
    /// Search for better boosting rounds and regularisation first.
    #[arg(long)]
    tune: bool,
}

/// Reads, fits, measures, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    write::replaceable(&args.out, REPORT, "a fit")?;
    let corpus = Corpus::read(&args.features, args.embedding)?;
    let divisions = corpus.divisions(args.folds as usize)?;
    let bar = progress::wait("Fitting");
    // What is written is fitted among the rounds, so that no core waits for it.
    let (space, rounds) =
        rayon::join(|| Space::of(&corpus, &divisions.fit), || rounds(&corpus, &divisions.rounds));
    let (space, rounds) = (space?, rounds?);
    bar.finish_and_clear();
    let (settings, tuning) = settings(&corpus, &divisions, &rounds, args)?;
    let bar = progress::wait("Fitting");
    let (fitted, answers) = rayon::join(
        || Fitted::on(&corpus, &divisions.fit, space, &settings),
        || rounds::ask(&corpus, &rounds, &settings, &[settings.num_iterations]),
    );
    let (fitted, answers) = (fitted?, answers?);
    let answers = answers.first().context("nothing was asked")?;
    let evaluation = Evaluation::of(&corpus, &divisions, answers);
    let headline = evaluation.headline();
    let files = files(&corpus, &divisions, settings, fitted, evaluation, tuning)?;
    bar.finish_and_clear();
    write::folder(&args.out, &files)?;
    say!("{headline}");
    say!("{} is written: {} tracks, {} genres", args.out.display(), corpus.tracks.len(), corpus.genres.len());
    Ok(Outcome::Complete)
}

fn rounds(corpus: &Corpus, divisions: &[Division]) -> Result<Vec<Round>> {
    divisions.par_iter().map(|division| Round::new(corpus, division)).collect()
}

/// The published ones, or the best that the search finds: in folds inside the fitted tracks.
fn settings(
    corpus: &Corpus,
    divisions: &Divisions,
    rounds: &[Round],
    args: &Args,
) -> Result<(Settings, Vec<Tried>)> {
    if !args.tune {
        return Ok((Settings::published(), Vec::new()));
    }
    let bar = progress::count("Tuning", tune::FITS);
    let tried = if divisions.rounds.len() > 1 {
        tune::search(corpus, rounds, &bar)?
    } else {
        let inside = folds::grouped(&corpus.tracks, &divisions.fit, args.folds as usize)?;
        tune::search(corpus, &self::rounds(corpus, &inside)?, &bar)?
    };
    bar.finish_and_clear();
    let best = tried.first().context("nothing was tried")?.settings.clone();
    Ok((best, tried))
}

/// The axes that are written.
struct Space {
    pca: Pca,
    /// Of all segments.
    components: Array2<f32>,
}

impl Space {
    fn of(corpus: &Corpus, tracks: &[usize]) -> Result<Self> {
        let pca = rounds::axes(corpus, tracks)?;
        let all: Vec<usize> = (0..corpus.track_of.len()).collect();
        Ok(Self { components: rounds::project(corpus, &pca, &all)?, pca })
    }
}

/// The model that is written.
struct Fitted {
    space: Space,
    shipped: Shipped,
}

impl Fitted {
    fn on(corpus: &Corpus, tracks: &[usize], space: Space, settings: &Settings) -> Result<Self> {
        let components = &space.components;
        let fitted = corpus.segments_of(tracks);
        let rows = components.select(Axis(0), &fitted);
        let mut model = boost::fit(settings, rows.view(), &corpus.genres_of(&fitted), corpus.genres.len())?;
        let shipped = shipped::ship(&mut model, &corpus.genres, components.view(), settings.num_iterations)?;
        Ok(Self { space, shipped })
    }
}

/// What is written, and the report on it.
fn files(
    corpus: &Corpus,
    divisions: &Divisions,
    settings: Settings,
    fitted: Fitted,
    evaluation: Evaluation,
    tuning: Vec<Tried>,
) -> Result<Files> {
    let Fitted { space: Space { pca, components }, shipped } = fitted;
    let report = Report {
        format: FORMAT,
        features: FEATURES,
        embedding: corpus.embedding,
        corpus: Counts::of(corpus),
        pca: Axes::of(&pca),
        model: ModelFacts {
            kind: "LightGBM, multiclass",
            settings,
            trees: shipped.forest.trees(),
            tracks: divisions.fit.len(),
            largest_difference_from_lightgbm: shipped.difference,
        },
        evaluation,
        tuning,
        density: Density::of(corpus, components.view()),
        mel_profiles: report::mel_profiles(corpus),
    };
    let mut report = serde_json::to_vec_pretty(&report)?;
    report.push(b'\n');
    let named = [("pca.bin", pca.encode()?), ("forest.json", shipped.bytes), (REPORT, report)];
    Ok(named.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect())
}
