//! What a pack says of its music: title, licence, credit, provenance.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use segue::engine::manifest::{FEATURES, FORMAT};
use segue::engine::pack::{Catalogue, Descriptor, Manifest, PackFile};

/// For people, in the manifest.
#[derive(Clone)]
pub struct About {
    pub name: String,
    pub title: String,
    pub licence: String,
    pub credit: String,
    pub provenance: String,
}

impl About {
    /// The manifest of a pack of these songs.
    pub fn manifest(
        self,
        descriptor: Descriptor,
        catalogue: &Catalogue,
        metrics: BTreeMap<String, f64>,
        files: Vec<PackFile>,
    ) -> Result<Manifest> {
        Ok(Manifest {
            format: FORMAT,
            features: FEATURES,
            name: self.name,
            title: self.title,
            descriptor,
            tracks: u32::try_from(catalogue.tracks.len())?,
            genres: u32::try_from(catalogue.genres.len())?,
            licence: self.licence,
            credit: self.credit,
            provenance: self.provenance,
            metrics,
            network: None,
            files,
        })
    }
}

/// As typed.
#[derive(clap::Args)]
pub struct AboutArgs {
    /// Short name of the pack [default: the folder's].
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// What the catalogue is, for people.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Licence of titles, names and numbers.
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// Whom to thank, one line.
    #[arg(long, value_name = "TEXT")]
    credit: Option<String>,
    /// Where the table comes from.
    #[arg(long, value_name = "TEXT")]
    provenance: Option<String>,
}

const FMA_SMALL: &str = "fma-small";

impl AboutArgs {
    /// FMA-small is known; other music must be introduced.
    pub fn about(&self, folder: &std::path::Path) -> Result<About> {
        let named = self.name.clone().or_else(|| Some(folder.file_name()?.to_string_lossy().into_owned()));
        let name = named.context("the pack needs a name: give --name")?;
        let said = |text: &Option<String>, known: &str, option: &str| {
            let known = (name == FMA_SMALL).then(|| known.to_owned());
            text.clone()
                .or(known)
                .with_context(|| format!("the pack {name:?} needs a {option}: give --{option}"))
        };
        Ok(About {
            title: said(&self.title, "Free Music Archive, FMA-small", "title")?,
            licence: said(&self.licence, "CC-BY-4.0", "licence")?,
            credit: said(
                &self.credit,
                "Michaël Defferrard, Kirell Benzi, Pierre Vandergheynst, Xavier Bresson: FMA, A Dataset For Music \
                 Analysis, ISMIR 2017 (https://github.com/mdeff/fma), CC BY 4.0",
                "credit",
            )?,
            provenance: said(
                &self.provenance,
                "Published feature table and metadata of FMA-small (official splits training and validation; the test \
                 split was held back; rows with gaps dropped), fitted by `segue-trainer fit-table`: no audio is contained",
                "provenance",
            )?,
            name,
        })
    }
}
