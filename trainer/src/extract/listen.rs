//! A file → its row in the table of tracks, and its mel statistics.

use std::io::BufReader;
use std::path::Path;

use ndarray::Array2;
use segue::engine::Result;
use segue::engine::frontend::Frontend;
use segue::engine::header;
use segue::engine::segment::MelStats;

use super::collection::{Entry, Labels};
use crate::decode::{decode, opened};
use crate::feature_set::Track;

/// The track, and segments × 256.
pub struct Heard {
    pub track: Track,
    pub mel_stats: Array2<f32>,
}

/// Decodes and describes a file.
///
/// # Errors
///
/// What decoder and engine refuse, and decoders that give up.
pub fn hear(entry: &Entry, frontend: &mut Frontend) -> Result<Heard> {
    let sound = decode(&entry.file)?;
    let pcm = sound.pcm()?;
    drop(sound);
    let mel_stats = MelStats::of_levels(&frontend.levels(&pcm)).values;
    let track = Track {
        seconds: pcm.seconds(),
        segments: mel_stats.nrows() as u32,
        ..described(entry, entry.labels.clone().unwrap_or_else(|| tags(&entry.file)))
    };
    Ok(Heard { track, mel_stats })
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
