//! A feature set: the segments of many tracks, and the table of those tracks, as two Parquet files in one folder.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, Float64Type, UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, FixedSizeListArray, Float32Array, Float64Array, RecordBatch, StringArray};
use arrow_array::{UInt32Array, UInt64Array};
use arrow_schema::{DataType, Field, Schema};
use ndarray::{Array2, ArrayView2};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use segue::engine::Error;
use segue::engine::manifest::FEATURES;
use segue::engine::segment::MEL_STATS;

use crate::model::folds::Labelled;

/// One row per track.
pub const TRACKS: &str = "tracks.parquet";
/// One row per segment, in the order of the tracks.
pub const SEGMENTS: &str = "segments.parquet";
/// Where the files name the version of the mel statistics.
const VERSION_KEY: &str = "segue.features";
/// Segments that are held in memory before they go to the disk: 4 MiB.
const ROW_GROUP: usize = 4096;

/// What is known of a track. A text that is not known is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    pub id: u32,
    /// Below the collection's folder, with `/` between its parts.
    pub path: String,
    pub title: String,
    pub artist: String,
    pub album: String,
    pub genre: String,
    /// `training`, `validation` or `test`.
    pub split: String,
    /// Under which the track may be used; a short name where there is one.
    pub licence: String,
    /// A public page about it.
    pub link: String,
    pub seconds: f64,
    /// How many.
    pub segments: u32,
    /// Length of the file.
    pub bytes: u64,
}

impl Labelled for Track {
    fn artist(&self) -> &str {
        &self.artist
    }

    fn genre(&self) -> &str {
        &self.genre
    }
}

/// Writes a feature set, track after track; at most a row group of segments is in memory.
pub struct Writer {
    folder: PathBuf,
    segments: ArrowWriter<File>,
    tracks: Vec<Track>,
}

impl Writer {
    /// Begins both files in `folder`, which is there.
    pub fn create(folder: &Path) -> Result<Self> {
        let segments = writer(&folder.join(SEGMENTS), &segment_schema()?)?;
        Ok(Self { folder: folder.to_owned(), segments, tracks: Vec::new() })
    }

    /// Adds a track and its segments × 256 mel statistics.
    pub fn add(&mut self, track: Track, mel_stats: ArrayView2<'_, f32>) -> Result<()> {
        let count = mel_stats.nrows() as u32;
        ensure!(count == track.segments, "{}: {count} segments, {} announced", track.path, track.segments);
        let values = Float32Array::from_iter_values(mel_stats.iter().copied());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from_iter_values((0..count).map(|_| track.id))),
            Arc::new(UInt32Array::from_iter_values(0..count)),
            Arc::new(FixedSizeListArray::try_new(
                mel_stats_item(),
                i32::try_from(MEL_STATS)?,
                Arc::new(values),
                None,
            )?),
        ];
        let batch = RecordBatch::try_new(Arc::new(segment_schema()?), columns)?;
        self.segments.write(&batch).with_context(|| format!("{SEGMENTS} cannot be written"))?;
        self.tracks.push(track);
        Ok(())
    }

    /// Ends both files, and makes sure that the disk has them.
    pub fn finish(self) -> Result<()> {
        close(self.segments).with_context(|| format!("{SEGMENTS} cannot be written"))?;
        let table = track_batch(&self.tracks)?;
        let mut tracks = writer(&self.folder.join(TRACKS), &table.schema())?;
        tracks.write(&table).with_context(|| format!("{TRACKS} cannot be written"))?;
        close(tracks).with_context(|| format!("{TRACKS} cannot be written"))
    }
}

/// A feature set that is on the disk: its tracks, and where their segments are.
pub struct FeatureSet {
    pub tracks: Vec<Track>,
    /// Of each track, its first row.
    starts: Vec<usize>,
    path: PathBuf,
    metadata: ArrowReaderMetadata,
}

impl FeatureSet {
    /// Is there one in this folder?
    pub fn is_in(folder: &Path) -> bool {
        folder.join(TRACKS).is_file()
    }

    /// Reads the table of tracks; segments stay on the disk.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, are of another version, or do not fit together.
    pub fn open(folder: &Path) -> Result<Self> {
        let tracks = read_tracks(&folder.join(TRACKS))?;
        let path = folder.join(SEGMENTS);
        let (_, metadata) = open(&path)?;
        let (mut starts, mut rows) = (Vec::with_capacity(tracks.len()), 0);
        for track in &tracks {
            starts.push(rows);
            rows += track.segments as usize;
        }
        let found = metadata.metadata().file_metadata().num_rows();
        ensure!(
            usize::try_from(found) == Ok(rows),
            "{} has {found} segments; {TRACKS} beside it counts {rows}: they are of two runs, extract them again",
            path.display()
        );
        Ok(Self { tracks, starts, path, metadata })
    }

    /// The mel statistics of the track in this row of the table, segments × 256.
    pub fn mel_stats_of(&self, row: usize) -> Result<Array2<f32>> {
        self.rows(self.starts[row], self.tracks[row].segments as usize)
    }

    /// All mel statistics, segments × 256, track after track.
    pub fn mel_stats(&self) -> Result<Array2<f32>> {
        self.rows(0, self.tracks.iter().map(|track| track.segments as usize).sum())
    }

    fn rows(&self, start: usize, count: usize) -> Result<Array2<f32>> {
        let (file, metadata) = (opened(&self.path)?, self.metadata.clone());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let mut values = Vec::with_capacity(count * MEL_STATS);
        for batch in reader.with_offset(start).with_limit(count).build()? {
            let batch = batch.with_context(|| format!("{} is damaged", self.path.display()))?;
            let column = batch.column_by_name("mel_stats");
            let numbers = column
                .and_then(|lists| lists.as_fixed_size_list_opt()?.values().as_primitive_opt::<Float32Type>())
                .with_context(|| missing(&self.path, "mel_stats"))?;
            values.extend_from_slice(numbers.values());
        }
        let found = values.len();
        Array2::from_shape_vec((count, MEL_STATS), values)
            .with_context(|| format!("{}: {found} numbers for {count} segments", self.path.display()))
    }
}

/// The engine works with numbers only.
///
/// # Errors
///
/// Names track, segment and place of the first that is none.
pub fn finite(track: &Track, mel_stats: ArrayView2<'_, f32>) -> Result<()> {
    for (segment, values) in mel_stats.rows().into_iter().enumerate() {
        if let Some((column, value)) = values.iter().enumerate().find(|(_, x)| !x.is_finite()) {
            bail!(
                "{SEGMENTS}: segment {segment} of {} has {value} in place {column}, which is no number; extract it again",
                track.path
            );
        }
    }
    Ok(())
}

fn mel_stats_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Float32, false))
}

fn segment_schema() -> Result<Schema> {
    let mel_stats = DataType::FixedSizeList(mel_stats_item(), i32::try_from(MEL_STATS)?);
    Ok(Schema::new(vec![
        Field::new("track_id", DataType::UInt32, false),
        Field::new("segment", DataType::UInt32, false),
        Field::new("mel_stats", mel_stats, false),
    ]))
}

fn track_batch(tracks: &[Track]) -> Result<RecordBatch> {
    let text = |of: fn(&Track) -> &String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(tracks.iter().map(of)))
    };
    let columns: [(&str, ArrayRef); 12] = [
        ("track_id", Arc::new(UInt32Array::from_iter_values(tracks.iter().map(|track| track.id)))),
        ("path", text(|track| &track.path)),
        ("title", text(|track| &track.title)),
        ("artist", text(|track| &track.artist)),
        ("album", text(|track| &track.album)),
        ("genre", text(|track| &track.genre)),
        ("split", text(|track| &track.split)),
        ("licence", text(|track| &track.licence)),
        ("link", text(|track| &track.link)),
        ("seconds", Arc::new(Float64Array::from_iter_values(tracks.iter().map(|track| track.seconds)))),
        ("segments", Arc::new(UInt32Array::from_iter_values(tracks.iter().map(|track| track.segments)))),
        ("bytes", Arc::new(UInt64Array::from_iter_values(tracks.iter().map(|track| track.bytes)))),
    ];
    Ok(RecordBatch::try_from_iter(columns)?)
}

fn read_tracks(path: &Path) -> Result<Vec<Track>> {
    let (file, metadata) = open(path)?;
    let mut tracks = Vec::new();
    for batch in ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata).build()? {
        let batch = batch.with_context(|| format!("{} is damaged", path.display()))?;
        let text = |name: &str, row: usize| -> Result<String> {
            let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
            Ok(column.with_context(|| missing(path, name))?.value(row).to_owned())
        };
        // Feature sets of before these columns were there are as good.
        let added = |name: &str, row: usize| -> Result<String> {
            batch.column_by_name(name).map_or_else(|| Ok(String::new()), |_| text(name, row))
        };
        for row in 0..batch.num_rows() {
            tracks.push(Track {
                id: number::<UInt32Type>(path, &batch, "track_id", row)?,
                path: text("path", row)?,
                title: text("title", row)?,
                artist: text("artist", row)?,
                album: text("album", row)?,
                genre: text("genre", row)?,
                split: text("split", row)?,
                licence: added("licence", row)?,
                link: added("link", row)?,
                seconds: number::<Float64Type>(path, &batch, "seconds", row)?,
                segments: number::<UInt32Type>(path, &batch, "segments", row)?,
                bytes: number::<UInt64Type>(path, &batch, "bytes", row)?,
            });
        }
    }
    Ok(tracks)
}

fn number<T: ArrowPrimitiveType>(
    path: &Path,
    batch: &RecordBatch,
    name: &str,
    row: usize,
) -> Result<T::Native> {
    let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<T>());
    Ok(column.with_context(|| missing(path, name))?.value(row))
}

fn missing(path: &Path, column: &str) -> String {
    format!("{}: the column `{column}` is missing or of another type", path.display())
}

fn writer(path: &Path, schema: &Schema) -> Result<ArrowWriter<File>> {
    let version = KeyValue::new(VERSION_KEY.to_owned(), FEATURES.to_string());
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(vec![version]))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        // Measured numbers hardly repeat, and nobody searches for a range of them.
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let file = File::create(path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(ArrowWriter::try_new(file, Arc::new(schema.clone()), Some(properties))?)
}

fn close(writer: ArrowWriter<File>) -> Result<()> {
    Ok(writer.into_inner()?.sync_all()?)
}

fn open(path: &Path) -> Result<(File, ArrowReaderMetadata)> {
    let shown = path.display();
    let file = opened(path)?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .with_context(|| format!("{shown} is no whole Parquet file"))?;
    let keys = metadata.metadata().file_metadata().key_value_metadata();
    let version = keys.into_iter().flatten().find(|pair| pair.key == VERSION_KEY);
    let found = version.and_then(|pair| pair.value.as_ref()?.parse().ok()).unwrap_or(0);
    if found != FEATURES {
        let file = shown.to_string();
        return Err(Error::VersionMismatch { file, expected: FEATURES, found }.into());
    }
    Ok((file, metadata))
}

fn opened(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("{} cannot be opened", path.display()))
}
