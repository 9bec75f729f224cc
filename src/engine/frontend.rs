//! What is heard in each frame: the stations from samples to per-frame numbers, planned once.

use ndarray::{Array1, Array2, ArrayView1};

use super::cepstrum::{self, COEFFICIENTS, Cepstrum};
use super::mel::{BANDS, MelBank, MelDb, TOP_DB};
use super::pcm::Pcm;
use super::spectrum::{Spectrum, frame_count};

/// Frames between two reports of progress: some milliseconds.
const REPORT_EVERY: usize = 256;

/// The mel levels of each frame of a song.
///
/// They are kept unclipped, because the floor depends on the clip that a frame is seen in: the song, or a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// Seconds of the song.
    pub(super) seconds: f64,
    /// dB, unclipped; frames × [`BANDS`].
    pub(super) bands: Array2<f32>,
    /// dB of each frame's loudest band.
    pub(super) loudest: Array1<f32>,
}

/// Everything that the descriptors want to know of each frame of a song.
#[derive(Clone, Debug, PartialEq)]
pub struct Frames {
    pub(super) levels: Levels,
    /// Of the unclipped levels; frames × [`COEFFICIENTS`].
    pub(super) coefficients: Array2<f32>,
    /// Zero crossings per sample, centroid (Hz), rolloff (Hz); frames × 3.
    pub(super) shape: Array2<f32>,
    /// dB of each frame's faintest band.
    pub(super) faintest: Array1<f32>,
}

impl Levels {
    fn silent(count: usize, seconds: f64) -> Self {
        Self { seconds, bands: Array2::zeros((count, BANDS)), loudest: Array1::zeros(count) }
    }

    /// The level that everything fainter counts as, when `loudest` is seen as one clip.
    pub(super) fn floor(loudest: ArrayView1<'_, f32>) -> f32 {
        loudest.iter().fold(f32::NEG_INFINITY, |peak, &level| peak.max(level)) - TOP_DB
    }

    /// Clipped [`TOP_DB`] below the song's loudest band.
    #[must_use]
    pub fn mel_db(&self) -> MelDb {
        let floor = Self::floor(self.loudest.view());
        MelDb(self.bands.mapv(|level| level.max(floor)))
    }
}

impl Frames {
    fn silent(count: usize, seconds: f64) -> Self {
        Self {
            levels: Levels::silent(count, seconds),
            coefficients: Array2::zeros((count, COEFFICIENTS)),
            shape: Array2::zeros((count, 3)),
            faintest: Array1::zeros(count),
        }
    }

    /// How many; never 0.
    #[must_use]
    pub fn count(&self) -> usize {
        self.levels.bands.nrows()
    }

    /// The song's mel levels, clipped [`TOP_DB`] below its loudest band.
    #[must_use]
    pub fn mel_db(&self) -> MelDb {
        self.levels.mel_db()
    }
}

/// Owns every plan and every scratch of the way from samples to [`Frames`]; allocates nothing per frame.
#[derive(Default)]
pub struct Frontend {
    spectrum: Spectrum,
    bank: MelBank,
    cepstrum: Cepstrum,
}

impl Frontend {
    /// Plans the transforms.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens to the whole song. `progress` hears the share that is done, 0 to 1.
    pub fn listen(&mut self, pcm: &Pcm, progress: &mut dyn FnMut(f32)) -> Frames {
        let samples = pcm.as_slice();
        let count = frame_count(samples.len());
        let mut frames = Frames::silent(count, pcm.seconds());
        for number in 0..count {
            if number % REPORT_EVERY == 0 {
                progress(number as f32 / count as f32);
            }
            self.listen_at(samples, number, &mut frames);
        }
        progress(1.0);
        frames
    }

    /// Listens for the mel levels only, which are those of [`Frontend::listen`], bit for bit.
    pub fn levels(&mut self, pcm: &Pcm) -> Levels {
        let samples = pcm.as_slice();
        let count = frame_count(samples.len());
        let mut levels = Levels::silent(count, pcm.seconds());
        for number in 0..count {
            self.levels_at(samples, number, &mut levels);
        }
        levels
    }

    fn listen_at(&mut self, samples: &[f32], number: usize, frames: &mut Frames) {
        let levels = self.levels_at(samples, number, &mut frames.levels);
        frames.faintest[number] = levels.iter().copied().fold(f32::INFINITY, f32::min);
        let coefficients = self.cepstrum.coefficients(levels, f32::NEG_INFINITY);
        frames.coefficients.row_mut(number).assign(&ArrayView1::from(&coefficients));
        let (centroid, rolloff) = cepstrum::centroid_and_rolloff(self.spectrum.magnitude());
        let shape = [cepstrum::zero_crossing_rate(samples, number), centroid, rolloff];
        frames.shape.row_mut(number).assign(&ArrayView1::from(&shape));
    }

    /// Writes the levels of one frame, and returns them.
    fn levels_at<'l>(&mut self, samples: &[f32], number: usize, levels: &'l mut Levels) -> &'l [f32] {
        self.spectrum.transform(samples, number);
        let bands = levels.bands.row_mut(number).into_slice().expect("rows are contiguous");
        self.bank.decibels(self.spectrum.power(), bands);
        levels.loudest[number] = bands.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        bands
    }
}
