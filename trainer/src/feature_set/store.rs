//! Parquet files on a disk, and what made the numbers in them.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use arrow_schema::Schema;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use segue::engine::Error;

use super::Maker;

/// Where the files name the version of their numbers.
const VERSION_KEY: &str = "segue.features";
/// Where they name the network that heard them.
const NETWORK_KEY: &str = "segue.network";
/// Rows that are held in memory before they go to the disk: 4 MiB.
const ROW_GROUP: usize = 4096;

/// Begins a file.
pub fn writer(path: &Path, schema: &Schema, maker: &Maker) -> Result<ArrowWriter<File>> {
    let mut keys = vec![KeyValue::new(VERSION_KEY.to_owned(), maker.rows.version().to_string())];
    if !maker.network.is_empty() {
        keys.push(KeyValue::new(NETWORK_KEY.to_owned(), maker.network.clone()));
    }
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(keys))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        // Measured numbers hardly repeat, and nobody searches for a range of them.
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    let file = File::create(path).with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(ArrowWriter::try_new(file, Arc::new(schema.clone()), Some(properties))?)
}

/// Ends a file, and makes sure that the disk has it.
pub fn close(writer: ArrowWriter<File>) -> Result<()> {
    Ok(writer.into_inner()?.sync_all()?)
}

/// A file of this version, and which network it names; none if it names none.
///
/// # Errors
///
/// It cannot be read, or its numbers are of another version.
pub fn open(path: &Path, version: u32) -> Result<(File, ArrowReaderMetadata, String)> {
    let shown = path.display();
    let file = opened(path)?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .with_context(|| format!("{shown} is no whole Parquet file"))?;
    let said = |key: &str| {
        let keys = metadata.metadata().file_metadata().key_value_metadata();
        let pair = keys.into_iter().flatten().find(|pair| pair.key == key)?;
        pair.value.clone()
    };
    let found = said(VERSION_KEY).and_then(|value| value.parse().ok()).unwrap_or(0);
    if found != version {
        let file = shown.to_string();
        return Err(Error::VersionMismatch { file, expected: version, found }.into());
    }
    let network = said(NETWORK_KEY).unwrap_or_default();
    Ok((file, metadata, network))
}

/// A file to be read.
pub fn opened(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("{} cannot be opened", path.display()))
}

/// What is wrong with a file that lacks a column.
pub fn missing(path: &Path, column: &str) -> String {
    format!("{}: the column `{column}` is missing or of another type", path.display())
}
