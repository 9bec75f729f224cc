//! Segments ask for the segments of other tracks: are the same few found again and again?

use anyhow::Result;
use segue::engine::index::{Index, Measure, Scan};
use serde::Serialize;

use crate::index::corpus::Corpus;
use crate::model::retrieval::{self, NEAREST, Occurrence};
use crate::progress;

/// By each measure.
#[derive(Debug, Serialize)]
pub struct Segments {
    /// How many segments asked.
    pub asked: usize,
    pub cosine: Occurrence,
    pub corrected: Occurrence,
}

/// Of more than `most` segments as many ask, the same distance apart.
pub fn measure(corpus: &Corpus, index: &Index, most: usize) -> Result<Segments> {
    let asked = retrieval::evenly(index.rows(), most);
    let bar = progress::count("Measuring hubs", asked.len());
    let lists = retrieval::ask(index, &corpus.unit, &asked, &bar, |row, scan| {
        [Measure::Cosine, Measure::Corrected].map(|measure| foreign(corpus, scan, row, measure))
    })?;
    bar.finish_and_clear();
    let (cosine, corrected): (Vec<_>, Vec<_>) = lists.into_iter().map(<(_, _)>::from).unzip();
    let of = |lists: Vec<Vec<usize>>| Occurrence::of(index.rows(), lists.into_iter().flatten());
    Ok(Segments { asked: asked.len(), cosine: of(cosine), corrected: of(corrected) })
}

/// The ten nearest rows that are another track's.
fn foreign(corpus: &Corpus, scan: &Scan<'_>, row: usize, measure: Measure) -> Vec<usize> {
    let own = &corpus.catalogue.tracks[corpus.catalogue.position(row as u32)].rows;
    let hits = scan.top(NEAREST + own.len(), measure);
    hits.iter().filter(|hit| !own.contains(&hit.row)).take(NEAREST).map(|hit| hit.row as usize).collect()
}
