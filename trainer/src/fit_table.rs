//! `fit-table`: a table of tracks with cepstral statistics → a model pack.

mod about;
mod boost;
mod components;
mod convert;
mod folds;
mod quantise;
mod report;
mod retrieval;
mod score;
mod tune;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use ndarray::{Array2, ArrayView2, Axis};
use segue::engine::forest::Forest;
use segue::engine::manifest::{FEATURES, FORMAT};
use segue::engine::pack::{Catalogue, Descriptor, Manifest, Role, Split, Track, forest_rows};

use crate::table::{self, Labels};
use crate::{Outcome, progress};
use about::{About, AboutArgs};
use boost::Settings;
use folds::Division;
use report::Report;
use tune::{CrossValidation, Tracks};

const FOLDS: usize = 5;
/// Of 46: 98 % of the variance, and as good for neighbours as all of them.
const COMPONENTS: usize = 36;
/// What a 1e-6 disagreement with LightGBM would look like in a probability.
const LARGEST_DIFFERENCE: f64 = 1e-6;

/// Build a model pack from a table of tracks.
///
/// The table has one row per track: track_id, split (training or validation), genre_top, title, artist, album and
/// the 46 cepstral statistics. Standardiser, principal axes and LightGBM are fitted on `training` only; the index
/// holds all tracks. What was measured goes into report.json. The same table gives the same bytes.
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
    #[command(flatten)]
    about: AboutArgs,
}

/// Reads, fits, measures, writes.
pub fn run(args: &Args) -> Result<Outcome> {
    let about = args.about.about(&args.out)?;
    write::replaceable(&args.out)?;
    let (descriptors, labels) = table::read_tracks(&args.table)?;
    let corpus = Corpus::new(descriptors, labels)?;
    let (settings, cross_validation) = corpus.settings(args.tune)?;
    let fitted = corpus.fit(&settings)?;
    let (manifest, files) = corpus.pack(&about, fitted, settings, cross_validation)?;
    write::pack(&args.out, &manifest.encode()?, &files)?;
    for (name, value) in &manifest.metrics {
        println!("{name:<32} {value:.4}");
    }
    println!("{} is written: {} tracks, {} genres", args.out.display(), manifest.tracks, manifest.genres);
    Ok(Outcome::Complete)
}

/// The table and what follows from it.
struct Corpus {
    descriptors: table::Descriptors,
    labels: Vec<Labels>,
    division: Division,
    /// Sorted.
    genres: Vec<String>,
    /// Of each track, its position in `genres`.
    genre_of: Vec<u16>,
    log_columns: Vec<u32>,
}

/// What fitting made.
struct Fitted {
    pca: segue::engine::pca::Pca,
    forest: Forest,
    forest_bytes: Vec<u8>,
    difference: f64,
    embeddings: Array2<f32>,
    /// Of the validation tracks.
    probabilities: Array2<f64>,
}

impl Corpus {
    fn new(descriptors: table::Descriptors, labels: Vec<Labels>) -> Result<Self> {
        let division = folds::official(&labels)?;
        let distinct: BTreeSet<&String> = labels.iter().map(|track| &track.genre).collect();
        let genres: Vec<String> = distinct.into_iter().cloned().collect();
        let place = |track: &Labels| genres.partition_point(|genre| *genre < track.genre) as u16;
        let genre_of = labels.iter().map(place).collect();
        let variances = (0..).zip(table::columns()).filter(|(_, name)| name.ends_with("_var"));
        let log_columns = variances.map(|(column, _)| column).collect();
        Ok(Self { descriptors, labels, division, genres, genre_of, log_columns })
    }

    fn genres_of(&self, rows: &[usize]) -> Vec<u16> {
        rows.iter().map(|&row| self.genre_of[row]).collect()
    }

    /// The defaults as cross-validated, or the best that the search finds.
    fn settings(&self, search: bool) -> Result<(Settings, Vec<CrossValidation>)> {
        let folds = folds::grouped(&self.labels, &self.division.fit, FOLDS)?;
        let tracks = Tracks {
            descriptors: self.descriptors.values.view(),
            genres: &self.genre_of,
            genre_count: self.genres.len(),
            log_columns: &self.log_columns,
            components: COMPONENTS,
        };
        let bar = progress::count("Cross-validating", folds.len());
        let settings = Settings::default();
        let tried = if search {
            tune::search(&tracks, &folds, &bar)?
        } else {
            tune::cross_validate(&tracks, &folds, &settings, &[settings.num_iterations], &bar)?
        };
        bar.finish_and_clear();
        let best = tried.first().context("nothing was tried")?.settings.clone();
        Ok((best, tried))
    }

    /// Standardiser, axes and trees, on training only; the trees as shipped are compared with LightGBM's on all rows.
    fn fit(&self, settings: &Settings) -> Result<Fitted> {
        let bar = progress::wait("Fitting");
        let training = self.descriptors.values.select(Axis(0), &self.division.fit);
        let pca = components::fit(training.view(), &self.log_columns, COMPONENTS)?;
        let (rows, embeddings) = forest_rows(&pca, self.descriptors.values.view())?;
        let fit_on = rows.select(Axis(0), &self.division.fit);
        let genres = self.genres_of(&self.division.fit);
        let mut model = boost::fit(settings, fit_on.view(), &genres, self.genres.len())?;
        let forest_bytes = convert::forest(&model.text()?, self.genres.clone())?.encode()?;
        let forest = Forest::parse("forest.json", &forest_bytes)?;
        let lightgbm = model.ask(rows.view(), settings.num_iterations)?;
        let difference = largest_difference(&forest, rows.view(), &lightgbm)?;
        ensure!(
            difference <= LARGEST_DIFFERENCE,
            "the forest differs from LightGBM by {difference:e} in a probability; {LARGEST_DIFFERENCE:e} is allowed"
        );
        let probabilities = lightgbm.select(Axis(0), &self.division.ask);
        bar.finish_and_clear();
        Ok(Fitted { pca, forest, forest_bytes, difference, embeddings, probabilities })
    }

    fn pack(
        &self,
        about: &About,
        fitted: Fitted,
        settings: Settings,
        cross_validation: Vec<CrossValidation>,
    ) -> Result<(Manifest, BTreeMap<String, Vec<u8>>)> {
        let bar = progress::count("Measuring the index", 3 * self.labels.len());
        let unit = quantise::unit(fitted.embeddings.view());
        let index = quantise::index(&unit)?;
        let retrieval = retrieval::measure(&index, &unit, &self.genre_of, &self.division, &bar)?;
        bar.finish_and_clear();
        let training = self.descriptors.values.select(Axis(0), &self.division.fit);
        let standardised = fitted.pca.standardise(training.view())?;
        let genres = self.genres_of(&self.division.fit);
        let report = Report {
            format: FORMAT,
            corpus: self.described(),
            pca: self.components(&fitted.pca),
            model: report::Model {
                kind: "LightGBM, multiclass",
                settings,
                trees: fitted.forest.trees(),
                inputs: fitted.forest.inputs(),
                largest_difference_from_lightgbm: fitted.difference,
                rows_compared: self.labels.len(),
            },
            validation: score::scores(
                &fitted.probabilities,
                &self.genres_of(&self.division.ask),
                &self.genres,
            ),
            cross_validation,
            retrieval,
            class_means: report::class_means(standardised.view(), &genres, &self.genres, table::columns()),
        };
        let mut files = BTreeMap::new();
        let mut text = serde_json::to_vec_pretty(&report)?;
        text.push(b'\n');
        let entries = vec![
            write::add(&mut files, Role::Pca, "pca", "bin", fitted.pca.encode()?),
            write::add(&mut files, Role::Forest, "forest", "json", fitted.forest_bytes),
            write::add(&mut files, Role::Index, "index", "bin", index.encode()?),
            write::add(&mut files, Role::Catalogue, "catalogue", "json", self.catalogue().encode()?),
            write::add(&mut files, Role::Report, "report", "json", text),
        ];
        let manifest = Manifest {
            format: FORMAT,
            features: FEATURES,
            name: about.name.clone(),
            title: about.title.clone(),
            descriptor: Descriptor::CepstralStats,
            tracks: u32::try_from(self.labels.len())?,
            genres: u32::try_from(self.genres.len())?,
            licence: about.licence.clone(),
            credit: about.credit.clone(),
            provenance: about.provenance.clone(),
            metrics: report.headlines(),
            files: entries,
        };
        Ok((manifest, files))
    }

    fn catalogue(&self) -> Catalogue {
        let artists: BTreeSet<&String> = self.labels.iter().map(|track| &track.artist).collect();
        let artists: Vec<&String> = artists.into_iter().collect();
        let rows = self.descriptors.track_ids.iter().zip(&self.labels).zip(&self.genre_of);
        let tracks = rows.map(|((&id, track), &genre)| Track {
            id,
            title: track.title.clone(),
            artist: track.artist.clone(),
            artist_index: artists.partition_point(|artist| **artist < track.artist) as u32,
            album: track.album.clone(),
            genre,
            split: track.split,
        });
        Catalogue { tracks: tracks.collect(), genres: self.genres.clone() }
    }

    fn described(&self) -> report::Corpus {
        let mut tracks: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for track in &self.labels {
            let split = match track.split {
                Split::Training => "training",
                Split::Validation => "validation",
            };
            *tracks.entry(split.to_owned()).or_default().entry(track.genre.clone()).or_default() += 1;
        }
        report::Corpus {
            tracks,
            artists: self.labels.iter().map(|track| &track.artist).collect::<BTreeSet<_>>().len(),
            artists_shared: folds::shared_artists(&self.labels, &self.division),
        }
    }

    fn components(&self, pca: &segue::engine::pca::Pca) -> report::Components {
        let names = table::columns();
        report::Components {
            columns: pca.columns(),
            components: pca.components(),
            log_columns: self
                .log_columns
                .iter()
                .filter_map(|&column| names.get(column as usize).cloned())
                .collect(),
            explained: pca.explained().to_vec(),
            explained_total: pca.explained().sum(),
        }
    }
}

/// In any probability of any row.
fn largest_difference(forest: &Forest, rows: ArrayView2<'_, f32>, lightgbm: &Array2<f64>) -> Result<f64> {
    let ours = forest.predict(rows)?.0;
    ensure!(ours.dim() == lightgbm.dim(), "the forest answers in another shape than LightGBM");
    let differences = ours.iter().zip(lightgbm).map(|(&ours, &theirs)| (f64::from(ours) - theirs).abs());
    Ok(differences.fold(0.0, f64::max))
}
