//! Segments ask for the segments of other tracks: are the same few found again and again?

use anyhow::Result;
use segue::engine::index::{Measure, Scan};
use serde::Serialize;

use crate::index::space::Space;
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
pub fn measure(space: &Space, most: usize) -> Result<Segments> {
    let index = &space.index;
    let asked = retrieval::evenly(index.rows(), most);
    let bar = progress::count("Measuring hubs", asked.len());
    let lists = retrieval::ask(index, &space.unit, &asked, &bar, |row, scan| {
        [Measure::Cosine, Measure::Corrected].map(|measure| foreign(space, scan, row, measure))
    })?;
    bar.finish_and_clear();
    let (cosine, corrected): (Vec<_>, Vec<_>) = lists.into_iter().map(<(_, _)>::from).unzip();
    let of = |lists: Vec<Vec<usize>>| Occurrence::of(index.rows(), lists.into_iter().flatten());
    Ok(Segments { asked: asked.len(), cosine: of(cosine), corrected: of(corrected) })
}

/// The ten nearest rows that are another track's.
fn foreign(space: &Space, scan: &Scan<'_>, row: usize, measure: Measure) -> Vec<usize> {
    let own = &space.catalogue.tracks[space.catalogue.position(row as u32)].rows;
    let hits = scan.top(NEAREST + own.len(), measure);
    hits.iter().filter(|hit| !own.contains(&hit.row)).take(NEAREST).map(|hit| hit.row as usize).collect()
}
