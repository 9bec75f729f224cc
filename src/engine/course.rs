//! The way of a song through the components of a catalogue, and how like its own parts it is.

use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

use super::Result;
use super::pack::Pack;
use super::segment::Description;
use super::terrain::AXES;

/// What a likeness of 1 is stored as.
const WHOLE: f64 = 127.0;

/// A song as a catalogue meets it: the windows that are compared, by the same axes. N windows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Start and end of each window in seconds, within the song.
    pub spans: Vec<(f64, f64)>,
    /// N × the first [`AXES`] components (or as many as the catalogue has) of each window's direction, −1 to 1.
    pub places: Array2<f32>,
    /// N × N cosines, in steps of 1/127.
    pub likeness: Array2<i8>,
}

impl Course {
    /// The way of the song that was so described through this pack's catalogue.
    ///
    /// # Errors
    ///
    /// As [`Pack::embed`].
    pub fn of(description: &Description, pack: &Pack) -> Result<Self> {
        let (descriptors, spans) = description.compared(pack.manifest.descriptor);
        let mut directions = pack.embed(descriptors.view())?;
        for mut row in directions.rows_mut() {
            let norm = row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
            row.mapv_inplace(|x| if norm > 0.0 { (f64::from(x) / norm) as f32 } else { 0.0 });
        }
        let cosine = |(one, other): (usize, usize)| {
            let [one, other] = [one.min(other), one.max(other)].map(|window| directions.row(window));
            (WHOLE * dot(one, other)).round() as i8 // saturates
        };
        let likeness = Array2::from_shape_fn((directions.nrows(), directions.nrows()), cosine);
        let axes = AXES.min(directions.ncols());
        let places = directions.view().split_at(Axis(1), axes).0.to_owned();
        Ok(Self { spans: spans.into_owned(), places, likeness })
    }

    /// Number of windows.
    #[must_use]
    pub fn windows(&self) -> usize {
        self.spans.len()
    }

    /// Cosine of two windows, −1 to 1; 0 for one that there is not.
    #[must_use]
    pub fn likeness(&self, one: usize, other: usize) -> f64 {
        self.likeness.get((one, other)).map_or(0.0, |&steps| f64::from(steps) / WHOLE)
    }

    /// The middle of a window, in seconds; of one that there is not, the start of the song.
    #[must_use]
    pub fn middle(&self, window: usize) -> f64 {
        self.spans.get(window).map_or(0.0, |&(start, end)| f64::midpoint(start, end))
    }

    /// The window that stands for a time (seconds): of overlapping ones, that whose middle is nearest.
    #[must_use]
    pub fn window_at(&self, time: f64) -> usize {
        let before = |span: &(f64, f64)| f64::midpoint(span.0, span.1) < time;
        let after = self.spans.partition_point(before).min(self.windows().saturating_sub(1));
        match after.checked_sub(1) {
            Some(before) if time - self.middle(before) <= self.middle(after) - time => before,
            _ => after,
        }
    }
}

fn dot(one: ArrayView1<'_, f32>, other: ArrayView1<'_, f32>) -> f64 {
    one.iter().zip(other).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}
