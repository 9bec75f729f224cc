//! A file → its row in the table of tracks, and its mel statistics.

use std::io::BufReader;
use std::path::Path;

use anyhow::Result;
use ndarray::{Array2, ArrayView1, Axis, stack};
use segue::engine::cnn;
use segue::engine::frontend::Frontend;
use segue::engine::header;
use segue::engine::segment::MelStats;

use super::collection::{Entry, Labels};
use crate::decode::{Sound, decode, opened};
use crate::feature_set::{Maker, Rows, Track};
use crate::networks::Listener;

/// The track, and what was heard of it row by row.
pub struct Heard {
    pub track: Track,
    pub values: Array2<f32>,
}

/// Who listens to a collection.
#[derive(Clone, Copy)]
pub enum Listeners<'a> {
    /// The engine, for mel statistics.
    Engine,
    /// A network, for embeddings and tags.
    Network(&'a Listener),
}

impl Listeners<'_> {
    /// What their rows are made by.
    pub fn maker(self) -> Maker {
        match self {
            Self::Engine => Maker { rows: Rows::Segments, network: String::new() },
            Self::Network(listener) => Maker { rows: Rows::Patches, network: listener.identity() },
        }
    }

    /// One for a core.
    pub fn ear(self) -> Ear {
        match self {
            Self::Engine => Ear::Engine(Box::new(Frontend::new())),
            Self::Network(listener) => Ear::Network(Box::new(listener.clone())),
        }
    }
}

/// One listener with its scratch.
pub enum Ear {
    /// See [`Listeners::Engine`].
    Engine(Box<Frontend>),
    /// See [`Listeners::Network`].
    Network(Box<Listener>),
}

impl Ear {
    /// How many seconds the sound has, and its rows.
    fn listen(&mut self, sound: Sound) -> Result<(f64, Array2<f32>)> {
        match self {
            Self::Engine(frontend) => {
                let pcm = sound.pcm()?;
                drop(sound);
                Ok((pcm.seconds(), MelStats::of_levels(&frontend.levels(&pcm)).values))
            }
            Self::Network(listener) => {
                let heard = cnn::Sound::from_planar(&sound.planar(), sound.sample_rate)?;
                let rows = listener
                    .listen(&heard)
                    .into_iter()
                    .map(|(_, heard)| heard.embedding.into_iter().chain(heard.tags).collect::<Vec<f32>>());
                let rows: Vec<Vec<f32>> = rows.collect();
                let rows: Vec<_> = rows.iter().map(ArrayView1::from).collect();
                Ok((sound.seconds(), stack(Axis(0), &rows)?))
            }
        }
    }
}

/// Decodes and describes a file.
///
/// # Errors
///
/// What decoder and engine refuse, and decoders that give up.
pub fn hear(entry: &Entry, ear: &mut Ear) -> Result<Heard> {
    let (seconds, values) = ear.listen(decode(&entry.file)?)?;
    let track = Track {
        seconds,
        segments: values.nrows() as u32,
        ..described(entry, entry.labels.clone().unwrap_or_else(|| tags(&entry.file)))
    };
    Ok(Heard { track, values })
}

/// The row of a track, but for what only listening tells.
pub fn described(entry: &Entry, labels: Labels) -> Track {
    let Labels { title, artist, album, genre, split, licence, link } = labels;
    let (id, path, bytes) = (entry.id, entry.path.clone(), entry.length);
    Track { id, path, title, artist, album, genre, split, licence, link, bytes, ..Track::default() }
}

/// What the file says of itself; its name where it names no title.
fn tags(file: &Path) -> Labels {
    let text = |name: Option<&std::ffi::OsStr>| name.unwrap_or_default().to_string_lossy().into_owned();
    let source = opened(file).ok().map(BufReader::new);
    let read = source.and_then(|source| header::read(&text(file.file_name()), source).ok());
    let header = read.map(|(header, _)| header).unwrap_or_default();
    Labels {
        title: header.title.unwrap_or_else(|| text(file.file_stem())),
        artist: header.artist.unwrap_or_default(),
        album: header.album.unwrap_or_default(),
        ..Labels::default()
    }
}
