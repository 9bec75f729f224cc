//! The table of tracks as columns.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float64Type, UInt32Type, UInt64Type};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, UInt32Array, UInt64Array};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::Track;
use super::store::{missing, open};

/// All columns.
pub fn batch(tracks: &[Track]) -> Result<RecordBatch> {
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

/// The tracks of a file whose rows are of this version.
pub fn read(path: &Path, version: u32) -> Result<Vec<Track>> {
    let (file, metadata, _) = open(path, version)?;
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
