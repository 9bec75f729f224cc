//! How unlike music a song is. No cosine tells that: it looks at directions, and noise lies in one, too.

use ndarray::{ArrayView1, ArrayView2};

use crate::engine::Result;
use crate::engine::analysis::{Neighbour, Order};
use crate::engine::pca::Pca;

/// From this [`strangeness`] on, nothing is similar enough to speak of. No validation track of FMA-small is as strange
/// (2.23 at most), one in four hundred training tracks is; a plain sine has 10 and more, steady noise 2.5 and more.
/// `cargo test -p segue-trainer --test commands strange -- --nocapture` prints these numbers.
pub const STRANGE: f32 = 2.4;
/// From this cosine on a song has found itself, and that is similar enough. Clips of the catalogue find their own
/// statistics at 0.994 or more; no sine or noise comes as near to anything.
pub const FOUND_ITSELF: f32 = 0.99;

/// How far the song lies from what the standardiser was fitted on: the root mean square of its standardised columns,
/// the mean over its windows. 1 is usual.
///
/// # Errors
/// As [`Pca::standardise`].
pub fn strangeness(pca: &Pca, descriptors: ArrayView2<'_, f32>) -> Result<f32> {
    let standardised = pca.standardise(descriptors)?;
    let sum: f64 = standardised.rows().into_iter().map(root_mean_square).sum();
    Ok((sum / standardised.nrows().max(1) as f64) as f32)
}

/// Whether these are more than the least bad of what there is; of the farthest nobody says that they are similar.
#[must_use]
pub fn worth_naming(strangeness: f32, order: Order, neighbours: &[Neighbour]) -> bool {
    strangeness < STRANGE
        || order == Order::Farthest
        || neighbours.iter().any(|neighbour| neighbour.similarity >= FOUND_ITSELF)
}

fn root_mean_square(row: ArrayView1<'_, f32>) -> f64 {
    let squares: f64 = row.iter().map(|&z| f64::from(z).powi(2)).sum();
    (squares / row.len().max(1) as f64).sqrt()
}
