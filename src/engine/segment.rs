//! Frames → segments → one descriptor each.

use std::borrow::Cow;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, CowArray, Ix2};
use serde::{Deserialize, Serialize};

use super::cepstrum::{self, COEFFICIENTS, Cepstrum};
use super::extremes::higher;
use super::frontend::{Frames, Levels, Timbre, floor};
use super::mel::BANDS;
use super::pcm::SAMPLE_RATE;
use super::pool::stretches;
use super::spectrum::HOP;

/// Frames per segment: 2.995 s.
pub const SEGMENT_FRAMES: usize = 129;
/// Frames per window of the cepstral statistics: 30 s, the length of the clips of the published table.
pub const WINDOW_FRAMES: usize = 1292;
/// Rows of a song that are compared, at most: half an hour's.
pub const MOST_COMPARED: usize = 600;
/// Numbers of a mel-stats descriptor: mean and deviation of each band.
pub const MEL_STATS: usize = 2 * BANDS;
/// Numbers of a cepstral-stats descriptor: mean and variance of three shapes and each coefficient.
pub const CEPSTRAL_STATS: usize = SHAPE_STATS + 2 * COEFFICIENTS;
/// Mean and variance of zero-crossing rate, centroid and rolloff.
const SHAPE_STATS: usize = 2 * 3;

/// Frames that are one clip at most: an hour. A longer recording is described as several, one after the other, each clipped
/// below its own loudest band: what lies hours apart was not mastered together.
pub const CLIP_FRAMES: usize = 155_040;

/// Mean, then population standard deviation, of each mel band (dB) over each segment.
///
/// # Shape
///
/// `max(1, frames / 129)` segments; as in `numpy.array_split`, the first ones get one frame more until all frames are
/// dealt. Of each clip of [`CLIP_FRAMES`], where there are several.
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
        let mut segments = Segments::default();
        segments.hear(levels);
        segments.finish(levels)
    }
}

/// [`MelStats`] of a song that is still coming.
#[derive(Default)]
pub(super) struct Segments {
    values: Vec<f32>,
    spans: Vec<(f64, f64)>,
    /// The first frame that is in no segment yet.
    next: usize,
}

impl Segments {
    /// Describes the clips that are whole. What follows one is at least a segment, or else belongs to it.
    pub fn hear(&mut self, levels: &Levels) {
        while levels.rows.end() >= self.next + CLIP_FRAMES + SEGMENT_FRAMES {
            self.describe(levels, self.next + CLIP_FRAMES);
        }
    }

    /// Describes what is left.
    pub fn finish(mut self, levels: &Levels) -> MelStats {
        self.describe(levels, levels.rows.end());
        if let Some((_, end)) = self.spans.last_mut() {
            *end = levels.seconds;
        }
        MelStats { values: table(self.values, MEL_STATS), spans: self.spans }
    }

    /// The first frame that is still needed.
    pub fn next(&self) -> usize {
        self.next
    }

    fn describe(&mut self, levels: &Levels, clip_end: usize) {
        let floor = floor(levels.rows.cut(self.next..clip_end));
        let frames = clip_end - self.next;
        let count = (frames / SEGMENT_FRAMES).max(1);
        let (share, rest) = (frames / count, frames % count);
        for number in 0..count {
            let end = self.next + share + usize::from(number < rest);
            let clipped =
                levels.rows.cut(self.next..end).map(|level| level.bands.map(|band| higher(band, floor)));
            let (mean, variance) = moments(clipped);
            self.values.extend(mean.iter().map(|&mean| mean as f32));
            self.values.extend(variance.iter().map(|variance| variance.sqrt() as f32));
            self.spans.push((seconds(self.next), seconds(end)));
            self.next = end;
        }
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
        let mut windows = Windows::default();
        windows.hear(frames);
        windows.finish(frames)
    }
}

/// [`CepstralStats`] of a song that is still coming.
#[derive(Default)]
pub(super) struct Windows {
    cepstrum: Cepstrum,
    values: Vec<f32>,
    spans: Vec<(f64, f64)>,
}

impl Windows {
    /// Describes the windows that are whole; the first, once there is a second.
    pub fn hear(&mut self, frames: &Frames) {
        while self.next().max(SEGMENT_FRAMES) + WINDOW_FRAMES <= frames.count() {
            let span = self.next()..self.next() + WINDOW_FRAMES;
            self.spans.push((seconds(span.start), seconds(span.end)));
            self.describe(frames, span);
        }
    }

    /// Describes a song that has no second window.
    pub fn finish(mut self, frames: &Frames) -> CepstralStats {
        let length = frames.levels.seconds;
        if self.spans.is_empty() {
            self.spans.push((0.0, length));
            self.describe(frames, 0..frames.count());
        }
        for (_, end) in &mut self.spans {
            *end = end.min(length);
        }
        CepstralStats { values: table(self.values, CEPSTRAL_STATS), spans: self.spans }
    }

    /// The first frame that is still needed.
    pub fn next(&self) -> usize {
        self.spans.len() * SEGMENT_FRAMES
    }

    fn describe(&mut self, frames: &Frames, span: Range<usize>) {
        let floor = floor(frames.levels.rows.cut(span.clone()));
        // Only what lies below the floor is clipped, so only there the coefficients change.
        let coefficients = |number: usize| match frames.timbres.at(number) {
            Timbre { faintest, .. } if *faintest < floor => {
                self.cepstrum.coefficients(&frames.levels.rows.at(number).bands, floor)
            }
            Timbre { coefficients, .. } => *coefficients,
        };
        let coefficients: Vec<[f32; COEFFICIENTS]> = span.clone().map(coefficients).collect();
        let (mean, variance) = moments(coefficients.iter().copied());
        let (shape_mean, shape_variance) = moments(frames.timbres.cut(span).map(|frame| frame.shape));
        let shape = shape_mean.iter().zip(&shape_variance).flat_map(|(mean, variance)| [mean, variance]);
        self.values.extend(shape.chain(&mean).chain(&variance).map(|&value| value as f32));
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

/// Descriptors, one per row, and when each starts and ends in seconds.
pub type Compared<'d> = (CowArray<'d, f32, Ix2>, Cow<'d, [(f64, f64)]>);

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

    /// Those of them that are compared with a catalogue and with each other: all of half an hour; of a longer recording
    /// [`MOST_COMPARED`], evenly chosen, since every one meets every vector of the catalogue.
    #[must_use]
    pub fn compared(&self, descriptor: Descriptor) -> Compared<'_> {
        let (rows, spans) = self.rows(descriptor);
        if rows.nrows() <= MOST_COMPARED {
            return (rows.into(), spans.into());
        }
        let chosen: Vec<usize> =
            stretches(rows.nrows(), MOST_COMPARED).map(|stretch| stretch.start).collect();
        let spans = chosen.iter().map(|&row| spans[row]).collect();
        (rows.select(Axis(0), &chosen).into(), spans)
    }
}

fn seconds(frame: usize) -> f64 {
    (frame * HOP) as f64 / f64::from(SAMPLE_RATE)
}

fn table(values: Vec<f32>, columns: usize) -> Array2<f32> {
    Array2::from_shape_vec((values.len() / columns, columns), values).expect("whole rows")
}

/// Mean and population variance of each column.
fn moments<const N: usize>(rows: impl Iterator<Item = [f32; N]> + Clone) -> ([f64; N], [f64; N]) {
    let (mut mean, mut count) = ([0.0; N], 0.0);
    for row in rows.clone() {
        for (sum, value) in mean.iter_mut().zip(row) {
            *sum += f64::from(value);
        }
        count += 1.0;
    }
    mean = mean.map(|sum| sum / count);
    let mut variance = [0.0; N];
    for row in rows {
        for ((sum, value), mean) in variance.iter_mut().zip(row).zip(mean) {
            *sum += (f64::from(value) - mean).powi(2);
        }
    }
    (mean, variance.map(|sum| sum / count))
}
