//! Everything indexed → the files of a pack.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use segue::engine::forest::Forest;
use segue::engine::pack::{Descriptor, Manifest, Role};
use segue::engine::pca::Pca;

use super::corpus::Corpus;
use super::evaluation::Evaluation;
use super::report::Report;
use crate::about::About;
use crate::model::quantise;
use crate::packs::{self, Files};
use crate::progress;

/// Trees as a fit wrote them.
pub struct Trees {
    pub forest: Forest,
    bytes: Vec<u8>,
}

impl Trees {
    /// Reads trees that know the components of `pca`.
    pub fn read(path: &Path, pca: &Pca) -> Result<Self> {
        let shown = path.display();
        let bytes = fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
        let forest = Forest::parse(&shown.to_string(), &bytes)?;
        let (inputs, components) = (forest.inputs(), pca.components());
        ensure!(
            inputs == components,
            "{shown} asks for {inputs} components and the axes give {components}: take both from one fit"
        );
        Ok(Self { forest, bytes })
    }
}

/// Manifest and files, by name.
pub fn pack(corpus: &Corpus, about: About, pca: &Pca, trees: Option<Trees>) -> Result<(Manifest, Files)> {
    let bar = progress::wait("Quantising");
    let index = quantise::index(&corpus.unit)?;
    bar.finish_and_clear();
    let evaluation = Evaluation::of(corpus, &index)?;
    let bytes = index.encode()?;
    let report = Report::of(corpus, pca, &bytes, evaluation);
    let mut parts = vec![
        (Role::Pca, "pca", "bin", pca.encode()?),
        (Role::Index, "index", "bin", bytes),
        (Role::Catalogue, "catalogue", "json", corpus.catalogue.encode()?),
        (Role::Report, "report", "json", report.encode()?),
    ];
    parts.extend(trees.map(|trees| (Role::Forest, "forest", "json", trees.bytes)));
    let (files, named) = packs::named(parts);
    let manifest = about.manifest(Descriptor::MelStats, &corpus.catalogue, report.headlines(), files)?;
    Ok((manifest, named))
}
