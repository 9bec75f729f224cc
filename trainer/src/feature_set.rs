//! A feature set: what was heard of many tracks piece by piece, and the table of those tracks, as two Parquet files in
//! one folder.

mod store;
mod table;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use arrow_array::cast::AsArray;
use arrow_array::types::Float32Type;
use arrow_array::{ArrayRef, FixedSizeListArray, Float32Array, RecordBatch, UInt32Array};
use arrow_schema::{DataType, Field, Schema};
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};
use segue::engine::cnn::parts::EMBEDDING;
use segue::engine::cnn::tags::TAGS;
use segue::engine::segment::MEL_STATS;
use segue::engine::{cnn, manifest};

use crate::model::folds::Labelled;
use store::{close, missing, open, opened, writer};

/// One row per track.
pub const TRACKS: &str = "tracks.parquet";
/// Where, below a feature set of segments, the one of the same tracks lies that a network has heard.
pub const NETWORK: &str = "network";

/// What one row describes: three seconds of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// The mel statistics of a segment.
    Segments,
    /// What a network makes of a patch: its embedding, then the probabilities of its tags.
    Patches,
}

impl Rows {
    /// The file that holds them, in the order of the tracks.
    pub fn file(self) -> &'static str {
        match self {
            Self::Segments => "segments.parquet",
            Self::Patches => "patches.parquet",
        }
    }

    /// What one is called.
    fn name(self) -> &'static str {
        match self {
            Self::Segments => "segment",
            Self::Patches => "patch",
        }
    }

    /// The lists of numbers of each, and how long they are.
    fn columns(self) -> &'static [(&'static str, usize)] {
        match self {
            Self::Segments => &[("mel_stats", MEL_STATS)],
            Self::Patches => &[("embedding", EMBEDDING), ("tags", TAGS)],
        }
    }

    /// Grows whenever the same sound gives other numbers.
    fn version(self) -> u32 {
        match self {
            Self::Segments => manifest::FEATURES,
            Self::Patches => cnn::manifest::FEATURES,
        }
    }
}

/// What made the rows. Those of different makers must not be mixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    pub rows: Rows,
    /// Name and revision of the network; empty where none listened.
    pub network: String,
}

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
    /// How many; patches, where a network has listened.
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

/// Writes a feature set, track after track; at most a row group is in memory.
pub struct Writer {
    folder: PathBuf,
    maker: Maker,
    rows: ArrowWriter<File>,
    tracks: Vec<Track>,
}

impl Writer {
    /// Begins both files in `folder`, which is there.
    pub fn create(folder: &Path, maker: &Maker) -> Result<Self> {
        let rows = writer(&folder.join(maker.rows.file()), &schema(maker.rows)?, maker)?;
        Ok(Self { folder: folder.to_owned(), maker: maker.clone(), rows, tracks: Vec::new() })
    }

    /// Adds a track and its rows, all lists of a row side by side.
    pub fn add(&mut self, track: Track, values: ArrayView2<'_, f32>) -> Result<()> {
        let rows = self.maker.rows;
        let (count, file) = (values.nrows() as u32, rows.file());
        ensure!(count == track.segments, "{}: {count} rows, {} announced", track.path, track.segments);
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from_iter_values((0..count).map(|_| track.id))),
            Arc::new(UInt32Array::from_iter_values(0..count)),
        ];
        let mut start = 0;
        for &(_, length) in rows.columns() {
            let list = values.slice(s![.., start..start + length]);
            let list = Arc::new(Float32Array::from_iter_values(list.iter().copied()));
            columns.push(Arc::new(FixedSizeListArray::try_new(item(), i32::try_from(length)?, list, None)?));
            start += length;
        }
        let batch = RecordBatch::try_new(Arc::new(schema(rows)?), columns)?;
        self.rows.write(&batch).with_context(|| format!("{file} cannot be written"))?;
        self.tracks.push(track);
        Ok(())
    }

    /// Ends both files, and makes sure that the disk has them.
    pub fn finish(self) -> Result<()> {
        let file = self.maker.rows.file();
        close(self.rows).with_context(|| format!("{file} cannot be written"))?;
        let table = table::batch(&self.tracks)?;
        let mut tracks = writer(&self.folder.join(TRACKS), &table.schema(), &self.maker)?;
        tracks.write(&table).with_context(|| format!("{TRACKS} cannot be written"))?;
        close(tracks).with_context(|| format!("{TRACKS} cannot be written"))
    }
}

/// A feature set that is on the disk: its tracks, and where their rows are.
pub struct FeatureSet {
    pub tracks: Vec<Track>,
    pub maker: Maker,
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

    /// Reads the table of tracks; rows stay on the disk.
    ///
    /// # Errors
    ///
    /// Files that cannot be read, are of another version, or do not fit together.
    pub fn open(folder: &Path, rows: Rows) -> Result<Self> {
        let tracks = table::read(&folder.join(TRACKS), rows.version())?;
        let path = folder.join(rows.file());
        let (_, metadata, network) = open(&path, rows.version())?;
        let (mut starts, mut count) = (Vec::with_capacity(tracks.len()), 0);
        for track in &tracks {
            starts.push(count);
            count += track.segments as usize;
        }
        let found = metadata.metadata().file_metadata().num_rows();
        ensure!(
            usize::try_from(found) == Ok(count),
            "{} has {found} rows; {TRACKS} beside it counts {count}: they are of two runs, extract them again",
            path.display()
        );
        Ok(Self { tracks, maker: Maker { rows, network }, starts, path, metadata })
    }

    /// What was heard of the track in this row of the table; all lists of a row side by side.
    pub fn values_of(&self, row: usize) -> Result<Array2<f32>> {
        self.read(self.starts[row], self.tracks[row].segments as usize)
    }

    /// What was heard, track after track.
    pub fn values(&self) -> Result<Array2<f32>> {
        self.read(0, self.tracks.iter().map(|track| track.segments as usize).sum())
    }

    fn read(&self, start: usize, count: usize) -> Result<Array2<f32>> {
        let (file, metadata) = (opened(&self.path)?, self.metadata.clone());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let columns = self.maker.rows.columns();
        let mut lists = vec![Vec::new(); columns.len()];
        for batch in reader.with_offset(start).with_limit(count).build()? {
            let batch = batch.with_context(|| format!("{} is damaged", self.path.display()))?;
            for (list, (name, _)) in lists.iter_mut().zip(columns) {
                let numbers = batch.column_by_name(name).and_then(|lists| {
                    lists.as_fixed_size_list_opt()?.values().as_primitive_opt::<Float32Type>()
                });
                let numbers = numbers.with_context(|| missing(&self.path, name))?;
                list.extend_from_slice(numbers.values());
            }
        }
        let shaped = lists.into_iter().zip(columns).map(|(list, &(name, length))| {
            let found = list.len();
            Array2::from_shape_vec((count, length), list).with_context(|| {
                format!("{}: {found} numbers in `{name}` for {count} rows", self.path.display())
            })
        });
        let shaped = shaped.collect::<Result<Vec<_>>>()?;
        Ok(concatenate(Axis(1), &shaped.iter().map(|list| list.view()).collect::<Vec<_>>())?)
    }

    /// The engine works with numbers only.
    ///
    /// # Errors
    ///
    /// Names track, row and place of the first that is none.
    pub fn finite(&self, track: &Track, values: ArrayView2<'_, f32>) -> Result<()> {
        let (file, name) = (self.maker.rows.file(), self.maker.rows.name());
        for (row, values) in values.rows().into_iter().enumerate() {
            if let Some((column, value)) = values.iter().enumerate().find(|(_, x)| !x.is_finite()) {
                bail!(
                    "{file}: {name} {row} of {} has {value} in place {column}, which is no number; extract it again",
                    track.path
                );
            }
        }
        Ok(())
    }
}

fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Float32, false))
}

fn schema(rows: Rows) -> Result<Schema> {
    let mut fields = vec![
        Field::new("track_id", DataType::UInt32, false),
        Field::new(rows.name(), DataType::UInt32, false),
    ];
    for &(name, length) in rows.columns() {
        fields.push(Field::new(name, DataType::FixedSizeList(item(), i32::try_from(length)?), false));
    }
    Ok(Schema::new(fields))
}
