//! What is heard in each frame: the stations from samples to per-frame numbers, planned once.

use ndarray::Array2;

use super::cepstrum::{self, COEFFICIENTS, Cepstrum};
use super::extremes::higher;
use super::mel::{BANDS, MelBank, MelDb, TOP_DB};
use super::pcm::Pcm;
use super::rows::Rows;
use super::spectrum::{Spectrum, frame_count};

/// Frames between two reports of progress: some milliseconds.
const REPORT_EVERY: usize = 256;

/// How loud each mel band is in a frame.
///
/// Levels are kept unclipped, because the floor depends on the clip that a frame is seen in: the song, or a window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Level {
    /// dB, unclipped.
    pub bands: [f32; BANDS],
    /// dB of the loudest band.
    pub loudest: f32,
}

/// What else the descriptors want to know of a frame.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timbre {
    /// Of the unclipped levels.
    pub coefficients: [f32; COEFFICIENTS],
    /// Zero crossings per sample, centroid (Hz), rolloff (Hz).
    pub shape: [f32; 3],
    /// dB of the faintest band.
    pub faintest: f32,
}

/// The mel levels of each frame of a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels {
    /// Seconds of the song.
    pub(super) seconds: f64,
    pub(super) rows: Rows<Level>,
}

/// Everything that the descriptors want to know of each frame of a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    pub(super) levels: Levels,
    pub(super) timbres: Rows<Timbre>,
}

/// Of all bands, several at a time.
fn loudest(bands: &[f32; BANDS]) -> f32 {
    let (rows, _) = bands.as_chunks::<8>();
    let mut highest = rows[0];
    for row in &rows[1..] {
        for (high, &level) in highest.iter_mut().zip(row) {
            *high = higher(level, *high);
        }
    }
    highest.into_iter().fold(f32::NEG_INFINITY, higher)
}

/// The level that everything fainter counts as, when these frames are seen as one clip.
pub(super) fn floor<'l>(levels: impl Iterator<Item = &'l Level>) -> f32 {
    levels.fold(f32::NEG_INFINITY, |peak, level| peak.max(level.loudest)) - TOP_DB
}

impl Levels {
    /// Clipped [`TOP_DB`] below the song's loudest band.
    #[must_use]
    pub fn mel_db(&self) -> MelDb {
        let all = || self.rows.cut(0..self.rows.end());
        let floor = floor(all());
        let clipped: Vec<f32> = all().flat_map(|level| level.bands.map(|band| higher(band, floor))).collect();
        MelDb(Array2::from_shape_vec((self.rows.end(), BANDS), clipped).expect("so many for each frame"))
    }
}

impl Frames {
    /// How many; never 0.
    #[must_use]
    pub fn count(&self) -> usize {
        self.timbres.end()
    }

    /// The song's mel levels, clipped [`TOP_DB`] below its loudest band.
    #[must_use]
    pub fn mel_db(&self) -> MelDb {
        self.levels.mel_db()
    }

    pub(super) fn push(&mut self, (level, timbre): (Level, Timbre)) {
        self.levels.rows.push(level);
        self.timbres.push(timbre);
    }

    /// Nobody will ask for the frames before this one any more.
    pub(super) fn forget(&mut self, before: usize) {
        self.levels.rows.forget(before);
        self.timbres.forget(before);
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
        let count = frame_count(pcm.as_slice().len());
        let mut frames = Frames::default();
        for number in 0..count {
            if number % REPORT_EVERY == 0 {
                progress(number as f32 / count as f32);
            }
            frames.push(self.hear(pcm.as_slice(), number));
        }
        frames.levels.seconds = pcm.seconds();
        progress(1.0);
        frames
    }

    /// Listens for the mel levels only, which are those of [`Frontend::listen`], bit for bit.
    pub fn levels(&mut self, pcm: &Pcm) -> Levels {
        let mut levels = Levels { seconds: pcm.seconds(), ..Levels::default() };
        for number in 0..frame_count(pcm.as_slice().len()) {
            levels.rows.push(self.level(pcm.as_slice(), number));
        }
        levels
    }

    /// Listens to the frame whose centre is sample `number · hop`.
    pub(super) fn hear(&mut self, samples: &[f32], number: usize) -> (Level, Timbre) {
        let level = self.level(samples, number);
        let (centroid, rolloff) = cepstrum::centroid_and_rolloff(self.spectrum.magnitude());
        let timbre = Timbre {
            coefficients: self.cepstrum.coefficients(&level.bands, f32::NEG_INFINITY),
            shape: [cepstrum::zero_crossing_rate(samples, number), centroid, rolloff],
            faintest: level.bands.iter().copied().fold(f32::INFINITY, f32::min),
        };
        (level, timbre)
    }

    fn level(&mut self, samples: &[f32], number: usize) -> Level {
        self.spectrum.transform(samples, number);
        let mut bands = [0.0; BANDS];
        self.bank.decibels(self.spectrum.power(), &mut bands);
        Level { bands, loudest: loudest(&bands) }
    }
}
