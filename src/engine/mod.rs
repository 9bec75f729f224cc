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
pub mod decibel;
pub mod mel;
pub mod cepstrum;
pub mod frontend;
pub mod spectrogram;
pub mod segment;
pub mod envelope;
pub mod pca;
pub mod forest;
pub mod index;
pub mod recommend;
pub mod catalogue;
pub mod manifest;
pub mod listing;
pub mod pack;
pub mod terrain;
pub mod course;
pub mod profile;
pub mod reason;
pub mod analysis;
pub mod survey;
pub mod report;
pub mod cnn;

pub use error::{Error, Result};

use analysis::{Analysis, Neighbour, PackName, Song, Stage};
use frontend::Frontend;
use header::Header;
use pack::Pack;
use pcm::Pcm;
use recommend::{Query, Terms, recommend, strangeness};
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
    /// The song as packs see it: with it [`compare`] finds neighbours elsewhere, without the sound.
    pub description: Description,
}

/// Fine enough for a wide screen; no more than anybody sees.
pub const WAVEFORM_COLUMNS: usize = 1600;

/// The whole path for one song: planar channels at the file's own sample rate → genre and neighbours.
///
/// `on_stage` hears each stage and how much of it is done (0 to 1).
///
/// # Errors
/// What the stations refuse: sound that is too short, silent or not finite, a rate below 8 kHz, a pack without a
/// forest that is to name genres.
pub fn analyze(
    channels: &[&[f32]],
    question: &Question,
    packs: Packs,
    on_stage: &mut dyn FnMut(Stage, f32),
) -> Result<Answer> {
    on_stage(Stage::Resampling, 0.0);
    let pcm = Pcm::from_planar(channels, question.header.sample_rate)?;
    let waveform = pcm.peaks(WAVEFORM_COLUMNS);

    let frames = Frontend::new().listen(&pcm, &mut |done| on_stage(Stage::Listening, done));
    let spectrogram = Spectrogram::of(&frames);
    let description = Description::of(&frames);

    on_stage(Stage::Classifying, 0.0);
    let (descriptors, spans) = description.rows(packs.genres.manifest.descriptor);
    let strangeness = strangeness(&packs.genres.pca, descriptors)?;
    let probabilities = packs.genres.tell(descriptors)?;
    let (genres, timeline) = analysis::along_the_song(&packs.genres.catalogue.genres, &probabilities, spans);

    on_stage(Stage::Searching, 0.0);
    let neighbours = compare(&description, question, packs.catalogue)?;
    let Terms { songs, ranking, order, artists, without } = question.terms.clone();

    let analysis = Analysis {
        schema: analysis::SCHEMA.to_owned(),
        song: Song::new(question, pcm.seconds()),
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
    };
    Ok(Answer { analysis, waveform, spectrogram, description })
}

/// The songs of a catalogue that the question's terms ask for.
///
/// # Errors
/// As [`recommend`].
pub fn compare(description: &Description, question: &Question, catalogue: &Pack) -> Result<Vec<Neighbour>> {
    let (descriptors, spans) = description.rows(catalogue.manifest.descriptor);
    let query = Query {
        embeddings: catalogue.embed(descriptors)?,
        spans,
        title: question.header.title.as_deref(),
        artist: question.header.artist.as_deref(),
    };
    recommend(&catalogue.index, &catalogue.catalogue, &query, question.terms)
}
