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
pub mod resample;
pub mod spectrum;
pub mod mel;
pub mod cepstrum;
pub mod frontend;
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
pub mod analysis;

pub use error::{Error, Result};

use analysis::{Analysis, PackName, Song, Stage};
use frontend::Frontend;
use header::Header;
use pack::Pack;
use pcm::Pcm;
use recommend::{Query, recommend};
use segment::CepstralStats;

/// What is asked about a song.
pub struct Question<'a> {
    /// File name, without folders.
    pub file: &'a str,
    /// What the file says of itself; `sample_rate` and `channels` as decoded.
    pub header: &'a Header,
    /// How neighbours are ordered.
    pub ranking: analysis::Ranking,
    /// How many neighbours.
    pub songs: usize,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer itself.
    pub analysis: Analysis,
    /// The waveform, to be drawn: lowest and highest sample of each of [`WAVEFORM_COLUMNS`] spans.
    pub waveform: Vec<[f32; 2]>,
}

/// Fine enough for a wide screen; no more than anybody sees.
pub const WAVEFORM_COLUMNS: usize = 1600;

/// The whole path for one song: planar channels at the file's own sample rate → genre and neighbours.
///
/// `on_stage` hears each stage and how much of it is done (0 to 1).
///
/// # Errors
/// What the stations refuse: sound that is too short, silent or not finite, a rate below 8 kHz, a pack that
/// is not for this descriptor.
pub fn analyze(
    channels: &[&[f32]],
    question: &Question,
    pack: &Pack,
    on_stage: &mut dyn FnMut(Stage, f32),
) -> Result<Answer> {
    on_stage(Stage::Resampling, 0.0);
    let pcm = Pcm::from_planar(channels, question.header.sample_rate)?;
    let waveform = pcm.peaks(WAVEFORM_COLUMNS);

    let frames = Frontend::new().listen(&pcm, &mut |done| on_stage(Stage::Listening, done));
    let descriptors = CepstralStats::of(&frames);

    on_stage(Stage::Classifying, 0.0);
    let (rows, embeddings) = pack.forest_rows(descriptors.values.view())?;
    let probabilities = pack.forest.predict(rows.view())?;

    on_stage(Stage::Searching, 0.0);
    let query = Query {
        embeddings: embeddings.view(),
        title: question.header.title.as_deref(),
        artist: question.header.artist.as_deref(),
    };
    let neighbours = recommend(&pack.index, &pack.catalogue, &query, question.ranking, question.songs)?;

    let (genres, timeline) =
        analysis::along_the_song(pack.forest.genres(), &probabilities, &descriptors.spans);
    let analysis = Analysis {
        schema: analysis::SCHEMA.to_owned(),
        song: Song::new(question, pcm.seconds()),
        pack: PackName { name: pack.manifest.name.clone(), revision: pack.revision.clone() },
        genres,
        timeline,
        ranking: question.ranking,
        neighbours,
    };
    Ok(Answer { analysis, waveform })
}
