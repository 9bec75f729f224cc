//! The song's mel levels as a picture that always fits: a byte for each band of each column.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Slice};

use super::frontend::{Frames, Levels};
use super::mel::{BANDS, TOP_DB};

/// As many as a wide, dense screen has pixels; a picture is half a megabyte at most.
pub const COLUMNS: usize = 4096;

/// How loud each band is along the song, from 0 ([`TOP_DB`] below the song's loudest, or fainter) to 255 (the loudest).
///
/// A column stands for an equal share of the frames and keeps the loudest level that each band reaches in it: a mean
/// would wash out the strokes of a drum, which is what the eye looks for in a long song.
///
/// # Shape
///
/// Columns × [`BANDS`], the lowest band first; one column for each frame, but at most [`COLUMNS`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spectrogram(Array2<u8>);

impl Spectrogram {
    /// The picture of these frames.
    #[must_use]
    pub fn of(frames: &Frames) -> Self {
        let Levels { bands, loudest, .. } = &frames.levels;
        let floor = Levels::floor(loudest.view());
        let byte = |level: f32| ((level - floor) / TOP_DB * 255.0).round() as u8; // saturates
        Self(highest(bands.view(), COLUMNS).mapv(byte))
    }

    /// The picture that [`Spectrogram::as_bytes`] gave; of bytes that are no whole columns, the whole ones.
    #[must_use]
    pub fn from_bytes(mut bytes: Vec<u8>) -> Self {
        let columns = bytes.len() / BANDS;
        bytes.truncate(columns * BANDS);
        Self(Array2::from_shape_vec((columns, BANDS), bytes).unwrap_or_default())
    }

    /// Column after column.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice().unwrap_or_default()
    }

    /// Columns × [`BANDS`].
    #[must_use]
    pub fn levels(&self) -> ArrayView2<'_, u8> {
        self.0.view()
    }

    /// The column at this share of the song, 0 to 1; `None` if there are none.
    #[must_use]
    pub fn at(&self, share: f64) -> Option<ArrayView1<'_, u8>> {
        let last = self.0.nrows().checked_sub(1)?;
        let column = (share * self.0.nrows() as f64) as usize; // saturates
        Some(self.0.row(column.min(last)))
    }

    /// A part of the picture: these of its columns, as far as there are any.
    #[must_use]
    pub fn cut(&self, columns: Range<usize>) -> Self {
        let end = columns.end.min(self.0.nrows());
        Self(self.0.slice_axis(Axis(0), Slice::from(columns.start.min(end)..end)).to_owned())
    }

    /// The same picture in at most this many columns.
    #[must_use]
    pub fn narrowed(&self, columns: usize) -> Self {
        Self(highest(self.0.view(), columns))
    }
}

/// dB that a level stands for, counted from the song's loudest: 0 and below.
#[must_use]
pub fn decibels(level: u8) -> f32 {
    TOP_DB * (f32::from(level) / 255.0 - 1.0)
}

/// The highest of each column of `rows`, over `stretches` equal stretches of it; no more than there are rows.
fn highest<A: Copy + PartialOrd + Default>(rows: ArrayView2<'_, A>, stretches: usize) -> Array2<A> {
    let stretches = stretches.min(rows.nrows());
    let edge = |stretch: usize| (rows.nrows() as u64 * stretch as u64 / stretches as u64) as usize;
    let mut pooled = Array2::default((stretches, rows.ncols()));
    for (stretch, mut high) in pooled.rows_mut().into_iter().enumerate() {
        let span = rows.slice_axis(Axis(0), Slice::from(edge(stretch)..edge(stretch + 1)));
        high.assign(&span.row(0));
        for row in span.rows() {
            high.zip_mut_with(&row, |high, &level| *high = if level > *high { level } else { *high });
        }
    }
    pooled
}
