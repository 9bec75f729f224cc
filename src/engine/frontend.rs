//! What is heard in each frame: the stations from samples to per-frame numbers, planned once.

use ndarray::{Array1, Array2, ArrayView1};

use super::cepstrum::{self, COEFFICIENTS, Cepstrum};
use super::mel::{BANDS, MelBank, MelDb, TOP_DB};
use super::pcm::Pcm;
use super::spectrum::{Spectrum, frame_count};

/// Frames between two reports of progress: some milliseconds.
const REPORT_EVERY: usize = 256;

/// Everything that the descriptors want to know of each frame of a song.
///
/// Levels are kept unclipped, because the floor depends on the clip that a frame is seen in: the song, or a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Frames {
    /// Seconds of the song.
    pub(super) seconds: f64,
    /// dB, unclipped; frames × [`BANDS`].
    pub(super) levels: Array2<f32>,
    /// Of the unclipped levels; frames × [`COEFFICIENTS`].
    pub(super) coefficients: Array2<f32>,
    /// Zero crossings per sample, centroid (Hz), rolloff (Hz); frames × 3.
    pub(super) shape: Array2<f32>,
    /// dB of each frame's faintest band.
    pub(super) faintest: Array1<f32>,
    /// dB of each frame's loudest band.
    pub(super) loudest: Array1<f32>,
}

impl Frames {
    fn silent(count: usize, seconds: f64) -> Self {
        Self {
            seconds,
            levels: Array2::zeros((count, BANDS)),
            coefficients: Array2::zeros((count, COEFFICIENTS)),
            shape: Array2::zeros((count, 3)),
            faintest: Array1::zeros(count),
            loudest: Array1::zeros(count),
        }
    }

    /// How many; never 0.
    #[must_use]
    pub fn count(&self) -> usize {
        self.levels.nrows()
    }

    /// The level that everything fainter counts as, when `loudest` is seen as one clip.
    pub(super) fn floor(loudest: ArrayView1<'_, f32>) -> f32 {
        loudest.iter().fold(f32::NEG_INFINITY, |peak, &level| peak.max(level)) - TOP_DB
    }

    /// The song's mel levels, clipped [`TOP_DB`] below its loudest band.
    #[must_use]
    pub fn mel_db(&self) -> MelDb {
        let floor = Self::floor(self.loudest.view());
        MelDb(self.levels.mapv(|level| level.max(floor)))
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

    fn listen_at(&mut self, samples: &[f32], number: usize, frames: &mut Frames) {
        self.spectrum.transform(samples, number);
        let mut levels = frames.levels.row_mut(number);
        let levels = levels.as_slice_mut().expect("rows are contiguous");
        self.bank.decibels(self.spectrum.power(), levels);
        frames.faintest[number] = levels.iter().copied().fold(f32::INFINITY, f32::min);
        frames.loudest[number] = levels.iter().copied().fold(f32::NEG_INFINITY, f32::max);

        let coefficients = self.cepstrum.coefficients(levels, f32::NEG_INFINITY);
        frames.coefficients.row_mut(number).assign(&ArrayView1::from(&coefficients));
        let (centroid, rolloff) = cepstrum::centroid_and_rolloff(self.spectrum.magnitude());
        let shape = [cepstrum::zero_crossing_rate(samples, number), centroid, rolloff];
        frames.shape.row_mut(number).assign(&ArrayView1::from(&shape));
    }
}
