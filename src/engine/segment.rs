//! Frames → segments → one descriptor each.

use std::ops::Range;

use ndarray::{
    Array, Array1, Array2, ArrayView, ArrayView1, ArrayView2, ArrayViewMut1, Axis, RemoveAxis, Slice, Zip,
};
use serde::{Deserialize, Serialize};

use super::cepstrum::{self, COEFFICIENTS, Cepstrum};
use super::frontend::{Frames, Levels};
use super::mel::BANDS;
use super::pcm::SAMPLE_RATE;
use super::spectrum::HOP;

/// Frames per segment: 2.995 s.
pub const SEGMENT_FRAMES: usize = 129;
/// Frames per window of the cepstral statistics: 30 s, the length of the clips of the published table.
pub const WINDOW_FRAMES: usize = 1292;
/// Numbers of a mel-stats descriptor: mean and deviation of each band.
pub const MEL_STATS: usize = 2 * BANDS;
/// Numbers of a cepstral-stats descriptor: mean and variance of three shapes and each coefficient.
pub const CEPSTRAL_STATS: usize = SHAPE_STATS + 2 * COEFFICIENTS;
/// Mean and variance of zero-crossing rate, centroid and rolloff.
const SHAPE_STATS: usize = 2 * 3;

/// Mean, then population standard deviation, of each mel band (dB) over each segment.
///
/// # Shape
///
/// `max(1, frames / 129)` segments; as in `numpy.array_split`, the first ones get one frame more until all frames are
/// dealt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MelStats {
    /// Segments × [`MEL_STATS`].
    pub values: Array2<f32>,
    /// Start and end of each segment in seconds, within the song.
    pub spans: Vec<(f64, f64)>,
}

impl MelStats {
    /// Describes every segment of the song.
    #[must_use]
    pub fn of(frames: &Frames) -> Self {
        Self::of_levels(&frames.levels)
    }

    /// The same of a song whose levels alone were listened for.
    #[must_use]
    pub fn of_levels(levels: &Levels) -> Self {
        let mel = levels.mel_db().0;
        let count = (mel.nrows() / SEGMENT_FRAMES).max(1);
        let (share, rest) = (mel.nrows() / count, mel.nrows() % count);
        let mut values = Array2::zeros((count, MEL_STATS));
        let mut spans = Vec::with_capacity(count);
        let mut start = 0;
        for (number, mut row) in values.rows_mut().into_iter().enumerate() {
            let end = start + share + usize::from(number < rest);
            let (mean, variance) = moments(cut(&mel, start..end));
            let deviation = variance.mapv_into(f64::sqrt);
            put(row.view_mut(), mean.iter().chain(&deviation));
            spans.push((seconds(start), if number + 1 == count { levels.seconds } else { seconds(end) }));
            start = end;
        }
        Self { values, spans }
    }
}

/// Mean and population variance of zero-crossing rate, centroid and rolloff (Hz), then the means, then the variances of
/// the MFCC, over each window; in the column order of the published table of FMA-small.
///
/// A window is a clip of its own: levels are clipped 80 dB below *its* loudest band. Windows are [`WINDOW_FRAMES`] long
/// and advance by one segment; a song too short for a second one is a single window over all of its frames.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CepstralStats {
    /// Windows × [`CEPSTRAL_STATS`].
    pub values: Array2<f32>,
    /// Start and end of each window in seconds, within the song.
    pub spans: Vec<(f64, f64)>,
}

impl CepstralStats {
    /// Describes every window of the song.
    #[must_use]
    pub fn of(frames: &Frames) -> Self {
        let count = 1 + frames.count().saturating_sub(WINDOW_FRAMES) / SEGMENT_FRAMES;
        let length = if count == 1 { frames.count() } else { WINDOW_FRAMES };
        let cepstrum = Cepstrum::default();
        let mut values = Array2::zeros((count, CEPSTRAL_STATS));
        let mut spans = Vec::with_capacity(count);
        for (number, row) in values.rows_mut().into_iter().enumerate() {
            let start = number * SEGMENT_FRAMES;
            describe_window(frames, start..start + length, &cepstrum, row);
            let end = seconds(start + length);
            spans.push((
                seconds(start),
                if count == 1 { frames.levels.seconds } else { end.min(frames.levels.seconds) },
            ));
        }
        Self { values, spans }
    }
}

/// What one row of a pack's model describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Descriptor {
    /// 46 statistics of a 30 s window.
    CepstralStats,
    /// 256 statistics of a 3 s segment.
    MelStats,
}

impl Descriptor {
    /// How many numbers it has.
    #[must_use]
    pub fn columns(self) -> usize {
        match self {
            Self::CepstralStats => CEPSTRAL_STATS,
            Self::MelStats => MEL_STATS,
        }
    }
}

impl Descriptor {
    /// The mean level of each mel band (dB) that a descriptor tells of: the statistics of the cepstrum only their course.
    ///
    /// # Shape
    ///
    /// [`Descriptor::columns`] → [`BANDS`]; empty for another number of columns.
    #[must_use]
    pub fn levels(self, descriptor: &[f32]) -> Vec<f32> {
        match self {
            _ if descriptor.len() != self.columns() => Vec::new(),
            Self::MelStats => descriptor[..BANDS].to_vec(),
            Self::CepstralStats => cepstrum::levels(&descriptor[SHAPE_STATS..][..COEFFICIENTS]),
        }
    }
}

/// A song, described in every way that a pack may ask for. It is all that has to be kept of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// 30-second windows.
    pub cepstral: CepstralStats,
    /// 3-second segments.
    pub mel: MelStats,
}

impl Description {
    /// Describes the song.
    #[must_use]
    pub fn of(frames: &Frames) -> Self {
        Self { cepstral: CepstralStats::of(frames), mel: MelStats::of(frames) }
    }

    /// Descriptors of this kind, one per row, and when each starts and ends in seconds.
    #[must_use]
    pub fn rows(&self, descriptor: Descriptor) -> (ArrayView2<'_, f32>, &[(f64, f64)]) {
        match descriptor {
            Descriptor::CepstralStats => (self.cepstral.values.view(), &self.cepstral.spans),
            Descriptor::MelStats => (self.mel.values.view(), &self.mel.spans),
        }
    }
}

fn seconds(frame: usize) -> f64 {
    (frame * HOP) as f64 / f64::from(SAMPLE_RATE)
}

fn describe_window(frames: &Frames, span: Range<usize>, cepstrum: &Cepstrum, row: ArrayViewMut1<'_, f32>) {
    let floor = Levels::floor(cut(&frames.levels.loudest, span.clone()));
    let mut coefficients = cut(&frames.coefficients, span.clone()).to_owned();
    for (number, mut of_frame) in span.clone().zip(coefficients.rows_mut()) {
        // Only what lies below the floor is clipped, so only there the coefficients change.
        if frames.faintest[number] < floor {
            let levels = frames.levels.bands.row(number);
            let levels = levels.as_slice().expect("rows are contiguous");
            of_frame.assign(&ArrayView1::from(&cepstrum.coefficients(levels, floor)));
        }
    }
    let (mean, variance) = moments(coefficients.view());
    let (shape_mean, shape_variance) = moments(cut(&frames.shape, span));
    let shape = shape_mean.iter().zip(&shape_variance).flat_map(|(mean, variance)| [mean, variance]);
    put(row, shape.chain(&mean).chain(&variance));
}

/// The frames of `span`.
fn cut<D: RemoveAxis>(per_frame: &Array<f32, D>, span: Range<usize>) -> ArrayView<'_, f32, D> {
    per_frame.slice_axis(Axis(0), Slice::from(span))
}

/// Mean and population variance of each column.
fn moments(rows: ArrayView2<'_, f32>) -> (Array1<f64>, Array1<f64>) {
    let count = rows.nrows() as f64;
    let mut mean = Array1::<f64>::zeros(rows.ncols());
    for row in rows.rows() {
        mean.zip_mut_with(&row, |sum, &value| *sum += f64::from(value));
    }
    mean /= count;
    let mut variance = Array1::<f64>::zeros(rows.ncols());
    for row in rows.rows() {
        Zip::from(&mut variance).and(&row).and(&mean).for_each(|sum, &value, &mean| {
            *sum += (f64::from(value) - mean).powi(2);
        });
    }
    variance /= count;
    (mean, variance)
}

fn put<'v>(mut row: ArrayViewMut1<'_, f32>, values: impl Iterator<Item = &'v f64>) {
    for (slot, value) in row.iter_mut().zip(values) {
        *slot = *value as f32;
    }
}
