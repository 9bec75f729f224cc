//! What a song sounds like on the whole: as it was heard, or as far as an index remembers it.
//!
//! An index keeps the direction of an embedding, not its length: cosines do not need it. Which length is likely follows
//! from the direction, since the variance along each axis is known; with it the axes lead back to levels.

use std::ops::Range;

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::mel::BANDS;
use super::pack::Pack;
use super::segment::{Description, Descriptor};

/// Components by which a length is judged: the first ones, whose variances differ least from corpus to corpus.
const LEADING: usize = 20;

/// Mean level of each mel band in dB.
///
/// # Shape
///
/// [`BANDS`] finite numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile(Vec<f32>);

impl Profile {
    /// These levels; `None` if they are not as many as there are bands, or not all numbers.
    #[must_use]
    pub fn new(levels: Vec<f32>) -> Option<Self> {
        (levels.len() == BANDS && levels.iter().all(|level| level.is_finite())).then_some(Self(levels))
    }

    /// The profile of a song, as its descriptors of this kind tell it; `None` if there are none.
    #[must_use]
    pub fn heard(description: &Description, descriptor: Descriptor) -> Option<Self> {
        let (rows, _) = description.rows(descriptor);
        let count = rows.nrows() as f64;
        let mean = |column: ndarray::ArrayView1<'_, f32>| {
            (column.iter().copied().map(f64::from).sum::<f64>() / count) as f32
        };
        let mean: Vec<f32> = rows.columns().into_iter().map(mean).collect();
        Self::new(descriptor.levels(&mean))
    }

    /// The profile of what stands in these rows of a pack's index, as far as it remembers; `None` if that is nothing.
    #[must_use]
    pub fn remembered(pack: &Pack, rows: Range<u32>) -> Option<Self> {
        let vectors = rows.map(|row| pack.index.vector(row as usize).map(f64::from).collect());
        Self::restored(pack, vectors)
    }

    /// What would be left of a song in this pack's index, of which these are the embeddings; `None` if that is nothing.
    #[must_use]
    pub fn kept(pack: &Pack, embeddings: ArrayView2<'_, f32>) -> Option<Self> {
        let direction = |embedding: ndarray::ArrayView1<'_, f32>| {
            let length = embedding.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
            embedding.iter().map(|&x| f64::from(x) / length.max(f64::MIN_POSITIVE)).collect()
        };
        Self::restored(pack, embeddings.rows().into_iter().map(direction))
    }

    /// The mean of these unit vectors, each as long as is likely, back through the axes.
    fn restored(pack: &Pack, vectors: impl Iterator<Item = Vec<f64>>) -> Option<Self> {
        let variances = variances(pack);
        let (mut sums, mut count) = (vec![0.0; pack.index.dimensions()], 0.0);
        for vector in vectors {
            let length = likely_length(&vector, &variances);
            sums.iter_mut().zip(&vector).for_each(|(sum, x)| *sum += length * x);
            count += 1.0;
        }
        let mean: Vec<f64> = sums.iter().map(|sum| sum / count).collect();
        Self::new(pack.manifest.descriptor.levels(&pack.pca.restore(&mean)))
    }

    /// Levels around their own mean: without what merely plays louder or softer.
    #[must_use]
    pub fn levelled(&self) -> Vec<f32> {
        let mean = self.0.iter().copied().map(f64::from).sum::<f64>() / BANDS as f64;
        self.0.iter().map(|&level| (f64::from(level) - mean) as f32).collect()
    }

    /// How far the two are apart, in dB (root of the mean square over the bands), loudness aside.
    #[must_use]
    pub fn apart(&self, other: &Self) -> f32 {
        let (ours, theirs) = (self.levelled(), other.levelled());
        let squares = ours.iter().zip(&theirs).map(|(a, b)| f64::from(a - b).powi(2));
        (squares.sum::<f64>() / BANDS as f64).sqrt() as f32
    }
}

/// Of standardised columns each has variance 1, and each component its share of the sum.
fn variances(pack: &Pack) -> Vec<f64> {
    let columns = pack.pca.columns() as f64;
    pack.pca.explained().iter().take(LEADING).map(|&share| columns * f64::from(share)).collect()
}

/// The square of a component is its variance, more or less; of many components together, rather exactly.
fn likely_length(direction: &[f64], variances: &[f64]) -> f64 {
    let leading = direction.iter().zip(variances).filter(|(_, variance)| **variance > 0.0);
    let (count, square) =
        leading.fold((0.0, 0.0), |(count, sum), (x, variance)| (count + 1.0, sum + x * x / variance));
    if square > 0.0 { f64::sqrt(count / square) } else { 0.0 }
}
