//! Features as `extract` writes them, of songs that nobody has to hear.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, FixedSizeListArray, Float32Array, Float64Array, RecordBatch, StringArray};
use arrow_array::{UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use segue::engine::cnn::parts::EMBEDDING;
use segue::engine::cnn::tags::TAGS;
use segue::engine::manifest::FEATURES;
use tempfile::TempDir;

pub const MEL_STATS: usize = 256;
pub const GENRES: [&str; 3] = ["folk", "jazz", "rock"];
const SECONDS_OF_SEGMENT: f64 = 3.0;

#[derive(Clone, Default)]
pub struct Song {
    pub artist: String,
    pub album: String,
    pub genre: String,
    pub split: &'static str,
    pub licence: String,
    pub link: String,
    /// By how much its genre is heard in it.
    pub voice: f32,
    /// By how much its album is, and how much it is itself.
    pub tint: f32,
    pub segments: usize,
}

/// From a linear congruence: the same on every machine, −1 to 1.
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// A pattern that these words always have.
    fn of(words: &str) -> Vec<f32> {
        let mut noise =
            Self(words.bytes().fold(11, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))));
        noise.next();
        (0..MEL_STATS).map(|_| noise.next()).collect()
    }
}

/// To spoil nothing.
pub fn whole(_: &mut Vec<f32>) {}

/// Features as `extract` writes them; `spoil` may change a number.
pub fn features(songs: &[Song], spoil: impl Fn(&mut Vec<f32>)) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut values = sounds(songs);
    spoil(&mut values);
    let of_rows = |of: fn(usize, usize) -> u32| -> ArrayRef {
        let rows = (0..).zip(songs).flat_map(|(at, song)| (0..song.segments).map(move |row| of(at, row)));
        Arc::new(UInt32Array::from_iter_values(rows))
    };
    let item = Arc::new(Field::new("item", DataType::Float32, false));
    let lists = FixedSizeListArray::new(item, 256, Arc::new(Float32Array::from(values)), None);
    let segments: Vec<(&str, ArrayRef)> = vec![
        ("track_id", of_rows(|at, _| at as u32 + 1)),
        ("segment", of_rows(|_, row| row as u32)),
        ("mel_stats", Arc::new(lists)),
    ];
    write(&folder.path().join("segments.parquet"), segments);
    write(&folder.path().join("tracks.parquet"), tracks(songs));
    folder
}

#[allow(dead_code)] // not every test has a network
/// Adds what a network heard of them: embeddings that are the sounds', cut to their length, and tags that say the song's number.
pub fn heard(folder: &Path, songs: &[Song], network: &str) {
    let sounds = sounds(songs);
    let rows =
        || songs.iter().enumerate().flat_map(|(at, song)| (0..song.segments).map(move |row| (at, row)));
    let embeddings = sounds.chunks(MEL_STATS).flat_map(|sound| &sound[..EMBEDDING]).copied();
    let tags = rows().flat_map(|(at, _)| (0..TAGS).map(move |tag| f32::from(u8::from(tag == at % TAGS))));
    let list = |values: Vec<f32>, length: usize| -> ArrayRef {
        let item = Arc::new(Field::new("item", DataType::Float32, false));
        Arc::new(FixedSizeListArray::new(
            item,
            length.try_into().unwrap(),
            Arc::new(Float32Array::from(values)),
            None,
        ))
    };
    let patches: Vec<(&str, ArrayRef)> = vec![
        ("track_id", Arc::new(UInt32Array::from_iter_values(rows().map(|(at, _)| at as u32 + 1)))),
        ("patch", Arc::new(UInt32Array::from_iter_values(rows().map(|(_, row)| row as u32)))),
        ("embedding", list(embeddings.collect(), EMBEDDING)),
        ("tags", list(tags.collect(), TAGS)),
    ];
    let folder = folder.join("network");
    std::fs::create_dir(&folder).unwrap();
    let maker = KeyValue::new("segue.network".to_owned(), network.to_owned());
    write_by(&folder.join("patches.parquet"), patches, vec![maker.clone()]);
    write_by(&folder.join("tracks.parquet"), tracks(songs), vec![maker]);
}

/// Segment after segment: noise, and what genre, album and song have of their own.
fn sounds(songs: &[Song]) -> Vec<f32> {
    let mut noise = Noise(1);
    let mut values = Vec::new();
    for (at, song) in songs.iter().enumerate() {
        let place = GENRES.iter().position(|genre| *genre == song.genre).unwrap_or(0);
        let (album, own) = (Noise::of(&song.album), Noise::of(&format!("song {at}")));
        for _ in 0..song.segments {
            values.extend((0..MEL_STATS).map(|column| {
                let heard = if column % 3 == place { song.voice } else { 0.0 };
                -40.0 + 5.0 * noise.next() + heard + song.tint * (album[column] + own[column])
            }));
        }
    }
    values
}

fn tracks(songs: &[Song]) -> Vec<(&'static str, ArrayRef)> {
    let text = |of: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..songs.len()).map(of)))
    };
    let ids = UInt32Array::from_iter_values((0..songs.len()).map(|at| at as u32 + 1));
    let seconds = songs.iter().map(|song| SECONDS_OF_SEGMENT * song.segments as f64);
    let segments = songs.iter().map(|song| song.segments as u32);
    vec![
        ("track_id", Arc::new(ids)),
        ("path", text(&|at| format!("{at}.wav"))),
        ("title", text(&|at| format!("song {at}"))),
        ("artist", text(&|at| songs[at].artist.clone())),
        ("album", text(&|at| songs[at].album.clone())),
        ("genre", text(&|at| songs[at].genre.clone())),
        ("split", text(&|at| songs[at].split.to_owned())),
        ("licence", text(&|at| songs[at].licence.clone())),
        ("link", text(&|at| songs[at].link.clone())),
        ("seconds", Arc::new(Float64Array::from_iter_values(seconds))),
        ("segments", Arc::new(UInt32Array::from_iter_values(segments))),
        ("bytes", Arc::new(UInt64Array::from(vec![1_000; songs.len()]))),
    ]
}

fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    write_by(path, columns, Vec::new());
}

fn write_by(path: &Path, columns: Vec<(&str, ArrayRef)>, mut keys: Vec<KeyValue>) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    keys.push(KeyValue::new("segue.features".to_owned(), FEATURES.to_string()));
    let properties = WriterProperties::builder().set_key_value_metadata(Some(keys)).build();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}
