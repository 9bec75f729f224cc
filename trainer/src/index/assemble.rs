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
use crate::packs::{self, Files};

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
    let evaluation = Evaluation::of(corpus)?;
    let bytes = corpus.timbre.index.encode()?;
    let heard = corpus.heard.as_ref().map(|heard| heard.space.index.encode()).transpose()?;
    let report = Report::of(corpus, pca, (&bytes, heard.as_deref()), evaluation);
    let mut parts = vec![
        (Role::Pca, "pca", "bin", pca.encode()?),
        (Role::Index, "index", "bin", bytes),
        (Role::Catalogue, "catalogue", "json", corpus.catalogue().encode()?),
        (Role::Report, "report", "json", report.encode()?),
    ];
    if let (Some(heard), Some(bytes)) = (&corpus.heard, heard) {
        parts.push((Role::NetworkPca, "network-pca", "bin", heard.pca.encode()?));
        parts.push((Role::NetworkIndex, "network-index", "bin", bytes));
    }
    parts.extend(trees.map(|trees| (Role::Forest, "forest", "json", trees.bytes)));
    let (files, named) = packs::named(parts);
    let manifest = about.manifest(Descriptor::MelStats, corpus.catalogue(), report.headlines(), files)?;
    let network = corpus.heard.as_ref().map(|heard| heard.network.clone());
    Ok((Manifest { network, ..manifest }, named))
}
