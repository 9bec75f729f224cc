//! The data path, pure: bytes in, numbers out. No clock, no network, no page, no disk.
//!
//! `File → Pcm → Frames → MelDb → Segments → Descriptors → Embeddings → { GenreProbabilities, Neighbours }`
//!
//! One type per station, one file per station; [`analyze`] walks them. Page and trainer share it, so what a
//! model was trained on and what it is asked can not drift apart.

#![forbid(unsafe_code)]

pub mod error;
pub mod header;
pub mod pcm;
pub mod transform;
pub mod resample;
pub mod spectrum;
mod extremes;
pub mod decibel;
pub mod mel;
pub mod cepstrum;
mod order;
mod rows;
pub mod frontend;
mod pool;
pub mod outline;
pub mod spectrogram;
pub mod segment;
mod inflow;
pub mod share;
pub mod ear;
pub mod listener;
pub mod envelope;
pub mod pca;
pub mod forest;
pub mod index;
pub mod recommend;
pub mod catalogue;
pub mod manifest;
pub mod listing;
pub mod hearing;
pub mod pack;
pub mod compare;
pub mod terrain;
pub mod course;
pub mod profile;
pub mod reason;
pub mod analysis;
pub mod survey;
pub mod report;
pub mod cnn;

pub use error::{Error, Result};

use analysis::{Analysis, PackName, Song, Stage};
use cnn::Impression;
use compare::{Known, compare};
use header::Header;
use listener::{Heard, Listener};
use pack::Pack;
use recommend::{Terms, strangeness};
use segment::Description;
use spectrogram::Spectrogram;

/// What is asked about a song.
pub struct Question<'a> {
    /// File name, without folders.
    pub file: &'a str,
    /// What the file says of itself; `sample_rate` and `channels` as decoded.
    pub header: &'a Header,
    /// How neighbours are chosen.
    pub terms: &'a Terms,
}

impl<'a> Question<'a> {
    /// Its song, as catalogues are asked about it.
    #[must_use]
    pub fn known(&self, description: &'a Description, heard: Option<&'a Impression>) -> Known<'a> {
        let (title, artist) = (self.header.title.as_deref(), self.header.artist.as_deref());
        Known { description, heard, title, artist }
    }
}

/// Who answers. The same pack may do both.
#[derive(Clone, Copy)]
pub struct Packs<'a> {
    /// Names the genres: it has a forest.
    pub genres: &'a Pack,
    /// Whose songs the neighbours are.
    pub catalogue: &'a Pack,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer itself.
    pub analysis: Analysis,
    /// The waveform, to be drawn: lowest and highest sample of each of [`WAVEFORM_COLUMNS`] spans.
    pub waveform: Vec<[f32; 2]>,
    /// What sounds when, to be drawn.
    pub spectrogram: Spectrogram,
    /// The song as packs see it: with it [`compare()`] finds neighbours elsewhere, without the sound.
    pub description: Description,
}

/// The whole path for one song: planar channels at the file's own sample rate → genre and neighbours.
///
/// `on_stage` hears each stage and how much of it is done (0 to 1).
///
/// # Errors
/// As [`hear`] and [`answer`].
pub fn analyze(
    channels: &[&[f32]],
    question: &Question,
    packs: Packs,
    on_stage: &mut dyn FnMut(Stage, f32),
) -> Result<Answer> {
    let Heard { seconds, waveform, spectrogram, description } =
        hear(channels, question.header.sample_rate, &mut |done| on_stage(Stage::Listening, done))?;
    let analysis = answer(&description, seconds, question, packs, on_stage)?;
    Ok(Answer { analysis, waveform, spectrogram, description })
}

/// The first half of the path, which asks no pack: samples → all that is kept of a song.
///
/// # Errors
/// What the stations refuse: sound that is too short, too long, silent or not finite, a rate below 8 kHz.
pub fn hear(channels: &[&[f32]], sample_rate: u32, on_progress: &mut dyn FnMut(f32)) -> Result<Heard> {
    let mut listener = Listener::new(sample_rate)?;
    let parts = pcm::parts(channels);
    let count = parts.len();
    for (number, part) in parts.enumerate() {
        on_progress(number as f32 / count as f32);
        listener.push(&part)?;
    }
    on_progress(1.0);
    listener.finish()
}

/// The second half: what was heard of a song, so many seconds long → genre and neighbours.
///
/// # Errors
/// A pack without a forest that is to name genres; what packs refuse.
pub fn answer(
    description: &Description,
    seconds: f64,
    question: &Question,
    packs: Packs,
    on_stage: &mut dyn FnMut(Stage, f32),
) -> Result<Analysis> {
    on_stage(Stage::Classifying, 0.0);
    let (descriptors, spans) = description.rows(packs.genres.manifest.descriptor);
    let strangeness = strangeness(&packs.genres.pca, descriptors)?;
    let probabilities = packs.genres.tell(descriptors)?;
    let (genres, timeline) = analysis::along_the_song(&packs.genres.catalogue.genres, &probabilities, spans);

    on_stage(Stage::Searching, 0.0);
    let neighbours = compare(&question.known(description, None), question.terms, packs.catalogue)?;
    let Terms { songs, ranking, order, artists, without } = question.terms.clone();

    Ok(Analysis {
        schema: analysis::SCHEMA.to_owned(),
        song: Song::new(question, seconds),
        pack: PackName::of(packs.genres),
        genres,
        strangeness,
        timeline,
        catalogue: PackName::of(packs.catalogue),
        ranking,
        songs,
        order,
        artists,
        without,
        neighbours,
    })
}
