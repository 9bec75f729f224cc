//! Everything fitted → the files of a pack.

use anyhow::Result;
use ndarray::s;
use segue::engine::pack::{Descriptor, Manifest, Role};
use segue::engine::pca::Pca;

use super::corpus::Corpus;
use super::fitted::Fitted;
use super::report::{self, Report};
use super::retrieval;
use super::tune::CrossValidation;
use crate::about::About;
use crate::model::boost::Settings;
use crate::model::{quantise, score};
use crate::packs::{self, Files};
use crate::{progress, table};

/// Of 46 components the index keeps these: 98 % of the variance, precision as with all of them, and fewer tracks
/// that nobody is ever recommended.
const EMBEDDING: usize = 36;
const REPORT: u32 = 1;

/// Manifest and files, by name.
pub fn pack(
    corpus: &Corpus,
    about: About,
    fitted: Fitted,
    settings: Settings,
    cross_validation: Vec<CrossValidation>,
) -> Result<(Manifest, Files)> {
    let bar = progress::count("Measuring the index", 3 * corpus.labels.len());
    let dimensions = EMBEDDING.min(fitted.pca.components());
    let unit = quantise::unit(fitted.projected.slice(s![.., ..dimensions]));
    let index = quantise::index(&unit)?;
    let retrieval = retrieval::measure(&index, &unit, &corpus.genre_of, &corpus.division, &bar)?;
    bar.finish_and_clear();
    let fit_on = corpus.genres_of(&corpus.division.fit);
    let asked = corpus.genres_of(&corpus.division.ask);
    let report = Report {
        format: REPORT,
        corpus: corpus.described(),
        pca: axes(corpus, &fitted.pca, dimensions),
        model: report::Model {
            kind: "LightGBM, multiclass",
            settings,
            trees: fitted.shipped.forest.trees(),
            inputs: fitted.shipped.forest.inputs(),
            largest_difference_from_lightgbm: fitted.shipped.difference,
            rows_compared: corpus.labels.len(),
        },
        validation: score::scores(&fitted.probabilities, &asked, &corpus.genres),
        cross_validation,
        retrieval,
        class_means: report::class_means(
            fitted.standardised.view(),
            &fit_on,
            &corpus.genres,
            table::columns(),
        ),
    };
    let catalogue = corpus.catalogue();
    let files = [
        (Role::Pca, "pca", "bin", fitted.pca.encode()?),
        (Role::Forest, "forest", "json", fitted.shipped.bytes),
        (Role::Index, "index", "bin", index.encode()?),
        (Role::Catalogue, "catalogue", "json", catalogue.encode()?),
        (Role::Report, "report", "json", report.encode()?),
    ];
    let (described, named) = packs::named(files);
    let manifest = about.manifest(Descriptor::CepstralStats, &catalogue, report.headlines(), described)?;
    Ok((manifest, named))
}

fn axes(corpus: &Corpus, pca: &Pca, embedding: usize) -> report::Components {
    let names = table::columns();
    report::Components {
        columns: pca.columns(),
        count: pca.components(),
        embedding,
        log_columns: corpus
            .log_columns
            .iter()
            .filter_map(|&column| names.get(column as usize).cloned())
            .collect(),
        explained: pca.explained().to_vec(),
        explained_by_embedding: pca.explained().iter().take(embedding).sum(),
    }
}
