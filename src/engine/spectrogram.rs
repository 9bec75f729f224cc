//! The song's mel levels as a picture that always fits: a byte for each band of each column.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Slice};

use super::extremes::higher;
use super::frontend::{Frames, Level};
use super::mel::{BANDS, TOP_DB};
use super::pool::{Pool, stretches};

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
        let mut picture = Picture::default();
        frames.levels.rows.cut(0..frames.count()).for_each(|level| picture.push(level));
        picture.finish()
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

    /// The same picture in at most this many columns.
    #[must_use]
    pub fn narrowed(&self, columns: usize) -> Self {
        Self(highest(self.0.view(), columns))
    }
}

/// The picture of a song that is still coming.
pub(super) struct Picture {
    /// dB, unclipped.
    pool: Pool<[f32; BANDS]>,
    loudest: f32,
}

/// Four to a column that is drawn: where it begins is not to be seen.
const MOST: usize = 4 * COLUMNS;

impl Default for Picture {
    fn default() -> Self {
        let louder = |high: &mut [f32; BANDS], other: &[f32; BANDS]| {
            high.iter_mut().zip(other).for_each(|(high, &level)| *high = higher(level, *high));
        };
        Self { pool: Pool::new(MOST, louder), loudest: f32::NEG_INFINITY }
    }
}

impl Picture {
    pub fn push(&mut self, level: &Level) {
        self.loudest = self.loudest.max(level.loudest);
        self.pool.push(level.bands);
    }

    pub fn finish(self) -> Spectrogram {
        let floor = self.loudest - TOP_DB;
        let byte = |level: f32| ((level - floor) / TOP_DB * 255.0).round() as u8; // saturates
        let columns = self.pool.into_columns();
        let levels = ArrayView2::from(columns.as_slice());
        Spectrogram(highest(levels, COLUMNS).mapv(byte))
    }
}

/// dB that a level stands for, counted from the song's loudest: 0 and below.
#[must_use]
pub fn decibels(level: u8) -> f32 {
    TOP_DB * (f32::from(level) / 255.0 - 1.0)
}

/// The highest of each column of `rows`, over `columns` equal stretches of it; no more than there are rows.
fn highest<A: Copy + PartialOrd + Default>(rows: ArrayView2<'_, A>, columns: usize) -> Array2<A> {
    let count = columns.min(rows.nrows());
    let mut pooled = Array2::default((count, rows.ncols()));
    for (span, mut high) in stretches(rows.nrows(), count).zip(pooled.rows_mut()) {
        let span = rows.slice_axis(Axis(0), Slice::from(span));
        high.assign(&span.row(0));
        for row in span.rows() {
            high.zip_mut_with(&row, |high, &level| *high = if level > *high { level } else { *high });
        }
    }
    pooled
}
